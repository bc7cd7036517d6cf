import { cutAtWord } from '../src/voice/word-cut.ts';
import { signUp } from '../test/support/server-process.ts';
import { storedOtherwise, toldOtherwise } from './heard-keeping.ts';
import { HeardPlayer, type Interruption, WAYS } from './heard-player.ts';
import { startVoiceServer } from './voice-children.ts';

/**
 * Compares what the server keeps as heard with what was played: `node load/heard-exactness.ts [interruptions] [seed]`. Ten
 * clients of the browser's protocol play answers up to random places and interrupt them there: by hand, by their voice, and by
 * their voice with a report that is late. What is told as heard is held against what was played, and what is stored and what
 * the model is told with the next questions against that. Prints Markdown.
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
const WHOLE = SENTENCES.join(' ');

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

/** What came of the interruptions of one way. */
interface Score {
  count: number;
  beyond: number;
  mostBeyond: number;
  wordsBehind: number;
  charsBehind: number;
}

function add(score: Score, { heard, playedChars }: Interruption): void {
  const tooMuch = Math.max(0, heard.length - playedChars);
  score.count += 1;
  score.beyond += tooMuch;
  score.mostBeyond = Math.max(score.mostBeyond, tooMuch);
  score.charsBehind += Math.max(0, playedChars - heard.length);
  // Whole words that were played and are not kept.
  const due = cutAtWord(WHOLE, playedChars).trimEnd();
  if (due.length > heard.length) score.wordsBehind += due.slice(heard.length).trim().split(/\s+/u).length;
}

// The sound of a sentence comes in many pieces, none of which ends with a frame.
const server = await startVoiceServer(WHOLE, { PIECE_MS: '70' });
try {
  const token = await signUp(server.url);
  let left = INTERRUPTIONS;
  let otherwise = 0;
  const scores = WAYS.map((): Score => ({ count: 0, beyond: 0, mostBeyond: 0, wordsBehind: 0, charsBehind: 0 }));
  const work = async (n: number) => {
    const player = await HeardPlayer.open(server.socketUrl, token, randomFrom(SEED + n));
    const turns: Interruption[] = [];
    while (left > 0) {
      left -= 1;
      const one = await player.interrupt(turns.length > 0 && turns.at(-1)?.way !== 'by hand', SENTENCES);
      turns.push(one);
      const score = scores[WAYS.indexOf(one.way)];
      if (score) add(score, one);
    }
    player.close();
    otherwise += await storedOtherwise(server.url, token, player.conversationId, turns);
    return turns;
  };
  const talks = await Promise.all(Array.from({ length: CLIENTS }, (_, n) => work(n)));
  console.log(
    '| interruptions | how | characters beyond what was played | most at once | whole words behind | characters behind, mean |',
  );
  console.log('|---|---|---|---|---|---|');
  for (const [place, { count, beyond, mostBeyond, wordsBehind, charsBehind }] of scores.entries()) {
    const cells = [count, WAYS[place], beyond, mostBeyond, wordsBehind, (charsBehind / count).toFixed(1)];
    console.log(`| ${cells.join(' | ')} |`);
  }
  const contexts = await server.contexts();
  const { wrong, missing } = toldOtherwise(contexts, talks);
  console.log(`stored otherwise than told: ${otherwise}`);
  console.log(`of ${contexts.length} requests to the model with other words than were heard: ${wrong}`);
  console.log(`answers that no request came after with what was heard of them: ${missing}`);
} finally {
  await server.stop();
}
