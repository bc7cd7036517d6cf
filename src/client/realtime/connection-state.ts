import type { AudioFrame } from '../../protocol/audio-frame.ts';
import type { ConversationEvent, LoggedEvent, Ready } from '../../protocol/server-events.ts';

/** Why a connection ended for good, until somebody starts it again. */
export type StopReason = 'left' | 'signed_out' | 'not_yours' | 'replaced';

export type ConnectionState =
  | { kind: 'connecting' }
  | { kind: 'open' }
  /** Tries again by itself, at the latest after `retryInMs`. */
  | { kind: 'waiting'; attempt: number; retryInMs: number }
  | { kind: 'stopped'; reason: StopReason };

/** One socket, whatever it is made of. */
export interface Socket {
  send(data: string | Uint8Array<ArrayBuffer>): void;
  close(): void;
}

export interface SocketEvents {
  opened(): void;
  message(data: string): void;
  /** A binary frame. */
  sound(data: Uint8Array): void;
  /** Called once, also when the socket could never be opened. */
  closed(code: number): void;
}

/** What the connection needs of the world. */
export interface ConnectionEnvironment {
  openSocket(events: SocketEvents): Socket;
  /** @returns the function that cancels it */
  after(ms: number, action: () => void): () => void;
  random(): number;
  now(): number;
  /** Whether the session still holds; asked when a socket was refused, since browsers hide why. */
  stillSignedIn(): Promise<boolean>;
}

/** Whom the connection tells what happens. */
export interface ConnectionHandlers {
  state(state: ConnectionState): void;
  ready(ready: Ready): void;
  /** Each event of the conversation once, in order. */
  event(event: LoggedEvent): void;
  /** A piece of the tutor's voice. */
  sound(frame: AudioFrame): void;
  /** A notice or error about the connection or the last request alone. */
  aside(event: ConversationEvent): void;
  /**
   * Events are missing: load the conversation over REST. Live events wait meanwhile; failing means reconnecting. Answer
   * `rewind` when a turn is running whose beginning wasn't seen: all events still kept are then played again.
   */
  reload(ready: Ready): Promise<'done' | 'rewind'>;
  /** Whether the server ought to say something: a question is under way, or an answer is being given. */
  expecting(): boolean;
}
