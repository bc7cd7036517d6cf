import { describe, expect, it, vi } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { newId } from '../../src/ids.ts';
import { MAX_USER_TEXT } from '../../src/protocol/limits.ts';
import { PostMessageAnswer } from '../../src/protocol/rest/conversations.ts';
import { ConversationEvent } from '../../src/protocol/server-events.ts';
import { delta, end, Gate, sentence, USUAL_TEXT } from '../support/scripted-tutor.ts';
import { openWorld, type WorldOptions } from './world.ts';

async function talking(options: WorldOptions = {}) {
  const world = await openWorld(options);
  const browser = await world.signedIn();
  const { id } = (await browser.post('/api/conversations', {})).body;
  const path = `/api/conversations/${id}/messages`;
  return { world, browser, conversationId: id, path };
}

/** The events of a stream, as their names and data. */
function eventsOf(text: string): { id: string; event: string; data: ConversationEvent }[] {
  return text
    .split('\n\n')
    .filter((block) => block.startsWith('id: '))
    .map((block) => {
      const [, id = '', event = '', data = ''] = /^id: (.*)\nevent: (.*)\ndata: (.*)$/.exec(block) ?? [];
      return { id, event, data: ConversationEvent.parse(JSON.parse(data)) };
    });
}

const STREAM = { accept: 'text/event-stream' };

describe('a typed turn over HTTP', () => {
  it('answers with message and answer when the turn has ended', async () => {
    const { world, browser, path } = await talking();
    await using _ = world;
    const id = newId();
    const answer = await browser.post(path, { id, text: 'Why are leaves green?' });
    expect(answer.status).toBe(200);
    const { message, answer: given } = PostMessageAnswer.parse(answer.body);
    expect(message).toMatchObject({ id, role: 'learner', text: 'Why are leaves green?' });
    expect(given).toMatchObject({ role: 'tutor', text: USUAL_TEXT, status: 'complete', turnId: message.turnId });
    expect(given.citations).toMatchObject([{ n: 1, quote: 'make sugar', sentence: 0 }]);
  });

  it('never runs twice for one id', async () => {
    const { world, browser, path } = await talking();
    await using _ = world;
    const body = { id: newId(), text: 'Why?' };
    const answers = await Promise.all([browser.post(path, body), browser.post(path, body), browser.post(path, body)]);
    answers.push(await browser.post(path, body));
    expect(world.tutor.asked).toHaveLength(1);
    expect(new Set(answers.map(({ body }) => body.answer.id)).size).toBe(1);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });

  it('never runs twice for one Idempotency-Key either, and tells a key from another', async () => {
    const { world, browser, path } = await talking();
    await using _ = world;
    const send = (text: string, key: string) => browser.post(path, { text }, { 'idempotency-key': key });
    const first = await send('Why?', 'k-1');
    const second = await send('Why?', 'k-1');
    expect(second.body).toEqual(first.body);
    expect(world.tutor.asked).toHaveLength(1);
    const reused = await send('Something else?', 'k-1');
    expect([reused.status, reused.body.code]).toEqual([422, 'idempotency_key_reused']);
    await send('Why?', 'k-2');
    expect(world.tutor.asked).toHaveLength(2);
  });

  it('refuses an id that belongs to another message', async () => {
    const { world, browser, path } = await talking();
    await using _ = world;
    const id = newId();
    await browser.post(path, { id, text: 'Why?' });
    const answer = await browser.post(path, { id, text: 'Something else?' });
    expect([answer.status, answer.body.code]).toEqual([409, 'id_in_use']);
  });

  it('goes on when the client goes away', async () => {
    const { world, browser, path } = await talking();
    await using _ = world;
    const gate = new Gate();
    world.tutor.next(
      delta('Slowly. '),
      sentence(0, 'Slowly.'),
      gate,
      delta('But surely.'),
      sentence(1, 'But surely.'),
      end,
    );
    const going = new AbortController();
    const sent = browser.fetch('POST', path, { text: 'Why?' }, {}, going.signal);
    await gate.reached;
    going.abort();
    await expect(sent).rejects.toThrow();
    gate.open();
    const texts = async () => (await browser.get(path)).body.messages.map(({ text, status }) => [text, status]);
    await expect.poll(texts).toContainEqual(['Slowly. But surely.', 'complete']);
  });

  it('ends as gone, in both forms, when the conversation is deleted meanwhile', async () => {
    for (const headers of [{}, STREAM]) {
      const { world, browser, path, conversationId } = await talking({ waiting: { lookAgainMs: 20 } });
      await using _ = world;
      const gate = new Gate();
      world.tutor.next(delta('Slowly.'), sentence(0, 'Slowly.'), gate, end);
      const sent = browser.post(path, { text: 'Why?' }, headers);
      await gate.reached;
      expect((await browser.delete(`/api/conversations/${conversationId}`)).status).toBe(204);
      gate.open();
      expect((await sent).text).toContain('"code":"not_found"');
    }
  });

  it('ends with what is stored when its end was not told', async () => {
    const { world, browser, path } = await talking({ waiting: { lookAgainMs: 20 } });
    await using _ = world;
    const append = world.eventLog.append.bind(world.eventLog);
    vi.spyOn(world.eventLog, 'append').mockImplementation((id, event) =>
      event.type === 'turn_end' ? Promise.reject(new Error('lost')) : append(id, event),
    );
    expect((await browser.post(path, { text: 'Why?' })).body.answer).toMatchObject({
      status: 'complete',
      text: USUAL_TEXT,
    });
    expect(eventsOf((await browser.post(path, { text: 'Why?' }, STREAM)).text).length).toBeGreaterThan(3);
  });

  it('says so when the answer takes too long, and gives it to who asks again with the same id', async () => {
    const { world, browser, path } = await talking({ waiting: { answerDeadlineMs: 50 } });
    await using _ = world;
    const gate = new Gate();
    world.tutor.next(gate, delta('At last.'), sentence(0, 'At last.'), end);
    const body = { id: newId(), text: 'Why?' };
    const late = await browser.post(path, body);
    expect([late.status, late.body.code]).toEqual([504, 'answer_late']);
    gate.open();
    await expect.poll(async () => (await browser.post(path, body)).body.answer?.text).toBe('At last.');
    expect(world.tutor.asked).toHaveLength(1);
  });

  it('ends as failed, in both forms, when the tutor fails', async () => {
    const { world, browser, path } = await talking();
    await using _ = world;
    const down = () => new AppError({ code: 'model_overloaded', status: 529, message: 'The model is busy.' });
    world.tutor.next(down()).next(down());
    const answer = await browser.post(path, { text: 'Why?' });
    expect([answer.status, answer.body.answer.status]).toEqual([200, 'failed']);
    const events = eventsOf((await browser.post(path, { text: 'Why?' }, STREAM)).text);
    expect(events.map(({ event }) => event)).toContain('error');
    expect(events.at(-1)?.data).toMatchObject({ type: 'turn_end', status: 'failed' });
  });
});

