import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Call } from '../ports/call-store.ts';
import type { TextToSpeech } from '../ports/text-to-speech.ts';
import type { VoiceActivity } from '../ports/voice-activity.ts';
import type { LoggedEvent } from '../protocol/server-events.ts';
import type { VoiceSink } from '../voice/listen/voice-activity-gate.ts';
import type { VoiceLines } from '../voice/voice-line.ts';
import { CallConnection } from './call-connection.ts';
import { CallLine } from './call-line.ts';
import { CallSession, type CallSessionDeps } from './call-session.ts';
import type { Caller } from './calls.ts';
import { HeardNotices } from './heard-notices.ts';
import { JoinedSends } from './joined-sends.ts';
import { FILLER_MS } from './pace.ts';
import { StreamEar } from './stream-ear.ts';
import { readStreamMessage, type StreamMessage, type StreamStart } from './stream-messages.ts';
import { StreamOut } from './stream-out.ts';
import { StreamVoice } from './stream-voice.ts';

export interface StreamDeps extends CallSessionDeps {
  voices: VoiceLines;
  textToSpeech: TextToSpeech;
  voiceActivity: VoiceActivity;
}

/** One call over Media Streams: raw sound both ways, heard and spoken by our own services. */
export class StreamConnection {
  readonly #deps: StreamDeps;
  readonly #connection: CallConnection<StreamMessage>;
  readonly #out: StreamOut;
  readonly #voice: StreamVoice;
  #streamSid = '';
  #callSid = '';
  /** A question was taken and its answer isn't over: the call itself waits for nothing. */
  #answering = false;
  readonly #notices: HeardNotices;
  /** What was heard last was for the call itself. */
  #taken = false;
  #line: CallLine | undefined;
  #ear: StreamEar | undefined;
  #cancelFiller: (() => void) | undefined;
  /** The socket is gone. */
  #closed = false;

