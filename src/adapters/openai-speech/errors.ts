import OpenAI from 'openai';
import { AppError } from '../../errors.ts';
import { type SpeechSide, speechError, speechFaultOf } from '../../speech-errors.ts';

/** Any error of the SDK, or of the connection under it, as one of the ports'. */
export function toSpeechError(side: SpeechSide, error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof OpenAI.APIConnectionError) return speechError(side, 'unreachable', { cause: error });
  if (error instanceof OpenAI.APIError && typeof error.status === 'number') {
    const retryAfter = Number(error.headers?.get('retry-after') ?? 0);
    // 429 with this code is no matter of waiting: the account has no credit left.
    const fault = error.code === 'insufficient_quota' ? 'refused_key' : speechFaultOf(side, error.status);
    return speechError(side, fault, { cause: refusal(error.status, error.code), retryAfter });
  }
  // A parser's message repeats what it read, which is what a learner said: not kept.
  const cause = error instanceof SyntaxError ? new Error('the answer was not JSON') : error;
  return speechError(side, side === 'tts' && isConnection(error) ? 'cut_off' : 'failed', { cause });
}

/** The words of a refusal may repeat the text or the transcript: not kept. */
function refusal(status: number, code: unknown): Error {
  return new Error(`the service answered ${status}${typeof code === 'string' ? ` (${code.slice(0, 100)})` : ''}`);
}

/** A body that ended early. */
function isConnection(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ECONNRESET';
}
