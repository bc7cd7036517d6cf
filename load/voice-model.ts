import { FakeMessagesApi, sayWords } from '../test/support/fake-messages-api.ts';
import { fixedTime } from './fixed-time.ts';
import { FIRST_TOKEN_MS } from './voice-fakes.ts';

/** A model as a process of its own, whose first token takes a fixed time and the rest no time. */
const REPLY = process.env['REPLY'] ?? 'Leaves make sugar.';

const api = await FakeMessagesApi.start();
api.always(() => {
  api.requests.length = 0;
  return [{ do: 'wait', until: () => fixedTime(FIRST_TOKEN_MS) }, ...sayWords(REPLY)];
});
process.once('disconnect', () => process.exit(0));
process.send?.({ url: api.url });
