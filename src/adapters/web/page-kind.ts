import { wrongKind } from './refusals.ts';

/** Endings by which the library tells kinds apart that look alike. */
const ENDINGS: Record<string, string> = {
  'text/html': '.html',
  'application/xhtml+xml': '.html',
  'text/markdown': '.md',
  'text/x-markdown': '.md',
  'text/plain': '.txt',
  'application/pdf': '.pdf',
};
const MARKDOWN_NAME = /\.(?:md|markdown)$/i;

/** Throws `url_kind` for what its server calls something that is not read. What it says nothing about is looked at. */
export function requireReadableKind(contentType: string | undefined): void {
  const type = mediaType(contentType);
  if (type !== undefined && ENDINGS[type] === undefined) throw wrongKind();
}

/** The last part of the path, or the host, with the ending of the kind. */
export function nameOf(url: URL, contentType: string | undefined): string {
  const last = decoded(url.pathname.split('/').findLast((part) => part !== '') ?? url.hostname);
  const ending = ENDINGS[mediaType(contentType) ?? ''] ?? '';
  // Markdown is often sent as plain text: then its name is all that tells.
  if (ending === '.txt' && MARKDOWN_NAME.test(last)) return last;
  return last.toLowerCase().endsWith(ending) ? last : `${last}${ending}`;
}

function mediaType(contentType: string | undefined): string | undefined {
  const type = contentType?.split(';')[0]?.trim().toLowerCase();
  return type === '' ? undefined : type;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // Not UTF-8: shown as it stands in the address.
    return part;
  }
}
