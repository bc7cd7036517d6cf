import { FakeMessagesApi, sayWords } from '../test/support/fake-messages-api.ts';
import { blocksOf } from '../test/support/fake-messages-api-request.ts';
import { fixedTime } from './fixed-time.ts';
import { FIRST_TOKEN_MS } from './voice-fakes.ts';

/**
 * A model as a process of its own, whose first token takes a fixed time from the request's arrival, and the rest no time. Its
 * parent asks over IPC what the tutor had said before, as each request told it.
 */
const REPLY = process.env['REPLY'] ?? 'Leaves make sugar.';

const api = await FakeMessagesApi.start();
const contexts: string[][] = [];
api.always(({ arrivedAt, body }) => {
  const said = body.messages.filter(({ role }) => role === 'assistant').flatMap(blocksOf);
  contexts.push(said.flatMap((block) => (block.type === 'text' ? [block.text] : [])));
  api.requests.length = 0;
  return [{ do: 'wait', until: () => fixedTime(FIRST_TOKEN_MS, arrivedAt) }, ...sayWords(REPLY)];
});
process.on('message', (message) => {
  if (message === 'contexts') process.send?.(contexts);
});
process.once('disconnect', () => process.exit(0));
process.send?.({ url: api.url });
