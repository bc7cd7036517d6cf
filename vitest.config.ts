import { configDefaults, defineConfig } from 'vitest/config';
import { inspectMachine } from './test/support/machine.ts';

const ci = process.env['CI'] === 'true';
const { missing, excluded } = await inspectMachine();

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    exclude: [...configDefaults.exclude, ...excluded],
    env: { TEST_MISSING: missing.join(',') },
    globalSetup: ['test/support/global-setup.ts'],
    setupFiles: ['test/support/patience.ts'],
    testTimeout: 30_000,
    expect: { poll: { timeout: 20_000 } },
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
    allowOnly: !ci,
    reporters: ci ? ['default', ['json', { outputFile: 'artifacts/tests.json' }]] : ['default'],
  },
});
