import type { AudioFrame } from '../../protocol/audio-frame.ts';
import { TUTOR_SAMPLE_RATE } from '../../protocol/limits.ts';
import { FrameOrder } from '../audio/frame-order.ts';
import type { PlayPosition } from '../audio/play-queue.ts';
import { PlaybackReports } from '../audio/playback-reports.ts';
import type { Player } from '../audio/player.ts';
import type { FromPlayback } from '../audio/worklet-messages.ts';
import { HeardLedgers } from './heard-ledger.ts';
import { Pace } from './pace.ts';
import { SentenceSound } from './sentence-sound.ts';
import type { SpeechProgress, SpokenSentence, Voice, VoiceEvents } from './voice.ts';

const SAMPLES_PER_MS = TUTOR_SAMPLE_RATE / 1000;
/** Resampling leaves the last samples of a sound unplayed: within this much it counts as whole, ms. */
const NEARLY_MS = 5;

/** The turn that is spoken, with the sound of its sentences. */
interface SpokenTurn {
  id: string;
  turn: number;
  sounds: Map<number, SentenceSound>;
  ended: boolean;
  drained: boolean;
  /** No more sound comes, from this sentence on. */
  failed?: { from: number; goOn: GoOn } | undefined;
}

/** Takes the sentences of a turn that were not said to their end, and how many characters of it were heard. */
type GoOn = (rest: SpokenSentence[], heard: { turnId: string; chars: number }) => void;

export type OpenPlayer = (heard: (message: FromPlayback) => void) => Promise<Player>;

/** Plays the answers that the server speaks, and knows what was really heard. */
export class ServerVoice implements Voice {
  readonly #events: VoiceEvents;
  readonly #openPlayer: OpenPlayer;
  readonly #reports: PlaybackReports;
  readonly #ledgers = new HeardLedgers();
  readonly #pace = new Pace();
  readonly #order = new FrameOrder();
  #player: Promise<Player | undefined> | undefined;
  #turn: SpokenTurn | undefined;
  #progress: SpeechProgress | undefined;

  /** @param now ms, rising */
  constructor(events: VoiceEvents, openPlayer: OpenPlayer, now: () => number) {
    this.#events = events;
    this.#openPlayer = openPlayer;
    this.#reports = new PlaybackReports((position) => this.#report(position), now);
  }

  get speaking(): SpeechProgress | undefined {
    return this.#progress;
  }

  heardChars(turnId: string): number | undefined {
    return this.#ledgers.heardChars(turnId);
  }

  /** A sentence whose sound will come. One that has no number is not spoken by the server. */
  say(sentence: SpokenSentence): void {
    if (sentence.turn === undefined) return;
    if (this.#turn?.turn !== sentence.turn) {
      if (this.#turn) this.drop();
      this.#turn = { id: sentence.turnId, turn: sentence.turn, sounds: new Map(), ended: false, drained: true };
    }
    this.#order.expect(sentence.turn);
    this.#turn.sounds.set(sentence.place.index, new SentenceSound(sentence));
    this.#ledgers.open(sentence.turnId).planned(sentence.place);
  }

  /** A frame of sound from the server. */
  sound(frame: AudioFrame): void {
    const turn = this.#turn;
    if (!turn || !this.#order.take(frame)) return;
    turn.sounds.get(frame.sentence)?.received(frame.pcm.length / 2 / SAMPLES_PER_MS);
    for (const [index, sound] of turn.sounds) if (index < frame.sentence) sound.complete();
    turn.drained = false;
    // Copied: the frame is a view of what came over the line.
    this.open();
    this.#tell((player) => player.play(frame.turn, frame.sentence, frame.pcm.slice()));
  }

  finish(turnId: string): void {
    if (this.#turn?.id !== turnId) return;
    this.#turn.ended = true;
    for (const sound of this.#turn.sounds.values()) sound.complete();
    if (this.#turn.drained) this.#fallSilent();
  }

  /** The sound of this turn ends before this sentence does. What is left is handed on when what has come was played. */
  handOver(turn: number, from: number, goOn: GoOn): void {
    if (this.#turn?.turn !== turn) return;
    this.#turn.failed = { from, goOn };
    for (const [index, sound] of this.#turn.sounds) if (index < from) sound.complete();
    if (this.#turn.drained) this.#handOn(this.#turn);
  }

  #handOn({ id, sounds, failed }: SpokenTurn): void {
    const said = this.#progress;
    const left = [...sounds].filter(([index]) => index >= (failed?.from ?? 0));
    const rest = left.map(([index, { sentence }]) => ({ ...sentence, from: said?.index === index ? said.said : 0 }));
    // Nobody is told that it is silent: the other voice speaks on at once.
    this.#turn = undefined;
    this.#order.kill();
    this.#progress = undefined;
    this.#events.level(0);
    failed?.goOn(rest, { turnId: id, chars: this.#ledgers.heardChars(id) ?? 0 });
  }

  pause(): void {
    this.#tell((player) => player.pause());
  }

  resume(): void {
    this.#tell((player) => player.resume());
  }

  drop(): void {
    this.#tell((player) => player.drop());
    this.#fallSilent();
  }

  cut(turnId: string): void {
    if (this.#turn?.id === turnId) this.drop();
  }

  close(): void {
    this.drop();
    this.#tell((player) => player.close());
    this.#player = undefined;
  }

  /** Gets ready to play, so that the first sound needs not wait. */
  open(): void {
    this.#player ??= this.#openPlayer((message) => this.#heard(message)).catch((): undefined => {
      this.#events.problem('This browser can’t play the tutor’s voice here. The answers are shown as text.');
      return undefined;
    });
  }

  /** What was never opened has nothing to be told. */
  #tell(order: (player: Player) => void): void {
    void this.#player?.then((player) => player && order(player));
  }

  #heard({ type, position, level }: FromPlayback): void {
    const turn = this.#turn;
    // What the audio thread tells of a turn that was dropped meanwhile is late.
    if (!turn || turn.turn !== position.turn) return;
    const sound = turn.sounds.get(position.sentence);
    if (type === 'drained') turn.drained = true;
    const isWhole = position.playedMs >= (sound?.durationMs ?? Number.POSITIVE_INFINITY) - NEARLY_MS;
    const done = position.done || (type === 'drained' && isWhole);
    if (type === 'playing') this.#reports.progress(position);
    else this.#reports.atOnce({ ...position, done });
    this.#events.level(level);
    if (sound) this.#advance(turn.id, sound, { ...position, done });
    if (turn.drained && turn.failed) this.#handOn(turn);
    else if (turn.drained && turn.ended) this.#fallSilent();
  }

  #advance(turnId: string, sound: SentenceSound, { sentence: index, playedMs, done }: PlayPosition): void {
    const { text } = sound.sentence;
    const ledger = this.#ledgers.open(turnId);
    const said = done ? text.length : this.#pace.said(text, playedMs, sound.durationMs, sound.receivedMs);
    if (done) {
      ledger.finished(index);
      this.#pace.learn(text.length, playedMs);
    } else {
      ledger.reached(index, said);
    }
    this.#progress = { turnId, index, text, said };
    this.#events.speaking(this.#progress);
  }

  #report({ turn, sentence, playedMs, done }: PlayPosition): void {
    if (this.#turn?.turn === turn) this.#events.played({ turnId: this.#turn.id, sentence, playedMs, done });
  }

  #fallSilent(): void {
    this.#turn = undefined;
    this.#order.kill();
    this.#events.level(0);
    if (!this.#progress) return;
    this.#progress = undefined;
    this.#events.speaking(undefined);
  }
}
