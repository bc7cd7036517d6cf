import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PDFDocument from 'pdfkit';
import { SseReader } from '../test/support/sse-events.ts';
import { percentile } from './percentile.ts';

/**
 * Measures ingestion: `npm run load:ingestion [pages] [files] [rounds]`. A server of its own (a process; real SQLite, Chroma and the
 * built-in embedder) is sent one PDF of so many pages over HTTP, as its first, then one and so many at once, round by round. Each is
 * followed as the app does, by its stream of events, until all can be found by words and by meaning. Prints a Markdown table. With
 * `PROFILE=folder` Node leaves the server's profile there.
 */
const PAGES = Number(process.argv[2] ?? 10);
const FILES = Number(process.argv[3] ?? 50);
const ROUNDS = Number(process.argv[4] ?? 5);
const LIMIT_MS = 55_000;
/** What a second of processor time is in `/proc`. */
const TICKS = 100;

type File = readonly [content: Blob, name: string];

async function makePdf(name: string): Promise<File> {
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
  return [new Blob(parts), `${name}.pdf`];
}

interface Learner {
  url: string;
  cookie: string;
}

async function signUp(url: string): Promise<Learner> {
  const account = { email: 'ada@example.org', name: 'Ada', password: 'a long password' };
  const headers = { 'content-type': 'application/json', origin: url };
  const answer = await fetch(`${url}/api/auth/sign-up/email`, {
    method: 'POST',
    headers,
    body: JSON.stringify(account),
  });
  const cookies = answer.headers.getSetCookie().map((each) => each.split(';')[0]);
  return { url, cookie: cookies.join('; ') };
}

/** Milliseconds from the first byte sent until all files can be found by words and by meaning. */
async function ingest({ url, cookie }: Learner, files: readonly File[]): Promise<number> {
  const form = new FormData();
  for (const [file, name] of files) form.append('files', file, name);
  const headers = { cookie, origin: url };
  const followed = new AbortController();
  const stop = AbortSignal.timeout(LIMIT_MS);
  const signal = AbortSignal.any([followed.signal, stop]);
  const events = new SseReader(await fetch(`${url}/api/documents/events`, { headers, signal }));
  await events.until(({ event }) => event === 'current');
  const begun = performance.now();
  const sent = fetch(`${url}/api/documents`, { method: 'POST', headers, body: form, signal: stop });
  const ready = new Set<string>();
  while (ready.size < files.length) {
    const { data } = await events.until(({ event }) => event === 'document');
    if (data.status === 'failed') throw new Error(`a file failed: ${JSON.stringify(data.failure)}`);
    if (data.status === 'ready') ready.add(data.id);
  }
  const took = performance.now() - begun;
  const answer = await sent;
  if (!answer.ok) throw new Error(`upload: ${answer.status} ${await answer.text()}`);
  followed.abort();
  return took;
}

/** Processor time of the server and of Chroma so far, ms. */
async function used(server: ChildProcess): Promise<{ server: number; chroma: number }> {
  const cpu = { server: 0, chroma: 0 };
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    // Behind the program's name, which may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ms = ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS;
    if (Number(pid) === server.pid) cpu.server = ms;
    else if (Number(fields[1]) === server.pid) cpu.chroma += ms;
  }
  return cpu;
}

const dataDir = await mkdtemp(join(tmpdir(), 'ingestion-'));
const env = {
  ...{ PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' },
  ...{ DATA_DIR: dataDir, EMBEDDING_MODEL: 'hash', PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'silent' },
};
const profile = process.env['PROFILE'];
const execArgv = profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : [];
const server = fork(join(import.meta.dirname, 'voice-server.ts'), { env, execArgv });
try {
  const [{ url }] = await once(server, 'message');
  const learner = await signUp(url);
  let number = 0;
  const make = (count: number) =>
    Promise.all(
      Array.from({ length: count }, () => {
        number += 1;
        return makePdf(`file-${number}`);
      }),
    );

  const measure = async (count: number) => {
    const files = await make(count);
    const before = await used(server);
    const ms = await ingest(learner, files);
    const after = await used(server);
    return { ms, server: after.server - before.server, chroma: after.chroma - before.chroma };
  };
  const first = await measure(1);
  await measure(5);
  const rounds: { one: typeof first; many: typeof first }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push({ one: await measure(1), many: await measure(FILES) });

  const median = (values: number[]) => percentile(values, 0.5);
  const row = (what: string, files: number, of: (typeof first)[]) => {
    const ms = median(of.map((each) => each.ms));
    const each = (part: 'server' | 'chroma') => (median(of.map((one) => one[part])) / files).toFixed(0);
    const pages = ((files * PAGES * 1000) / ms).toFixed(1);
    return `| ${what} | ${Math.round(ms)} | ${pages} | ${each('server')} | ${each('chroma')} |`;
  };
  const [ones, manys] = [rounds.map(({ one }) => one), rounds.map(({ many }) => many)];
  console.log(
    `| Files of ${PAGES} pages | ms until all are ready | Pages a second | Server’s CPU ms a file | Chroma’s |`,
  );
  console.log('| --- | --- | --- | --- | --- |');
  console.log(row('the first one of a new server', 1, [first]));
  console.log(row('1', 1, ones));
  console.log(row(`${FILES}`, FILES, manys));
  const times = rounds.map(({ one, many }) => many.ms / one.ms);
  const overall = median(manys.map(({ ms }) => ms)) / median(ones.map(({ ms }) => ms));
  console.log(`\n${FILES} files take ${overall.toFixed(1)} times as long as one, of medians of ${ROUNDS} rounds`);
  console.log(`(round by round ${times.map((each) => each.toFixed(1)).join(', ')}).`);
} finally {
  const exited = once(server, 'exit');
  server.disconnect();
  await exited;
  await rm(dataDir, { recursive: true, force: true });
}
