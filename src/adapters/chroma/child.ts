import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Logger } from '../../logger.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Processes } from '../../ports/processes.ts';
import type { ServiceBoard } from '../../service-board.ts';
import { endLeftover, writePidFile } from './child-leftover.ts';
import { chromaCommand, freePort } from './child-program.ts';

export interface ChromaChildOptions {
  /** Where Chroma keeps its data; its pid file lies beside the data. */
  dataDir: string;
  board: ServiceBoard;
  logger: Logger;
  clock: Clock;
  processes: Processes;
}

/** A Chroma server of our own: started, watched, restarted when it dies, ended when the app does. */
export interface ChromaChild {
  /** Where it listens now; undefined while it is down. It has another port after each restart. */
  url(): string | undefined;
  /** Process id of the running server. */
  pid(): number | undefined;
  /** Ends the server: kindly at first, by force after 5 s. */
  stop(): Promise<void>;
}

const PID_FILE = 'chroma.pid.json';
const START_POLL_MS = 50;
const START_DEADLINE_MS = 30_000;
const STOP_DEADLINE_MS = 5000;
const BACKOFF_MS = [200, 1000, 5000, 15_000, 60_000];
/** A server that lived that long is restarted at once again. */
const STABLE_MS = 60_000;

/**
 * Starts a Chroma server on a free loopback port, after ending the one that a killed parent left behind. Returns at
 * once when `wait` is false; else when the first start has succeeded or failed. Never throws for a server that won't start:
 * the board says so, and it is tried again.
 */
export async function startChromaChild(options: ChromaChildOptions, wait = true): Promise<ChromaChild> {
  await mkdir(options.dataDir, { recursive: true });
  const keeper = new ChildKeeper(options);
  const first = keeper.start();
  if (wait) await first;
  return keeper;
}

class ChildKeeper implements ChromaChild {
  readonly #options: ChromaChildOptions;
  readonly #pidFile: string;
  #child: ChildProcess | undefined;
  #url: string | undefined;
  #failures = 0;
  #stopping = false;
  #starting: Promise<void> = Promise.resolve();
  #cancelRestart: (() => void) | undefined;

  constructor(options: ChromaChildOptions) {
    this.#options = options;
    this.#pidFile = join(options.dataDir, PID_FILE);
  }

  url(): string | undefined {
    return this.#url;
  }

  pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Never rejects. */
  start(): Promise<void> {
    this.#starting = this.#launch().catch((error: unknown) => this.#down(error));
    return this.#starting;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#cancelRestart?.();
    this.#child?.kill('SIGTERM');
    await this.#starting;
    const child = this.#child;
    this.#url = undefined;
    if (!child || hasEnded(child)) return;
    const force = this.#options.clock.after(STOP_DEADLINE_MS, () => child.kill('SIGKILL'));
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
    force();
    await rm(this.#pidFile, { force: true });
  }

  async #launch(): Promise<void> {
    const { dataDir, processes, clock, logger, board } = this.#options;
    if (await endLeftover(this.#pidFile, dataDir, processes)) {
      logger.warn('ended a Chroma server that a killed process had left behind');
    }
    if (this.#stopping) return;
    const port = await freePort();
    const startedAt = clock.now();
    const child = spawn(process.execPath, chromaCommand(dataDir, port), {
      cwd: dataDir,
      // By the end of its input it knows that this process is gone.
      stdio: ['pipe', 'ignore', 'ignore'],
      // Ctrl+C in a terminal is for the app, which then ends it.
      detached: true,
      // Nothing of the app's secrets; its telemetry off.
      env: { PATH: process.env['PATH'], HOME: dataDir, ANONYMIZED_TELEMETRY: 'false', DO_NOT_TRACK: '1' },
    });
    this.#child = child;
    child.on('error', (error) => logger.warn({ err: error }, 'the Chroma process reports an error'));
    child.once('exit', (code, signal) => this.#exited(startedAt, `Chroma ended (${signal ?? code}).`));
    await once(child, 'spawn');
    await this.#notePid(child, port);
    await this.#untilHeard(child, port);
    this.#url = `http://127.0.0.1:${port}`;
    logger.info({ port, ms: clock.now() - startedAt, chromaPid: child.pid }, 'Chroma is running');
    board.report('vectors', 'ok');
  }

  async #notePid(child: ChildProcess, port: number): Promise<void> {
    const pid = child.pid ?? 0;
    const facts = await this.#options.processes.inspect(pid);
    if (facts) await writePidFile(this.#pidFile, { pid, startedAt: facts.startedAt, port });
  }

  async #untilHeard(child: ChildProcess, port: number): Promise<void> {
    const { clock } = this.#options;
    const deadline = clock.now() + START_DEADLINE_MS;
    while (!(await answers(port))) {
      if (this.#stopping || hasEnded(child)) throw new Error('Chroma ended before it answered');
      if (clock.now() > deadline) {
        child.kill('SIGKILL');
        throw new Error('Chroma did not answer in time');
      }
      await setTimeout(START_POLL_MS);
    }
  }

  #exited(startedAt: number, reason: string): void {
    this.#url = undefined;
    if (this.#options.clock.now() - startedAt > STABLE_MS) this.#failures = 0;
    this.#down(new Error(reason));
  }

  /** Says that it is down and plans the next start, once, however many signs of it there are. */
  #down(error: unknown): void {
    if (this.#stopping || this.#cancelRestart) return;
    const { board, logger, clock } = this.#options;
    const delay = BACKOFF_MS[Math.min(this.#failures, BACKOFF_MS.length - 1)] ?? 0;
    this.#failures += 1;
    board.report('vectors', 'degraded', 'Chroma is not running; it is being restarted.');
    logger.error({ err: error, failures: this.#failures, delay }, 'Chroma is not running');
    this.#cancelRestart = clock.after(delay, () => {
      this.#cancelRestart = undefined;
      void this.start();
    });
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** Whether it answers a heartbeat; a refused connection is an answer too, a no. */
async function answers(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/api/v2/heartbeat`, { signal: AbortSignal.timeout(2000) });
    await response.body?.cancel();
    return response.ok;
  } catch (error) {
    if (error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError')) return false;
    throw error;
  }
}
