import { describe, expect, it, vi } from 'vitest';
import { newId } from '../../src/ids.ts';
import { MAX_COURSE_DOCUMENTS, MAX_COURSE_NAME, MAX_COURSES } from '../../src/protocol/limits.ts';
import { Course, CourseList } from '../../src/protocol/rest/courses.ts';
import { storedDocument } from './stored-document.ts';
import { openWorld } from './world.ts';

const LIST = '/api/courses';

async function openCourses() {
  const world = await openWorld();
  const browser = await world.signedIn();
  const learnerId: string = (await browser.get('/api/me')).body.id;
  const make = async (name: string) => Course.parse((await browser.post(LIST, { name })).body);
  const document = () => storedDocument(world.stores, learnerId);
  return { world, browser, make, document };
}

describe('courses', () => {
  it('are made, read, renamed, filled, emptied and deleted', async () => {
    const { world, browser, make, document } = await openCourses();
    await using _ = world;
    const course = await make('  Biology \n 101 ');
    expect(course).toMatchObject({ name: 'Biology 101', documentIds: [] });
    const path = `${LIST}/${course.id}`;
    expect((await browser.get(path)).body).toEqual(course);
    expect((await browser.patch(path, { name: 'Botany' })).body).toMatchObject({ name: 'Botany' });
    const [a, b] = [await document(), await document()];
    const filled = await browser.patch(`${path}/documents`, { add: [a, b] });
    expect(filled.body).toMatchObject({ name: 'Botany', documentIds: [a, b] });
    expect((await browser.patch(`${path}/documents`, { remove: [a] })).body).toMatchObject({ documentIds: [b] });
    expect((await browser.patch(`${path}/documents`, {})).body).toMatchObject({ documentIds: [b] });
    expect(CourseList.parse((await browser.get(LIST)).body).courses).toMatchObject([{ documentIds: [b] }]);
    expect((await browser.delete(path)).status).toBe(204);
    expect((await browser.get(path)).status).toBe(404);
    expect(await world.stores.documents.find((await browser.get('/api/me')).body.id, b)).toBeDefined();
  });

  it('are made once, however often the request is sent', async () => {
    const { world, browser } = await openCourses();
    await using _ = world;
    const headers = { 'Idempotency-Key': 'once' };
    const answers = [
      await browser.send('POST', LIST, { name: 'A' }, headers),
      await browser.send('POST', LIST, { name: 'A' }, headers),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(answers[1]?.body).toEqual(answers[0]?.body);
  });

  it.each([
    ['no name', {}, 400, 'invalid_request'],
    ['a name of spaces', { name: ' \t\u0000' }, 400, 'invalid_request'],
    ['a name one too long', { name: 'x'.repeat(MAX_COURSE_NAME + 1) }, 400, 'invalid_request'],
    ['a name that is taken', { name: 'Taken' }, 409, 'course_exists'],
  ])('refuse %s, at the beginning and later', async (_what, body, status, code) => {
    const { world, browser, make } = await openCourses();
    await using _ = world;
    await make('Taken');
    const { id } = await make('x'.repeat(MAX_COURSE_NAME));
    for (const answer of [await browser.post(LIST, body), await browser.patch(`${LIST}/${id}`, body)]) {
      expect([answer.status, answer.body.code]).toEqual([status, code]);
    }
  });

  it('refuse documents that are not there, too many in one request, and what is no id', async () => {
    const { world, browser, make, document } = await openCourses();
    await using _ = world;
    const path = `${LIST}/${(await make('A')).id}/documents`;
    const own = await document();
    const refused = async (body: unknown) => {
      const answer = await browser.patch(path, body);
      return [answer.status, answer.body.code];
    };
    expect(await refused({ add: [own, newId()] })).toEqual([422, 'unknown_document']);
    expect(await refused({ add: ['x'] })).toEqual([400, 'invalid_request']);
    expect(await refused({ add: Array(MAX_COURSE_DOCUMENTS + 1).fill(own) })).toEqual([400, 'invalid_request']);
    expect((await browser.patch(path, { add: Array(MAX_COURSE_DOCUMENTS).fill(own) })).body).toMatchObject({
      documentIds: [own],
    });
  });

  it('may be a hundred and not one more', async () => {
    const { world, browser, make } = await openCourses();
    await using _ = world;
    for (let at = 0; at < MAX_COURSES; at += 1) await make(`Course ${at}`);
    const more = await browser.post(LIST, { name: 'One more' });
    expect([more.status, more.body.code]).toEqual([422, 'too_many_courses']);
    expect(CourseList.parse((await browser.get(LIST)).body).courses).toHaveLength(MAX_COURSES);
  });

  it('are in the export, and gone with the account', async () => {
    const { world, browser, make, document } = await openCourses();
    await using _ = world;
    const course = await make('Biology');
    const id = await document();
    await browser.patch(`${LIST}/${course.id}/documents`, { add: [id] });
    await browser.post('/api/conversations', { title: 'Of leaves', courseId: course.id });
    const exported = JSON.parse((await browser.get('/api/me/export')).text);
    expect(exported.courses).toMatchObject([{ id: course.id, name: 'Biology', documentIds: [id] }]);
    expect(exported.conversations).toMatchObject([{ courseId: course.id }]);
  });
});

describe('a talk', () => {
  it('is limited to a course of one’s own, and not to one that is not there', async () => {
    const { world, browser, make } = await openCourses();
    await using _ = world;
    const { id } = await make('Biology');
    const eve = await world.signedIn('eve');
    expect((await browser.post('/api/conversations', { courseId: id })).body).toMatchObject({ courseId: id });
    for (const [who, courseId] of [
      [eve, id],
      [browser, newId()],
    ] as const) {
      const answer = await who.post('/api/conversations', { courseId });
      expect([answer.status, answer.body.code]).toEqual([422, 'unknown_course']);
    }
  });

  it('is about documents or a course: the one takes the other’s place, null takes it away', async () => {
    const { world, browser, make, document } = await openCourses();
    await using _ = world;
    const { id: courseId } = await make('Biology');
    const documentIds = [await document()];
    const both = await browser.post('/api/conversations', { courseId, documentIds });
    expect([both.status, both.body.code]).toEqual([400, 'invalid_request']);
    const talk = (await browser.post('/api/conversations', { documentIds, language: 'de' })).body;
    const change = async (body: unknown) => (await browser.patch(`/api/conversations/${talk.id}`, body)).body;
    const aboutCourse = await change({ courseId });
    expect(aboutCourse).toMatchObject({ courseId, language: 'de' });
    expect(aboutCourse).not.toHaveProperty('documentIds');
    expect(await change({ documentIds })).toEqual({ ...talk, updatedAt: expect.any(String) });
    expect(await change({ courseId: null })).toMatchObject({ documentIds });
    expect(await change({ documentIds: null })).not.toHaveProperty('documentIds');
    expect(await change({ courseId })).toMatchObject({ courseId, language: 'de' });
    const cleared = await change({ courseId: null, language: null });
    expect(cleared).not.toHaveProperty('courseId');
    expect(cleared).not.toHaveProperty('language');
    expect((await browser.get(`/api/conversations/${talk.id}`)).body).toEqual(cleared);
  });

  it('goes on about everything when its course is deleted', async () => {
    const { world, browser, make } = await openCourses();
    await using _ = world;
    const { id } = await make('Biology');
    const talk = (await browser.post('/api/conversations', { courseId: id, title: 'Of leaves' })).body;
    await browser.delete(`${LIST}/${id}`);
    expect((await browser.get(`/api/conversations/${talk.id}`)).body).not.toHaveProperty('courseId');
  });
});

it('a course that a talk is limited to, or that is changed, while its learner is being understood counts for their words', async () => {
  const { world, browser, make, document } = await openCourses();
  await using _ = world;
  const id = await document();
  const course = await make('Biology');
  await browser.patch(`${LIST}/${course.id}/documents`, { add: [id] });
  const talk = (await browser.post('/api/conversations', {})).body;
  const learnerId: string = (await browser.get('/api/me')).body.id;
  const stored = await world.stores.conversations.find(learnerId, talk.id);
  if (!stored) throw new Error('no conversation');
  const read = vi.spyOn(world.stores.spaces, 'holdings');
  /** The learner says this; what the app does while it is recognised comes in between. @returns what it is taken from */
  const understood = async (words: string, meanwhile: () => Promise<unknown>) => {
    const before = { read: read.mock.calls.length, heard: world.tutor.anticipated.length };
    world.talks.expect(stored);
    await vi.waitFor(() => expect(read.mock.calls.length).toBe(before.read + 1));
    await read.mock.results.at(-1)?.value;
    await meanwhile();
    world.talks.hint(stored, words);
    await vi.waitFor(() => expect(world.tutor.anticipated.length).toBe(before.heard + 1));
    return world.tutor.anticipated.at(-1)?.documentIds;
  };
  const path = `/api/conversations/${talk.id}`;
  expect(await understood('how do leaves', () => browser.patch(path, { courseId: course.id }))).toEqual([id]);
  const taken = () => browser.patch(`${LIST}/${course.id}/documents`, { remove: [id] });
  expect(await understood('how do trees', taken)).toEqual([]);
  expect(await understood('how do roots', () => browser.patch(path, { documentIds: [id] }))).toEqual([id]);
  await browser.patch(path, { courseId: course.id });
  expect(await understood('how do stems', () => browser.delete(`${LIST}/${course.id}`))).toBeUndefined();
});
