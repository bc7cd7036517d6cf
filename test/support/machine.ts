import { existsSync, globSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { delimiter, join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** What tests need beyond npm's packages, how to see whether it is there, and by which words a test file shows its need. */
const NEEDS = [
  {
    name: 'PostgreSQL',
    isThere: () => listens(process.env['TEST_DATABASE_URL'] ?? 'postgres://127.0.0.1:5432'),
    shownBy: /openTestDatabase\('postgres'\)|TEST_POSTGRES_URL/,
  },
  {
    name: 'Redis',
    isThere: () => listens(process.env['TEST_REDIS_URL'] ?? 'redis://127.0.0.1:6379'),
    shownBy: /support\/redis\.ts|TEST_REDIS_URL/,
  },
  {
    name: 'Chromium',
    isThere: async () => existsSync(process.env['CHROMIUM'] ?? '/usr/bin/chromium'),
    shownBy: /support\/browser\.ts|playwright-core/,
  },
  {
    name: 'espeak-ng and sox',
    isThere: async () => ['espeak-ng', 'sox'].every(isInstalled),
    shownBy: /support\/sounds\.ts|'soxi?'|'espeak-ng'/,
  },
];

export interface Machine {
  /** Names of what is not there. */
  missing: string[];
  /** Test files that can't run for it. */
  excluded: string[];
}

/** What this machine can't run. In CI everything is run, and fails where something is missing. */
export async function inspectMachine(): Promise<Machine> {
  const there = await Promise.all(NEEDS.map((need) => need.isThere()));
  const missing = NEEDS.filter((_, at) => !there[at]);
  if (process.env['CI'] === 'true' || missing.length === 0) return { missing: [], excluded: [] };
  const excluded = globSync('test/**/*.test.{ts,tsx}', { cwd: root }).filter((file) => {
    const source = readFileSync(join(root, file), 'utf8');
    return missing.some((need) => need.shownBy.test(source));
  });
  return { missing: missing.map((need) => need.name), excluded };
}

function isInstalled(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((dir) => existsSync(join(dir, program)));
}

/** Whether somebody accepts connections at this URL's host and port. */
function listens(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host: hostname, port: Number(port), timeout: 1000 });
  socket.once('connect', () => resolve(true));
  socket.once('timeout', () => resolve(false));
  socket.once('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}
