import type { SpeakingEvents } from '../../events/speaking.ts';
import type { Clock } from '../../ports/clock.ts';
import type { TextToSpeech } from '../../ports/text-to-speech.ts';
import type { LineKind } from '../line-kind.ts';
import type { TutorActivity } from '../listen/ear-types.ts';
import { Aside, type AsideRequest } from './aside.ts';
import type { AudioOut } from './audio-out.ts';
import { turnNumber } from './turn-number.ts';
import { TurnVoice, type TurnVoiceSink } from './turn-voice.ts';

/** How long a turn waits for a line that was lost while it spoke. */
export const LINE_WAIT_MS = 15_000;

/** A spoken line as the voices of its conversation see it. */
export interface LineEnd {
  /** Undefined: the tutor is not heard over it. */
  readonly out: AudioOut | undefined;
  /** Name of the voice that the learner chose. */
  voice(): string | undefined;
  /** How fast the learner wants to be spoken to; undefined: as the voice does by itself. */
  speed?(): number | undefined;
  /** What carries it; `app` when left out. */
  readonly kind?: LineKind | undefined;
  /** What the tutor does now. @param turnId the turn that begins to run, or runs already, for this line */
  activity(activity: TutorActivity, turnId?: string): void;
}

/** What a turn asks for that wants to be heard. */
export interface VoiceRequest {
  /** See `roomOf`. */
  roomId: string;
  turnId: string;
  /** The line over which the question was spoken: where there is none now, its next one is waited for. */
  askedOver?: LineEnd | undefined;
  /** The turn's; aborting it silences the voice. */
  signal: AbortSignal;
  sink: TurnVoiceSink;
  /** Nobody hears it any more: the turn is over. */
  onGone: () => void;
}

interface Room {
  end: LineEnd | undefined;
  /** The line's client is known to tell what it plays. */
  reports: boolean;
  /** Undefined: no turn runs. */
  running: string | undefined;
  /** The learner makes a sound: a voice that begins now waits for them. */
  held: boolean;
  /** The learner has put the tutor on hold. */
  onHold: boolean;
  turn: { turnId: string; voice: TurnVoice; giveUp: () => void } | undefined;
  aside: Aside | undefined;
  cancelWait: () => void;
}

/** The spoken lines of this node and the turns that speak over them, by their room (`roomOf`): at most one of each. */
export class Voices {
  readonly #parts: { tts: TextToSpeech | undefined; clock: Clock; events: SpeakingEvents };
  readonly #rooms = new Map<string, Room>();

  constructor(parts: { tts: TextToSpeech | undefined; clock: Clock; events: SpeakingEvents }) {
    this.#parts = parts;
  }

  /** Whether the tutor can speak here. */
  get speaks(): boolean {
    return this.#parts.tts !== undefined;
  }

  /** Whether the voice here can be asked to speak slower or faster. */
  get changesSpeed(): boolean {
    return this.#parts.tts?.changesSpeed ?? false;
  }

  /**
   * A line serves this room from now on, in the place of an older one. A turn that speaks goes on when its
   * learner `resumed`, and is over when they came anew. @returns the function that takes the line away
   */
  attach(roomId: string, end: LineEnd, resumed: boolean): () => void {
    const room = this.#rooms.get(roomId) ?? emptyRoom();
    this.#rooms.set(roomId, room);
    room.cancelWait();
    room.aside?.end();
    room.turn?.voice.detach();
    room.end = end;
    // What its learner was about to say over the line before is no reason to wait.
    room.held = false;
    this.#putOnHold(room, false);
    if (end.out?.reports) room.reports = true;
    const goesOn = resumed || room.turn?.voice.begun === false;
    if (room.turn && end.out && goesOn && room.turn.voice.suits(end.out)) room.turn.voice.attach(end.out, room.reports);
    else if (room.turn && !end.out) goOnAsText(room.turn);
    else room.turn?.giveUp();
    end.activity(activityOf(room), room.running);
    return () => this.#detach(roomId, room, end);
  }

  /** The learner of a turn that waits for its line is back over one of text alone. */
  read(roomId: string): void {
    const room = this.#rooms.get(roomId);
    if (!room?.turn || room.end) return;
    room.cancelWait();
    goOnAsText(room.turn);
  }

  /** The voice that a turn speaks with; undefined where nobody would hear it. */
  begin({ roomId, turnId, askedOver, signal, sink, onGone }: VoiceRequest): TurnVoice | undefined {
    const { tts, clock, events } = this.#parts;
    const room = this.#rooms.get(roomId) ?? { ...emptyRoom(), running: turnId };
    const end = room.end ?? askedOver;
    if (!tts || !end?.out) return undefined;
    this.#rooms.set(roomId, room);
    const voice = new TurnVoice({
      number: turnNumber(turnId),
      tts,
      clock,
      signal,
      voice: end.voice(),
      speed: end.speed?.(),
      out: end.out,
      reports: room.reports,
      sink,
      onSpeaking: () => room.end?.activity('speaking'),
      onGone,
      onFailure: events.voiceFailed,
    });
    if (room.held) voice.hold();
    if (room.onHold) voice.onHold(true);
    room.turn = { turnId, voice, giveUp: onGone };
    if (!room.end) this.#awaitLine(room, room.turn);
    return voice;
  }

