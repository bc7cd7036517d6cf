import { computed, effect, signal } from '@preact/signals';
import type { AudioFrame } from '../../protocol/audio-frame.ts';
import { MAX_USER_TEXT } from '../../protocol/limits.ts';
import type { LoggedEvent, Notice } from '../../protocol/server-events.ts';
import { canUseServerSpeech, type Sound } from '../audio/sound.ts';
import { after } from '../realtime/browser-environment.ts';
import { settings, spokenLanguage } from '../settings/settings.ts';
import { ScreenLock } from '../speech/wake-lock.ts';
import { chooseEar, makeEar } from './ears.ts';
import { Hearing } from './hearing.ts';
import type { LiveTalk } from './live-talk.ts';
import { wantedWays } from './sound-ways.ts';
import { Speaking } from './speaking.ts';
import { SpeakingUp } from './speaking-up.ts';
import { KnownSpeech } from './speech-services.ts';
import { phaseOf, type TalkPhase } from './talk-phase.ts';
import { runningAnswer, type TalkState } from './talk-state.ts';
import { TurnTaking } from './turn-taking.ts';
import { makeBrowserVoice, makeServerVoice } from './voices.ts';

/** The spoken side of a talk: puts together what hears, what speaks, and whose turn it is. */
export class SpokenTalk {
  readonly hearing: Hearing;
  readonly speaking: Speaking;
  /** What the learner is saying, as far as it is understood. */
  readonly caption = signal('');
  /** The phone has taken the sound away, e.g. for a call. */
  readonly interrupted = signal(false);
  /** What the server hears and speaks. */
  readonly services: KnownSpeech;
  readonly phase = computed<TalkPhase>(() => this.#phase());
  readonly problem = signal<string | undefined>(undefined);
  /** Something is written in the talk and not sent yet. */
  readonly typing = signal(false);
  readonly #live: LiveTalk;
  readonly #sound: Sound;
  readonly #turns: TurnTaking;
  readonly #holding = signal(false);
  /** Headphones may have been taken out: the microphone may hear the tutor from now on. */
  readonly #devicesChanged = signal(false);
  readonly #screen = new ScreenLock();
  readonly #speakingUp: SpeakingUp;
  readonly #forget: (() => void)[];
  /** Asked by voice most recently: `auto` then answers by voice. */
  #askedAloud = false;
  /** The turn that may be spoken: one that began in this session. */
  #spokenTurn: string | undefined;
  #askedHere = false;
  /** Turns that were stopped here last: what still comes of them is late. */
  #stopped: ReadonlySet<string> = new Set();

  constructor(live: LiveTalk, sound: Sound) {
    this.#live = live;
    this.#sound = sound;
    this.services = new KnownSpeech(live);
    this.speaking = this.#createSpeaking();
    this.hearing = this.#createHearing();
    this.#turns = new TurnTaking({
      voice: () => this.speaking.voice,
      serverSpeaks: () => this.speaking.serverSpeaks,
      language: spokenLanguage,
      answering: () => runningAnswer(live.talk.value) !== undefined,
      stop: () => this.stop(),
      holding: (holding) => {
        this.#holding.value = holding;
      },
      after,
    });
    this.#speakingUp = this.#createSpeakingUp();
    this.#forget = this.#watch();
  }

  /** A question was put into the queue in this session. */
  asked(source: 'typed' | 'speech'): void {
    this.#askedHere = true;
    this.#askedAloud = source === 'speech';
    if (source === 'speech') return;
    if (settings.value.voice === 'on') this.#sound.unlock();
    // Typing is a way to interrupt, too.
    if (this.speaking.progress.value) this.stop();
    this.#carrySound();
  }

  /** Opens or closes the microphone. */
  toggleMicrophone(): void {
    if (!this.hearing.listens) this.unlock();
    this.hearing.toggle();
  }

  /** The button for talking is pressed. */
  press(): void {
    this.unlock();
    this.hearing.press();
  }

  /** In a gesture: phones let a page be heard only then. */
  unlock(): void {
    const { voice, speaker } = settings.value;
    if (canUseServerSpeech()) this.#sound.unlock();
    if (this.services.canPlay && voice !== 'off' && speaker === 'server') this.speaking.open();
  }

  /** Stops the answer: voice and text. */
  stop(): void {
    const { voice } = this.speaking;
    const answer = runningAnswer(this.#live.talk.value);
    const unheard = this.#live.soundWays.out ? 0 : (answer?.text.length ?? 0);
    // The voice may still be at an answer that has ended for the server.
    this.#stopped = new Set([voice.speaking?.turnId, answer?.turnId].filter((turnId) => turnId !== undefined));
    voice.drop();
    this.#turns.over();
    for (const turnId of this.#stopped) this.#live.interrupt(turnId, voice.heardChars(turnId) ?? unheard);
  }

  /** Follows the talk's events: sentences of a turn asked here are spoken. */
  onEvent(event: LoggedEvent, state: TalkState): void {
    if (event.type === 'transcript') this.#understood(event.text, event.final);
    if (event.type === 'state' && event.state === 'speaking') this.#turns.goOn();
    if (event.type === 'state' && event.state === 'listening') this.#speakingUp.listening(this.#holding.value);
    if (event.type === 'passages' && this.#askedHere) this.#spokenTurn = event.turnId;
    if (event.type === 'sentence') this.#say(event, state);
    if (event.type === 'notice' && event.turn !== undefined && event.sentence !== undefined)
      this.speaking.takeOver(event.turn, event.sentence);
    if (event.type === 'turn_end') this.#ended(event);
  }

  /** Follows what is told about the connection alone. */
  onAside(notice: Notice): void {
    this.#speakingUp.said(notice);
  }

  onSound(frame: AudioFrame): void {
    this.speaking.sound(frame);
  }

  /** The learner leaves: what was not spoken yet was not heard. */
  close(): void {
    if (this.speaking.progress.value) this.stop();
    for (const forget of this.#forget) forget();
    this.#speakingUp.close();
    this.hearing.close();
    this.speaking.close();
    this.#screen.release();
  }

  #createSpeaking(): Speaking {
    const live = this.#live;
    return new Speaking({
      makeServerVoice: (events) => makeServerVoice(events, this.#sound),
      makeBrowserVoice,
      played: (turnId, sentence, playedMs, done, chars) =>
        live.send({ type: 'playback', turnId, sentence, playedMs, done, ...(chars !== undefined && { chars }) }),
      changed: () => this.#carrySound(),
    });
  }

  #createSpeakingUp(): SpeakingUp {
    const { hearing, typing, speaking } = this;
    const live = this.#live;
    return new SpeakingUp({
      connection: live.connection,
      hearing,
      typing,
      maySpeak: () => settings.value.voice !== 'off',
      allow: (speakUp) => void live.send({ type: 'set', speakUp }),
      say: (sentence) => speaking.say(sentence),
      voice: () => speaking.voice,
      newId: () => crypto.randomUUID(),
    });
  }

  #createHearing(): Hearing {
    return new Hearing({
      choose: async () => chooseEar(await this.services.ask()),
      make: (kind, events) => makeEar(kind, events, this.#live, this.#sound),
      events: {
        onset: () => this.#turns.onset(),
        ended: () => this.#fellSilent(),
        nothing: () => this.#turns.nothing(),
        words: (text) => this.#understood(text, false),
        said: (text) => this.#said(text),
      },
      changed: () => this.#hearingChanged(),
    });
  }

  #watch(): (() => void)[] {
    const seen = () => this.hearing.seen(document.visibilityState === 'visible');
    const leave = () => this.speaking.progress.value && this.stop();
    const changed = () => {
      this.#devicesChanged.value = true;
    };
    document.addEventListener('visibilitychange', seen);
    window.addEventListener('pagehide', leave);
    navigator.mediaDevices?.addEventListener('devicechange', changed);
    return [
      () => document.removeEventListener('visibilitychange', seen),
      () => window.removeEventListener('pagehide', leave),
      () => navigator.mediaDevices?.removeEventListener('devicechange', changed),
      this.#sound.onInterruption((interrupted) => {
        this.interrupted.value = interrupted;
      }),
      effect(() => this.hearing.line(this.#live.connection.value.kind === 'open')),
      effect(() => {
        if (this.services.keep()) this.#carrySound();
      }),
      effect(() => {
        const output = this.#devicesChanged.value ? 'loudspeaker' : settings.value.output;
        this.hearing.guard(this.speaking.progress.value && !this.#holding.value ? output : 'quiet');
      }),
    ];
  }

  #hearingChanged(): void {
    const state = this.hearing.state.value;
    if (state === 'closed') this.#screen.release();
    else this.#screen.hold();
    if (state === 'opening' && this.hearing.kind === 'server') this.#live.begin();
    if (state !== 'open') this.caption.value = '';
    this.#carrySound();
  }

  /** Opens the ways for sound that are needed, and closes them when nothing is under way. */
  #carrySound(): void {
    const listens = this.hearing.state.value !== 'closed';
    const facts = {
      settings: settings.value,
      listens,
      serverListens: listens && this.hearing.kind === 'server',
      askedAloud: this.#askedAloud,
      canPlay: this.services.canPlay,
      busy: this.speaking.progress.value !== undefined || runningAnswer(this.#live.talk.value) !== undefined,
    };
    this.#live.carrySound(wantedWays(this.#live.soundWays, facts));
  }

  #say(event: Extract<LoggedEvent, { type: 'sentence' }>, state: TalkState): void {
    const { turnId, turn, text, durationMs } = event;
    const wanted = turn === undefined ? turnId === this.#spokenTurn && this.#maySpeak() : this.#live.soundWays.out;
    const answer = state.messages.find((message) => message.turnId === turnId && message.role === 'tutor');
    const place = answer?.sentences?.at(-1);
    if (wanted && place && !this.#stopped.has(turnId)) this.speaking.say({ turnId, turn, place, text, durationMs });
  }

  #maySpeak(): boolean {
    const { voice } = settings.value;
    return voice === 'on' || (voice === 'auto' && this.#askedAloud);
  }

  #ended({ turnId, status }: Extract<LoggedEvent, { type: 'turn_end' }>): void {
    const { voice } = this.speaking;
    if (status === 'interrupted') {
      voice.cut(turnId);
      // An earlier answer may be told to have ended once more.
      if (!voice.speaking) this.#turns.over();
    } else {
      voice.finish(turnId);
    }
    this.#carrySound();
  }

  /** What the server hears it also answers; the answer is to be spoken, however long its words take. */
  #fellSilent(): void {
    this.#askedHere = true;
    this.#askedAloud = true;
    this.#turns.ended();
  }

  /** What was understood. Where the server hears and speaks, it is the one to stop for it. */
  #understood(text: string, final: boolean): void {
    const serverStops = this.speaking.serverSpeaks && this.hearing.kind === 'server';
    if (final) this.asked('speech');
    if (final && text !== '' && this.#speakingUp.cut()) this.#turns.over();
    if (final && text !== '' && !serverStops) this.#turns.asked();
    if (final || serverStops || this.#turns.words(text)) this.caption.value = final ? '' : text;
  }

  #said(text: string): void {
    this.caption.value = '';
    if (!this.#turns.said(text)) return;
    this.asked('speech');
    this.#live.ask(text.slice(0, MAX_USER_TEXT), 'speech').catch(() => {
      this.problem.value = 'Your question could not be kept on this device. Please type it.';
    });
  }

  #phase(): TalkPhase {
    const talk = this.#live.talk.value;
    return phaseOf({
      ear: this.hearing.state.value,
      spoken: this.speaking.progress.value !== undefined,
      holding: this.#holding.value,
      interrupted: this.interrupted.value,
      answer: runningAnswer(talk)?.text,
      heardLater: this.#live.soundWays.out,
      asked: talk.tutor === 'thinking' || this.#live.underWay.value !== undefined,
    });
  }
}
