import { FakeMessagesApi } from './fake-messages-api.ts';

// Runs the fake by itself, for demos, load scripts and children of tests: prints its URL as the first line of stdout.
//   node test/support/fake-messages-api-server.ts        PORT (0: a free one) and WORD_MS (0) from the environment
const api = await FakeMessagesApi.start({
  port: Number(process.env['PORT'] ?? 0),
  wordMs: Number(process.env['WORD_MS'] ?? 0),
});
console.log(api.url);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void api.stop());
