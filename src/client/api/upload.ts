import { UploadAnswer } from '../../protocol/rest/documents.ts';
import { OfflineError } from './api-error.ts';
import { parseJson, toApiError } from './request.ts';

/**
 * Sends a file. XMLHttpRequest, because `fetch` can't tell how much has been sent.
 * @param key the same for each attempt to send this file
 * @param onProgress share of the file sent, 0 to 1
 */
export function uploadFile(
  file: File,
  key: string,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<UploadAnswer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/api/documents');
    request.setRequestHeader('accept', 'application/json');
    request.setRequestHeader('idempotency-key', key);
    request.upload.onprogress = (event) => onProgress(event.lengthComputable ? event.loaded / event.total : 0);
    request.onload = () => {
      const body = parseJson(request.responseText);
      const answer = UploadAnswer.safeParse(body);
      if (answer.success) resolve(answer.data);
      else reject(toApiError(request.status, body, request.getResponseHeader('retry-after')));
    };
    request.onerror = () => reject(new OfflineError());
    request.onabort = () => reject(signal.reason);
    signal.addEventListener('abort', () => request.abort(), { once: true });
    const form = new FormData();
    form.append('files', file, file.name);
    request.send(form);
  });
}
