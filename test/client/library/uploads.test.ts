import { expect, test } from 'vitest';
import { ApiError, OfflineError } from '../../../src/client/api/api-error.ts';
import { Uploads } from '../../../src/client/library/uploads.ts';

const file = new File(['MZ'], 'program.exe');
const refused = (code: string) => new ApiError({ code, status: 415, message: 'No.' });

test.each(['unsupported_kind', 'empty_file', 'file_too_large'])(
  'a file that is refused as %s is not sent again',
  async (code) => {
    const thrown = new Uploads(() => Promise.reject(refused(code)));
    await thrown.add([file]);
    expect(thrown.list.value).toMatchObject([{ problem: 'No.', isRefused: true }]);
    const answered = new Uploads(async () => ({ failures: [{ name: file.name, code, message: 'No.' }] }));
    await answered.add([file]);
    expect(answered.list.value).toMatchObject([{ problem: 'No.', isRefused: true }]);
  },
);

test('a file that did not arrive, or found no room, can be sent again, and is', async () => {
  for (const error of [new OfflineError(), refused('quota_exceeded')]) {
    let attempts = 0;
    const uploads = new Uploads(() => {
      attempts += 1;
      return attempts === 1 ? Promise.reject(error) : Promise.resolve({ failures: [] });
    });
    await uploads.add([file]);
    expect(uploads.list.value).toMatchObject([{ problem: error.message, isRefused: false }]);
    await uploads.retry(uploads.list.value[0]?.key ?? '');
    expect(uploads.list.value).toEqual([]);
  }
});

test('what did not get through is sent when there is a line again, one after the other; what was refused is not', async () => {
  let isOffline = true;
  const sent: string[] = [];
  const uploads = new Uploads(async ({ name }) => {
    if (name === 'program.exe') throw refused('unsupported_kind');
    if (isOffline) throw new OfflineError();
    sent.push(name);
    return { failures: [] };
  });
  await uploads.add([new File(['a'], 'a.txt'), file, new File(['b'], 'b.txt')]);
  expect(uploads.list.value.map(({ waits = false }) => waits)).toEqual([true, false, true]);
  await uploads.resume();
  expect(uploads.list.value.map(({ waits = false }) => waits)).toEqual([true, false, true]);
  isOffline = false;
  await Promise.all([uploads.resume(), uploads.resume()]);
  expect(sent.toSorted()).toEqual(['a.txt', 'b.txt']);
  expect(uploads.list.value.map(({ name }) => name)).toEqual(['program.exe']);
});

test('of a file that is in the library already is said which document it is', async () => {
  const uploads = new Uploads(async () => ({
    failures: [],
    documents: [
      {
        id: '01a201d6-b6fc-7451-a8b4-c270e0ccc630',
        title: 'Winds',
        kind: 'text/plain',
        bytes: 2,
        tags: [],
        status: 'ready',
        passages: 1,
        embedded: 1,
        createdAt: '2026-11-22T06:00:00.000Z',
        duplicate: true,
      },
    ],
  }));
  await uploads.add([file]);
  expect(uploads.list.value).toMatchObject([
    { name: 'program.exe', known: { id: '01a201d6-b6fc-7451-a8b4-c270e0ccc630', title: 'Winds' } },
  ]);
  uploads.dismiss(uploads.list.value[0]?.key ?? '');
  expect(uploads.list.value).toEqual([]);
});
