import { unavailable } from '../../src/errors.ts';
import type { AnswerEvent, Question } from '../../src/tutor/tutor.ts';
import type { FakeClock } from './fake-clock.ts';
import { citing, delta, end, Gate, ScriptedTutor, type Step, sentence } from './scripted-tutor.ts';
import type { TalkScript } from './talk-script.ts';

/** Answers each question with the script's next answer; one that is asked again, also early on a guess, with the same. */
export class TalkTutor extends ScriptedTutor {
  readonly #answers: TalkScript['answers'];
  readonly #clock: FakeClock;
  readonly #questions: string[] = [];

  constructor(answers: TalkScript['answers'], clock: FakeClock) {
    super();
    this.#answers = answers;
    this.#clock = clock;
  }

  override answer(question: Question, signal: AbortSignal): AsyncGenerator<AnswerEvent> {
    const own = this.#answers.find((answer) => typeof answer !== 'string' && answer.to === question.text);
    if (!own && !this.#questions.includes(question.text)) this.#questions.push(question.text);
    const answer = own ?? this.#answers[this.#questions.indexOf(question.text)];
    if (answer !== undefined) this.next(...stepsOf(answer, this.#clock));
    return super.answer(question, signal);
  }
}

/** What a tutor does for one answer of a script. */
function stepsOf(answer: TalkScript['answers'][number], clock: FakeClock): Step[] {
  const { text, thinking, fails, cites = [] } = typeof answer === 'string' ? { text: answer } : answer;
  const steps: Step[] = [];
  if (thinking !== undefined) {
    const gate = new Gate();
    void gate.reached.then(() => clock.after(thinking, () => gate.open()));
    steps.push(gate);
  }
  const { found, behind } = citing(cites);
  steps.push(...found);
  for (const [index, part] of text
    .split(/(?<=[.!?。？！])\s*/u)
    .filter((said) => said !== '')
    .entries()) {
    steps.push(delta(index === 0 ? part : ` ${part}`), sentence(index, part), ...behind(index));
  }
  if (fails) return [...steps, unavailable('model_unreachable', 'The model is down.')];
  return [...steps, end];
}