  /** @param bytes the line below the socket's messages */
  constructor(socket: WebSocket, bytes: Duplex, deps: StreamDeps) {
    this.#deps = deps;
    const joined = new JoinedSends(bytes);
    this.#connection = new CallConnection<StreamMessage>(socket, deps, {
      read: readStreamMessage,
      take: (message) => (message.event === 'start' ? this.#start(message) : this.#take(message)),
      closed: () => this.#close(),
    });
    this.#out = new StreamOut({
      send: (reply) => {
        joined.join();
        this.#connection.send({ ...reply, streamSid: this.#streamSid });
      },
      onPlayed: (turn, sentence, playedMs) => this.#line?.line.played(turn, sentence, playedMs),
      onAnswerSound: () => this.#cancelFiller?.(),
      onVoiceFailure: () => this.#lastResort(),
      onAsidePlayed: (aside) => this.#voice.played(aside),
    });
    this.#voice = new StreamVoice({
      out: this.#out,
      textToSpeech: deps.textToSpeech,
      silence: this.#connection.silence,
      logger: deps.logger,
      onFailure: () => this.#lastResort(),
      onEnd: (ending) => this.#connection.background(() => this.#leave(ending)),
    });
    this.#notices = this.#createNotices();
  }

  #createNotices(): HeardNotices {
    return new HeardNotices({
      phrases: () => this.#connection.session?.phrases,
      // An answer that goes on says by itself that nothing was understood over it.
      say: (phrase) => {
        if (!this.#answering) this.#connection.session?.tell(phrase);
      },
      onDeaf: () => this.#lastResort(),
    });
  }

  #start({ streamSid, start: { callSid, customParameters } }: StreamStart): void {
    const { token = '', from = '' } = customParameters;
    this.#connection.begin(callSid, token, (call) => {
      this.#streamSid = streamSid;
      this.#callSid = callSid;
      return this.#open(call, from);
    });
  }

  #open(call: Call, from: string): Promise<CallSession> {
    const openTalk = (caller: Caller) => this.#openLine(caller, call.reconnects > 0);
    const onDeleted = () => this.#endAnswer();
    return CallSession.open({ ...this.#deps, openTalk, onDeleted }, call, from, this.#voice);
  }

  /** An answer that nobody ends any more is over: it is the caller's turn. */
  #endAnswer(): void {
    this.#cancelFiller?.();
    this.#answering = false;
    this.#connection.silence.spoken('');
  }

  /** Opens the line of a talk; the one before, of another talk, is closed. */
  #openLine(caller: Caller, resumed: boolean) {
    const before = this.#line;
    this.#answering = false;
    const line = new CallLine(
      {
        ...this.#deps,
        out: this.#out,
        resumed,
        forDoor: (text) => this.#isForCall(text),
        onNotice: (code) => this.#notices.take(code),
        onEvent: (event) => this.#note(event),
        onFailure: (error) => this.#connection.broken(error),
      },
      caller,
    );
    this.#line = line;
    // The caller hung up while their talk was being opened: nobody else closes its line.
    if (this.#closed) this.#connection.background(() => line.close());
    if (!line.line.hears) this.#lastResort();
    // Beside what is going on: it may be this line's own words that open another.
    if (before) this.#connection.background(() => before.close());
    this.#ear ??= new StreamEar(this.#deps.voiceActivity, this.#heard(), this.#deps.logger);
    return line.talk;
  }

  async #isForCall(text: string): Promise<boolean> {
    this.#notices.understood();
    this.#taken = (await this.#connection.session?.command(text)) ?? false;
    return this.#taken;
  }

  #heard(): VoiceSink {
    return {
      speechStart: (id) => {
        if (this.#connection.session?.over) return;
        this.#connection.silence.heard();
        this.#connection.silence.stop();
        this.#voice.interrupt();
        this.#line?.speechStart(id);
      },
      audio: (pcm) => this.#line?.line.audio(pcm),
      speechEnd: (id, end) => {
        if (this.#connection.session?.over) return;
        this.#line?.line.speechEnd(id, end);
        // It may have been a cough. A question ends this wait again.
        if (!this.#answering) this.#connection.silence.spoken('');
      },
    };
  }

  #take(message: Exclude<StreamMessage, StreamStart>): void {
    if (message.event === 'media') this.#ear?.take(message.media.payload, message.media.timestamp);
    if (message.event === 'mark') this.#out.marked(message.mark.name);
    if (message.event === 'dtmf' && !this.#connection.session?.over) {
      this.#press(message.dtmf.digit);
    }
  }

  #press(digit: string): void {
    // What was taken back from Twilio for a key that means nothing would be lost.
    if (this.#connection.session?.heeds(digit) !== false) {
      this.#connection.silence.heard();
      this.#voice.interrupt();
    }
    this.#connection.inTurn((session) => session.pressed(digit));
  }

  /** What happens in the talk, as far as the call itself has something to say to it. */
  #note(event: LoggedEvent): void {
    if (event.type === 'accepted' || event.type === 'sentence') this.#answering = true;
    if (event.type === 'turn_end') this.#answering = false;
    if (event.type === 'transcript' && event.final && event.text === '') this.#heardNothing();
    if (event.type === 'accepted') this.#expectAnswer();
    if (event.type === 'sentence' || event.type === 'turn_end') this.#cancelFiller?.();
    if (event.type !== 'turn_end' || this.#connection.session?.over) return;
    const phrases = this.#connection.session?.phrases;
    if (event.status === 'failed' && phrases) this.#voice.say(phrases.failed, phrases.tag);
    this.#voice.yourTurn();
  }

  /** Words that were for the call itself are told as none as well. */
  #heardNothing(): void {
    if (!this.#taken) this.#connection.session?.coughed();
    this.#taken = false;
  }

  #expectAnswer(): void {
    this.#connection.silence.stop();
    this.#cancelFiller?.();
    this.#cancelFiller = this.#deps.clock.after(FILLER_MS, () => {
      const phrases = this.#connection.session?.phrases;
      if (phrases) this.#cancelFiller = this.#voice.sayMeanwhile(phrases.filler, phrases.tag);
    });
  }

  /** There is no voice here, or nobody who hears: the call goes on with Twilio's. */
  #lastResort(): void {
    this.#connection.background(async () => {
      await this.#deps.calls.lastResort(this.#callSid);
      this.#connection.hangUp();
    });
  }

  async #leave(ending: 'hang_up' | 'transfer'): Promise<void> {
    await this.#deps.calls.leave(this.#callSid, ending);
    this.#connection.hangUp();
  }

  async #close(): Promise<void> {
    this.#closed = true;
    this.#cancelFiller?.();
    this.#voice.close();
    this.#connection.session?.release();
    await this.#ear?.close();
    await this.#line?.close();
  }
}
