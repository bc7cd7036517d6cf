import { WebSocket } from 'ws';
import type { Message } from '../../src/ports/message-store.ts';
import { phrasesFor } from '../../src/telephony/phrases.ts';
import { CallRecord } from './call-record.ts';
import type { FakeClock } from './fake-clock.ts';
import type { FakeTwilio } from './fake-twilio.ts';
import type { FakeCall } from './fake-twilio-call.ts';
import { wrongInHeard } from './heard-check.ts';
import type { Observation, TalkDoor } from './talk-door.ts';

export interface PhoneTalkDoorOptions {
  twilio: FakeTwilio;
  /** The caller's number, which is linked. */
  phone: string;
  clock: FakeClock;
  language: string;
  /** All that was given to the voice, text by text. */
  given: (call: FakeCall) => readonly string[];
}

/** A telephone as a talk's script uses it: what can be perceived over it is what the caller hears. */
export class PhoneTalkDoor implements TalkDoor {
  readonly observed: Observation[] = [];
  readonly told: string[] = [];
  readonly broken: string[] = [];
  readonly record = new CallRecord();
  readonly #options: PhoneTalkDoorOptions;
  #call: FakeCall | undefined;
  #began = 0;
  #greeted = false;
  #greeting = '';
  #sounding = false;
  #broke = false;

  constructor(options: PhoneTalkDoorOptions) {
    this.#options = options;
  }

  get call(): FakeCall {
    if (!this.#call) throw new Error('nobody has called yet');
    return this.#call;
  }

  /** Once the caller was greeted. */
  get ready(): boolean {
    return this.#greeted;
  }

  get heard(): string {
    return this.call.ear.text.slice(this.#greeting.length).trim();
  }

  get greeting(): string {
    return this.#greeting;
  }

  get state(): string {
    return this.call.state;
  }

  /** What shows that something is still going on. */
  get activity(): string {
    const { documents, relay, sound, sent, state } = this.call;
    const counts = [documents.length, relay?.received.length, sound?.clears, sound?.taken, sound?.marks.length, sent];
    return [state, this.#options.twilio.underWay, ...counts].join();
  }

  get waits(): boolean {
    return this.#options.twilio.underWay > 0 && !this.call.saying;
  }

  async open(): Promise<void> {
    const { twilio, phone, clock } = this.#options;
    this.#began = clock.now();
    this.#call = await twilio.call(phone);
  }

  voiceBegins(words: string): void {
    this.call.voiceBegins(words);
  }

  sound(pcm: Int16Array): void {
    // A telephone carries half as much.
    if (this.call.state === 'stream') this.call.sound?.speaks(pcm.filter((_, at) => at % 2 === 0));
  }

  voiceEnds(how: 'stops' | 'done' | 'cancelled'): void {
    if (how !== 'stops') throw new Error('a telephone does not tell how a voice ended');
    this.call.voiceEnds();
  }

  type(): void {
    throw new Error('there is nothing to type with');
  }

  stop(): void {
    throw new Error('there is no such button');
  }

  mayBeSpokenTo(): void {
    throw new Error('a call asks by itself whether anybody is there');
  }

  keys(keys: string): void {
    for (const digit of keys) this.call.key(digit);
  }

  async breakLine(): Promise<void> {
    this.#broke = true;
    await this.call.drops();
  }

  async comeBack(): Promise<void> {
    await this.call.comesBack();
  }

  play(ms: number): void {
    const { ear } = this.call;
    const before = ear.length;
    this.call.plays(ms);
    const sounding = ear.length > before;
    if (!this.#greeted) {
      this.#greeting = ear.text;
      this.#greeted = ear.text.endsWith('?');
      this.#began = this.#options.clock.now() + ms;
      if (this.#greeted) this.record.skip(this.#options.given(this.call), ear.pieces);
      return;
    }
    const at = this.#options.clock.now() - this.#began;
    this.record.note(at, this.#options.given(this.call), ear.pieces);
    if (sounding && !this.#sounding) this.observed.push({ at, kind: 'sound' }, { at, kind: 'went on' });
    if (!sounding && this.#sounding) this.observed.push({ at, kind: 'stopped' }, { at, kind: 'ended' });
    this.#sounding = sounding;
  }

  async exchanged(): Promise<void> {
    if (this.call.socket?.readyState === WebSocket.OPEN) await this.call.exchanged();
    else await this.#options.twilio.exchanged();
  }

  /** What is kept as heard must have been heard: it is held against the sound itself. */
  finish(messages: Message[]): void {
    const answers = messages.filter(({ role }) => role === 'tutor');
    this.told.push(...answers.map(({ status }) => `turn_end ${status}`));
    // Nobody tells what was heard turn by turn: what was said counts.
    if (this.call.state === 'gather' || this.call.documents.some((document) => document.includes('<Gather'))) return;
    const phrases = Object.values(phrasesFor(this.#options.language)).flat();
    const asides = phrases.filter((phrase) => typeof phrase === 'string' && !phrase.includes('{'));
    this.broken.push(...wrongInHeard(this.call.ear.pieces, answers, { asides, behind: !this.#broke }));
  }

  async close(): Promise<void> {
    this.#call?.abandon();
  }
}
