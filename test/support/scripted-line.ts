import { randomUUID } from 'node:crypto';
import type { Page, WebSocketRoute } from 'playwright-core';
import { expect } from 'vitest';
import { AudioKind, encodeAudioFrame, parseAudioFrame } from '../../src/protocol/audio-frame.ts';
import { ClientMessage } from '../../src/protocol/client-messages.ts';
import type { Services } from '../../src/protocol/common.ts';
import { TUTOR_SAMPLE_RATE } from '../../src/protocol/limits.ts';
import type { ConversationEvent } from '../../src/protocol/server-events.ts';

type Of<T extends ClientMessage['type']> = Extract<ClientMessage, { type: T }>;
/** What came over the line: a message, or so many frames of sound one after the other. */
export type Received = ClientMessage | { type: 'audio'; frames: number };

const BYTES_PER_MS = 2 * (TUTOR_SAMPLE_RATE / 1000);

const SERVICES: Services = { model: 'ok', stt: 'ok', tts: 'ok', vectors: 'ok', embedder: 'ok' };

/**
 * The other end of a page's realtime line, in the test's hands: it checks every frame against the protocol, and says what
 * the test wants it to. Everything else that the page asks for comes from the real server.
 */
export class ScriptedLine {
  readonly received: Received[] = [];
  services = SERVICES;
  /** Whether the server's voice can be made slower or faster. */
  changesSpeed = false;
  #socket: WebSocketRoute | undefined;
  /** Everything that was told in the conversation; the first has the offset 1. */
  readonly #told: string[] = [];
  #read = 0;
  #conversationId = '';
  #away = false;

  /** Call before the page is opened. */
  static async install(page: Page): Promise<ScriptedLine> {
    const line = new ScriptedLine();
    await page.routeWebSocket(/\/api\/realtime$/, (socket) => line.#opened(socket));
    return line;
  }

  /** The next message of this type that was not waited for yet. */
  async next<T extends ClientMessage['type']>(
    type: T,
    matches: (message: Of<T>) => boolean = () => true,
  ): Promise<Of<T>> {
    const isWanted = (message: Received): message is Of<T> => message.type === type && matches(message as Of<T>);
    const seek = () => this.received.slice(this.#read).findIndex(isWanted);
    await expect.poll(seek, { interval: 20, message: `no ${type} came` }).toBeGreaterThanOrEqual(0);
    const at = this.#read + seek();
    this.#read = at + 1;
    return this.received[at] as Of<T>;
  }

  /** Types of everything that came since this place in `received`, sound once for as many frames as came in a row. */
  typesSince(at: number): string[] {
    return this.received.slice(at).map(({ type }) => type);
  }

  says(event: ConversationEvent): void {
    const told = JSON.stringify({ ...event, offset: this.#told.length + 1 });
    this.#told.push(told);
    this.#socket?.send(told);
  }

  /** Something about the connection alone. */
  remarks(event: ConversationEvent): void {
    this.#socket?.send(JSON.stringify(event));
  }

  /** The server has understood and stored what was said. */
  understands(id: string, text: string): void {
    this.says({ type: 'transcript', id, text, final: true });
    this.says({ type: 'accepted', id });
    this.says({ type: 'state', state: 'thinking' });
  }

  /** An answer begins with its text; one without a number is not spoken by the server. @returns the id of its turn */
  answers(turn: number | undefined, sentences: string[]): string {
    const turnId = randomUUID();
    this.says({ type: 'passages', turnId, passages: [] });
    for (const [index, text] of sentences.entries()) {
      this.says({ type: 'delta', turnId, text: `${text} ` });
      this.says({ type: 'sentence', turnId, index, text, ...(turn === undefined ? {} : { turn }) });
    }
    return turnId;
  }

  /** So many ms of a soft tone as the sound of a sentence. */
  speaks(turn: number, sentence: number, ms: number): void {
    const pcm = new Uint8Array(BYTES_PER_MS * ms);
    const view = new DataView(pcm.buffer);
    for (let at = 0; at < pcm.length / 2; at += 1) {
      view.setInt16(2 * at, 4000 * Math.sin((2 * Math.PI * 220 * at) / TUTOR_SAMPLE_RATE), true);
    }
    this.plays(turn, sentence, pcm);
  }

  /** The sound of a sentence, in frames of 100 ms. */
  plays(turn: number, sentence: number, sound: Uint8Array): void {
    const bytes = 100 * BYTES_PER_MS;
    for (let sequence = 0; sequence * bytes < sound.length; sequence += 1) {
      const pcm = sound.subarray(sequence * bytes, (sequence + 1) * bytes);
      const frame = encodeAudioFrame({ kind: AudioKind.tutor, turn, sentence, sequence, pcm });
      this.#socket?.send(Buffer.from(frame));
    }
  }

  ends(turnId: string, status: 'complete' | 'interrupted', heardText: string): void {
    this.says({
      type: 'turn_end',
      turnId,
      messageId: randomUUID(),
      status,
      heardText,
      timings: {
        endOfTurnMs: null,
        sttMs: null,
        retrievalMs: null,
        modelFirstTokenMs: null,
        firstSentenceMs: null,
        ttsFirstByteMs: null,
        firstAudioMs: null,
      },
      usage: { inputTokens: 0, outputTokens: 0, cachedTokens: 0, costUsd: 0 },
    });
    this.says({ type: 'state', state: 'listening' });
  }

  /** The line breaks; the page opens another one by itself. */
  async breaks(): Promise<void> {
    await this.#socket?.close({ code: 1012, reason: 'restarting' });
  }

  /** The server is gone, until it comes back: the page tries again and again by itself. */
  async away(away: boolean): Promise<void> {
    this.#away = away;
    if (away) await this.#socket?.close({ code: 1001, reason: 'gone' });
  }

  #opened(socket: WebSocketRoute): void {
    if (this.#away) {
      void socket.close({ code: 1001, reason: 'gone' });
      return;
    }
    this.#socket = socket;
    socket.onMessage((data) => {
      if (typeof data === 'string') this.#message(ClientMessage.parse(JSON.parse(data)));
      else this.#sound(data);
    });
  }

  #message(message: ClientMessage): void {
    this.received.push(message);
    if (message.type !== 'hello') return;
    this.#conversationId = message.conversationId ?? this.#conversationId;
    const ready = {
      type: 'ready',
      conversationId: this.#conversationId,
      epoch: 'scripted',
      offset: this.#told.length,
      resumed: message.resume?.epoch === 'scripted',
      services: this.services,
      changesSpeed: this.changesSpeed,
    };
    this.#socket?.send(JSON.stringify(ready));
    // A page that was reloaded has kept less than it was told.
    if (ready.resumed) for (const told of this.#told.slice(message.resume?.offset)) this.#socket?.send(told);
  }

  #sound(data: Buffer): void {
    const frame = parseAudioFrame(data);
    if (frame?.kind !== AudioKind.learner || frame.turn !== 0 || frame.pcm.length > 3200) {
      throw new Error('not a frame of a learner’s sound');
    }
    const last = this.received.at(-1);
    if (last?.type === 'audio') last.frames += 1;
    else this.received.push({ type: 'audio', frames: 1 });
  }
}
