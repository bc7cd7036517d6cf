import { expect, it } from 'vitest';
import { DocumentFeed } from '../../../src/client/api/document-feed.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { document, ScriptedSource } from './document-kit.ts';

function openFeed() {
  const clock = new FakeClock();
  const sources: ScriptedSource[] = [];
  const heard: string[] = [];
  const feed = new DocumentFeed(
    {
      opened: () => heard.push('opened'),
      changed: ({ title, status }) => heard.push(`${title}: ${status}`),
      deleted: (id) => heard.push(`deleted ${id}`),
      current: () => heard.push('current'),
      lost: () => heard.push('lost'),
    },
    {
      open() {
        const source = new ScriptedSource();
        sources.push(source);
        return source as unknown as EventSource;
      },
      after: (ms, run) => clock.after(ms, run),
    },
  );
  const newest = () => sources.at(-1) ?? new ScriptedSource();
  return { clock, sources, heard, feed, newest };
}

it('tells what the server tells, and is current when all of it was told', () => {
  const { feed, heard, newest } = openFeed();
  feed.start();
  feed.start();
  newest().begin();
  newest().say('document', document(1));
  expect(feed.current).toBeUndefined();
  newest().say('current', {});
  expect(feed.current).toBe(newest());
  newest().say('deleted', { id: 'x' });
  newest().say('document', 'not a document');
  expect(heard).toEqual(['opened', 'Document 1: queued', 'current', 'deleted x']);
});

it('opens again after a cut, waits longer each time, and says that it is lost', () => {
  const { feed, heard, newest, sources, clock } = openFeed();
  feed.start();
  newest().begin();
  newest().say('current', {});
  newest().fail();
  expect([newest().isClosed, feed.current]).toEqual([true, undefined]);
  clock.advance(500);
  newest().fail();
  clock.advance(400);
  expect(sources).toHaveLength(2);
  clock.advance(600);
  expect(sources).toHaveLength(3);
  newest().begin();
  expect(heard).toEqual(['opened', 'current', 'lost', 'lost', 'opened']);
});

it('takes a stream that says nothing for lost, held back or cut unnoticed', () => {
  const { feed, heard, newest, sources, clock } = openFeed();
  feed.start();
  clock.advance(29_000);
  newest().say('document', document(1));
  clock.advance(29_000);
  expect(heard).toEqual(['Document 1: queued']);
  const [first] = sources;
  clock.advance(2000);
  expect(heard).toEqual(['Document 1: queued', 'lost']);
  first?.say('document', document(2));
  expect(heard).toEqual(['Document 1: queued', 'lost']);
  expect(sources).toHaveLength(2);
});

it('ends when it is not wanted any more, and leaves no timer', () => {
  const { feed, newest, sources, clock } = openFeed();
  feed.start();
  newest().fail();
  feed.stop();
  expect(clock.waiting).toBe(0);
  feed.start();
  feed.stop();
  expect([sources.length, newest().isClosed, clock.waiting]).toEqual([2, true, 0]);
});
