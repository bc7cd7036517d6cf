import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { caller, EVERY_MS, FIXED_MS, type LoadCaller } from './call-callers.ts';
import { type CallMode, type CallServer, startCallServer } from './call-server.ts';
import { type SpokenQuestion, spokenQuestion } from './call-speech.ts';
import { FrameWheel } from './frame-wheel.ts';
import { percentile } from './percentile.ts';

/**
 * Measures what the server adds to a turn of a call: `node load/call-overhead.ts [--modes relay,stream] [--calls 1,50,200]
 * [--turns 5] [--profiles FOLDER]`. Server and model are processes of their own, this one is Twilio and the callers, all of them on one timer; each
 * asks every 6.4 s, spread evenly, and sends a quiet line's noise in between. The services take fixed times (hearing 100 ms, the model's first token 50 ms, speaking 30 ms), which are taken off,
 * and over Media Streams the 450 ms for which a question's end is waited for on purpose. Prints a Markdown table.
 */
const { values } = parseArgs({
  options: {
    modes: { type: 'string', default: 'relay,stream' },
    calls: { type: 'string', default: '1,50,200' },
    turns: { type: 'string', default: '5' },
    profiles: { type: 'string' },
  },
});
const MODES = values.modes.split(',').filter((mode): mode is CallMode => mode === 'relay' || mode === 'stream');
const CALLS = values.calls.split(',').map(Number);
const TURNS = Number(values.turns);
/** So long after the last call was taken its greeting has been said. */
const GREETING_MS = 4000;

async function measure(server: CallServer, mode: CallMode, count: number, question: SpokenQuestion): Promise<string> {
  const wheel = new FrameWheel();
  const idle = await server.held();
  const callers: LoadCaller[] = [];
  for (const phone of server.phones.slice(0, count)) {
    const call = await server.twilio.call(phone);
    if (mode === 'relay') await call.next();
    callers.push(caller(mode, call, question, wheel));
  }
  await sleep(GREETING_MS);
  const before = await server.use();
  const ownBefore = process.cpuUsage();
  wheel.lateness.length = 0;
  const begin = performance.now() + 200;
  const talks = callers.map((each, n) => each.talk(begin + (n * EVERY_MS) / count, TURNS));
  const times = (await Promise.all(talks)).flat().map((ms) => ms - FIXED_MS[mode]);
  const seconds = (performance.now() - begin) / 1000;
  const after = await server.use();
  const own = process.cpuUsage(ownBefore);
  const held = await server.held();
  const late = percentile(wheel.lateness, 0.95);
  wheel.stop();
  await Promise.all(callers.map((each) => each.close()));
  const cells = [
    ...[mode, count, times.length, count * TURNS - times.length],
    ...[percentile(times, 0.5), percentile(times, 0.95), percentile(times, 1)].map((ms) => ms.toFixed(1)),
    ((after.cpuMs - before.cpuMs) / seconds / 10).toFixed(1),
    ((after.threadMs - before.threadMs) / seconds / 10).toFixed(1),
    ((after.cpuMs - before.cpuMs) / seconds / 10 / count).toFixed(2),
    ((own.user + own.system) / 1000 / seconds / 10).toFixed(1),
    late.toFixed(1),
    ((held.heapBytes - idle.heapBytes) / 1024 / count).toFixed(0),
  ];
  return `| ${cells.join(' | ')} |`;
}

const question = await spokenQuestion();
const HEAD = [
  ...['mode', 'calls', 'turns', 'not answered in time', 'p50 over, ms', 'p95 over, ms', 'max ms'],
  ...[
    'server, % of a core',
    'its thread, %',
    '% of a core a call',
    'callers, % of a core',
    'callers late, p95 ms',
    'KB a call, held',
  ],
];
console.log(`| ${HEAD.join(' | ')} |\n|${'---|'.repeat(HEAD.length)}`);
for (const mode of MODES) {
  const server = await startCallServer(mode, Math.max(...CALLS), values.profiles);
  try {
    // The first turns of a process load what later ones have.
    await measure(server, mode, 1, question);
    for (const calls of CALLS) console.log(await measure(server, mode, calls, question));
  } finally {
    await server.stop();
  }
}
