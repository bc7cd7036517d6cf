import { buffer } from 'node:stream/consumers';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import type { ArchiveLimits } from './extraction-messages.ts';
import { Refusal } from './refusals.ts';
import { refuseEntities } from './xml.ts';

/** The files of an archive, unpacked one by one as they are asked for, into memory only. */
export interface Archive {
  names: readonly string[];
  /** A file as text; undefined where there is none of that name. Throws Refusal for what is unsafe or damaged. */
  text(name: string): Promise<string | undefined>;
}

/** Smaller files may be packed as tightly as they like: they harm nobody. */
const HARMLESS_BYTES = 1024 * 1024;
const NESTED = /\.(?:zip|docx|pptx|xlsx|epub|jar|7z|rar|gz|tgz|bz2|xz)$/i;
/** A presentation may hold the tables that its charts were made from; nothing nested is ever unpacked. */
const MAX_NESTED = 100;

/** Looks through an archive before anything is unpacked. Throws Refusal for what is unsafe, locked or damaged. */
export async function openArchive(file: Uint8Array, limits: ArchiveLimits): Promise<Archive> {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const zip = await fromBufferPromise(bytes, { lazyEntries: true }).catch((error: unknown) => {
    throw new Refusal('damaged', String(error), error);
  });
  if (zip.entryCount > limits.entries) throw new Refusal('archive_too_many_files', `${zip.entryCount} entries`);
  const entries = await look(zip, limits);
  return {
    names: [...entries.keys()],
    async text(name) {
      const entry = entries.get(name);
      return entry && decodeXml(await unpack(zip, entry, limits));
    },
  };
}

async function look(zip: ZipFile, limits: ArchiveLimits): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  let total = 0;
  let nested = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.isEncrypted()) throw new Refusal('encrypted', 'an entry is encrypted');
      total += entry.uncompressedSize;
      if (total > limits.totalBytes) throw new Refusal('archive_too_large', `more than ${limits.totalBytes} bytes`);
      refuseBomb(entry, limits);
      nested += NESTED.test(entry.fileName) ? 1 : 0;
      if (nested > MAX_NESTED) throw new Refusal('archive_nested', `more than ${MAX_NESTED} archives`);
      entries.set(entry.fileName, entry);
    }
  } catch (error) {
    throw asRefusal(error);
  }
  return entries;
}

function refuseBomb(entry: Entry, limits: ArchiveLimits): void {
  if (entry.uncompressedSize <= HARMLESS_BYTES) return;
  if (entry.uncompressedSize > limits.ratio * entry.compressedSize) {
    throw new Refusal('archive_bomb', `${entry.compressedSize} bytes unpack to ${entry.uncompressedSize}`);
  }
}

/** What an entry says of its size is checked while it is unpacked: one that says less than it holds is damaged. */
async function unpack(zip: ZipFile, entry: Entry, limits: ArchiveLimits): Promise<Buffer> {
  if (entry.uncompressedSize > limits.entryBytes) {
    throw new Refusal('archive_too_large', `an entry of ${entry.uncompressedSize} bytes`);
  }
  try {
    return await buffer(await zip.openReadStreamPromise(entry));
  } catch (error) {
    throw asRefusal(error);
  }
}

function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const detail = String(error);
  if (/invalid relative path|absolute path|invalid characters in fileName/.test(detail)) {
    return new Refusal('archive_unsafe_path', detail, error);
  }
  return new Refusal(/encrypt/i.test(detail) ? 'encrypted' : 'damaged', detail, error);
}

/** XML says its encoding in its first bytes. Throws Refusal when it defines entities. */
function decodeXml(bytes: Buffer): string {
  const declared = /^<\?xml[^>]*\bencoding=["']([\w.:-]+)["']/.exec(bytes.toString('latin1', 0, 200))?.[1];
  const text = decode(bytes, markOf(bytes) ?? declared ?? 'utf-8');
  refuseEntities(text);
  return text;
}

function markOf(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : undefined;
}

function decode(bytes: Buffer, encoding: string): string {
  try {
    return new TextDecoder(encoding).decode(bytes);
  } catch (error) {
    throw new Refusal('damaged', `unknown encoding ${encoding}`, error);
  }
}
