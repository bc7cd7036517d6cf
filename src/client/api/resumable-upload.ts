import { type DetailedError, Upload } from 'tus-js-client';
import type { UploadAnswer } from '../../protocol/rest/documents.ts';
import { UploadState } from '../../protocol/rest/uploads.ts';
import { onReturn } from '../offline/connectivity.ts';
import { OfflineError } from './api-error.ts';
import { parseJson, request, toApiError } from './request.ts';

/** Waited between attempts, ms; from the beginning again after each that got further. */
const RETRY_MS = [500, 1000, 3000, 5000, 10_000, 20_000];
/** Where the line stays away for longer, it goes on when the network or the learner is back, and after so long at the latest. */
const LOOK_AGAIN_MS = 30_000;

/**
 * Sends a file in as many requests as the line needs, and goes on by itself where it was cut. Chosen again after the page was
 * loaded anew, the same file goes on from where it was.
 * @param onProgress share of the file sent, 0 to 1
 */
export async function sendResumably(
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<UploadAnswer> {
  signal.throwIfAborted();
  const url = await new Promise<string>((resolve, reject) => {
    let isAway: () => void = () => undefined;
    const upload = new Upload(file, {
      endpoint: '/api/uploads',
      metadata: { filename: file.name },
      retryDelays: RETRY_MS,
      removeFingerprintOnSuccess: true,
      onProgress: (sent, total) => onProgress(total ? sent / total : 0),
      onSuccess: () => resolve(upload.url ?? ''),
      onError(error) {
        const refusal = refusalOf(error);
        if (refusal) reject(refusal);
        else isAway = whenBack(() => upload.start());
      },
    });
    signal.addEventListener('abort', () => {
      isAway();
      // Tells the server, too. Where it does not hear, the upload expires there like any that was given up.
      void upload.abort(true).catch(() => undefined);
      reject(signal.reason);
    });
    void begin(upload, signal).catch(reject);
  });
  const state = await request(UploadState, new URL(url, location.href).pathname, { signal });
  if (!state.answer) throw new OfflineError();
  return state.answer;
}

async function begin(upload: Upload, signal: AbortSignal): Promise<void> {
  const [before] = await upload.findPreviousUploads();
  if (signal.aborted) return;
  if (before) upload.resumeFromPreviousUpload(before);
  upload.start();
}

/** What the server says against it; undefined where it could not be reached, or may say otherwise later. */
function refusalOf(error: Error | DetailedError): Error | undefined {
  const response = 'originalResponse' in error ? error.originalResponse : undefined;
  const isNetwork = 'originalRequest' in error && !response;
  if (isNetwork) return undefined;
  if (!response) return error;
  const refusal = toApiError(response.getStatus(), parseJson(response.getBody()), response.getHeader('retry-after'));
  return refusal.retryable ? undefined : refusal;
}

/** Calls once when the network or the learner is back, or after a while. @returns the function that ends it */
function whenBack(run: () => void): () => void {
  const end = () => {
    stop();
    clearTimeout(timer);
  };
  const once = () => {
    end();
    run();
  };
  const stop = onReturn(once);
  const timer = setTimeout(once, LOOK_AGAIN_MS);
  return end;
}
