import { documentKinds } from '../../protocol/document-kinds.ts';
import { MAX_FILE_BYTES } from '../../protocol/limits.ts';
import { firstWords } from '../library/first-words.ts';
import type { SharedContent } from '../store/database.ts';

/** Where other apps share to, and the names of what they hand over; the manifest says the same. */
export const SHARE_PATH = '/share';
export const SHARE_FIELDS = { title: 'title', text: 'text', url: 'url', files: 'files' } as const;
/** What the phone offers this app for: by media type, and by ending where a system knows files by that. */
export const SHARE_ACCEPTS = [...new Set(documentKinds.flatMap((kind) => [kind.type, ...kind.endings]))];

/** As many characters beside a link, or beside files, say what those are; more are a text of their own. */
const MOST_CAPTION = 300;
/** A link in running words, without what closes the sentence or the bracket round it. */
const LINK = /https?:\/\/[^\s<>"“”]+[^\s<>"“”.,;:!?'’)\]»]/gi;

/** One thing to be put into the Library, or why it will not be. */
export interface SharedEntry {
  content: SharedContent;
  refusal?: string;
}

/**
 * What one share is to the Library: its files; a web page where it is a link, which most apps write into the text; notes where it
 * is words. A few words beside a link or beside files go with them, and are not kept by themselves.
 * @returns nothing when nothing was in it
 */
export function sharedEntries(form: FormData): SharedEntry[] {
  const files = form.getAll(SHARE_FIELDS.files).filter((value) => value instanceof File);
  const entries = files.filter(({ name, size }) => name !== '' || size > 0).map(fileEntry);
  const words = wordsEntry(form, entries.length > 0);
  return words ? [...entries, words] : entries;
}

/** As a Blob: Safari does not keep a File's name through everything. One that is too large takes no room. */
function fileEntry(file: File): SharedEntry {
  const isTooLarge = file.size > MAX_FILE_BYTES;
  const blob = isTooLarge ? new Blob([]) : file.slice(0, file.size, file.type);
  const content = { kind: 'file', name: file.name || 'Shared file', blob } as const;
  if (!isTooLarge) return { content };
  return { content, refusal: `It is larger than ${MAX_FILE_BYTES / 1024 / 1024} MB, the most a file may have.` };
}

function wordsEntry(form: FormData, isBesideFiles: boolean): SharedEntry | undefined {
  const title = fieldOf(form, SHARE_FIELDS.title);
  const text = fieldOf(form, SHARE_FIELDS.text);
  const address = webAddress(fieldOf(form, SHARE_FIELDS.url));
  const links = address ? [address] : (text.match(LINK) ?? []).map(webAddress).filter((link) => link !== undefined);
  const [link] = links;
  const rest = link ? text.replace(LINK, '').trim() : text;
  const isCaption = rest.length <= MOST_CAPTION;
  if (link && new Set(links).size === 1 && isCaption) return { content: { kind: 'page', url: link } };
  if (text === '' || (isBesideFiles && isCaption)) return undefined;
  const body = address && !text.includes(address) ? `${text}\n\n${address}` : text;
  return { content: { kind: 'notes', title: title || firstWords(text), text: body } };
}

function fieldOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
}

function webAddress(text: string): string | undefined {
  return /^https?:\/\//i.test(text) && URL.canParse(text) ? text : undefined;
}