describe('the stream of a turn', () => {
  it('holds the events that a socket would get, numbered, up to the end of the turn', async () => {
    const { world, browser, path } = await talking();
    await using _ = world;
    const answer = await browser.post(path, { text: 'Why?' }, STREAM);
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const events = eventsOf(answer.text);
    expect(events[0]?.event).toBe('accepted');
    expect(events.at(-1)?.event).toBe('turn_end');
    expect(events.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['passages', 'delta', 'sentence', 'citation']),
    );
    expect(events.every(({ event, data }) => data.type === event)).toBe(true);
    const text = events.map(({ data }) => (data.type === 'delta' ? data.text : '')).join('');
    expect(text).toBe(USUAL_TEXT);
    const offsets = events.map(({ id }) => Number(id));
    expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
  });

  it('does not wait for the end before it begins', async () => {
    const { world, browser, path } = await talking();
    await using _ = world;
    const gate = new Gate();
    world.tutor.next(delta('First. '), sentence(0, 'First.'), gate, delta('Last.'), sentence(1, 'Last.'), end);
    const response = await browser.fetch('POST', path, { text: 'Why?' }, STREAM);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let seen = '';
    while (!seen.includes('First. ')) seen += (await reader?.read())?.value ?? '';
    expect(seen).not.toContain('Last.');
    gate.open();
    for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) seen += next.value;
    expect(seen).toContain('turn_end');
  });

  it('holds nothing of another turn in the same conversation', async () => {
    const { world, browser, path } = await talking();
    await using _ = world;
    const gate = new Gate();
    world.tutor.next(gate, delta('Slow answer.'), sentence(0, 'Slow answer.'), end);
    const slow = browser.post(path, { text: 'Slow?' }, STREAM);
    await gate.reached;
    const quick = browser.post(path, { text: 'Quick?' }, STREAM);
    await expect.poll(() => world.talks.active).toBe(2);
    gate.open();
    const [slowEvents, quickEvents] = [eventsOf((await slow).text), eventsOf((await quick).text)];
    const turnsOf = (events: typeof slowEvents) =>
      new Set(events.flatMap(({ data }) => ('turnId' in data ? [data.turnId] : [])));
    expect(turnsOf(slowEvents).size).toBe(1);
    expect(turnsOf(quickEvents).size).toBe(1);
    expect(turnsOf(quickEvents)).not.toEqual(turnsOf(slowEvents));
  });

  it('is refused as plain HTTP when the message is', async () => {
    const { world, browser, path } = await talking();
    await using _ = world;
    const answer = await browser.post(path, { text: '' }, STREAM);
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
    await world.talks.drain(0);
    const restarting = await browser.post(path, { text: 'Why?' }, STREAM);
    expect([restarting.status, restarting.body.code]).toEqual([503, 'restarting']);
  });
});

describe('what a message may be', () => {
  it.each([
    ['nothing', {}, 400],
    ['white space', { text: ' \n ' }, 400],
    ['one character too many', { text: 'x'.repeat(MAX_USER_TEXT + 1) }, 400],
    ['as long as it may be', { text: 'x'.repeat(MAX_USER_TEXT) }, 200],
    ['an id that is none', { id: '1', text: 'Why?' }, 400],
    ['from an unknown source', { text: 'Why?', source: 'telepathy' }, 400],
    ['spoken', { text: 'Why?', source: 'speech' }, 200],
  ])('%s', async (_what, body, status) => {
    const { world, browser, path } = await talking();
    await using _ = world;
    expect((await browser.post(path, body)).status).toBe(status);
  });

  it('one more than can wait is refused', async () => {
    const { world, browser, path } = await talking();
    await using _ = world;
    const gate = new Gate();
    world.tutor.next(gate, end);
    const first = browser.post(path, { text: 'Why?' });
    await gate.reached;
    const waiting = Array.from({ length: 8 }, () => browser.post(path, { text: 'Why?' }));
    await expect.poll(() => world.talks.active).toBe(9);
    const refused = await browser.post(path, { text: 'Why?' });
    expect([refused.status, refused.body.code]).toEqual([429, 'too_many_waiting']);
    gate.open();
    const statuses = (await Promise.all([first, ...waiting])).map(({ status }) => status);
    expect(statuses).toEqual(Array(9).fill(200));
  });
});
