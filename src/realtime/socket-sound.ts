import { AudioKind, encodeAudioFrame, pcmOf } from '../protocol/audio-frame.ts';
import { TUTOR_SAMPLE_RATE } from '../protocol/limits.ts';
import type { AudioOut, SpeechFrame } from '../voice/speak/audio-out.ts';
import type { SocketLine } from './socket-line.ts';

/** The tutor's voice as binary frames of one socket. That a turn is dead its client learns from the turn's end. */
export class SocketSound implements AudioOut {
  readonly format = { encoding: 'pcm16', sampleRate: TUTOR_SAMPLE_RATE } as const;
  readonly whenVoiceFails: 'read' | 'theirs';
  readonly #line: Pick<SocketLine, 'full' | 'closing' | 'sendAudio'>;
  readonly #told: () => number;

  /**
   * @param told offset of the last event that was sent to the client, or that it has from an earlier connection
   * @param takesOver the client has a voice of its own
   */
  constructor(line: Pick<SocketLine, 'full' | 'closing' | 'sendAudio'>, told: () => number, takesOver = false) {
    this.whenVoiceFails = takesOver ? 'theirs' : 'read';
    this.#line = line;
    this.#told = told;
  }

  ready(offset: number): boolean {
    return !this.#line.closing && !this.#line.full && this.#told() >= offset;
  }

  send({ turn, sentence, sequence, samples }: SpeechFrame): void {
    const frame = { kind: AudioKind.tutor, turn, sentence, sequence, pcm: pcmOf(samples) };
    this.#line.sendAudio(encodeAudioFrame(frame));
  }
}
