import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SHARE_ACCEPTS, SHARE_FIELDS, SHARE_PATH, sharedEntries } from '../../../src/client/share/shared-contents.ts';
import { MAX_FILE_BYTES } from '../../../src/protocol/limits.ts';

function form(fields: Record<string, string>, files: File[] = []): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  for (const file of files) data.append('files', file);
  return data;
}

const contents = (...shared: Parameters<typeof form>) => sharedEntries(form(...shared)).map(({ content }) => content);

test.each([
  ['in a field of its own', { url: 'https://example.org/a' }],
  ['as the whole text', { text: ' https://example.org/a\n' }],
  ['behind its title', { title: 'Cells', text: 'Cells - Example https://example.org/a' }],
  ['at the end of a sentence', { text: 'Read this: (https://example.org/a).' }],
  ['twice', { text: 'https://example.org/a', url: 'https://example.org/a' }],
])('a link is a web page: %s', (_, fields) => {
  expect(contents(fields)).toEqual([{ kind: 'page', url: 'https://example.org/a' }]);
});

test('words are notes, headed by their title or by how they begin', () => {
  expect(contents({ title: 'Cells', text: 'A cell has a wall.' })).toEqual([
    { kind: 'notes', title: 'Cells', text: 'A cell has a wall.' },
  ]);
  expect(contents({ text: 'Plants\nmake sugar.' })).toMatchObject([{ title: 'Plants' }]);
  const [long] = contents({ text: `${'word '.repeat(40)}end` });
  expect(long).toMatchObject({ title: `${'word '.repeat(16).trim()}…` });
});

test('a long text is notes, whatever links are in it, and so is one with several', () => {
  const text = `See https://example.org/a. ${'Much is said here. '.repeat(30)}`.trim();
  expect(contents({ text })).toMatchObject([{ kind: 'notes', text }]);
  expect(contents({ text: 'https://example.org/a https://example.org/b' })).toMatchObject([{ kind: 'notes' }]);
});

test('where a long quotation comes from stays with it', () => {
  const quotation = 'A leaf is green. '.repeat(30).trim();
  expect(contents({ title: 'Leaves', text: quotation, url: 'https://example.org/a' })).toEqual([
    { kind: 'notes', title: 'Leaves', text: `${quotation}\n\nhttps://example.org/a` },
  ]);
});

test('what is no address of the web is not fetched', () => {
  expect(contents({ url: 'javascript:alert(1)', text: 'Look' })).toEqual([
    { kind: 'notes', title: 'Look', text: 'Look' },
  ]);
});

test('each file is one thing, under its name; a caption goes with it, and a link or a long text is kept as well', async () => {
  const file = new File(['%PDF'], 'cells.pdf', { type: 'application/pdf' });
  const [kept, ...more] = contents({ title: 'cells.pdf', text: 'Look at this' }, [file]);
  expect(more).toEqual([]);
  expect(kept).toMatchObject({ kind: 'file', name: 'cells.pdf' });
  expect(kept?.kind === 'file' && [await kept.blob.text(), kept.blob.type]).toEqual(['%PDF', 'application/pdf']);
  expect(contents({ text: 'https://example.org/a' }, [file, file]).map(({ kind }) => kind)).toEqual([
    'file',
    'file',
    'page',
  ]);
});

test('a file above the bound is named and takes no room', () => {
  const file = new File([new Uint8Array(MAX_FILE_BYTES + 1)], 'film.wav');
  const [entry] = sharedEntries(form({}, [file]));
  expect(entry?.refusal).toBe('It is larger than 50 MB, the most a file may have.');
  expect(entry?.content.kind === 'file' && entry.content.blob.size).toBe(0);
});

test('nothing is in a form without words, or with the empty file that browsers send for none', () => {
  expect(contents({ title: '', text: '  ' }, [new File([], '')])).toEqual([]);
  expect(contents({ title: 'Only a title' })).toEqual([]);
});

test('the manifest offers to take exactly what can be read, where and as it is taken', async () => {
  const manifest: unknown = JSON.parse(
    await readFile(join(import.meta.dirname, '../../../public/manifest.webmanifest'), 'utf8'),
  );
  const { files, ...words } = SHARE_FIELDS;
  expect(manifest).toMatchObject({
    share_target: {
      action: SHARE_PATH,
      method: 'POST',
      enctype: 'multipart/form-data',
      params: { ...words, files: [{ name: files, accept: SHARE_ACCEPTS }] },
    },
  });
});
