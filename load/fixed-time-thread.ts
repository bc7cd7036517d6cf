import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';

interface Wait {
  id: number;
  /** ms since the epoch */
  end: number;
}

/** Sleeps until the next of the waits it was told is over, and tells which those are. */
const port = parentPort;
if (!port) throw new Error('this is the program of a thread');
const told: Int32Array = workerData;
const waits: Wait[] = [];

for (;;) {
  const known = Atomics.load(told, 0);
  for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) waits.push(next.message);
  const now = performance.timeOrigin + performance.now();
  const over = waits.filter(({ end }) => end <= now);
  if (over.length > 0) port.postMessage(over.map(({ id }) => id));
  for (const wait of over) waits.splice(waits.indexOf(wait), 1);
  const next = Math.min(...waits.map(({ end }) => end));
  // What is told meanwhile changes `told`, and is looked for at once.
  Atomics.wait(told, 0, known, next - performance.timeOrigin - performance.now());
}
