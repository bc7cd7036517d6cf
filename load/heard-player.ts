import { newId } from '../src/ids.ts';
import { AudioKind, encodeAudioFrame, parseAudioFrame, pcmOf } from '../src/protocol/audio-frame.ts';
import { TUTOR_SAMPLE_RATE } from '../src/protocol/limits.ts';
import { RealtimeClient } from '../test/support/realtime-client.ts';
import { MS_PER_CHAR } from './voice-fakes.ts';

/** It plays faster than time, so it reports more of it at once: nobody may send more than fifty messages a second. */
const STEP_MS = 1500;
const WORD = pcmOf(new Int16Array(16 * 20).fill(2000));

export interface Interruption {
  way: Way;
  turnId: string;
  /** The answer's text as far as it was told. */
  text: string;
  /** Characters of it that were really played; a part of one counts as none. */
  playedChars: number;
  /** What the server keeps as heard. */
  heard: string;
}

/** By hand, with the place; or by voice, where the last report may come only while the learner speaks. */
export const WAYS = ['by hand', 'by voice', 'by voice, late report'] as const;
export type Way = (typeof WAYS)[number];

/** A client that plays answers up to a random place and then interrupts, by its voice or by hand. */
export class HeardPlayer {
  readonly conversationId: string;
  readonly #client: RealtimeClient;
  readonly #random: () => number;
  /** Sound received of each sentence of the running turn, ms. */
  #received: number[] = [];
  #turn: number | undefined;

  private constructor(client: RealtimeClient, conversationId: string, random: () => number) {
    this.conversationId = conversationId;
    this.#client = client;
    this.#random = random;
    client.socket.on('message', (data: Buffer, isBinary: boolean) => {
      const frame = isBinary ? parseAudioFrame(data) : undefined;
      if (!frame) return;
      this.#begin(frame.turn);
      const ms = (frame.pcm.length / 2 / TUTOR_SAMPLE_RATE) * 1000;
      this.#received[frame.sentence] = (this.#received[frame.sentence] ?? 0) + ms;
    });
  }

  static async open(url: string, token: string, random: () => number): Promise<HeardPlayer> {
    const client = await RealtimeClient.open(url, token);
    const { conversationId } = await client.hello({ audioIn: 'pcm16/16000', audioOut: 'pcm16/24000' });
    return new HeardPlayer(client, conversationId, random);
  }

  /** One answer, played to somewhere and interrupted. @param asked whether a spoken interruption has asked for it already */
  async interrupt(asked: boolean, sentences: readonly string[]): Promise<Interruption> {
    if (!asked) this.#client.ask(newId());
    const { turnId, turn } = await this.#client.next('sentence', ({ index }) => index === 0);
    this.#begin(turn);
    const total = sentences.join('').length * MS_PER_CHAR;
    const way = WAYS[Math.floor(this.#random() * WAYS.length)] ?? 'by hand';
    const place = await this.#play(turnId, sentences, this.#random() * total);
    if (way !== 'by voice, late report') place.report();
    if (way !== 'by hand') this.#speak(place.report);
    else this.#client.send({ type: 'interrupt', turnId, heardChars: place.chars });
    const { heardText } = await this.#client.next('turn_end', (event) => event.turnId === turnId);
    const text = this.#client.text;
    this.#client.forget();
    return { way, turnId, text, playedChars: place.chars, heard: heardText };
  }

  close(): void {
    this.#client.socket.terminate();
  }

  /** What was received of the turn before counts no more. */
  #begin(turn: number | undefined): void {
    if (turn !== this.#turn) this.#received = [];
    this.#turn = turn;
  }

  /** Plays up to so many ms of the answer, as fast as it comes, and reports it in steps; the last is left to `report`. */
  async #play(
    turnId: string,
    sentences: readonly string[],
    untilMs: number,
  ): Promise<{ chars: number; report: () => void }> {
    let before = 0;
    let report = (): void => undefined;
    for (const [sentence, text] of sentences.entries()) {
      const whole = text.length * MS_PER_CHAR;
      const target = Math.min(whole, untilMs);
      for (let played = 0; played < target; ) {
        const step = Math.min(STEP_MS, target - played);
        while ((this.#received[sentence] ?? 0) < played + step - 0.1) await this.#client.anything();
        played += step;
        report();
        const message = { type: 'playback', turnId, sentence, playedMs: played, done: played >= whole };
        report = once(() => this.#client.send(message));
      }
      if (target < whole) return { chars: before + Math.floor(target / MS_PER_CHAR + 1e-6), report };
      untilMs -= whole;
      before += text.length + 1;
    }
    return { chars: before, report };
  }

  #speak(report: () => void): void {
    const id = newId();
    this.#client.send({ type: 'speech_start', id });
    for (let sequence = 0; sequence < 20; sequence += 1) {
      const frame = { kind: AudioKind.learner, turn: 0, sentence: 0, sequence, pcm: WORD };
      this.#client.socket.send(encodeAudioFrame(frame));
      if (sequence === 10) report();
    }
    this.#client.send({ type: 'speech_end', id, done: true });
  }
}

function once(act: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) act();
    isDone = true;
  };
}
