import pLimit from 'p-limit';
import type { RawData, WebSocket } from 'ws';
import type { Logger } from '../logger.ts';
import type { Clock } from '../ports/clock.ts';
import type { TextToSpeech } from '../ports/text-to-speech.ts';
import type { VoiceActivity } from '../ports/voice-activity.ts';
import type { LoggedEvent } from '../protocol/server-events.ts';
import type { VoiceLines } from '../voice/voice-line.ts';
import { CallLine } from './call-line.ts';
import { CallSession, type CallSessionDeps } from './call-session.ts';
import type { Caller } from './calls.ts';
import { Silence } from './silence.ts';
import { StreamEar } from './stream-ear.ts';
import { readStreamMessage, type StreamMessage, type StreamStart } from './stream-messages.ts';
import { StreamOut } from './stream-out.ts';
import { StreamVoice } from './stream-voice.ts';

/** As for the relay. */
const START_TIMEOUT_MS = 10_000;
const MAX_UNREADABLE = 100;
const FILLER_MS = 1500;
const NORMAL = 1000;
const POLICY = 1008;
const INTERNAL = 1011;

export interface StreamDeps extends CallSessionDeps {
  clock: Clock;
  logger: Logger;
  voices: VoiceLines;
  textToSpeech: TextToSpeech;
  voiceActivity: VoiceActivity;
}

/** One call over Media Streams: raw sound both ways, heard and spoken by our own services. */
export class StreamConnection {
  readonly #socket: WebSocket;
  readonly #deps: StreamDeps;
  readonly #out: StreamOut;
  readonly #voice: StreamVoice;
  readonly #silence: Silence;
  readonly #cancelStartTimer: () => void;
  readonly #oneByOne = pLimit(1);
  #streamSid = '';
  #callSid = '';
  #session: CallSession | undefined;
  #line: CallLine | undefined;
  #ear: StreamEar | undefined;
  #cancelFiller: (() => void) | undefined;
  #started = false;
  #unreadable = 0;

  constructor(socket: WebSocket, deps: StreamDeps) {
    const { clock, logger, textToSpeech } = deps;
    this.#socket = socket;
    this.#deps = deps;
    this.#out = new StreamOut({
      send: (reply) => this.#send(reply),
      onPlayed: (turn, sentence, playedMs) => this.#line?.line.played(turn, sentence, playedMs),
      onAsidePlayed: (aside) => this.#voice.played(aside),
    });
    this.#silence = new Silence({
      clock,
      onSilence: (time) => this.#inTurn((session) => session.silent(time)),
      onGone: () => this.#inTurn((session) => session.leave()),
    });
    this.#voice = new StreamVoice({
      out: this.#out,
      textToSpeech,
      silence: this.#silence,
      logger,
      onEnd: (ending) => this.#background(() => this.#leave(ending)),
    });
    this.#cancelStartTimer = clock.after(START_TIMEOUT_MS, () => this.close(POLICY, 'no start'));
    socket.on('message', (data, isBinary) => this.#onMessage(data, isBinary));
    socket.on('close', () => this.#onClose());
    socket.on('error', (error) => logger.debug({ err: error }, 'the socket of a call failed'));
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  #onMessage(data: RawData, isBinary: boolean): void {
    const message = isBinary ? undefined : readStreamMessage(String(data));
    if (!message) {
      this.#unreadable += 1;
      if (this.#unreadable > MAX_UNREADABLE) this.close(POLICY, 'too many unreadable messages');
      return;
    }
    if (message.event === 'start') this.#start(message);
    else if (this.#started) this.#take(message);
  }

  #start(message: StreamStart): void {
    if (this.#started) return;
    this.#started = true;
    this.#cancelStartTimer();
    this.#streamSid = message.streamSid;
    this.#callSid = message.start.callSid;
    this.#background(() => this.#oneByOne(() => this.#open(message)));
  }

  async #open({ start: { callSid, customParameters } }: StreamStart): Promise<void> {
    const { calls } = this.#deps;
    const call = (await calls.redeem(callSid, customParameters['token'] ?? '')) ? await calls.find(callSid) : undefined;
    if (!call) return this.close(POLICY, 'not a call of ours');
    const goesOn = call.reconnects > 0;
    const deps = { ...this.#deps, openTalk: (caller: Caller) => this.#openLine(caller, goesOn) };
    this.#session = await CallSession.open(deps, call, customParameters['from'] ?? '', this.#voice);
    await this.#session.greet(goesOn);
  }

  #openLine(caller: Caller, resumed: boolean) {
    const { voiceActivity, logger } = this.#deps;
    const line = new CallLine(
      {
        ...this.#deps,
        out: this.#out,
        resumed,
        forDoor: async (text) => (await this.#session?.command(text)) ?? false,
        onEvent: (event) => this.#note(event),
        onFailure: (error) => this.#broken(error),
      },
      caller,
    );
    this.#line = line;
    const heard = {
      speechStart: (id: string) => {
        this.#silence.heard();
        this.#voice.interrupt();
        line.line.speechStart(id);
      },
      audio: (pcm: Uint8Array) => line.line.audio(pcm),
      speechEnd: (id: string, end: { silentMs: number }) => line.line.speechEnd(id, end),
    };
    this.#ear = new StreamEar(voiceActivity, heard, logger);
    return line.talk;
  }

  #take(message: Exclude<StreamMessage, StreamStart>): void {
    if (message.event === 'media') this.#ear?.take(message.media.payload, message.media.timestamp);
    if (message.event === 'mark') this.#out.marked(message.mark.name);
    if (message.event === 'dtmf') {
      const { digit } = message.dtmf;
      this.#silence.heard();
      this.#voice.interrupt();
      this.#inTurn((session) => session.pressed(digit));
    }
  }

  /** What happens in the talk, as far as the call itself has something to say to it. */
  #note(event: LoggedEvent): void {
    if (event.type === 'state' && event.state === 'thinking') this.#expectAnswer();
    if (event.type === 'sentence' || event.type === 'turn_end') this.#cancelFiller?.();
    if (event.type !== 'turn_end') return;
    if (event.status === 'failed' && this.#session) this.#voice.say(this.#session.phrases.failed);
    this.#voice.yourTurn();
  }

  #expectAnswer(): void {
    this.#silence.heard();
    this.#cancelFiller?.();
    this.#cancelFiller = this.#deps.clock.after(FILLER_MS, () => {
      if (this.#session) this.#voice.say(this.#session.phrases.filler);
    });
  }

  #inTurn(work: (session: CallSession) => Promise<void>): void {
    this.#background(() =>
      this.#oneByOne(async () => {
        if (this.#session) await work(this.#session);
      }),
    );
  }

  async #leave(ending: 'hang_up' | 'transfer'): Promise<void> {
    await this.#deps.calls.leave(this.#callSid, ending);
    this.close(NORMAL, 'goodbye');
  }

  #background(work: () => Promise<void>): void {
    work().catch((error: unknown) => this.#broken(error));
  }

  #broken(error: unknown): void {
    this.#deps.logger.error({ err: error }, 'a call broke down');
    this.close(INTERNAL, 'internal');
  }

  #send(reply: object): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#socket.send(JSON.stringify({ ...reply, streamSid: this.#streamSid }));
  }

  #onClose(): void {
    this.#cancelStartTimer();
    this.#cancelFiller?.();
    this.#silence.stop();
    this.#voice.close();
    this.#background(async () => {
      await this.#ear?.close();
      await this.#line?.close();
    });
  }
}
