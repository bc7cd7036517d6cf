import { once } from 'node:events';
import { WebSocket } from 'ws';
import { newId } from '../../src/ids.ts';
import { type AudioFrame, AudioKind, encodeAudioFrame, pcmOf } from '../../src/protocol/audio-frame.ts';
import type { ServerEvent } from '../../src/protocol/server-events.ts';
import { RealtimeClient } from './realtime-client.ts';
import type { Observation, TalkDoor } from './talk-door.ts';
import { TalkPlayer } from './talk-player.ts';

/** The browser's socket, with a client that does what the app does: it pauses for a voice, plays, and reports. */
export class BrowserTalkDoor implements TalkDoor {
  readonly observed: Observation[] = [];
  readonly told: string[] = [];
  readonly broken: string[] = [];
  readonly ready = true;
  readonly #url: string;
  readonly #token: string;
  readonly #language: string;
  readonly #now: () => number;
  readonly #player: TalkPlayer;
  #client: RealtimeClient | undefined;
  #read = { events: 0, frames: 0 };
  #conversationId: string | undefined;
  #resume: { epoch: string; offset: number } | undefined;
  #voice: { id: string; sequence: number } | undefined;
  #broke = false;
  /** The answer went on as text, which is heard by reading. */
  #voiceFailed = false;

  constructor(options: { url: string; token: string; language: string; now: () => number }) {
    this.#url = options.url;
    this.#token = options.token;
    this.#language = options.language;
    this.#now = options.now;
    this.#player = new TalkPlayer((report) => this.#send({ type: 'playback', ...report }));
  }

  get conversationId(): string {
    return this.#conversationId ?? '';
  }

  /** Sound received in all, ms: shows that something is still coming. */
  get soundMs(): number {
    return this.#player.receivedMs;
  }

  async open(): Promise<void> {
    this.#client = await RealtimeClient.open(this.#url, this.#token);
    this.#read = { events: 0, frames: 0 };
    const ready = await this.#client.hello({
      audioIn: 'pcm16/16000',
      audioOut: 'pcm16/24000',
      language: this.#language,
      ...(this.#conversationId && { conversationId: this.#conversationId }),
      ...(this.#resume && { resume: this.#resume }),
    });
    this.#conversationId = ready.conversationId;
    this.#resume ??= { epoch: ready.epoch, offset: ready.offset };
  }

  voiceBegins(): void {
    this.#voice = { id: newId(), sequence: 0 };
    this.#player.pause();
    this.#send({ type: 'speech_start', id: this.#voice.id });
  }

  sound(samples: Int16Array): void {
    if (!this.#voice) return;
    const { sequence } = this.#voice;
    this.#voice.sequence += 1;
    if (this.#client?.socket.readyState !== WebSocket.OPEN) return;
    const frame = { kind: AudioKind.learner, turn: 0, sentence: 0, sequence, pcm: pcmOf(samples) };
    this.#client.socket.send(encodeAudioFrame(frame));
  }

  voiceEnds(how: 'stops' | 'done' | 'cancelled'): void {
    const id = this.#voice?.id;
    this.#voice = undefined;
    if (how === 'cancelled') this.#send({ type: 'speech_cancel', id });
    else this.#send({ type: 'speech_end', id, ...(how === 'done' && { done: true }) });
  }

  type(text: string): void {
    this.#send({ type: 'user_text', id: newId(), text, source: 'typed' });
  }

  stop(): void {
    const { turnId, heardChars } = this.#player.stop();
    if (turnId) this.#send({ type: 'interrupt', turnId, heardChars });
  }

  mayBeSpokenTo(may: boolean): void {
    this.#send({ type: 'set', speakUp: may });
  }

  keys(): void {
    throw new Error('there are no keys');
  }

  async breakLine(): Promise<void> {
    const client = this.#client;
    this.#broke = true;
    this.#client = undefined;
    client?.socket.terminate();
    await client?.closed;
    this.#player.forgetUnplayed();
  }

  async comeBack(): Promise<void> {
    await this.open();
    this.#player.resume();
  }

  play(ms: number): void {
    this.#player.play(ms);
  }

  async exchanged(): Promise<void> {
    const socket = this.#client?.socket;
    if (socket?.readyState === WebSocket.OPEN) {
      socket.ping();
      await once(socket, 'pong');
    }
    this.#takeAll();
  }

  async close(): Promise<void> {
    this.#client?.socket.terminate();
    await this.#client?.closed;
  }

  #send(message: Record<string, unknown>): void {
    if (this.#client?.socket.readyState === WebSocket.OPEN) this.#client.send(message);
  }

  /** Events and frames in the order in which they came. */
  #takeAll(): void {
    const client = this.#client;
    if (!client) return;
    for (;;) {
      const frame = client.frames[this.#read.frames];
      if (frame && frame.after <= this.#read.events) {
        this.#read.frames += 1;
        this.#hear(frame);
      } else {
        const event = client.events[this.#read.events];
        if (!event) return;
        this.#read.events += 1;
        this.#take(event);
      }
    }
  }

  #hear(frame: AudioFrame): void {
    const before = this.#player.soundOf(frame.turn);
    if (!this.#player.receive(frame)) this.broken.push(`sound of a turn that had ended, or was not announced`);
    if (before === 0) this.observed.push({ at: this.#now(), kind: 'sound' });
  }

  #take(event: ServerEvent): void {
    if ('offset' in event && event.offset !== undefined && this.#resume) this.#resume.offset = event.offset;
    this.told.push(nameOf(event));
    const at = this.#now();
    if (event.type === 'accepted') this.#voiceFailed = false;
    if (event.type === 'notice' && event.code === 'voice_failed') this.#voiceFailed = true;
    if (event.type === 'notice') this.observed.push({ at, kind: 'notice', code: event.code });
    if (event.type === 'notice' && event.turn !== undefined && event.turnId !== undefined) {
      this.#player.announce(event.turn, event.turnId, 0, event.message);
    }
    if (event.type === 'sentence' && event.turn !== undefined) {
      this.#player.announce(event.turn, event.turnId, event.index, event.text);
    }
    if (event.type === 'state' && event.state === 'speaking' && this.#player.resume()) {
      this.observed.push({ at, kind: 'went on' });
    }
    if (event.type === 'turn_end') this.#end(event);
  }

  #end({ turnId, status, heardText }: Extract<ServerEvent, { type: 'turn_end' }>): void {
    this.observed.push({ at: this.#now(), kind: status === 'interrupted' ? 'stopped' : 'ended' });
    const played = this.#player.end(turnId);
    if (played !== undefined && !this.#voiceFailed && heardText.length > played.chars) {
      this.broken.push(`kept as heard: ${heardText.length} characters, played: ${played.chars}`);
    }
    // What was played after the last report before a line broke, nobody can tell.
    if (status === 'interrupted' && !this.#broke && played !== undefined && played.wholeWords > heardText.length) {
      this.broken.push(`heard to character ${played.wholeWords}, kept to ${heardText.length}`);
    }
  }
}

function nameOf(event: ServerEvent): string {
  if (event.type === 'turn_end') return `turn_end ${event.status}`;
  if (event.type === 'notice' || event.type === 'error') return `${event.type} ${event.code}`;
  if (event.type === 'state') return `state ${event.state}`;
  return event.type;
}
