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
