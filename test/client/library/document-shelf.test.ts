import { expect, it } from 'vitest';
import { DocumentShelf } from '../../../src/client/library/document-shelf.ts';
import { document } from './document-kit.ts';

const states = (shelf: DocumentShelf) => shelf.documents.value.map(({ title, status }) => `${title}: ${status}`);

it('takes a list as it is where nothing was learnt meanwhile', () => {
  const shelf = new DocumentShelf();
  shelf.told(document(1));
  shelf.listed([document(2), document(3, { status: 'ready' })], shelf.now());
  expect(states(shelf)).toEqual(['Document 2: queued', 'Document 3: ready']);
  expect(shelf.unfinished().map(({ title }) => title)).toEqual(['Document 2']);
});

it('believes what it was told rather than a list that was under way', () => {
  const shelf = new DocumentShelf();
  shelf.listed([document(1), document(2)], shelf.now());
  const since = shelf.now();
  shelf.told(document(1, { status: 'ready' }));
  shelf.listed([document(1), document(2)], since);
  expect(states(shelf)).toEqual(['Document 1: ready', 'Document 2: queued']);
});

it('keeps what came, and not what was deleted, while a list was under way', () => {
  const shelf = new DocumentShelf();
  shelf.listed([document(1)], shelf.now());
  const since = shelf.now();
  shelf.gone(document(1).id);
  shelf.told(document(2));
  shelf.listed([document(1)], since);
  expect(states(shelf)).toEqual(['Document 2: queued']);
});

it('does not let the answer to an upload undo what the stream told before it came', () => {
  const shelf = new DocumentShelf();
  const since = shelf.now();
  shelf.told(document(1, { status: 'ready' }));
  expect(shelf.answered(document(1), since)).toBe(false);
  expect(states(shelf)).toEqual(['Document 1: ready']);
  expect(shelf.answered(document(1, { title: 'Renamed', status: 'ready' }), shelf.now())).toBe(true);
  expect(states(shelf)).toEqual(['Renamed: ready']);
});
