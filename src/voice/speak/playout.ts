import type { Clock } from '../../ports/clock.ts';
import { MAX_AUDIO_FRAME_MS, MIN_AUDIO_FRAME_MS } from '../../protocol/limits.ts';
import type { AudioOut, SpeechFrame } from './audio-out.ts';
import type { HeardLedger } from './heard-ledger.ts';
import type { SentenceSound } from './sentence-sound.ts';
import { VirtualPlayer } from './virtual-player.ts';

/** Sound under way or in the player: enough for a bad moment of a mobile line, and no more to throw away than that. */
export const LEAD_MS = 3000;
/** How often it is looked whether more may be sent. */
const LOOK_MS = 100;
/** A player that reports and then stands still for so long will not go on. */
export const STALLED_MS = 15_000;

/** Why nothing may be sent for now: the learner makes a sound, has put the tutor on hold, or there is no line. */
export type HoldReason = 'learner' | 'on hold' | 'line';

export interface PlayoutOptions {
  /** Number of the turn. */
  turn: number;
  ledger: HeardLedger;
  clock: Clock;
  sampleRate: number;
  /** A frame was sent; `first` of the turn. */
  onSent: (first: boolean) => void;
  /** One more sentence was played to its end. */
  onHeard: () => void;
  /** Everything was played and nothing more comes. */
  onFinished: () => void;
  /** The player reported and then stood still. */
  onStalled: () => void;
}

interface Queued {
  sound: SentenceSound;
  /** Offset of the event that announces it; undefined until it was told. */
  toldAt: number | undefined;
}

/** Sends the sound of one turn, in order, a bounded lead ahead of what was played; stops and goes on where it stood. */
export class Playout {
  readonly #options: PlayoutOptions;
  readonly #queue: Queued[] = [];
  readonly #holds = new Set<HoldReason>();
  readonly #player: VirtualPlayer;
  #out: AudioOut | undefined;
  /** Sent and not known to be played: what a line that is lost takes with it. */
  #unplayed: (SpeechFrame & { end: number })[] = [];
  /** Of those, how many are still to be sent again. */
  #again = 0;
  #sentOfSentence = 0;
  #begun = false;
  #ended = false;
  #closed = false;
  #movedAt = 0;
  #heard = 0;
  #cancelTimer: (() => void) | undefined;

  constructor(options: PlayoutOptions) {
    this.#options = options;
    this.#player = new VirtualPlayer(options.clock, options.ledger);
  }

  /** Whether anything was sent. */
  get begun(): boolean {
    return this.#begun;
  }

