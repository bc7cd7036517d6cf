import type { Stores } from '../../src/adapters/knex/stores.ts';
import { AppError, unavailable } from '../../src/errors.ts';
import type { AnswerEvent, Question } from '../../src/tutor/tutor.ts';
import { FakeClock } from './fake-clock.ts';
import { addLearner, startNode } from './realtime-node.ts';
import { ScriptedSpeechToText, type ScriptedStretch } from './scripted-speech-to-text.ts';
import { delta, end, Gate, ScriptedTutor, type Step, sentence } from './scripted-tutor.ts';
import { ScriptedVoice } from './scripted-voice.ts';
import type { TalkScript } from './talk-script.ts';
import type { Voice } from './talk-timeline.ts';

/** The first sample of a voice tells the recogniser which one it is. */
const FIRST_SAMPLE = 3_000;
/** A streaming recogniser tells one word more in so many ms of sound. */
const MS_PER_WORD = 350;

/** A server with its doors, real stores, and services that do what a talk's script says, in the script's time. */
export async function startTalkWorld(script: TalkScript, voices: Voice[], stores: Stores) {
  const clock = new FakeClock();
  const stt = new ScriptedSpeechToText(script.recogniser.streaming);
  const tts = new ScriptedVoice();
  const tutor = new TalkTutor(script.answers, clock);
  const services = { hearing: true };
  stt.onStretch = (stretch) => void recognise(stretch);
  const node = await startNode({ stores, tutor, tts, stt, clock, turnClock: clock });
  const learner = await addLearner(stores);

  async function recognise(stretch: ScriptedStretch): Promise<void> {
    if (script.recogniser.streaming) stretch.onSound = () => tellWords(stretch);
    await stretch.heardAll;
    stretch.onSound = undefined;
    const works = services.hearing;
    clock.after(script.recogniser.ms, () => {
      if (works) stretch.end(wordsOf(stretch));
      else stretch.fail(unavailable('stt_unreachable', 'The recogniser is down.'));
    });
  }

  function tellWords(stretch: ScriptedStretch): void {
    const words = wordsOf(stretch).split(' ');
    const heard = words.slice(0, Math.floor(stretch.samples / 16 / MS_PER_WORD)).join(' ');
    if (heard !== '' && services.hearing) stretch.partial(heard);
  }

  function wordsOf({ firstSample = 0 }: ScriptedStretch): string {
    return voices[firstSample - FIRST_SAMPLE]?.words ?? '';
  }

  return {
    clock,
    node,
    tutor,
    learner,
    setHearing(works: boolean): void {
      services.hearing = works;
    },
    setSpeaking(works: boolean): void {
      tts.broken = works ? undefined : new AppError({ code: 'tts_failed', status: 502, message: 'x', retryable: true });
    },
    /** Sound of the voice with this index. */
    soundOf: (voice: number, ms: number): Int16Array => new Int16Array(ms * 16).fill(FIRST_SAMPLE + voice),
    /** What shows that something is still going on. */
    activity: (): string =>
      [tts.said.length, tts.running, tutor.asked.length, tutor.running, stt.stretches.length, clock.waiting].join(),
  };
}

/** Answers each question with the script's next answer; one that is asked again, also early on a guess, with the same. */
class TalkTutor extends ScriptedTutor {
  readonly #answers: TalkScript['answers'];
  readonly #clock: FakeClock;
  readonly #questions: string[] = [];

  constructor(answers: TalkScript['answers'], clock: FakeClock) {
    super();
    this.#answers = answers;
    this.#clock = clock;
  }

  override answer(question: Question, signal: AbortSignal): AsyncGenerator<AnswerEvent> {
    if (!this.#questions.includes(question.text)) this.#questions.push(question.text);
    const answer = this.#answers[this.#questions.indexOf(question.text)];
    if (answer !== undefined) this.next(...stepsOf(answer, this.#clock));
    return super.answer(question, signal);
  }
}

/** What a tutor does for one answer of a script. */
function stepsOf(answer: TalkScript['answers'][number], clock: FakeClock): Step[] {
  const { text, thinking, fails } = typeof answer === 'string' ? { text: answer } : answer;
  const steps: Step[] = [];
  if (thinking !== undefined) {
    const gate = new Gate();
    void gate.reached.then(() => clock.after(thinking, () => gate.open()));
    steps.push(gate);
  }
  for (const [index, part] of text
    .split(/(?<=[.!?。？！])\s*/u)
    .filter((said) => said !== '')
    .entries()) {
    steps.push(delta(index === 0 ? part : ` ${part}`), sentence(index, part));
  }
  if (fails) return [...steps, unavailable('model_unreachable', 'The model is down.')];
  return [...steps, end];
}
