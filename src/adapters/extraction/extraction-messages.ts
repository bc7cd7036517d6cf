import type { RefusalReason } from './refusals.ts';

/** What a thread is given to do. */
export type ThreadTask = ({ work: 'read' } & ReadTask) | DrawTask | ShrinkTask | MeasureTask | DecodeTask;

/** What comes of each kind of work. */
export interface ThreadResults {
  read: ReadText;
  draw: Uint8Array[];
  shrink: Uint8Array;
  measure: number;
  decode: Int16Array;
}

/** Pages of a PDF that are to be drawn. */
export interface DrawTask {
  work: 'draw';
  file: Uint8Array;
  pages: readonly number[];
  /** Pixels of the longer edge. */
  maxEdge: number;
}

/** An image that is to be made small and upright. */
export interface ShrinkTask {
  work: 'shrink';
  file: Uint8Array;
  maxEdge: number;
  /** An image with more is refused before it is unpacked. */
  maxPixels: number;
}

/** A recording of which the length is asked. */
export interface MeasureTask {
  work: 'measure';
  file: Uint8Array;
}

/** A stretch of a recording, in seconds. */
export interface DecodeTask {
  work: 'decode';
  file: Uint8Array;
  from: number;
  to: number;
}

/** A file to be read. */
export interface ReadTask {
  /** Media type, which says how to read. */
  kind: string;
  file: Uint8Array;
  /** Reading stops soon after so many characters. */
  maxText: number;
  archive: ArchiveLimits;
}

/** What an archive may unpack to. */
export interface ArchiveLimits {
  /** Files in it, folders included. */
  entries: number;
  /** Bytes of all its files together. */
  totalBytes: number;
  /** Bytes of one file that is read. */
  entryBytes: number;
  /** How many times as large as packed a file may get. */
  ratio: number;
}

/** The text that was read, as the port has it. */
export interface ReadText {
  text: string;
  pages: number[];
  title?: string | undefined;
  unreadablePages?: number[] | undefined;
}

/** What a thread answers, once. */
export type ThreadAnswer<Result> =
  | { outcome: 'done'; result: Result }
  | { outcome: 'refused'; reason: RefusalReason; detail: string };
