import { AppError } from './errors.ts';

/** `stt` hears, `tts` speaks. */
export type SpeechSide = 'stt' | 'tts';

const NAMES = { stt: 'Speech recognition', tts: 'The voice service' } as const;

/** What can be wrong with a speech service, or with what it was asked. */
const FAULTS = {
  unreachable: { status: 503, retryable: true, says: 'can’t be reached.' },
  timeout: { status: 503, retryable: true, says: 'took too long.' },
  rate_limited: { status: 429, retryable: true, says: 'is asked too much right now.' },
  failed: { status: 503, retryable: true, says: 'failed.' },
  cut_off: { status: 503, retryable: true, says: 'stopped in the middle.' },
  refused_key: { status: 502, retryable: false, says: 'refused our key.' },
  bad_audio: { status: 502, retryable: false, says: 'could not read this recording.' },
  bad_text: { status: 502, retryable: false, says: 'did not take this text or voice.' },
} as const;
type Fault = keyof typeof FAULTS;

/** An error of the ports SpeechToText (`stt_…`) and TextToSpeech (`tts_…`). `retryAfter` in seconds. */
export function speechError(
  side: SpeechSide,
  fault: Fault,
  details: { cause?: unknown; retryAfter?: number | undefined } = {},
): AppError {
  const { status, retryable, says } = FAULTS[fault];
  const { cause, retryAfter } = details;
  return new AppError({
    code: `${side}_${fault}`,
    status,
    message: `${NAMES[side]} ${says}`,
    retryable,
    ...(retryAfter !== undefined && retryAfter > 0 ? { retryAfter } : {}),
    cause,
  });
}

/** What a service's HTTP status above 399 says about it. */
export function speechFaultOf(side: SpeechSide, status: number): Fault {
  if (status === 401 || status === 402 || status === 403) return 'refused_key';
  if (status === 408) return 'timeout';
  if (status === 429) return 'rate_limited';
  if (status === 400 || status === 413 || status === 415 || status === 422) {
    return side === 'stt' ? 'bad_audio' : 'bad_text';
  }
  return 'failed';
}
