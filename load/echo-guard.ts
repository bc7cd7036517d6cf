import { execFileSync } from 'node:child_process';
import { createSileroVoiceActivity } from '../src/adapters/silero/voice-activity.ts';
import { systemClock } from '../src/adapters/system/clock.ts';
import { CLEARLY_LOUDER_DB, GUARDS, VoiceDetector } from '../src/client/audio/voice-detector.ts';
import { createLogger } from '../src/logger.ts';

/**
 * How often the tutor's own sound from a loudspeaker interrupts it, and how often a learner who speaks over it is not heard:
 * `node load/echo-guard.ts`. The tutor is espeak-ng, 90 ms late and with a room's reverb, three sentences an answer, up to 2 dB
 * softer or louder one by one, at levels from a poor echo canceller to a good one; the learner is other voices of espeak-ng over
 * that, at levels from a whisper to a clear voice. Both go through the real guard and the real model. Levels are root mean squares
 * of the voice, dB of full scale.
 */
const RATE = 16_000;
const FRAME = 512;
const ECHOES = [-25, -35, -45, -55, -65];
const LEARNERS = [-20, -30, -40];
/** A learner interrupts so long after the tutor has begun, s. */
const OVER_AT = 4;

const TUTOR = [
  'Leaves hold a green dye called chlorophyll, which catches the light of the sun and turns it into sugar.',
  'The Roman Republic ended when one man held all of its offices at once, and the senate could no longer refuse him.',
  'A force is what changes how something moves: without one, it goes on as it was, for ever and in a straight line.',
  'Try it yourself. If a train leaves at nine and travels for two hours, when does it arrive, and how far has it come?',
  'Whales are mammals: they breathe air, they are warm, and they feed their young with milk, as we do.',
  'Think of a dark room in which a plant is kept for a week. What would you expect to see when you open the door?',
];
const LEARNER = [
  'Wait, I have a question.',
  'No, stop.',
  'What does that mean?',
  'Can you say it again?',
  'Yes, I know.',
];
/** By how much the three sentences of an answer differ, dB. */
const SENTENCES = [
  [0, -2, 2],
  [2, -2, 0],
  [-2, 2, -2],
  [2, 0, -2],
  [-2, 0, 2],
  [0, 2, -2],
  [0, 0, 0],
  [-2, -2, 2],
  [2, 2, -2],
  [-1, 1, 0],
  [1, -1, 1],
  [-2, 2, 2],
];
const VOICES = ['en-us+f3', 'en-gb+m3', 'en-us+f5', 'en-gb-scotland+m7'];

const RAW = ['-t', 'raw', '-r', String(RATE), '-e', 'signed', '-b', '16', '-c', '1'];

/** What espeak-ng says, through sox's effects. */
function said(text: string, voice: string, effects: string[]): Float32Array {
  const wav = execFileSync('espeak-ng', ['-v', voice, '--stdout', text], { maxBuffer: 1 << 26 });
  const raw = execFileSync('sox', ['-R', '-t', 'wav', '-', ...RAW, '-', ...effects], {
    input: wav,
    maxBuffer: 1 << 26,
  });
  return Float32Array.from({ length: raw.length >> 1 }, (_, at) => raw.readInt16LE(at * 2) / 32_768);
}

/** The same sound, this loud where it is a voice. */
function atLevel(samples: Float32Array, db: number): Float32Array {
  const voiced = samples.filter((sample) => Math.abs(sample) > 0.005);
  const rms = Math.sqrt(voiced.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, voiced.length));
  return samples.map((sample) => (sample * 10 ** (db / 20)) / rms);
}

/** A quiet room, and the given sounds in it from their seconds on. */
function mixed(...sounds: [Float32Array, number][]): Float32Array {
  const length = Math.max(...sounds.map(([samples, at]) => samples.length + at * RATE)) + RATE;
  let seed = 1;
  const room = new Float32Array(Math.ceil(length)).map(() => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return (seed / 2 ** 31 - 0.5) * 0.001;
  });
  for (const [samples, at] of sounds)
    samples.forEach((sample, i) => {
      const place = Math.floor(at * RATE) + i;
      room[place] = (room[place] ?? 0) + sample;
    });
  return room;
}