  /** A turn of this room runs; a line that comes while it does is told so. */
  running(roomId: string, turnId: string): void {
    const room = this.#rooms.get(roomId) ?? emptyRoom();
    this.#rooms.set(roomId, room);
    room.running = turnId;
    room.aside?.end();
    room.end?.activity('thinking', turnId);
  }

  /** No turn of this room runs any more. */
  ended(roomId: string): void {
    const room = this.#rooms.get(roomId);
    if (!room) return;
    room.running = undefined;
    room.turn = undefined;
    room.cancelWait();
    if (room.end) room.end.activity('silent');
    else this.#rooms.delete(roomId);
  }

  /** Says something beside the talk, while no turn runs; over a line on which the tutor isn't heard it is told alone. */
  speakUp(roomId: string, request: AsideRequest): void {
    const { tts, clock, events } = this.#parts;
    const room = this.#rooms.get(roomId);
    const end = room?.end;
    if (!room || !end || room.running || room.aside) return;
    if (!tts || !end.out) {
      request.announce(undefined);
      end.activity('silent');
      return;
    }
    const aside = new Aside(request, {
      tts,
      clock,
      out: end.out,
      voice: end.voice(),
      speed: end.speed?.(),
      reports: room.reports,
      onSpeaking: () => end.activity('speaking'),
      onOver: () => {
        room.aside = undefined;
        if (room.end === end) end.activity(activityOf(room));
      },
      onFailure: events.voiceFailed,
    });
    room.aside = aside;
    aside.begin();
  }

  /** Stops what is said beside the talk under this id. @returns whether it was that */
  stopAside(roomId: string, turnId: string): boolean {
    const aside = this.#rooms.get(roomId)?.aside;
    if (aside?.turnId !== turnId) return false;
    aside.end();
    return true;
  }

  /** The learner makes a sound: nothing is said meanwhile, nor begun to be said. */
  hold(roomId: string): void {
    const room = this.#rooms.get(roomId);
    if (!room) return;
    room.held = true;
    room.turn?.voice.hold();
    room.aside?.voice.hold();
  }

  /** It was nothing: goes on where it stopped. Of real words the turn itself is told; then `goesOn` is false. */
  release(roomId: string, goesOn: boolean): void {
    const room = this.#rooms.get(roomId);
    if (!room) return;
    room.held = false;
    if (goesOn) room.turn?.voice.resume();
    if (goesOn) room.aside?.voice.resume();
    else room.aside?.end();
  }

  /** The learner has told their device to be silent, or to go on. A new line has to be told again. */
  putOnHold(roomId: string, onHold: boolean): void {
    const room = this.#rooms.get(roomId);
    if (room) this.#putOnHold(room, onHold);
  }

  /** The voice that speaks in this conversation now. */
  speaking(roomId: string): TurnVoice | undefined {
    const room = this.#rooms.get(roomId);
    return room?.turn?.voice ?? room?.aside?.voice;
  }

  /** What a client says it has played, of a turn by its id or number. Reports of another turn than the one that speaks are dropped. */
  report(
    roomId: string,
    turn: string | number,
    played: { sentence: number; playedMs: number; done: boolean; chars?: number | undefined },
  ): void {
    const room = this.#rooms.get(roomId);
    if (!room) return;
    room.reports = true;
    const spoken = room.turn ?? room.aside;
    if (spoken?.turnId === turn || spoken?.voice.number === turn)
      spoken.voice.report(played.sentence, played.playedMs, played.done, played.chars);
  }

  #putOnHold(room: Room, onHold: boolean): void {
    room.onHold = onHold;
    room.turn?.voice.onHold(onHold);
    room.aside?.voice.onHold(onHold);
  }

  #detach(roomId: string, room: Room, end: LineEnd): void {
    if (room.end !== end) return;
    room.aside?.end();
    room.end = undefined;
    if (room.turn) this.#awaitLine(room, room.turn);
    else if (!room.running) this.#rooms.delete(roomId);
  }

  #awaitLine(room: Room, { voice, giveUp }: NonNullable<Room['turn']>): void {
    voice.detach();
    room.cancelWait = this.#parts.clock.after(LINE_WAIT_MS, giveUp);
  }
}

function emptyRoom(): Room {
  return {
    end: undefined,
    reports: false,
    running: undefined,
    held: false,
    onHold: false,
    turn: undefined,
    aside: undefined,
    cancelWait: () => undefined,
  };
}

/** An answer of which nothing was heard is read; of another one nobody would hear the rest. */
function goOnAsText({ voice, giveUp }: NonNullable<Room['turn']>): void {
  if (voice.begun) giveUp();
  else voice.read();
}

function activityOf({ running, turn }: Room): TutorActivity {
  if (turn?.voice.begun) return 'speaking';
  return running === undefined ? 'silent' : 'thinking';
}
