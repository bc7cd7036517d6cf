import { toMulaw } from '../../src/sound/mulaw.ts';
import { newSid } from './fake-twilio-sid.ts';

const FRAME_MS = 20;
const SAMPLES_A_MS = 8;

type Pending = { samples: number } | { mark: string };

/** The sound of one call as Twilio carries it: plays what it is sent, in order, and tells by marks how far it has come. */
export class FakeStream {
  readonly streamSid = newSid('MZ');
  /** Ms that were played to the caller. */
  playedMs = 0;
  /** How often the server took back what was not played. */
  clears = 0;
  /** Called for each piece of an answer that comes, not for what the call itself says. */
  onTurnSound: (() => void) | undefined;
  readonly #send: (message: unknown) => void;
  #pending: Pending[] = [];
  #sentMs = 0;
  #chunk = 1;

  constructor(callSid: string, customParameters: Record<string, string>, send: (message: unknown) => void) {
    this.#send = send;
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
    return this.#pending.reduce((sum, item) => sum + ('samples' in item ? item.samples / SAMPLES_A_MS : 0), 0);
  }

  take(message: { event: string; streamSid: string; media?: { payload: string }; mark?: { name: string } }): void {
    if (message.streamSid !== this.streamSid) throw new Error('sound for another stream');
    if (message.event === 'media') {
      this.#pending.push({ samples: Buffer.from(message.media?.payload ?? '', 'base64').length });
    } else if (message.event === 'mark') {
      const mark = message.mark?.name ?? '';
      if (mark.includes(' t')) this.onTurnSound?.();
      this.#pending.push({ mark });
      this.#echo();
    } else if (message.event === 'clear') {
      this.clears += 1;
      // All marks come back at once, though nothing of it was heard.
      const marks = this.#pending.filter((item) => 'mark' in item);
      this.#pending = marks;
      this.#echo();
    }
  }

  /** Time passes for the caller's ear. */
  plays(ms: number): void {
    let left = Math.round(ms * SAMPLES_A_MS);
    for (let [item] = this.#pending; item && left > 0; [item] = this.#pending) {
      if ('samples' in item) {
        const played = Math.min(left, item.samples);
        left -= played;
        item.samples -= played;
        this.playedMs += played / SAMPLES_A_MS;
        if (item.samples > 0) return;
        this.#pending.shift();
      }
      this.#echo();
    }
  }

  /** The caller makes a sound, or none, for so long. */
  hears(kind: 'voice' | 'silence', ms: number): void {
    const level = kind === 'voice' ? 12_000 : 0;
    const payload = Buffer.from(toMulaw(new Int16Array(FRAME_MS * SAMPLES_A_MS).fill(level))).toString('base64');
    for (let sent = 0; sent < ms; sent += FRAME_MS) this.sends(payload);
  }

  /** The caller's telephone sends a frame. @param payload 20 ms of µ-law in base64 */
  sends(payload: string): void {
    const media = { track: 'inbound', chunk: String(this.#chunk), timestamp: String(this.#sentMs), payload };
    this.#send({ event: 'media', sequenceNumber: String(this.#chunk + 1), streamSid: this.streamSid, media });
    this.#chunk += 1;
    this.#sentMs += FRAME_MS;
  }

  #echo(): void {
    for (let [item] = this.#pending; item && 'mark' in item; [item] = this.#pending) {
      this.#pending.shift();
      this.#send({ event: 'mark', streamSid: this.streamSid, mark: { name: item.mark } });
    }
  }
}
