import { signUp } from '../test/support/server-process.ts';
import { startVoiceServer } from './voice-children.ts';
import { FIRST_TOKEN_MS, HEARS_MS, SPEAKS_MS } from './voice-fakes.ts';
import { VoiceLearner } from './voice-learner.ts';
import type { Use } from './voice-server.ts';

/**
 * Measures what the server adds to a spoken turn: `node load/voice-overhead.ts [sessions] [seconds]`. Each session speaks for
 * two seconds in frames of 20 ms, every five seconds; server, model and learners are processes of their own. The services
 * take fixed times: hearing 100 ms, the model's first token 50 ms, speaking 30 ms. Measured is the time from sending
 * `speech_end` to the first sound of the answer, less those 180 ms. Prints a Markdown row.
 */
const SESSIONS = Number(process.argv[2] ?? 1);
const SECONDS = Number(process.argv[3] ?? 30);
const SERVICES_MS = HEARS_MS + FIRST_TOKEN_MS + SPEAKS_MS;
const TURN_EVERY_MS = 5000;
const SESSIONS_PER_LEARNER = 10;
const WARM_UP_SECONDS = 10;

async function openSessions(url: string, tokens: string[], count: number): Promise<VoiceLearner[]> {
  const sessions: VoiceLearner[] = [];
  for (let n = 0; n < count; n += 1) {
    const token = tokens[n % tokens.length] ?? '';
    sessions.push(await VoiceLearner.open(url, token));
  }
  return sessions;
}

/** All sessions talk, spread over time, until the end. */
async function talk(learners: VoiceLearner[], seconds: number): Promise<void> {
  const begin = performance.now() + 200;
  const turns = Math.max(1, Math.floor((seconds * 1000) / TURN_EVERY_MS));
  await Promise.all(
    learners.map(async (learner, n) => {
      for (let turn = 0; turn < turns; turn += 1) {
        await learner.turn(begin + (turn + n / learners.length) * TURN_EVERY_MS);
      }
    }),
  );
}

function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

const server = await startVoiceServer('Leaves make sugar from light and air. Why light?');
try {
  const tokens: string[] = [];
  for (let n = 0; n < SESSIONS; n += SESSIONS_PER_LEARNER)
    tokens.push(await signUp(server.url, `learner${n}@example.org`));
  const warm = await openSessions(server.socketUrl, tokens, 1);
  await talk(warm, WARM_UP_SECONDS);
  for (const session of warm) session.close();
  await new Promise((resolve) => setTimeout(resolve, 500));
  const idle = await server.use();
  const learners = await openSessions(server.socketUrl, tokens, SESSIONS);
  const before = await server.use();
  const startedAt = performance.now();
  const half = new Promise<Use>((resolve) => setTimeout(() => resolve(server.use()), SECONDS * 500));
  await talk(learners, SECONDS);
  const during = await half;
  const after = await server.use();
  const waits = learners.flatMap((learner) => learner.waits).map((ms) => ms - SERVICES_MS);
  const late = learners.flatMap((learner) => learner.lateness);
  const cpu = ((after.cpuMs - before.cpuMs) / (performance.now() - startedAt) / SESSIONS) * 100;
  const kb = (bytes: number) => (bytes / 1024 / SESSIONS).toFixed(0);
  const cells = [
    SESSIONS,
    waits.length,
    percentile(waits, 0.5).toFixed(1),
    percentile(waits, 0.95).toFixed(1),
    Math.max(...waits).toFixed(1),
    `${cpu.toFixed(2)} %`,
    kb(during.heapBytes - idle.heapBytes),
    kb(during.rssBytes - idle.rssBytes),
    percentile(late, 0.95).toFixed(1),
  ];
  console.log(
    '| sessions | turns | p50 ms | p95 ms | max ms | of a core a session | KB a session, held | KB a session, RSS | load p95 late ms |',
  );
  console.log('|---|---|---|---|---|---|---|---|---|');
  console.log(`| ${cells.join(' | ')} |`);
  for (const learner of learners) learner.close();
} finally {
  await server.stop();
}
