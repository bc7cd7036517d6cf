import type { AudioFrame } from '../../src/protocol/audio-frame.ts';
import { TUTOR_SAMPLE_RATE } from '../../src/protocol/limits.ts';
import { cutAtWord } from '../../src/voice/word-cut.ts';
import { MS_PER_CHAR } from './scripted-voice.ts';

/** At most this often is told what is being played, ms. */
const REPORT_MS = 250;

export interface PlaybackReport {
  turnId: string;
  sentence: number;
  playedMs: number;
  done: boolean;
}

interface PlayedSentence {
  text: string;
  receivedMs: number;
  playedMs: number;
}

interface PlayedTurn {
  number: number;
  turnId: string;
  sentences: PlayedSentence[];
  /** Sentence that is played now. */
  at: number;
  /** Frames received, so that none is heard twice. */
  frames: Set<string>;
}

/** Plays what a browser receives, in the talk's own time, and tells what it has played. */
export class TalkPlayer {
  readonly #report: (report: PlaybackReport) => void;
  readonly #ended = new Set<number>();
  readonly #soundMs = new Map<number, number>();
  #turn: PlayedTurn | undefined;
  #paused = false;
  #sinceReport = 0;

  constructor(report: (report: PlaybackReport) => void) {
    this.#report = report;
  }

  announce(number: number, turnId: string, index: number, text: string): void {
    if (this.#turn?.number !== number) {
      this.#turn = { number, turnId, sentences: [], at: 0, frames: new Set() };
      this.#paused = false;
    }
    this.#turn.sentences[index] ??= { text, receivedMs: 0, playedMs: 0 };
  }

  get receivedMs(): number {
    return [...this.#soundMs.values()].reduce((sum, ms) => sum + ms, 0);
  }

  /** Sound received of a turn, ms. */
  soundOf(number: number): number {
    return this.#soundMs.get(number) ?? 0;
  }

  /** @returns false for a frame that should not have come */
  receive({ turn: number, sentence: index, sequence, pcm }: AudioFrame): boolean {
    const turn = this.#turn;
    const sentence = turn?.number === number ? turn.sentences[index] : undefined;
    if (!turn || !sentence || this.#ended.has(number)) return false;
    const name = `${index}/${sequence}`;
    if (turn.frames.has(name)) return false;
    turn.frames.add(name);
    const ms = (pcm.length / 2 / TUTOR_SAMPLE_RATE) * 1_000;
    sentence.receivedMs += ms;
    this.#soundMs.set(number, this.soundOf(number) + ms);
    return true;
  }

  /** The learner makes a sound. */
  pause(): void {
    if (this.#paused || !this.#turn) return;
    this.#paused = true;
    this.#tell();
  }

  /** @returns whether it had been paused */
  resume(): boolean {
    const paused = this.#paused;
    this.#paused = false;
    return paused && this.#turn !== undefined;
  }

  stop(): { turnId: string | undefined; heardChars: number } {
    const turnId = this.#turn?.turnId;
    this.pause();
    return { turnId, heardChars: this.#playedChars() };
  }

  /** The line broke: what was received and not played will come again. */
  forgetUnplayed(): void {
    this.pause();
    const turn = this.#turn;
    if (!turn) return;
    for (const sentence of turn.sentences) sentence.receivedMs = sentence.playedMs;
    turn.frames.clear();
  }

  play(ms: number): void {
    const turn = this.#turn;
    if (!turn || this.#paused) return;
    for (let left = ms; left > 0; ) {
      const sentence = turn.sentences[turn.at];
      const step = sentence ? Math.min(left, sentence.receivedMs - sentence.playedMs) : 0;
      if (sentence) sentence.playedMs += step;
      left -= step;
      this.#sinceReport += step;
      if (step === 0 && !this.#nextSentence(turn)) break;
    }
    const sentence = turn.sentences[turn.at];
    const dry = sentence !== undefined && sentence.playedMs >= sentence.receivedMs;
    if (this.#sinceReport >= REPORT_MS || (dry && this.#sinceReport > 0)) this.#tell();
  }

  /** @returns characters of the turn's text that were played, and how many of them are whole words; undefined for another */
  end(turnId: string): { chars: number; wholeWords: number } | undefined {
    const turn = this.#turn;
    if (turn?.turnId !== turnId) return undefined;
    this.#tell();
    const chars = this.#playedChars();
    const text = turn.sentences.map((sentence) => sentence.text).join(' ');
    this.#ended.add(turn.number);
    this.#turn = undefined;
    this.#paused = false;
    return { chars, wholeWords: chars >= text.length ? text.length : cutAtWord(text, chars).trimEnd().length };
  }

  #nextSentence(turn: PlayedTurn): boolean {
    const next = turn.sentences[turn.at + 1];
    if (!next || next.receivedMs === 0) return false;
    this.#tell(true);
    turn.at += 1;
    return true;
  }

  #tell(done = false): void {
    const turn = this.#turn;
    const sentence = turn?.sentences[turn.at];
    this.#sinceReport = 0;
    if (!turn || !sentence || sentence.playedMs === 0) return;
    this.#report({ turnId: turn.turnId, sentence: turn.at, playedMs: sentence.playedMs, done });
  }

  /** The scripted voice takes the same time for every character, so that what was played tells which were heard. */
  #playedChars(): number {
    const turn = this.#turn;
    if (!turn) return 0;
    let before = 0;
    for (const [index, { text, playedMs }] of turn.sentences.entries()) {
      if (index === turn.at) return before + Math.min(text.length, Math.floor(playedMs / MS_PER_CHAR));
      before += text.length + 1;
    }
    return before;
  }
}
