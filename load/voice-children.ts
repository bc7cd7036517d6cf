import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Held, Use } from './voice-server.ts';

export interface VoiceServer {
  url: string;
  socketUrl: string;
  /** What the server has used. One question at a time. */
  use(): Promise<Use>;
  /** What the server holds. */
  held(): Promise<Held>;
  /** What the tutor had said before, as each request told the model. */
  contexts(): Promise<string[][]>;
  stop(): Promise<void>;
}

/** The process that does nothing but wait. */
export async function startBareServer(): Promise<{ socketUrl: string; stop(): void }> {
  const { child, url } = await start('voice-bare.ts', {});
  return { socketUrl: url.replace('http', 'ws'), stop: () => child.disconnect() };
}

/**
 * The server with its fixed services and a model that always says this, each a process of its own.
 * @param more of the server's configuration
 * @param profiles folder into which V8 writes a profile of each of the server's threads when it stops
 */
export async function startVoiceServer(
  reply: string,
  more: Record<string, string> = {},
  profiles?: string,
): Promise<VoiceServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'lva-load-'));
  const model = await start('voice-model.ts', { REPLY: reply });
  const variables = {
    DATA_DIR: dataDir,
    PORT: '0',
    TRUSTED_PROXIES: '1',
    EMBEDDING_MODEL: 'hash',
    LOG_LEVEL: 'error',
    NODE_ENV: 'production',
    ANTHROPIC_API_KEY: 'load',
    ANTHROPIC_BASE_URL: model.url,
    ...more,
  };
  const { child, url } = await start('voice-server.ts', variables, [
    '--expose-gc',
    ...(profiles === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profiles}`]),
  ]);
  return {
    url,
    socketUrl: `${url.replace('http', 'ws')}/api/realtime`,
    async use() {
      child.send('use');
      const [use] = await once(child, 'message');
      return use;
    },
    async held() {
      child.send('held');
      const [held] = await once(child, 'message');
      return held;
    },
    async contexts() {
      model.child.send('contexts');
      const [contexts] = await once(model.child, 'message');
      return contexts;
    },
    async stop() {
      const exited = once(child, 'exit');
      child.disconnect();
      model.child.disconnect();
      await exited;
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function start(
  file: string,
  env: Record<string, string>,
  execArgv: string[] = [],
): Promise<{ child: ChildProcess; url: string }> {
  const own = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' };
  const child = fork(join(import.meta.dirname, file), { env: { ...own, ...env }, execArgv });
  const [{ url }] = await once(child, 'message');
  return { child, url };
}
