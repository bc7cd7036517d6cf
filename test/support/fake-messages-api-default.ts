import { lastUserText, type RecordedRequest, searchResultsOf } from './fake-messages-api-request.ts';
import { cite, pause, type Reply, type Step, sayWords } from './fake-messages-api-script.ts';

/**
 * What the fake answers when no script says otherwise: one sentence that quotes and cites the first search result of the
 * request, and a question back. Without search results it says so.
 * @param wordMs pause before each word, for demos that should look like a model.
 */
export function answerFromFirstResult(request: RecordedRequest, wordMs = 0): Reply {
  const [first] = searchResultsOf(request.body);
  if (!first || lastUserText(request.body) === '') {
    return paced(sayWords('I find nothing about this in your material. What do you know about it already?'), wordMs);
  }
  const quote = first.content[0]?.text.replace(/\s+/gu, ' ').trim() ?? '';
  const ended = /[.!?。！？]$/u.test(quote) ? quote : `${quote}.`;
  return [
    ...paced(sayWords(`In ${first.title} I read: ${ended}`), wordMs),
    cite(1),
    ...paced(sayWords(' What does this tell you?'), wordMs),
  ];
}

function paced(steps: Step[], wordMs: number): Step[] {
  return wordMs > 0 ? steps.flatMap((step) => [pause(wordMs), step]) : steps;
}
