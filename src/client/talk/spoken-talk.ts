import { computed, effect, signal } from '@preact/signals';
import type { AudioFrame } from '../../protocol/audio-frame.ts';
import { MAX_USER_TEXT } from '../../protocol/limits.ts';
import type { LoggedEvent, Notice } from '../../protocol/server-events.ts';
import { canUseServerSpeech, type Sound } from '../audio/sound.ts';
import { after } from '../realtime/browser-environment.ts';
import { settings, spokenLanguage } from '../settings/settings.ts';
import { AnswersAloud } from './answers-aloud.ts';
import { DeviceControls } from './device-controls.ts';
import { chooseEar, makeEar } from './ears.ts';
import { Hearing } from './hearing.ts';
import type { LiveTalk } from './live-talk.ts';
import { wantedWays } from './sound-ways.ts';
import { Speaking } from './speaking.ts';
import { SpeakingUp } from './speaking-up.ts';
import { KnownSpeech } from './speech-services.ts';
import { Surroundings } from './surroundings.ts';
import { phaseOf, type TalkPhase } from './talk-phase.ts';
import { runningAnswer, type TalkState, withPrompt } from './talk-state.ts';
import { TurnTaking } from './turn-taking.ts';
import { makeBrowserVoice, makeServerVoice } from './voices.ts';

/** The spoken side of a talk: puts together what hears, what speaks, and whose turn it is. */
export class SpokenTalk {
  readonly hearing: Hearing;
  readonly speaking: Speaking;
  /** What the learner is saying, as far as it is understood. */
  readonly caption = signal('');
  readonly surroundings: Surroundings;
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
  /** Whether the learner has the talk stand still. */
  readonly onHold: DeviceControls['onHold'];
  readonly #controls: DeviceControls;
  readonly #speakingUp: SpeakingUp;
  readonly #forget: (() => void)[];
  readonly #answers: AnswersAloud;

