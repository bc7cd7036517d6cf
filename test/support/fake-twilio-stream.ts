import { fromMulaw, toMulaw } from '../../src/sound/mulaw.ts';
import { TextEar } from './audible-text.ts';
import type { CallersEar } from './callers-ear.ts';
import { newSid } from './fake-twilio-sid.ts';
import { keyTone } from './key-tone.ts';

const FRAME_MS = 20;
const SAMPLES_A_MS = 8;
/** Silence that is still sent after a sound; what comes later is a gap, as Twilio leaves them. */
const SILENCE_MS = 600;

type Pending = { sound: Int16Array } | { mark: string };

interface ServerMessage {
  event: string;
  streamSid: string;
  media?: { payload: string };
  mark?: { name: string };
}

/** The sound of one call as Twilio carries it: plays what it is sent, in order, and tells by marks how far it has come. */
export class FakeStream {
  readonly streamSid = newSid('MZ');
  /** Ms that were played to the caller. */
  playedMs = 0;
  /** Messages of the server's. */
  taken = 0;
  /** How often the server took back what was not played. */
  clears = 0;
  /** Every mark that came back, in order. */
  readonly marks: string[] = [];
  /** Called for each piece of an answer that comes, not for what the call itself says. */
  onTurnSound: (() => void) | undefined;
  /** Whether every message comes twice. */
  twice = false;
  /** Whether the sound of a key comes before it: it does where a telephone makes it itself. */
  tones = false;
  /** Whether numbers come as such, and not as strings. */
  asNumbers = false;
  readonly #write: (message: unknown) => void;
  readonly #ear: CallersEar;
  readonly #textEar: TextEar;
  #pending: Pending[] = [];
  #sentMs = 0;
  #chunk = 1;
  /** Of a frame that is not full yet. */
  #microphone: number[] = [];
  #silentMs = SILENCE_MS;

  constructor(
    callSid: string,
    customParameters: Record<string, string>,
    ear: CallersEar,
    send: (message: unknown) => void,
  ) {
    this.#write = send;
    this.#ear = ear;
    this.#textEar = new TextEar(SAMPLES_A_MS * 1000, (letter) => ear.hear(letter));
    send({ event: 'connected', protocol: 'Call', version: '1.0.0' });
    send({
      event: 'start',
      sequenceNumber: '1',
      streamSid: this.streamSid,
      start: {
        streamSid: this.streamSid,
        accountSid: 'AC0',
        callSid,
        tracks: ['inbound'],
        mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
        customParameters,
      },
    });
  }

  /** Sound that waits to be played, ms. */
  get waitingMs(): number {
    return this.#pending.reduce((sum, item) => sum + ('sound' in item ? item.sound.length / SAMPLES_A_MS : 0), 0);
  }

  take(message: ServerMessage): void {
    this.taken += 1;
    if (message.streamSid !== this.streamSid) throw new Error('sound for another stream');
    if (message.event === 'media') {
      this.#pending.push({ sound: fromMulaw(Buffer.from(message.media?.payload ?? '', 'base64')) });
    } else if (message.event === 'mark') {
      const mark = message.mark?.name ?? '';
      if (mark.includes(' t')) this.onTurnSound?.();
      this.#pending.push({ mark });
      this.#echo();
    } else if (message.event === 'clear') {
      this.clears += 1;
      this.#textEar.cut();
      this.#ear.cut();
      // All marks come back at once, though nothing of it was heard.
      this.#pending = this.#pending.filter((item) => 'mark' in item);
      this.#echo();
    } else {
      throw new Error(`Twilio knows no ${message.event}`);
    }
  }

  /** So many frames have gone before, as in a call of hours. */
  counted(chunks: number): void {
    this.#chunk = chunks;
  }

  /** Frames that have gone, or are said to have. */
  get sentChunks(): number {
    return this.#chunk;
  }

  /** Time passes for the caller's ear. */
  plays(ms: number): void {
    let left = Math.round(ms * SAMPLES_A_MS);
    for (let [item] = this.#pending; item && left > 0; [item] = this.#pending) {
      if ('sound' in item) {
        const played = item.sound.subarray(0, left);
        left -= played.length;
        item.sound = item.sound.subarray(played.length);
        this.#textEar.hear(played);
        this.playedMs += played.length / SAMPLES_A_MS;
        if (item.sound.length > 0) return;
        this.#pending.shift();
      }
      this.#echo();
    }
  }

  /** The caller makes a sound, or none, for so long. */
  hears(kind: 'voice' | 'silence', ms: number): void {
    this.speaks(new Int16Array(ms * SAMPLES_A_MS).fill(kind === 'voice' ? 12_000 : 0));
  }

  /** The caller's sound, 8 kHz. */
  speaks(samples: Int16Array): void {
    this.#microphone.push(...samples);
    while (this.#microphone.length >= FRAME_MS * SAMPLES_A_MS) {
      this.#sendFrame(Int16Array.from(this.#microphone.splice(0, FRAME_MS * SAMPLES_A_MS)));
    }
  }

  /** The stream is over, and with it what waited to be played. */
  ends(): void {
    this.#pending = [];
    this.#textEar.cut();
    this.#ear.cut();
  }

  /** As long as nobody speaks, silence is sent for a while, and then nothing. */
  isQuiet(ms: number, quiet: boolean): void {
    this.#silentMs = quiet ? this.#silentMs + ms : 0;
    if (!quiet) return;
    if (this.#silentMs <= SILENCE_MS) this.speaks(new Int16Array(ms * SAMPLES_A_MS));
    else this.#sentMs += ms;
  }

  presses(digit: string): void {
    if (this.tones) this.speaks(keyTone(digit, SAMPLES_A_MS * 1000));
    const dtmf = { track: 'inbound_track', digit };
    this.#send({ event: 'dtmf', streamSid: this.streamSid, sequenceNumber: String(this.#chunk), dtmf });
  }

  /** Twilio ends the stream: the caller has hung up. */
  stops(callSid: string): void {
    this.#send({ event: 'stop', streamSid: this.streamSid, stop: { accountSid: 'AC0', callSid } });
  }

  #sendFrame(samples: Int16Array): void {
    this.sends(Buffer.from(toMulaw(samples)).toString('base64'));
  }

  /** The caller's telephone sends a frame. @param payload 20 ms of µ-law in base64 */
  sends(payload: string): void {
    const number = (value: number) => (this.asNumbers ? value : String(value));
    const media = { track: 'inbound', chunk: number(this.#chunk), timestamp: number(this.#sentMs), payload };
    this.#send({ event: 'media', sequenceNumber: number(this.#chunk + 1), streamSid: this.streamSid, media });
    this.#chunk += 1;
    this.#sentMs += FRAME_MS;
  }

  #echo(): void {
    for (let [item] = this.#pending; item && 'mark' in item; [item] = this.#pending) {
      this.#pending.shift();
      this.marks.push(item.mark);
      this.#send({ event: 'mark', streamSid: this.streamSid, mark: { name: item.mark } });
    }
  }

  #send(message: Record<string, unknown>): void {
    this.#write(message);
    if (this.twice && message['event'] !== 'media') this.#write(message);
  }
}
