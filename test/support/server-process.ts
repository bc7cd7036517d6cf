import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = join(import.meta.dirname, '../..');
/** The Node that the project runs on, whatever runs the tests. */
const NODE = join(ROOT, 'node_modules/.bin/node');

export interface ServerProcess {
  readonly child: ChildProcess;
  /** `http://localhost:PORT` */
  readonly url: string;
  /** The realtime door's URL. */
  readonly socketUrl: string;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Asks it to end and waits until it has. @returns its exit code. */
  stop(): Promise<number | null>;
}

/** Starts the real server, `node src/main.ts`, with these variables and no others, and waits until it is ready. */
export async function startServer(env: Record<string, string>): Promise<ServerProcess> {
  const child = spawn(NODE, ['src/main.ts'], {
    cwd: ROOT,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: process.env['HOME'] ?? '',
      PORT: '0',
      NODE_ENV: 'production',
      // What a test waits for is found, however busy the machine is.
      SEARCH_DEADLINE_MS: '10000',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const url = await readyUrl(child);
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill(signal);
      await exited;
    }
    return child.exitCode;
  };
  return {
    child,
    url,
    socketUrl: `${url.replace('http', 'ws')}/api/realtime`,
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
  };
}

/** The URL in the log line that says it is ready. Throws with all it has said when it ends before. */
async function readyUrl(child: ChildProcess): Promise<string> {
  const said: string[] = [];
  if (!child.stdout || !child.stderr) throw new Error('the server has no output');
  child.stderr.on('data', (chunk) => said.push(String(chunk)));
  const lines = createInterface({ input: child.stdout });
  const url = Promise.withResolvers<string>();
  lines.on('line', (line) => {
    said.push(line);
    const found = /"url":"([^"]+)".*"msg":"ready"/.exec(line)?.[1];
    if (found) url.resolve(found);
  });
  child.once('exit', (code) => url.reject(new Error(`the server ended with ${code}:\n${said.join('\n')}`)));
  return url.promise;
}

/**
 * Makes an account through the API. @returns a bearer token for it.
 * @param address whence a proxy says the request came, for servers that trust one
 */
export async function signUp(url: string, email = 'ada@example.org', address?: string): Promise<string> {
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Origin: url,
        ...(address && { 'X-Forwarded-For': address }),
        ...headers,
      },
      body: JSON.stringify(body),
    });
  const account = await post('/api/auth/sign-up/email', { name: 'Ada', email, password: 'correct horse battery' });
  if (!account.ok) throw new Error(`sign-up: ${account.status} ${await account.text()}`);
  const cookie = account.headers.getSetCookie().map((value) => value.split(';')[0]);
  const created = await post('/api/tokens', { name: 'test' }, { Cookie: cookie.join('; ') });
  if (!created.ok) throw new Error(`token: ${created.status} ${await created.text()}`);
  const { token } = (await created.json()) as { token: string };
  return token;
}
