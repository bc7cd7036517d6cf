import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PDFDocument from 'pdfkit';
import { loadConfig } from '../src/config/config.ts';
import { createContext } from '../src/context.ts';
import { DocumentList } from '../src/protocol/rest/documents.ts';

/**
 * Measures ingestion: `npm run load:ingestion [pages] [files]`. A server of its own with real SQLite, Chroma and the built-in
 * embedder is sent one PDF of so many pages over HTTP, then so many at once. Prints a Markdown table.
 */
const PAGES = Number(process.argv[2] ?? 10);
const FILES = Number(process.argv[3] ?? 50);
const LIMIT_MS = 55_000;

async function makePdf(name: string): Promise<Blob> {
  const pdf = new PDFDocument();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  pdf.on('data', (part: Buffer) => parts.push(new Uint8Array(part)));
  const ended = new Promise((resolve) => pdf.on('end', resolve));
  for (let page = 0; page < PAGES; page += 1) {
    if (page > 0) pdf.addPage();
    pdf.text(
      `File ${name}, page ${page}. `.concat('Whales sing for hours, and nobody knows what they say. '.repeat(50)),
    );
  }
  pdf.end();
  await ended;
  return new Blob(parts);
}

/** Milliseconds from the first byte sent until all files can be found by words and by meaning. */
async function ingest(url: string, cookie: string, names: readonly string[]): Promise<number> {
  const files = await Promise.all(names.map(async (name) => [await makePdf(name), `${name}.pdf`] as const));
  const form = new FormData();
  for (const [file, name] of files) form.append('files', file, name);
  const begun = performance.now();
  const headers = { cookie, origin: url };
  const sent = await fetch(`${url}/api/documents`, { method: 'POST', headers, body: form });
  if (!sent.ok) throw new Error(`upload: ${sent.status} ${await sent.text()}`);
  while (performance.now() - begun < LIMIT_MS) {
    const listed = await fetch(`${url}/api/documents?limit=100`, { headers });
    const statuses = DocumentList.parse(await listed.json()).documents.map(({ status }) => status);
    if (statuses.includes('failed')) throw new Error('a file failed');
    if (statuses.every((status) => status === 'ready')) return performance.now() - begun;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('not ready in time');
}

const dataDir = await mkdtemp(join(tmpdir(), 'ingestion-'));
const environment = { DATA_DIR: dataDir, EMBEDDING_MODEL: 'hash', PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'silent' };
try {
  await using context = await createContext(loadConfig(environment));
  const url = await context.listen();
  const account = { email: 'ada@example.org', name: 'Ada', password: 'a long password' };
  const signedUp = await fetch(`${url}/api/auth/sign-up/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify(account),
  });
  const cookie = signedUp.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
  const one = await ingest(url, cookie, ['first']);
  const many = await ingest(
    url,
    cookie,
    Array.from({ length: FILES }, (_, index) => `file-${index}`),
  );
  const row = (files: number, ms: number) =>
    `| ${files} | ${Math.round(ms)} | ${((files * PAGES * 1000) / ms).toFixed(1)} |`;
  console.log(`| Files of ${PAGES} pages | ms until all are ready | Pages a second |\n|---|---|---|`);
  console.log(`${row(1, one)}\n${row(FILES, many)}`);
  console.log(`\n${FILES} files took ${(many / one).toFixed(1)} times as long as one.`);
} finally {
  await rm(dataDir, { recursive: true, force: true });
}
