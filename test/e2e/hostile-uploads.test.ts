import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Database, openDatabase } from '../../src/adapters/knex/database.ts';
import { Browser } from '../http/browser.ts';
import { credentials, MULTIPART, part, sendRaw, settled, upload } from '../http/documents-world.ts';
import { begin, notes, offsetOf, patch, patchAndCut, stateOf, TUS } from '../http/tus.ts';
import { PASSWORD } from '../http/world.ts';
import { failedWhenRead, refusedAtOnce } from '../support/hostile-files.ts';
import { type ServerProcess, startServer } from '../support/server-process.ts';

const WAIT = { timeout: 60_000, interval: 50 };

describe('a server to which somebody means harm with uploads', () => {
  let dataDir: string;
  let temporary: string;
  let server: ServerProcess;
  let database: Database;
  let mallory: Browser;
  let ben: Browser;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'lva-hostile-'));
    temporary = join(dataDir, 'temporary');
    await mkdir(temporary);
    server = await startServer({ DATA_DIR: dataDir, EMBEDDING_MODEL: 'hash', TMPDIR: temporary });
    database = await openDatabase({ kind: 'sqlite', file: join(dataDir, 'tutor.db') });
    mallory = await signUp('mallory');
    ben = await signUp('ben');
  }, 60_000);
  afterAll(async () => {
    await server.stop();
    await database.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  async function signUp(name: string): Promise<Browser> {
    const browser = new Browser(server.url);
    const account = { name, email: `${name}@example.org`, password: PASSWORD };
    expect((await browser.post('/api/auth/sign-up/email', account)).status).toBe(200);
    return browser;
  }

  /** Sends these bytes as a whole request, then closes this side of the line. @returns all that is answered */
  async function rawRequest(lines: string[], body: string): Promise<string> {
    const { hostname, port, host } = new URL(server.url);
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    const { cookie, origin } = credentials(mallory);
    const head = ['POST /api/documents HTTP/1.1', `Host: ${host}`, `Cookie: ${cookie}`, `Origin: ${origin}`, ...lines];
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
    return await text(socket);
  }

  /** Sends the beginning of a request and is gone. */
  async function cutAfter(lines: string[], body: string): Promise<void> {
    const { hostname, port, host } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    const { cookie, origin } = credentials(mallory);
    const head = ['POST /api/documents HTTP/1.1', `Host: ${host}`, `Cookie: ${cookie}`, `Origin: ${origin}`, ...lines];
    const sent = Promise.withResolvers<void>();
    socket.write(`${head.join('\r\n')}\r\n\r\n${body}`, () => sent.resolve());
    await sent.promise;
    socket.resetAndDestroy();
  }

  /** Another learner brings something and finds it. */
  async function othersAreServed(): Promise<void> {
    const word = `lighthouse${Math.random()
      .toString(36)
      .replace(/[^a-z]/g, '')}`;
    const brought = await upload(ben, [[`${word}.txt`, `A ${word} stands at the sea.`]]);
    expect(brought.status).toBe(201);
    expect(await settled(ben, brought.body.documents[0]?.id, WAIT.timeout)).toMatchObject({ status: 'ready' });
    expect((await ben.get(`/api/search?q=${word}&in=documents`)).text).toContain('stands at the sea');
  }

  /** What became of an upload is told for three days otherwise. */
  const giveUp = async (path: string) => {
    expect((await mallory.fetch('DELETE', path, undefined, TUS)).status).toBe(204);
  };
  const filesOf = async (folder: string) => {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  };
  const malloryId = async () => (await database.knex('learners').where({ name: 'mallory' }).first('id')).id;

  /** Whatever was taken is deleted; then nothing is left of it, nor of what never was. */
  async function nothingIsLeft(): Promise<void> {
    const { documents } = (await mallory.get('/api/documents?limit=100')).body;
    for (const { id } of documents) expect((await mallory.delete(`/api/documents/${id}`)).status).toBe(204);
    const id = await malloryId();
    await vi.waitFor(async () => {
      expect((await filesOf(join(dataDir, 'files'))).filter((path) => path.includes(id))).toEqual([]);
      for (const table of ['documents', 'passages', 'uploads', 'removals', 'idempotency_keys']) {
        expect([table, await database.knex(table).where({ learner_id: id })]).toEqual([table, []]);
      }
      expect(await filesOf(temporary)).toEqual([]);
    }, WAIT);
  }

  it('says of each file what is wrong with it, reads the good one among them, and serves others meanwhile', async () => {
    const [refused, failing] = [refusedAtOnce(), await failedWhenRead()];
    const good = { name: 'letter.docx.exe', content: Buffer.from('Dear Ada, all is well.') };
    const sent = [...refused, ...failing.slice(0, 6), good, ...failing.slice(6)];
    const answer = await upload(
      mallory,
      sent.map(({ name, content }) => [name, content]),
    );
    expect(answer.status).toBe(207);
    expect(answer.body.failures.map(({ name, code }) => [name, code])).toEqual(
      refused.map(({ name, code }) => [name, code]),
    );
    await othersAreServed();
    const read = [];
    for (const { id } of answer.body.documents) read.push(await settled(mallory, id, WAIT.timeout));
    const expected = sent.slice(refused.length).map((file) => ('code' in file ? [file.name, file.code] : [file.name]));
    const ends = read.map(({ status, failure }) => (status === 'ready' ? [] : [failure?.code]));
    expect(ends.map((end, at) => [sent[at + refused.length]?.name, ...end])).toEqual(expected);
    await othersAreServed();
    await nothingIsLeft();
  });

  it('takes a name for nothing but a name', async () => {
    const names = ['../../../../tmp/evil', '..', '.', '\u202etxt.exe', `${'n'.repeat(1000)}.txt`, '%2e%2e%2fevil'];
    const form = names.map((name, at) => part('files', `Number ${at} is a text.`, name)).join('');
    const answer = await sendRaw(mallory, MULTIPART, `${form}--XX--\r\n`);
    expect([answer.status, answer.body.failures]).toEqual([201, []]);
    expect(answer.body.documents).toHaveLength(names.length);
    for (const { id, title } of answer.body.documents) {
      expect(title.length).toBeLessThanOrEqual(255);
      expect(title).not.toContain('\0');
      expect(title).not.toBe('');
      expect(await settled(mallory, id, WAIT.timeout)).toMatchObject({ status: 'ready' });
    }
    // A form has no way to say a NUL in a name; an upload that goes on has.
    const path = await begin(mallory, 20, '../a\0b.txt');
    expect((await patch(mallory, path, 0, notes(20))).status).toBe(204);
    expect((await stateOf(mallory, path)).answer?.documents).toMatchObject([{ title: 'a\ufffdb' }]);
    await giveUp(path);
    const outside = (await filesOf(dataDir)).filter((path) => /evil/.test(path));
    expect(outside).toEqual([]);
    await nothingIsLeft();
  });

  it('takes a form only as far as it is one', async () => {
    const file = part('files', 'A text.', 'a.txt');
    const answers = [
      await sendRaw(mallory, 'multipart/form-data; boundary=XX; boundary=YY', `${file}--XX--\r\n`),
      await sendRaw(mallory, MULTIPART, `${file}--XX\r\nContent-Disposition: form-data; name="files"; filename="b.txt`),
      await sendRaw(
        mallory,
        MULTIPART,
        `--XX\r\n${`X-Long: ${'x'.repeat(1000)}\r\n`.repeat(200)}\r\n\r\nx\r\n--XX--\r\n`,
      ),
      await sendRaw(mallory, `multipart/form-data; boundary=${'X'.repeat(10_000)}`, file),
      await sendRaw(mallory, MULTIPART, '--XX\r\n'.repeat(10_000)),
      await sendRaw(mallory, MULTIPART, `${part('files', 'x', 'a\0b.txt')}--XX--\r\n`),
    ];
    const ends = answers.map(({ status, body }) => [status, body.code ?? body.failures.map(({ code }) => code)]);
    expect(ends).toEqual([
      [201, []],
      [207, ['malformed_upload']],
      [400, 'malformed_upload'],
      [400, 'malformed_upload'],
      [400, 'malformed_upload'],
      [400, 'malformed_upload'],
    ]);
    await othersAreServed();
    await nothingIsLeft();
  });

  it('is not misled by a length that is not so', async () => {
    const form = `${part('files', 'Sent in pieces.', 'a.txt')}--XX--\r\n`;
    const type = `Content-Type: ${MULTIPART}`;
    const more = await rawRequest([type, `Content-Length: ${form.length + 1000}`], form);
    const less = await rawRequest([type, `Content-Length: ${form.length - 10}`], form);
    const both = await rawRequest([type, `Content-Length: ${form.length}`, 'Transfer-Encoding: chunked'], form);
    const negative = await rawRequest([type, 'Content-Length: -5'], form);
    const chunk = await rawRequest([type, 'Transfer-Encoding: chunked'], `ffffffffffffffff\r\n${form}`);
    for (const answer of [more, less, both, negative, chunk]) expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    await othersAreServed();
    await nothingIsLeft();
  });

  it('keeps nothing of what a cut line left unfinished', async () => {
    const form = part('files', 'x'.repeat(300_000), 'half.txt');
    const lines = [`Content-Type: ${MULTIPART}`, 'Content-Length: 1000000'];
    for (const bytes of [0, 3, 40, 100, 200_000, form.length]) await cutAfter(lines, form.slice(0, bytes));
    const path = await begin(mallory, 100_000, 'half.txt');
    for (let n = 0; n < 5; n += 1) {
      const offset = await offsetOf(mallory, path);
      await patchAndCut(mallory, path, offset, notes(100_000).subarray(offset), 10_000);
      await vi.waitFor(async () => expect(await offsetOf(mallory, path)).toBe(offset + 10_000), WAIT);
    }
    await othersAreServed();
    await giveUp(path);
    await nothingIsLeft();
  });
}, 180_000);
