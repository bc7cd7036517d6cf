import type { WebSocket } from 'ws';
import { CallersEar } from './callers-ear.ts';
import type { FakeTwilio } from './fake-twilio.ts';
import { FakeGather, gatherWish, typed } from './fake-twilio-gather.ts';
import { FakeLine } from './fake-twilio-line.ts';
import type { FakeRelay } from './fake-twilio-relay.ts';
import { callFields } from './fake-twilio-socket.ts';
import type { FakeStream } from './fake-twilio-stream.ts';
import { Utterances } from './fake-twilio-utterances.ts';
import { FakeVerbs } from './fake-twilio-verbs.ts';
import { type Answered, readAnswer } from './fake-twilio-webhooks.ts';
import { OwnWork } from './fake-twilio-work.ts';
import { spokenOf, type Verb } from './twiml.ts';

/** What Twilio says itself where nobody tells it how the call goes on. */
export const APPLICATION_ERROR = 'We are sorry. An application error has occurred. Goodbye.';

/** No voice is slower, and none that is waited for longer. */
const SLOW_MS_A_LETTER = 100;

type State = 'ringing' | 'relay' | 'stream' | 'gather' | 'ended' | 'transferred';

/** One call as Twilio carries it: follows the TwiML it gets, and is the caller's ear and mouth. */
export class FakeCall {
  readonly callSid: string;
  readonly from: string;
  state: State = 'ringing';
  /** What the caller heard, where a test lets time pass. */
  readonly ear = new CallersEar();
  /** Every TwiML document that was followed. */
  readonly documents: string[] = [];
  transferredTo: string | undefined;
  /** Whether the caller is making a sound. */
  quiet = true;
  readonly #twilio: FakeTwilio;
  readonly #utterances = new Utterances();
  readonly #gather: FakeGather;
  readonly #work: OwnWork;
  readonly #line: FakeLine;
  readonly #verbs: FakeVerbs;
  #action = '';
  /** What stands behind the `<Gather>` that listens, where nothing that comes of it is told; undefined: silence is told as well. */
  #behind: Verb[] | undefined;
  #gatherLanguage = '';

