import { newId } from '../src/ids.ts';
import { AudioKind, encodeAudioFrame, parseAudioFrame, pcmOf } from '../src/protocol/audio-frame.ts';
import { TUTOR_SAMPLE_RATE } from '../src/protocol/limits.ts';
import { RealtimeClient } from '../test/support/realtime-client.ts';

const FRAME_MS = 20;
const SPEAKS_MS = 2000;
const PCM = pcmOf(new Int16Array(16 * FRAME_MS).fill(2000));

/** A learner who speaks in time and plays what comes at once. */
export class VoiceLearner {
  /** Time from the end of speech to the first sound of the answer, of each turn, ms. */
  readonly waits: number[] = [];
  /** How much later than planned each end of speech was sent, ms. */
  readonly lateness: number[] = [];
  readonly #client: RealtimeClient;
  #endedAt: number | undefined;
  #turnId = '';
  #played = 0;

  private constructor(client: RealtimeClient) {
    this.#client = client;
    client.socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (isBinary) this.#hear(data);
    });
  }

  static async open(url: string, token: string): Promise<VoiceLearner> {
    const client = await RealtimeClient.open(url, token);
    await client.hello({ audioIn: 'pcm16/16000', audioOut: 'pcm16/24000' });
    return new VoiceLearner(client);
  }

  /** One question from `startAt` on (performance.now) and its answer to the end. */
  async turn(startAt: number): Promise<void> {
    const id = newId();
    this.#client.forget();
    await until(startAt);
    this.#client.send({ type: 'speech_start', id });
    for (let sequence = 0; sequence < SPEAKS_MS / FRAME_MS; sequence += 1) {
      await until(startAt + sequence * FRAME_MS);
      const frame = { kind: AudioKind.learner, turn: 0, sentence: 0, sequence, pcm: PCM };
      this.#client.socket.send(encodeAudioFrame(frame));
    }
    await until(startAt + SPEAKS_MS);
    this.lateness.push(performance.now() - startAt - SPEAKS_MS);
    this.#endedAt = performance.now();
    this.#client.send({ type: 'speech_end', id, done: true });
    this.#played = 0;
    this.#turnId = (await this.#client.next('sentence')).turnId;
    await this.#client.next('turn_end');
  }

  close(): void {
    this.#client.socket.terminate();
  }

  #hear(bytes: Buffer): void {
    if (this.#endedAt !== undefined) this.waits.push(performance.now() - this.#endedAt);
    this.#endedAt = undefined;
    const frame = parseAudioFrame(bytes);
    if (!frame || this.#turnId === '') return;
    const ms = (frame.pcm.length / 2 / TUTOR_SAMPLE_RATE) * 1000;
    this.#played = frame.sequence === 0 ? ms : this.#played + ms;
    const { sentence } = frame;
    this.#client.send({ type: 'playback', turnId: this.#turnId, sentence, playedMs: this.#played, done: false });
  }
}

function until(at: number): Promise<void> {
  const wait = at - performance.now();
  return wait <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, wait));
}
