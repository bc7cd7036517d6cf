import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makePdf } from '../support/pdf.ts';
import { type ServerProcess, startServer } from '../support/server-process.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');

/** The examples of a kind in the API's description, in order; a command per line, where they are commands. */
async function examples(kind: 'sh' | 'js'): Promise<string[]> {
  const text = await readFile(join(root, 'docs/api.md'), 'utf8');
  return [...text.matchAll(new RegExp(`^\`\`\`${kind}\n(.*?)^\`\`\``, 'gms'))].map(([, example = '']) =>
    example.replace(/\\\n\s*/g, '').trim(),
  );
}

describe('the examples of docs/api.md', () => {
  let dir: string;
  let server: ServerProcess;
  const variables: Record<string, string> = {};

  /** Runs a command as somebody would who copies it, and reads what it prints. */
  async function typed(command: string): Promise<string> {
    const env = { PATH: process.env['PATH'] ?? '', ...variables };
    const { stdout } = await run('bash', ['-euc', command.replaceAll('http://localhost:3000', server.url)], {
      cwd: dir,
      env,
    });
    return stdout;
  }

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'lva-examples-'));
    server = await startServer({ DATA_DIR: join(dir, 'data'), EMBEDDING_MODEL: 'hash' });
    await writeFile(join(dir, 'biology.pdf'), await makePdf(['Mitochondria release the energy of food in a cell.']));
    const account = { name: 'Ada', email: 'ada@example.org', password: 'a long passphrase' };
    const made = await fetch(`${server.url}/api/auth/sign-up/email`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: server.url },
      body: JSON.stringify(account),
    });
    expect(made.ok).toBe(true);
  });
  afterAll(async () => {
    await server.stop();
    await rm(dir, { recursive: true, force: true });
  });

  it('make a token', async () => {
    const [first = ''] = await examples('sh');
    const [signIn = '', makeToken = ''] = first.split('\n');
    expect(JSON.parse(await typed(signIn))).toMatchObject({ user: { email: 'ada@example.org' } });
    const answer = JSON.parse(await typed(makeToken));
    expect(answer).toMatchObject({ token: expect.stringMatching(/^lva_/) });
    variables['TOKEN'] = answer.token;
  });

  it('add a document, ask about it, and are answered from it', async () => {
    const [, second = ''] = await examples('sh');
    const [upload = '', begin = '', question = ''] = second.split('\n');
    expect(JSON.parse(await typed(upload))).toMatchObject({ failures: [], documents: [{ title: 'biology' }] });
    variables['ID'] = JSON.parse(await typed(begin)).id;
    await vi.waitFor(
      async () =>
        expect(await typed(`curl -sS -H "Authorization: Bearer $TOKEN" ${server.url}/api/documents`)).toContain(
          '"status":"ready"',
        ),
      15_000,
    );
    const events = await typed(question);
    expect(events).toContain('event: turn_end');
    expect(events).toContain('“Mitochondria release the energy of food in a cell.”');
  });

  it('ask through a socket', async () => {
    const [program = ''] = await examples('js');
    const { stdout } = await run(
      process.execPath,
      ['--input-type=module', '-e', program.replace('ws://localhost:3000/api/realtime', server.socketUrl)],
      { cwd: root, env: variables },
    );
    expect(stdout).toContain('“Mitochondria release the energy of food in a cell.”');
  });
});
