import { expect, test, vi } from 'vitest';
import { ApiError, OfflineError } from '../../../src/client/api/api-error.ts';
import type { SendFile } from '../../../src/client/library/uploads.ts';
import { Shares } from '../../../src/client/share/shares.ts';
import { takeShare } from '../../../src/client/share/take-share.ts';
import type { SharedContent } from '../../../src/client/store/database.ts';
import { openDatabase } from '../../../src/client/store/database.ts';
import { keepShare, readShares } from '../../../src/client/store/shares.ts';
import { device } from '../support/device.ts';

const notes = (title: string): SharedContent => ({ kind: 'notes', title, text: `About ${title}` });
const refused = (status: number) => new ApiError({ code: 'no', status, message: 'No.' });

/** A device on which `contents` were shared in one go, and a library that notes what reaches it. */
async function sharing(...contents: SharedContent[]) {
  const { database } = await device();
  const ways = {
    addFile: vi.fn(async (..._: Parameters<SendFile>) => ({
      documents: [],
      failures: [] as { name: string; code: string; message: string }[],
    })),
    addPage: vi.fn(async () => undefined),
    paste: vi.fn(async (_title: string, _text: string, _key?: string) => undefined),
  };
  const shares = new Shares(database, ways);
  await keepShare(
    database,
    'share',
    contents.map((content) => ({ content })),
  );
  await shares.refresh();
  return { database, ways, shares };
}

test('what the learner shared arrives in order, and leaves the device then', async () => {
  const file: SharedContent = {
    kind: 'file',
    name: 'cells.pdf',
    blob: new Blob(['%PDF'], { type: 'application/pdf' }),
  };
  const { shares, ways, database } = await sharing(notes('a'), { kind: 'page', url: 'https://example.org/' }, file);
  const ids = shares.items.value.map(({ id }) => id);
  await shares.wantShare('share');
  await shares.send();
  expect(ways.paste.mock.calls).toEqual([['a', 'About a', ids[0]]]);
  expect(ways.addPage.mock.calls).toEqual([['https://example.org/', ids[1]]]);
  const [sent, key] = ways.addFile.mock.calls[0] ?? [];
  expect([sent?.name, sent?.type, await sent?.text(), key]).toEqual(['cells.pdf', 'application/pdf', '%PDF', ids[2]]);
  expect(shares.items.value).toEqual([]);
  expect(await readShares(database)).toEqual([]);
});

test('nothing is sent that the learner has not said to be theirs', async () => {
  const { shares, ways } = await sharing(notes('a'), notes('b'));
  await shares.send();
  expect(ways.paste).not.toHaveBeenCalled();
  await shares.want(shares.items.value[1]?.id ?? '');
  await shares.send();
  expect(ways.paste.mock.calls.map(([title]) => title)).toEqual(['b']);
  expect(shares.items.value).toHaveLength(1);
});

test.each([new OfflineError(), refused(401)])('it waits while nobody can take it: $name $status', async (error) => {
  const { shares, ways } = await sharing(notes('a'), notes('b'));
  await shares.wantShare('share');
  ways.paste.mockRejectedValueOnce(error);
  await expect(shares.send()).rejects.toBe(error);
  expect(ways.paste).toHaveBeenCalledTimes(1);
  expect(shares.items.value.map(({ refusal }) => refusal)).toEqual([undefined, undefined]);
  await shares.send();
  // A repeat says that it is one: the answer to the first attempt may be what was lost.
  const keys = ways.paste.mock.calls.map(([, , key]) => key);
  expect(keys[1]).toBe(keys[0]);
  expect(shares.items.value).toEqual([]);
});

test('what can’t be taken at the moment waits, and holds up nothing else', async () => {
  const { shares, ways } = await sharing(notes('a'), notes('b'));
  await shares.wantShare('share');
  ways.paste.mockRejectedValueOnce(refused(503));
  await shares.send();
  expect(shares.items.value).toMatchObject([{ content: notes('a'), isMeant: true }]);
  expect(shares.items.value[0]?.refusal).toBeUndefined();
});

test('what is refused stays with the reason until it is tried again or discarded', async () => {
  const file: SharedContent = { kind: 'file', name: 'a.exe', blob: new Blob(['MZ']) };
  const { shares, ways, database } = await sharing(notes('a'), file);
  await shares.wantShare('share');
  ways.paste.mockRejectedValueOnce(refused(422));
  ways.addFile.mockResolvedValueOnce({ documents: [], failures: [{ name: 'a.exe', code: 'x', message: 'Not this.' }] });
  await shares.send();
  expect(shares.items.value.map(({ refusal }) => refusal)).toEqual(['No.', 'Not this.']);
  await shares.send();
  expect(ways.paste).toHaveBeenCalledTimes(1);
  const [first, second] = shares.items.value.map(({ id }) => id);
  await shares.want(first ?? '');
  await shares.discard(second ?? '');
  await shares.send();
  expect(ways.paste).toHaveBeenCalledTimes(2);
  expect(await readShares(database)).toEqual([]);
});

/** A file that is on its way and never arrives, with notes behind it. */
async function sendingFile() {
  const file: SharedContent = { kind: 'file', name: 'a.pdf', blob: new Blob(['%PDF']) };
  const { shares, ways } = await sharing(file, notes('b'));
  await shares.wantShare('share');
  ways.addFile.mockImplementationOnce(
    (_file, _key, _onProgress, signal) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  );
  const sent = shares.send();
  await vi.waitFor(() => expect(ways.addFile).toHaveBeenCalled());
  return { shares, ways, sent };
}

test('a file that is discarded on its way is stopped, and the next goes on', async () => {
  const { shares, ways, sent } = await sendingFile();
  await shares.discard(shares.items.value[0]?.id ?? '');
  await sent;
  expect(ways.paste.mock.calls.map(([title]) => title)).toEqual(['b']);
  expect(shares.items.value).toEqual([]);
});

test('signing out stops what is under way, and what is kept is not lost by that', async () => {
  const { shares, ways, sent } = await sendingFile();
  shares.stop();
  await sent;
  expect(ways.paste).not.toHaveBeenCalled();
  expect(shares.items.value).toHaveLength(2);
});

function shareRequest(fields: Record<string, string>): Request {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  return new Request('https://tutor.example/share', { method: 'POST', body });
}

test('the service worker keeps what is shared, not yet as wanted, and opens the Library', async () => {
  const open = () => openDatabase('taken-share');
  const answer = await takeShare(shareRequest({ text: 'https://example.org/a' }), open);
  const database = await open();
  const [item, ...more] = await readShares(database);
  database.close();
  expect(more).toEqual([]);
  expect(item).toMatchObject({ content: { kind: 'page', url: 'https://example.org/a' }, isMeant: false });
  expect([answer.status, answer.headers.get('location')]).toEqual([
    303,
    `https://tutor.example/library?shared=${item?.shareId}`,
  ]);
});

test('the service worker says when nothing was in it, or when it could not be kept', async () => {
  const place = async (answer: Promise<Response>) => (await answer).headers.get('location');
  expect(await place(takeShare(shareRequest({ text: ' ' })))).toBe('https://tutor.example/library?shared=nothing');
  const full = () => Promise.reject(new DOMException('No room', 'QuotaExceededError'));
  expect(await place(takeShare(shareRequest({ text: 'words' }), full))).toBe(
    'https://tutor.example/library?shared=lost',
  );
});
