import { EventEmitter, once } from 'node:events';
import { WebSocket } from 'ws';
import type { FakeTwilio } from './fake-twilio.ts';
import { newSid } from './fake-twilio-sid.ts';
import { FakeStream } from './fake-twilio-stream.ts';
import { readTwiml, type Verb } from './twiml.ts';

/** Bound of every wait. What is waited for comes at once, but two hundred calls on a busy machine share it. */
const WAIT_MS = 60_000;

type State = 'ringing' | 'relay' | 'stream' | 'gather' | 'ended' | 'transferred';

interface Utterance {
  text: string;
  /** Twilio was told that nothing follows. */
  closed: boolean;
}

/** One call as Twilio carries it: follows the TwiML it gets, and is the caller's ear and mouth. */
export class FakeCall {
  readonly callSid: string;
  readonly from: string;
  state: State = 'ringing';
  /** What the voice has to say, utterance by utterance. */
  readonly utterances: Utterance[] = [];
  /** Every TwiML document that was followed. */
  readonly documents: string[] = [];
  /** Every message of the server's over sockets. */
  readonly received: Record<string, unknown>[] = [];
  language = 'en-US';
  /** The sound of a call over Media Streams. */
  sound: FakeStream | undefined;
  transferredTo: string | undefined;
  readonly #twilio: FakeTwilio;
  /** What Twilio does by itself, beside the test. */
  #background: Promise<void> = Promise.resolve();
  #socket: WebSocket | undefined;
  #sessionId = '';
  #action = '';
  #handoff: string | undefined;
  /** What the document being followed says. */
  #spoken: Utterance | undefined;
  readonly #changes = new EventEmitter();
  /** Utterances that a test has waited for. */
  #read = 0;

  constructor(twilio: FakeTwilio, { callSid, from }: { callSid: string; from: string }) {
    this.#twilio = twilio;
    this.callSid = callSid;
    this.from = from;
  }

  async begin(): Promise<void> {
    await this.#ask('/twilio/voice', { CallStatus: 'ringing' });
  }

  /** The next thing the tutor says, whole. */
  async next(): Promise<string> {
    await this.#until(() => this.utterances[this.#read]?.closed === true);
    const utterance = this.utterances[this.#read];
    this.#read += 1;
    return utterance?.text.trim() ?? '';
  }

  /** Waits until the tutor has begun to say this; anything at all when left out. */
  async begins(words = ''): Promise<void> {
    await this.#until(
      () => this.utterances.length > this.#read && this.utterances.at(-1)?.text.includes(words) === true,
    );
  }

  /** The caller says something and is understood. */
  async says(words: string): Promise<void> {
    if (this.state === 'gather') return this.#ask(this.#action, { SpeechResult: words, Confidence: '0.9' });
    this.send({ type: 'prompt', voicePrompt: words, lang: this.language, last: true });
  }

  /** The caller presses keys. */
  async presses(keys: string): Promise<void> {
    if (this.state === 'gather') return this.#ask(this.#action, { Digits: keys.replace(/#$/, '') });
    for (const digit of keys) {
      if (this.state === 'stream') this.send({ event: 'dtmf', dtmf: { track: 'inbound_track', digit } });
      else this.send({ type: 'dtmf', digit });
    }
  }

  /** The caller speaks over the tutor, who has got as far as `heard`; Twilio has stopped the voice already. */
  async speaksOver(heard: string, words: string): Promise<void> {
    // The number is documented as a number and comes as a string.
    this.send({ type: 'interrupt', utteranceUntilInterrupt: heard, durationUntilInterruptMs: '1234' });
    const open = this.utterances.at(-1);
    if (open) open.closed = true;
    this.#changes.emit('change');
    await this.says(words);
  }

  /** A turn in which nothing was said. */
  async isSilent(): Promise<void> {
    await this.#ask(this.#action, {});
  }

  send(message: unknown): void {
    this.#socket?.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** The line to the server breaks, as Twilio notices it: it asks how to go on. */
  async losesSocket(): Promise<void> {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.terminate();
    if (this.state === 'stream') await this.#ask(this.#action, { StreamSid: this.sound?.streamSid ?? '' });
    else await this.#ask(this.#action, { ...this.#sessionFields('failed'), ErrorCode: '64105' });
  }

  async hangsUp(): Promise<void> {
    this.state = 'ended';
    this.#socket?.close();
    await this.#twilio.post('/twilio/status', { ...this.#fields(), CallStatus: 'completed', CallDuration: '61' });
  }

  /** Nobody follows this call any more. Throws what went wrong in it beside the test. */
  async leave(): Promise<void> {
    await this.#background;
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.terminate();
  }

  #byItself(work: () => Promise<void>): void {
    this.#background = this.#background.then(work);
    // It is thrown where the call is left.
    this.#background.catch(() => undefined);
  }