  constructor(live: LiveTalk, sound: Sound) {
    this.#live = live;
    this.#sound = sound;
    this.services = new KnownSpeech(live);
    this.speaking = this.#createSpeaking();
    this.hearing = this.#createHearing();
    this.#answers = new AnswersAloud({
      speaking: this.speaking,
      wish: () => settings.value.voice,
      soundComes: () => live.soundWays.out,
      over: () => this.#turns.over(),
    });
    this.#turns = new TurnTaking({
      voice: () => this.speaking.voice,
      serverSpeaks: () => this.speaking.serverSpeaks,
      language: spokenLanguage,
      answering: () => runningAnswer(live.talk.value) !== undefined,
      mayGoOn: () => !this.onHold.on.value,
      stop: () => this.stop(),
      wentOn: () => this.hearing.mistaken(),
      holding: (holding) => {
        this.#holding.value = holding;
      },
      after,
    });
    this.#controls = new DeviceControls(live, {
      hearing: this.hearing,
      speaking: this.speaking,
      silenced: () => this.#holding.value || this.surroundings.interrupted.value,
      stop: () => this.stop(),
    });
    this.onHold = this.#controls.onHold;
    this.surroundings = new Surroundings({
      sound,
      hearing: this.hearing,
      speaking: this.speaking,
      holding: this.#holding,
      onHold: this.onHold.on,
      left: () => this.#leave(),
    });
    this.#speakingUp = this.#createSpeakingUp();
    this.#forget = this.#watch();
  }

  /** A question was put into the queue in this session. */
  asked(source: 'typed' | 'speech'): void {
    this.#answers.asked(source);
    this.#speakingUp.begun();
    // Typing is a way to interrupt, too.
    if (source === 'typed' && this.#answers.isSpeaking(this.#live.talk.value)) this.stop();
    this.onHold.over();
    if (source === 'speech') return;
    if (settings.value.voice === 'on') this.#sound.unlock();
    this.#carrySound();
  }

  /** Opens or closes the microphone. */
  toggleMicrophone(): void {
    if (!this.hearing.listens) this.unlock();
    if (this.onHold.on.value) this.onHold.goOn();
    else this.hearing.toggle();
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
    this.#controls.unlock();
    if (this.services.canPlay && voice !== 'off' && speaker === 'server') this.speaking.open();
  }

  /** Stops the answer: voice and text. */
  stop(): void {
    const stopped = this.#answers.stop(this.#live.talk.value);
    this.#turns.over();
    this.onHold.over();
    for (const { turnId, heardChars } of stopped) this.#live.interrupt(turnId, heardChars);
  }

  /** Follows the talk's events: sentences of a turn asked here are spoken. */
  onEvent(event: LoggedEvent, state: TalkState): void {
    if (event.type === 'transcript') this.#understood(event.text, event.final);
    if (event.type === 'state' && event.state === 'speaking') this.#turns.goOn();
    if (event.type === 'state' && event.state === 'listening') this.#speakingUp.listening(this.#holding.value);
    this.#answers.follow(event, state);
    if (event.type === 'turn_end') this.#carrySound();
  }

  /** Follows what is told about the connection alone. */
  onAside(notice: Notice): void {
    this.#speakingUp.said(notice);
  }

  onSound(frame: AudioFrame): void {
    this.speaking.sound(frame);
  }

  /** The learner leaves. */
  close(): void {
    this.#leave();
    this.#controls.close();
    for (const forget of this.#forget) forget();
    this.#speakingUp.close();
    this.hearing.close();
    this.speaking.close();
    this.surroundings.close();
  }

  #createSpeaking(): Speaking {
    const live = this.#live;
    return new Speaking({
      makeServerVoice: (events) => makeServerVoice(events, this.#sound),
      makeBrowserVoice,
      played: (report) => {
        // What a voice of its own reads matters to a server that hears: over it the learner speaks.
        if (report.heardChars === undefined || live.soundWays.in) live.send({ type: 'playback', ...report });
      },
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
      show: (prompt) => {
        live.talk.value = withPrompt(live.talk.peek(), prompt);
      },
      unwatched: computed(
        () => hearing.kind === 'browser' && this.phase.value === 'listening' && this.caption.value === '',
      ),
      patience: () => settings.value.patience,
      language: spokenLanguage,
      after,
      newId: () => crypto.randomUUID(),
    });
  }

  #createHearing(): Hearing {
    return new Hearing({
      choose: async () => chooseEar(await this.services.ask()),
      make: (kind, events) => makeEar(kind, events, this.#live, this.#sound),
      events: {
        onset: () => {
          this.#speakingUp.begun();
          this.#turns.onset();
        },
        ended: () => this.#fellSilent(),
        nothing: () => this.#turns.nothing(),
        words: (text) => this.#understood(text, false),
        said: (text) => this.#said(text),
      },
      changed: () => this.#hearingChanged(),
    });
  }

  #watch(): (() => void)[] {
    return [
      effect(() => this.#lineChanged(this.#live.connection.value.kind === 'open')),
      effect(() => {
        if (this.services.keep()) this.#carrySound();
      }),
    ];
  }

  /** What was not spoken yet was not heard. */
  #leave(): void {
    if (this.speaking.progress.value) this.stop();
  }

  /** A new line is told first what is being read, then what was said over it. */
  #lineChanged(open: boolean): void {
    if (open) this.speaking.tellAgain();
    this.hearing.line(open);
  }

  #hearingChanged(): void {
    const state = this.hearing.state.value;
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
      askedAloud: this.#answers.askedAloud,
      canPlay: this.services.canPlay,
      busy: this.speaking.progress.value !== undefined || runningAnswer(this.#live.talk.value) !== undefined,
    };
    this.#live.carrySound(wantedWays(this.#live.soundWays, facts));
  }

  /** What the server hears it also answers; the answer is to be spoken, however long its words take. */
  #fellSilent(): void {
    this.#answers.asked('speech');
    this.#turns.ended();
  }

  /** What was understood. Where the server hears and speaks, it is the one to stop for it. */
  #understood(text: string, final: boolean): void {
    const serverStops = this.speaking.serverSpeaks && this.hearing.kind === 'server';
    if (text !== '') this.#speakingUp.begun();
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
    const answer = this.#answers.wanted(talk);
    const isStopped = answer !== runningAnswer(talk);
    return phaseOf({
      ear: this.hearing.state.value,
      spoken: this.speaking.progress.value !== undefined,
      holding: this.#holding.value,
      onHold: this.onHold.on.value,
      interrupted: this.surroundings.interrupted.value,
      answer: answer?.text,
      heardLater: this.#live.soundWays.out,
      asked: (talk.tutor === 'thinking' && !isStopped) || this.#live.underWay.value !== undefined,
      lineLost: this.#live.lineLost.value,
    });
  }
}
