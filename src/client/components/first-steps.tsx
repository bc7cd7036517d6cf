import type { JSX } from 'preact';
import { useLocation } from 'preact-iso';
import { useApp } from '../app-parts.ts';
import { sampleText, sampleTitle } from '../library/sample.ts';
import { useTask } from './use-task.ts';

/** The first run: something to read, then talk; under a minute, no tour. */
export function FirstSteps({ inLibrary = false }: { inLibrary?: boolean }): JSX.Element {
  const { library } = useApp();
  const { route } = useLocation();
  const task = useTask();
  const takeSample = () =>
    task.run(async () => {
      await library.paste(sampleTitle, sampleText);
      route('/talk?new=1');
    });
  return (
    <section class="card first-steps" aria-labelledby="first-steps">
      <h2 id="first-steps">{inLibrary ? 'Nothing at hand?' : 'What would you like to learn from?'}</h2>
      <p>
        {inLibrary
          ? 'Take our short text on how plants make their food, and see how talking about it works.'
          : 'Give the tutor something to read: a chapter as PDF, the slides of a lecture, an e-book, your notes. It answers from that, and shows you where.'}
      </p>
      <div class="row">
        {inLibrary ? null : (
          <a class="button primary" href="/library">
            Add my material
          </a>
        )}
        <button type="button" class="button" disabled={task.running} onClick={takeSample}>
          {task.running ? 'One moment…' : 'Try with a sample'}
        </button>
      </div>
      <div role="alert">{task.problem ? <p class="problem-text">{task.problem}</p> : null}</div>
    </section>
  );
}
