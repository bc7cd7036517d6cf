import { FakeMessagesApi, sayWords } from '../test/support/fake-messages-api.ts';
import { fixedTime } from './fixed-time.ts';
import { FIRST_TOKEN_MS } from './voice-fakes.ts';

/** A model as a process of its own, whose first token takes a fixed time from the request's arrival, and the rest no time. */
const REPLY = process.env['REPLY'] ?? 'Leaves make sugar.';

const api = await FakeMessagesApi.start();
api.always(({ arrivedAt }) => {
  api.requests.length = 0;
  return [{ do: 'wait', until: () => fixedTime(FIRST_TOKEN_MS, arrivedAt) }, ...sayWords(REPLY)];
});
process.once('disconnect', () => process.exit(0));
process.send?.({ url: api.url });
