import { execFileSync } from 'node:child_process';
import { inspectMachine } from './machine.ts';

/** Builds the client when its sources are newer than the build; at the end says loudly what this machine could not run. */
export default async function setup(): Promise<() => void> {
  execFileSync(process.execPath, ['scripts/ensure-client.ts'], { stdio: 'inherit' });
  const { missing, excluded } = await inspectMachine();
  const report = () => {
    if (missing.length === 0) return;
    console.warn(`\n*** NOT TESTED: this machine has no ${missing.join(', no ')}.`);
    console.warn(
      `*** Left out: all that needs it, and these files whole:\n${excluded.map((file) => `***   ${file}`).join('\n')}\n`,
    );
  };
  report();
  return report;
}