const activity = createSileroVoiceActivity({
  clock: systemClock,
  logger: createLogger({ level: 'warn', pretty: false }),
});

/** How sure the model is of each frame. */
async function probabilities(sound: Float32Array): Promise<number[]> {
  const detector = activity.open();
  const sure: number[] = [];
  for (let at = 0; at + FRAME <= sound.length; at += FRAME) {
    const frame = Int16Array.from(sound.subarray(at, at + FRAME), (sample) => Math.round(sample * 32_767));
    sure.push(await detector.probability(frame));
  }
  return sure;
}

/** When the guard lets a voice through, s. */
async function interruptions({ sound, sure }: Case, louderDb: number): Promise<number[]> {
  let frame = 0;
  const at: number[] = [];
  const detector = new VoiceDetector(
    {
      process: async () => ({ isSpeech: sure[frame] ?? 0, notSpeech: 1 - (sure[frame] ?? 0) }),
      reset_state: () => undefined,
    },
    {
      voice: () => at.push((frame * FRAME) / RATE),
      silence: () => undefined,
      misfire: () => undefined,
      failed: (error) => {
        throw error;
      },
    },
    { guards: GUARDS, louderDb },
  );
  detector.guard('loudspeaker');
  for (; frame < sure.length; frame += 1) {
    detector.frame(sound.subarray(frame * FRAME, (frame + 1) * FRAME));
    await detector.idle();
  }
  return at;
}

/** One of the tutor's answers. */
function answer(number: number): Float32Array {
  const sentences = (SENTENCES[number] ?? []).map((db, at) => {
    const text = TUTOR[(number + at * (number < TUTOR.length ? 1 : 2)) % TUTOR.length] ?? '';
    return atLevel(said(text, 'en', ['pad', '0.09', '0', 'reverb', '35']), db - 20);
  });
  return Float32Array.from(sentences.flatMap((sentence) => [...sentence]));
}

const tutors = SENTENCES.map((_, number) => answer(number));
const learners = LEARNER.flatMap((text) => VOICES.map((voice) => said(text, voice, [])));

interface Case {
  echo: number;
  learner: number | undefined;
  sound: Float32Array;
  sure: number[];
  /** When the learner has said it, s. */
  until: number;
}

async function caseOf(echo: number, learner: number | undefined, sound: Float32Array, until = 0): Promise<Case> {
  return { echo, learner, sound, sure: await probabilities(sound), until };
}
const cases: Case[] = [];
for (const echo of ECHOES) {
  for (const tutor of tutors) cases.push(await caseOf(echo, undefined, mixed([atLevel(tutor, echo), 0])));
  for (const learner of LEARNERS) {
    for (const [number, voice] of learners.entries()) {
      const tutor = tutors[number % tutors.length] ?? voice;
      const over = mixed([atLevel(tutor, echo), 0], [atLevel(voice, learner), OVER_AT]);
      cases.push(await caseOf(echo, learner, over, OVER_AT + voice.length / RATE));
    }
  }
}
await activity.close();

const RULES: [string, number][] = [
  ['the model alone', Number.NEGATIVE_INFINITY],
  ['3 dB louder', 3],
  ['5 dB louder', 5],
  [`${CLEARLY_LOUDER_DB} dB louder`, CLEARLY_LOUDER_DB],
];
console.log(
  `answers of the tutor alone: ${tutors.length} at each level; interruptions by a learner: ${learners.length} at each`,
);
for (const [name, louderDb] of RULES) {
  for (const echo of ECHOES) {
    const here = cases.filter((one) => one.echo === echo);
    const alone = here.filter(({ learner }) => learner === undefined);
    let wrong = 0;
    for (const one of alone) if ((await interruptions(one, louderDb)).length > 0) wrong += 1;
    const missed = await Promise.all(
      LEARNERS.map(async (level) => {
        const over = here.filter(({ learner }) => learner === level);
        let heard = 0;
        for (const one of over) {
          const at = await interruptions(one, louderDb);
          if (at.some((time) => time >= OVER_AT && time <= one.until)) heard += 1;
        }
        return `${over.length - heard}`;
      }),
    );
    console.log(`| ${name} | ${echo} | ${wrong} of ${alone.length} | ${missed.join(' | ')} |`);
  }
}