  async #ask(path: string, fields: Record<string, string>): Promise<void> {
    const response = await this.#twilio.post(path, { ...this.#fields(), ...fields });
    if (response.status !== 200) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    await this.follow(await response.text());
  }

  async follow(document: string): Promise<void> {
    this.documents.push(document);
    this.#spoken = undefined;
    for (const verb of readTwiml(document)) await this.#carryOut(verb);
    if (readTwiml(document).length === 0) this.state = 'ended';
  }

  async #carryOut(verb: Verb): Promise<void> {
    switch (verb.name) {
      case 'Say':
        this.#say(verb.text);
        break;
      case 'Gather':
        this.state = 'gather';
        this.#action = verb.attributes['action'] ?? '';
        this.language = verb.attributes['language'] ?? '';
        for (const child of verb.children) await this.#carryOut(child);
        break;
      case 'Connect':
        this.#action = verb.attributes['action'] ?? '';
        await this.#connect(verb.children[0]);
        break;
      case 'Redirect':
        await this.#ask(verb.text, {});
        break;
      case 'Dial':
        this.state = 'transferred';
        this.transferredTo = verb.text;
        break;
      case 'Hangup':
        await this.hangsUp();
        break;
      case 'Pause':
        break;
      default:
        throw new Error(`Twilio knows no <${verb.name}>`);
    }
  }

  async #connect(noun: Verb | undefined): Promise<void> {
    if (!noun) throw new Error('Connect to what?');
    const { url, signature } = this.#twilio.socket(noun.attributes['url'] ?? '');
    const socket = new WebSocket(url, { headers: { 'x-twilio-signature': signature } });
    await once(socket, 'open');
    this.#socket = socket;
    const parameters = noun.children.map(({ attributes }) => [attributes['name'], attributes['value']]);
    const customParameters: Record<string, string> = Object.fromEntries(parameters);
    if (noun.name === 'ConversationRelay') this.#relay(socket, noun, customParameters);
    else if (noun.name === 'Stream') this.#stream(socket, customParameters);
    else throw new Error(`Twilio can't connect to <${noun.name}>`);
  }

  #relay(socket: WebSocket, noun: Verb, customParameters: Record<string, string>): void {
    this.#sessionId = newSid('VX');
    this.state = 'relay';
    this.language = noun.attributes['language'] ?? '';
    socket.on('message', (data) => this.#hear(JSON.parse(String(data))));
    this.send({
      type: 'setup',
      sessionId: this.#sessionId,
      callSid: this.callSid,
      accountSid: 'AC0',
      from: this.from,
      to: '+15550111',
      direction: 'inbound',
      callStatus: 'RINGING',
      customParameters,
    });
  }

  #stream(socket: WebSocket, customParameters: Record<string, string>): void {
    this.#sessionId = '';
    this.state = 'stream';
    this.sound = new FakeStream(this.callSid, customParameters, (message) => this.send(message));
    const { sound } = this;
    socket.on('message', (data) => sound.take(JSON.parse(String(data))));
    socket.on('close', () => {
      // The server hung up: Twilio asks how the call goes on.
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      this.#byItself(() => this.#ask(this.#action, { StreamSid: sound.streamSid, CallStatus: 'in-progress' }));
    });
  }

  #hear(message: Record<string, unknown>): void {
    this.received.push(message);
    if (message['type'] === 'text') this.#hearText(String(message['token']), message['last'] === true);
    if (message['type'] === 'language') this.language = String(message['ttsLanguage']);
    if (message['type'] === 'end') {
      this.#handoff = message['handoffData'] === undefined ? undefined : String(message['handoffData']);
      this.#socket?.close();
      this.#socket = undefined;
      this.#byItself(() => this.#ask(this.#action, this.#sessionFields('ended')));
    }
  }

  async #until(isSo: () => boolean): Promise<void> {
    const signal = AbortSignal.timeout(WAIT_MS);
    try {
      while (!isSo()) await once(this.#changes, 'change', { signal });
    } catch (cause) {
      throw new Error(`nothing more is said after ${JSON.stringify(this.utterances.at(-1))}`, { cause });
    }
  }

  /** All that one document says is one utterance. */
  #say(text: string): void {
    if (this.#spoken) this.#spoken.text += ` ${text}`;
    else {
      this.#spoken = { text, closed: true };
      this.utterances.push(this.#spoken);
    }
    this.#changes.emit('change');
  }

  #hearText(token: string, last: boolean): void {
    const open = this.utterances.at(-1);
    // The end of what the caller has cut short already.
    if (token === '' && (!open || open.closed)) return;
    if (!open || open.closed) this.utterances.push({ text: token, closed: last });
    else {
      open.text += token;
      open.closed = last;
    }
    this.#changes.emit('change');
  }

  #fields(): Record<string, string> {
    return { CallSid: this.callSid, AccountSid: 'AC0', From: this.from, To: '+15550111', Direction: 'inbound' };
  }

  #sessionFields(status: string): Record<string, string> {
    return {
      SessionId: this.#sessionId,
      SessionStatus: status,
      SessionDuration: '12',
      ...(this.#handoff !== undefined && { HandoffData: this.#handoff }),
    };
  }
}
