import { z } from 'zod';
import { AppError } from '../../errors.ts';
import { speechError, speechFaultOf } from '../../speech-errors.ts';

/** A refusal says why in `detail.status`; one about the request's shape has a list there instead. */
const Refusal = z.object({ detail: z.object({ status: z.string() }) });

/** More of an answer than this says nothing that a log should hold. */
const READ_BYTES = 4096;

/** What a response other than 200 means. Its words are not kept: they may repeat the text. */
export async function refusalOf(response: Response): Promise<AppError> {
  const reason = await reasonOf(response);
  const cause = new Error(`ElevenLabs answered ${response.status}${reason === undefined ? '' : ` (${reason})`}`);
  const retryAfter = Number(response.headers.get('retry-after') ?? 0);
  // The voice is part of the address; an unknown one is no fault of the service.
  const fault = response.status === 404 ? 'bad_text' : speechFaultOf('tts', response.status);
  return speechError('tts', fault, { cause, retryAfter });
}

/** What broke on the way: before an answer began nobody was there, after that it was cut off. */
export function brokenBy(error: unknown, begun: boolean): AppError {
  if (error instanceof AppError) return error;
  return speechError('tts', begun ? 'cut_off' : 'unreachable', { cause: error });
}

async function reasonOf(response: Response): Promise<string | undefined> {
  let text = '';
  const decoder = new TextDecoder();
  const body: AsyncIterable<Uint8Array> = response.body ?? new ReadableStream();
  for await (const piece of body) {
    text += decoder.decode(piece, { stream: true });
    if (text.length > READ_BYTES) return undefined;
  }
  return reasonIn(text);
}

function reasonIn(text: string): string | undefined {
  try {
    const { success, data } = Refusal.safeParse(JSON.parse(text));
    return success ? data.detail.status.slice(0, 100) : undefined;
  } catch {
    // A proxy's page: the status is all there is.
    return undefined;
  }
}
