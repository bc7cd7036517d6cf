import { useState } from 'preact/hooks';
import { describeError } from '../api/api-error.ts';

export interface Task {
  running: boolean;
  /** Why the last run failed, for people. */
  problem: string | undefined;
  run(action: () => Promise<void>): void;
}

/** Runs what a button starts, one at a time, and keeps what went wrong for showing it beside the button. */
export function useTask(): Task {
  const [running, setRunning] = useState(false);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const run = (action: () => Promise<void>) => {
    setRunning(true);
    setProblem(undefined);
    action()
      .catch((error: unknown) => setProblem(describeError(error)))
      .finally(() => setRunning(false));
  };
  return { running, problem, run };
}
