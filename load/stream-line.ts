import type { FakeCall } from '../test/support/fake-twilio-call.ts';

/** Bytes of µ-law in a millisecond, and characters of base64 in a byte. */
const BYTES_A_MS = 8;
const CHARACTERS_A_BYTE = 4 / 3;

interface ServerMessage {
  event: string;
  media?: { payload: string };
  mark?: { name: string };
}

/**
 * One call's end of a Media Stream that hardly costs the load generator anything: it counts what there is to play and brings
 * its marks back in time, but hears nothing; somebody else keeps the time.
 */
export class StreamLine {
  /** Called with what comes of an answer, not for what the call itself says. */
  onTurnSound: () => void = () => undefined;
  readonly #socket: NonNullable<FakeCall['socket']>;
  readonly #streamSid: string;
  #sent = 0;
  /** When all that was sent has been played (performance.now). */
  #playedAt = 0;
  #marks: { name: string; at: number }[] = [];

  /** Takes the line over from a call that has just begun. */
  constructor({ socket, sound }: FakeCall) {
    if (!socket || !sound) throw new Error('not a call over Media Streams');
    this.#socket = socket;
    this.#streamSid = sound.streamSid;
    sound.plays(60_000);
    socket.removeAllListeners('message');
    socket.on('message', (data) => this.#take(JSON.parse(String(data))));
  }

  /** Frames sent so far. */
  get frames(): number {
    return this.#sent;
  }

  /** The next 20 ms of the caller's sound, µ-law in base64; brings back what was played by now. */
  tick(payload: string, now: number): void {
    const n = this.#sent;
    this.#sent += 1;
    this.#socket.send(
      `{"event":"media","sequenceNumber":"${n + 2}","streamSid":"${this.#streamSid}","media":{"track":"inbound",` +
        `"chunk":"${n + 1}","timestamp":"${n * 20}","payload":"${payload}"}}`,
    );
    for (let [mark] = this.#marks; mark && mark.at <= now; [mark] = this.#marks) {
      this.#marks.shift();
      this.#echo(mark.name);
    }
  }

  #take({ event, media, mark }: ServerMessage): void {
    const now = performance.now();
    if (event === 'media') {
      const ms = (media?.payload.length ?? 0) / CHARACTERS_A_BYTE / BYTES_A_MS;
      this.#playedAt = Math.max(this.#playedAt, now) + ms;
    } else if (event === 'mark') {
      const name = mark?.name ?? '';
      if (name.includes(' t')) this.onTurnSound();
      this.#marks.push({ name, at: Math.max(this.#playedAt, now) });
    } else if (event === 'clear') {
      this.#playedAt = now;
      for (const { name } of this.#marks.splice(0)) this.#echo(name);
    }
  }

  #echo(name: string): void {
    this.#socket.send(JSON.stringify({ event: 'mark', streamSid: this.#streamSid, mark: { name } }));
  }
}
