/** A file that comes in several requests. */
export interface ResumableUpload {
  id: string;
  learnerId: string;
  /** As the client gave it. */
  name: string;
  /** How long it will be, and how much of it is there. */
  bytes: number;
  received: number;
  /** What became of it once it was whole. */
  ended?: UploadEnd | undefined;
  createdAt: number;
  /** When something of it came last. */
  touchedAt: number;
}

export type UploadEnd = { storedMs: number } & (
  | { documentId: string; duplicate: boolean }
  | { failure: { code: string; status: number; message: string } }
);

interface UploadPart {
  /** Where in the file it begins. */
  start: number;
  blobKey: string;
}

/** How far files have come that are sent in pieces. Every read and write names the learner. */
export interface UploadStore {
  create(upload: ResumableUpload): Promise<void>;
  find(learnerId: string, id: string): Promise<ResumableUpload | undefined>;
  /** Uploads of the learner that have not ended, and the bytes that are there of them. */
  pending(learnerId: string): Promise<{ uploads: number; bytes: number }>;
  /**
   * Notes the next part. @returns false, and changes nothing, where it is not the next (another request was faster), or
   * the upload has ended or is gone.
   */
  append(learnerId: string, id: string, part: UploadPart & { bytes: number }, now: number): Promise<boolean>;
  /** In their order. */
  parts(learnerId: string, id: string): Promise<UploadPart[]>;
  /** Notes what became of it, unless that is known, and that its parts are to go. @returns what is known */
  end(learnerId: string, id: string, end: UploadEnd): Promise<UploadEnd | undefined>;
  /** Forgets it; its parts are to go. @returns false where there is none. */
  remove(learnerId: string, id: string): Promise<boolean>;
  /** Forgets those of which nothing has come since then. @returns how many */
  removeExpired(untouchedSince: number): Promise<number>;
}
