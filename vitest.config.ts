import { join } from 'node:path';
import { configDefaults, defineConfig } from 'vitest/config';
import { inspectMachine } from './test/support/machine.ts';

// Each test's server has threads of its own: what they run is compiled once, not again and again.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules', '.cache', 'node');

const ci = process.env['CI'] === 'true';
const { missing, excluded } = await inspectMachine();

const TESTS = '*.test.{ts,tsx}';
/** What starts programs of its own and takes so long that starting a process for it does not matter. */
const ALONE = [`test/{e2e,ops,support}/**/${TESTS}`, 'test/telephony/six-hour-call.test.ts'];
const outside = [...configDefaults.exclude, ...excluded, ...ALONE];
/**
 * All other tests leave nothing behind in their process, which therefore takes file after file: importing the server anew took
 * more time than most files' tests (24 files over sockets: 16 s of processor time in place of 40). Processes are shared by these
 * rooms each, and by all that are not here: one for all holds so much in the end that a long test took six times as long in it.
 */
const SHARED = [['telephony', 'realtime'], ['adapters'], ['contracts', 'http', 'jobs']];
const inRooms = (rooms: readonly string[]) => rooms.map((room) => `test/${room}/**/${TESTS}`);

export default defineConfig({
  test: {
    exclude: [...configDefaults.exclude, ...excluded],
    env: { TEST_MISSING: missing.join(',') },
    globalSetup: ['test/support/global-setup.ts'],
    setupFiles: ['test/support/setup.ts'],
    // Against what hangs: on a busy machine a test in a browser takes several times what it takes alone.
    testTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
    hookTimeout: 120_000,
    pool: 'forks',
    // Many tests mostly wait: for speech in its own time, for a browser, for a server to start.
    maxWorkers: 3,
    allowOnly: !ci,
    reporters: ci ? ['default', ['json', { outputFile: 'artifacts/tests.json' }]] : ['default'],
    projects: [
      { extends: true, test: { name: 'alone', include: ALONE } },
      ...SHARED.map((rooms) => ({
        extends: true as const,
        test: { name: rooms.join('+'), include: inRooms(rooms), exclude: outside, isolate: false },
      })),
      {
        extends: true,
        test: {
          name: 'others',
          include: [`test/**/${TESTS}`],
          exclude: [...outside, ...inRooms(SHARED.flat())],
          isolate: false,
        },
      },
    ],
  },
});
