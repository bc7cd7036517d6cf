export interface ProcessFacts {
  /** When it began, in whatever unit the system counts; with the pid it names one process for good. */
  startedAt: string;
  /** Program and arguments, joined by spaces. */
  command: string;
}

/** Other processes of this machine, as far as this one may see them. */
export interface Processes {
  /** Undefined when no such process lives. */
  inspect(pid: number): Promise<ProcessFacts | undefined>;
}
