import { cutAtWord } from '../src/voice/word-cut.ts';
import { signUp } from '../test/support/server-process.ts';
import { HeardPlayer } from './heard-player.ts';
import { startVoiceServer } from './voice-children.ts';

/**
 * Compares what the server keeps as heard with what was played: `node load/heard-exactness.ts [interruptions] [seed]`. Ten
 * clients of the browser's protocol play answers up to random places and interrupt them there, half of them by their voice.
 * Prints a Markdown row.
 */
const INTERRUPTIONS = Number(process.argv[2] ?? 1000);
const SEED = Number(process.argv[3] ?? 1);
const CLIENTS = 10;
const SENTENCES = [
  'Leaves make sugar from light, water and air.',
  'They take the air in through tiny openings on their lower side.',
  'Light falls on a green substance that keeps its energy for a moment.',
  'What could a leaf do with that energy at night?',
];

/** Small and fast, and the same again for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const server = await startVoiceServer(SENTENCES.join(' '));
try {
  const whole = SENTENCES.join(' ');
  const token = await signUp(server.url);
  let left = INTERRUPTIONS;
  let beyond = 0;
  let mostBeyond = 0;
  let wordsBehind = 0;
  let charsBehind = 0;
  let byVoice = 0;
  const work = async (n: number) => {
    const player = await HeardPlayer.open(server.socketUrl, token, randomFrom(SEED + n));
    let asked = false;
    while (left > 0) {
      left -= 1;
      const one = await player.interrupt(asked, SENTENCES);
      asked = one.byVoice;
      if (one.byVoice) byVoice += 1;
      const tooMuch = Math.max(0, one.heard.length - one.playedChars);
      beyond += tooMuch;
      mostBeyond = Math.max(mostBeyond, tooMuch);
      charsBehind += Math.max(0, one.playedChars - one.heard.length);
      // Whole words that were played and are not kept.
      const due = cutAtWord(whole, one.playedChars).trimEnd();
      if (due.length > one.heard.length) wordsBehind += due.slice(one.heard.length).trim().split(/\s+/u).length;
    }
    player.close();
  };
  await Promise.all(Array.from({ length: CLIENTS }, (_, n) => work(n)));
  console.log(
    '| interruptions | by voice | characters beyond what was played | most at once | whole words behind | characters behind, mean |',
  );
  console.log('|---|---|---|---|---|---|');
  const cells = [INTERRUPTIONS, byVoice, beyond, mostBeyond, wordsBehind, (charsBehind / INTERRUPTIONS).toFixed(1)];
  console.log(`| ${cells.join(' | ')} |`);
} finally {
  await server.stop();
}
