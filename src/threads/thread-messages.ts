/** To a thread that holds a model: a job, that nobody waits for a job any more, or that it should end. */
export type ToThread<Job> = { type: 'job'; id: number; job: Job } | { type: 'cancel'; id: number } | { type: 'close' };

export type FromThread<Ready, Answer> =
  /** Something arrived: loading goes on. How much of what is known of there is by now, in percent. */
  | { type: 'progress'; percent?: number }
  | { type: 'ready'; ready: Ready }
  | { type: 'not_loaded'; detail: string }
  | { type: 'answer'; id: number; answer: Answer }
  | { type: 'failed'; id: number; detail: string };
