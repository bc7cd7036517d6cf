import { signal } from '@preact/signals';
import type { UploadAnswer } from '../../protocol/rest/documents.ts';
import { ApiError, describeError, OfflineError } from '../api/api-error.ts';
import { uploadFile } from '../api/upload.ts';

/** A file on its way to the server, or one that didn't get there. */
export interface Upload {
  key: string;
  name: string;
  bytes: number;
  /** Share sent, 0 to 1. */
  share: number;
  problem?: string | undefined;
  /** The file itself is refused: sending it again changes nothing. */
  isRefused?: boolean | undefined;
  /** It did not get through, and is sent again by itself. */
  waits?: boolean | undefined;
  /** The same file was in the library already, under this title. */
  known?: { id: string; title: string } | undefined;
}

/** Sends one file and hears what became of it. `key` is the same for each attempt. */
export type SendFile = (
  file: File,
  key: string,
  onProgress: (share: number) => void,
  signal: AbortSignal,
) => Promise<Pick<UploadAnswer, 'failures'> & Partial<Pick<UploadAnswer, 'documents'>>>;

/** Larger files are sent in a way that survives a bad line, which costs a few requests more. */
const RESUMABLE_FROM_BYTES = 5 * 1024 * 1024;

/** What the server says of a file that it will never take. */
const OF_THE_FILE = new Set(['unsupported_kind', 'empty_file', 'file_too_large']);

/** Sends a file in the way that fits its size. */
export const sendFile = async (...[file, key, onProgress, signal]: Parameters<SendFile>): Promise<UploadAnswer> => {
  if (file.size < RESUMABLE_FROM_BYTES) return uploadFile(file, key, onProgress, signal);
  const { sendResumably } = await import('../api/resumable-upload.ts');
  return sendResumably(file, onProgress, signal);
};

/** Files on their way, one after the other: a phone's line is better used by one that arrives than by five that don't. */
export class Uploads {
  readonly list = signal<Upload[]>([]);
  readonly #send: SendFile;
  readonly #files = new Map<string, File>();
  readonly #running = new Map<string, AbortController>();

  constructor(send: SendFile) {
    this.#send = send;
  }

  async add(files: Iterable<File>): Promise<void> {
    const added = [...files].map((file) => {
      const key = crypto.randomUUID();
      this.#files.set(key, file);
      return { key, name: file.name, bytes: file.size, share: 0 };
    });
    this.list.value = [...this.list.value, ...added];
    for (const { key } of added) await this.#run(key);
  }

  async retry(key: string): Promise<void> {
    this.#change(key, { share: 0, problem: undefined, waits: false });
    await this.#run(key);
  }

  /** Sends again what did not get through, now that it may. */
  async resume(): Promise<void> {
    const waiting = this.list.value.filter(({ waits }) => waits);
    for (const { key } of waiting)
      if (this.list.value.find((upload) => upload.key === key)?.waits) await this.retry(key);
  }

  /** Stops an upload, or clears away one that failed or was here before. */
  dismiss(key: string): void {
    this.#running.get(key)?.abort();
    this.#files.delete(key);
    this.list.value = this.list.value.filter((upload) => upload.key !== key);
  }

  close(): void {
    for (const controller of this.#running.values()) controller.abort();
  }

  async #run(key: string): Promise<void> {
    const file = this.#files.get(key);
    if (!file) return;
    const controller = new AbortController();
    this.#running.set(key, controller);
    try {
      const { failures, documents } = await this.#send(
        file,
        key,
        (share) => this.#change(key, { share }),
        controller.signal,
      );
      const [failure] = failures;
      const known = documents?.find(({ duplicate }) => duplicate);
      if (failure) this.#fail(key, failure.message, failure.code);
      else if (known) this.#change(key, { known: { id: known.id, title: known.title } });
      else this.dismiss(key);
    } catch (error) {
      if (controller.signal.aborted) return;
      this.#fail(key, describeError(error), error instanceof ApiError ? error.code : undefined);
      if (error instanceof OfflineError) this.#change(key, { waits: true });
    } finally {
      this.#running.delete(key);
    }
  }

  #fail(key: string, problem: string, code: string | undefined): void {
    this.#change(key, { problem, isRefused: code !== undefined && OF_THE_FILE.has(code) });
  }

  #change(key: string, change: Partial<Upload>): void {
    this.list.value = this.list.value.map((upload) => (upload.key === key ? { ...upload, ...change } : upload));
  }
}