  /** Sound still to be heard, ms; endless while more of it is to come. */
  get remainingMs(): number {
    if (!this.#ended || this.#queue.some(({ sound }) => !sound.complete)) return Number.POSITIVE_INFINITY;
    const waiting = this.#queue.reduce((sum, { sound }) => sum + sound.waiting, 0);
    return this.#options.ledger.aheadMs + (waiting / this.#options.sampleRate) * 1000;
  }

  get held(): boolean {
    return this.#holds.size > 0;
  }

  /** Gives the sound a line, in the place of the one before: what was sent there and not played is sent again. */
  attach(out: AudioOut, reports: boolean): void {
    this.#out = out;
    this.#again = this.#unplayed.length;
    if (reports) this.#player.trustReports();
    this.release('line');
  }

  detach(): void {
    this.#out = undefined;
    this.hold('line');
  }

  add(sound: SentenceSound): void {
    this.#queue.push({ sound, toldAt: undefined });
  }

  /** The event that announces a sentence has this offset. */
  told(index: number, offset: number): void {
    const queued = this.#queue.find(({ sound }) => sound.index === index);
    if (queued) queued.toldAt = offset;
    this.pump();
  }

  /** No sentence comes any more. */
  end(): void {
    this.#ended = true;
    this.pump();
  }

  /**
   * What comes after the sentences that have their sound will never have any.
   * @param handOver another voice goes on where the sound that was sent breaks off: what waits is not sent
   * @returns the first sentence that is not spoken as a whole here
   */
  cutOff(handOver: boolean): number | undefined {
    const { ledger } = this.#options;
    const cut = this.#queue.filter(({ sound }) => !sound.complete || (handOver && sound.waiting > 0));
    for (const { sound } of cut) {
      if (handOver) sound.clear();
      if (handOver) ledger.handOver(sound.index);
      else ledger.breakOff(sound.index);
      sound.finish();
    }
    this.pump();
    return cut[0]?.sound.index;
  }

  /** No service says this sentence: it is read. */
  skip(sound: SentenceSound): void {
    this.#options.ledger.breakOff(sound.index);
    sound.finish();
    this.pump();
  }

  hold(reason: HoldReason): void {
    this.#playOn();
    if (reason !== 'line' && !this.held) this.#takeBack();
    this.#holds.add(reason);
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  release(reason: HoldReason): void {
    if (!this.#holds.delete(reason) || this.held) return;
    this.#player.resume();
    this.#movedAt = this.#options.clock.now();
    this.pump();
  }

  /** What the client says it has played. */
  report(sentence: number, playedMs: number): void {
    this.#player.trustReports();
    if (this.#options.ledger.played(sentence, playedMs)) this.#movedAt = this.#options.clock.now();
    this.pump();
  }

  /** Sends what may be sent now. */
  pump(): void {
    if (this.#closed) return;
    this.#playOn();
    this.#notePlayed();
    if (!this.held) while (this.#sendOne());
    if (this.#ended && this.#options.ledger.finished && this.#queue.length === 0) this.#finish();
    else this.#lookAgain();
  }

  /** Nothing is sent from now on. */
  close(): void {
    if (this.#closed) return;
    this.#playOn();
    this.#closed = true;
    this.#cancelTimer?.();
    if (this.#begun) this.#out?.drop?.(this.#options.turn);
  }

  /** A player that doesn't stand still by itself forgets what it has: it is sent again when the learner is silent. */
  #takeBack(): void {
    if (!this.#begun || !this.#out?.drop) return;
    this.#out.drop(this.#options.turn);
    this.#again = this.#unplayed.length;
  }

  /** Time has passed for the player too, unless it stands still. */
  #playOn(): void {
    if (!this.held) this.#player.advance();
  }

  #finish(): void {
    this.#closed = true;
    this.#cancelTimer?.();
    this.#options.onFinished();
  }

  /** @returns whether something was sent or got out of the way. */
  #sendOne(): boolean {
    const out = this.#out;
    if (!out) return false;
    if (this.#again > 0) return this.#sendAgain(out);
    const [next] = this.#queue;
    if (!next || this.#options.ledger.aheadMs >= LEAD_MS) return false;
    const { sound, toldAt } = next;
    if (sound.complete && sound.waiting === 0) {
      this.#queue.shift();
      this.#sentOfSentence = 0;
      return true;
    }
    if (toldAt === undefined || !out.ready(toldAt)) return false;
    const perMs = this.#options.sampleRate / 1000;
    const piece = sound.take(MIN_AUDIO_FRAME_MS * perMs, MAX_AUDIO_FRAME_MS * perMs);
    if (!piece) return false;
    this.#send(out, { turn: this.#options.turn, sentence: sound.index, ...piece });
    return true;
  }

  #send(out: AudioOut, frame: SpeechFrame): void {
    const { ledger, clock, onSent } = this.#options;
    const first = !this.#begun;
    if (ledger.aheadMs === 0) {
      this.#player.begin();
      this.#movedAt = clock.now();
    }
    this.#begun = true;
    this.#sentOfSentence += frame.samples.length;
    this.#unplayed.push({ ...frame, end: this.#sentOfSentence });
    ledger.sent(frame.sentence, frame.samples.length);
    out.send(frame);
    onSent(first);
  }

  #sendAgain(out: AudioOut): boolean {
    const frame = this.#unplayed.at(-this.#again);
    if (!frame || !out.ready(0)) return false;
    this.#again -= 1;
    const { turn, sentence, sequence, samples } = frame;
    out.send({ turn, sentence, sequence, samples });
    return true;
  }

  #notePlayed(): void {
    const { ledger, onHeard } = this.#options;
    if (ledger.playedSentences > this.#heard) onHeard();
    this.#heard = ledger.playedSentences;
    const kept = this.#unplayed.findIndex(({ sentence, end }) => ledger.playedOf(sentence) < end);
    this.#unplayed = kept < 0 ? [] : this.#unplayed.slice(kept);
    this.#again = Math.min(this.#again, this.#unplayed.length);
  }

  /** While sound is under way, time is what moves things. */
  #lookAgain(): void {
    const { ledger, clock, onStalled } = this.#options;
    if (this.#cancelTimer || this.held || ledger.aheadMs === 0) return;
    this.#cancelTimer = clock.after(LOOK_MS, () => {
      this.#cancelTimer = undefined;
      if (this.#player.trusting && clock.now() - this.#movedAt > ledger.aheadMs + STALLED_MS) onStalled();
      else this.pump();
    });
  }
}