  constructor(twilio: FakeTwilio, { callSid, from }: { callSid: string; from: string }) {
    this.#twilio = twilio;
    this.#work = new OwnWork(twilio);
    this.callSid = callSid;
    this.from = from;
    const onResult = (fields: Record<string, string>) => this.#work.run(() => this.#gathered(fields));
    this.#gather = new FakeGather(this.ear, { onResult });
    this.#verbs = new FakeVerbs(twilio, this.#gather, {
      listen: (verb, behind) => this.#listen(verb, behind),
      connect: (verb) => this.#connect(verb),
      ask: (path, fields) => this.#ask(path, fields),
      puts: (number) => {
        this.state = 'transferred';
        this.transferredTo = number;
      },
      ends: () => this.#ends(),
    });
    this.#line = new FakeLine({
      ...{ twilio, callSid, from, ear: this.ear, utterances: this.#utterances },
      onEnd: () => this.#work.run(() => this.#ask(this.#action, this.#line.ended('ended'))),
      // Twilio asks how the call goes on.
      onLost: () => this.#work.run(() => this.comesBack()),
    });
  }

  async begin(): Promise<void> {
    await this.#ask('/twilio/voice', { CallStatus: 'ringing' });
  }

  /** What the voice has to say, utterance by utterance. */
  get utterances(): Utterances['list'] {
    return this.#utterances.list;
  }
  get language(): string {
    return this.state === 'gather' ? this.#gatherLanguage : (this.relay?.language ?? '');
  }
  /** Whether a document is being said. */
  get saying(): boolean {
    return this.#gather.speaking;
  }
  /** The open socket to the server. */
  get socket(): WebSocket | undefined {
    return this.#line.socket;
  }
  /** Messages sent to the server. */
  get sent(): number {
    return this.#line.sent;
  }

  /** The sound of a call over Media Streams. */
  get sound(): FakeStream | undefined {
    return this.#line.sound;
  }

  /** The session of a call over ConversationRelay. */
  get relay(): FakeRelay | undefined {
    return this.#line.relay;
  }

  /** The next thing the tutor says, whole. */
  next(): Promise<string> {
    return this.#utterances.next();
  }

  /** Waits until the tutor has begun to say this; anything at all when left out. */
  begins(words = ''): Promise<void> {
    return this.#utterances.begins(words);
  }

  /** Time passes: what was given is played, what the caller says is understood. */
  plays(ms: number): void {
    // Without a socket it is a document that is carried out.
    if (!this.socket) this.#gather.plays(ms);
    else if (this.state === 'stream') {
      this.sound?.plays(ms);
      this.sound?.isQuiet(ms, this.quiet);
    } else this.relay?.plays(ms);
  }

  /** The caller begins to make a sound that holds these words. */
  voiceBegins(words: string): void {
    this.quiet = false;
    if (this.state === 'relay') this.relay?.voiceBegins(words);
    if (this.state === 'gather') this.#gather.voiceBegins(words);
  }
  voiceEnds(): void {
    this.quiet = true;
    this.relay?.voiceEnds();
    this.#gather.voiceEnds();
  }

  /** The caller says something and is understood. */
  async says(words: string): Promise<void> {
    if (this.state === 'gather') {
      this.#hearsOut(words);
      return this.#ask(this.#action, { SpeechResult: words, Confidence: '0.9' });
    }
    this.relay?.prompt(words);
  }

  /** The caller presses keys. */
  async presses(keys: string): Promise<void> {
    const { wish } = this.#gather;
    if (this.state === 'gather') this.#hearsOut('');
    if (this.state === 'gather') return this.#ask(this.#action, (wish && typed(keys, wish)) ?? { Digits: keys });
    for (const digit of keys) {
      if (this.state === 'stream') this.sound?.presses(digit);
      else this.relay?.presses(digit);
    }
  }

  /** The caller presses a key while time passes. */
  key(digit: string): void {
    if (this.state === 'gather') this.#gather.presses(digit);
    else if (this.state === 'stream') this.sound?.presses(digit);
    else this.relay?.presses(digit);
  }

  /** The caller speaks over the tutor, who has got as far as `heard`; Twilio has stopped the voice already. */
  async speaksOver(heard: string, words: string): Promise<void> {
    this.relay?.speaksOver(heard);
    await this.says(words);
  }

  /** A turn in which nothing was said. */
  isSilent(): Promise<void> {
    return this.#gathered({});
  }

  send(message: unknown): void {
    this.#line.send(message);
  }

  /** Resolves when what went over its socket before has come to the other end. */
  exchanged(): Promise<void> {
    return this.#line.exchanged();
  }

  /** The line to the server breaks, as Twilio notices it: it asks how to go on. */
  async losesSocket(): Promise<void> {
    await this.drops();
    await this.comesBack();
  }

  /** The line to the server breaks. */
  drops(): Promise<void> {
    return this.#line.drop();
  }

  /** Twilio asks how to go on after the line to the server was lost. */
  async comesBack(): Promise<void> {
    if (this.state === 'stream') await this.#ask(this.#action, { StreamSid: this.sound?.streamSid ?? '' });
    else await this.#ask(this.#action, { ...this.#line.ended('failed'), ErrorCode: '64105' });
  }

  /** The caller hangs up. */
  async hangsUp(): Promise<void> {
    const { state, relay } = this;
    if (state === 'stream') this.sound?.stops(this.callSid);
    this.state = 'ended';
    const session = relay && this.#line.ended('completed');
    this.#line.leave()?.close();
    // The session's own end is told as well; nobody waits for what is said to it.
    if (state === 'relay' && session) await this.#tell(this.#action, { ...session, CallStatus: 'completed' });
    await this.#ends();
  }

  /** Nobody follows this call any more, once what is under way is done. Throws what went wrong in it beside the test. */
  async leave(): Promise<void> {
    await this.#work.done();
    this.abandon();
  }

  /** The same, whatever is under way. */
  abandon(): void {
    this.#line.leave()?.terminate();
    this.#work.giveUp();
  }

  /** The call goes on with a document that a test has asked for itself. */
  follow(document: string): Promise<void> {
    return this.#follow(readAnswer(document));
  }

  async #ask(path: string, fields: Record<string, string>): Promise<void> {
    const { webhooks } = this.#twilio;
    this.#twilio.underWay += 1;
    try {
      const answered = await webhooks.ask(path, { ...callFields(this), ...fields }, this.#work.signal);
      if (this.state === 'ended') return;
      if (answered) await this.#follow(answered);
      else await this.#applicationError();
    } finally {
      this.#twilio.underWay -= 1;
    }
  }

  #tell(path: string, fields: Record<string, string>): Promise<void> {
    return this.#twilio.webhooks.tell(path, { ...callFields(this), ...fields }, this.#work.signal);
  }

  async #follow({ document, verbs }: Answered): Promise<void> {
    this.documents.push(document);
    const words = spokenOf(verbs);
    // All that one document says is one utterance.
    if (words !== '') this.#utterances.token(words, true);
    await this.#verbs.perform(verbs);
  }

  /** Where a test says nothing of time, the caller lets the tutor finish, and Twilio the caller. */
  #hearsOut(words: string): void {
    const said = this.#utterances.list.at(-1)?.text ?? '';
    this.#twilio.heardOut((said.length + words.length) * SLOW_MS_A_LETTER);
  }

  /** Silence is told only where that is asked for. */
  #gathered(fields: Record<string, string>): Promise<void> {
    const isSilent = Object.keys(fields).length === 0;
    return isSilent && this.#behind ? this.#verbs.perform(this.#behind) : this.#ask(this.#action, fields);
  }

  async #applicationError(): Promise<void> {
    this.#utterances.token(APPLICATION_ERROR, true);
    this.#gather.say(APPLICATION_ERROR);
    if (this.#twilio.realSpeed) await this.#gather.said();
    await this.#ends();
  }

  /** The call is over, which is told at the address that is set at the number. */
  async #ends(): Promise<void> {
    this.state = 'ended';
    await this.#tell('/twilio/status', { CallStatus: 'completed', CallDuration: '61' });
  }

  /** @returns whether anything may be said before what stands behind it: not where no time passes, and silence is not told */
  #listen({ attributes, children }: Verb, behind: Verb[]): boolean {
    this.state = 'gather';
    this.#action = attributes['action'] ?? '';
    this.#behind = attributes['actionOnEmptyResult'] === 'true' ? undefined : behind;
    this.#gatherLanguage = attributes['language'] ?? '';
    for (const { text } of children) this.#gather.say(text);
    this.#gather.listen(gatherWish(attributes));
    return this.#twilio.realSpeed || this.#behind === undefined;
  }

  async #connect({ attributes, children: [noun] }: Verb): Promise<void> {
    this.#action = attributes['action'] ?? '';
    if (!noun) throw new Error('Connect to what?');
    const opened = await this.#line.open(noun);
    if (opened) this.state = opened;
    else await this.#ask(this.#action, this.#line.refused(noun.name));
  }
}
