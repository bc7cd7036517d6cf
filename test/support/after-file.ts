/** What is to end with a file's tests. */
const ends = new Set<() => Promise<unknown>>();

/** Ends this with the tests of the file that runs, also where one process takes file after file. */
export function afterFile(end: () => Promise<unknown>): void {
  ends.add(end);
}

export async function endFile(): Promise<void> {
  const all = [...ends];
  ends.clear();
  await Promise.all(all.map((end) => end()));
}
