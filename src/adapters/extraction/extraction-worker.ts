import { getHeapStatistics } from 'node:v8';
import { parentPort } from 'node:worker_threads';
import { cleanText } from '../../languages/clean-text.ts';
import { CSV, DOCX, EPUB, HTML, MARKDOWN, PDF, PLAIN, PPTX } from '../../protocol/document-kinds.ts';
import type { ReadTask, ReadText, ThreadAnswer, ThreadResults, ThreadTask } from './extraction-messages.ts';
import { Refusal } from './refusals.ts';

type Reader = (task: ReadTask) => ReadText | Promise<ReadText>;

/** A parser is loaded when the first file of its kind comes. */
const readers: Record<string, () => Promise<Reader>> = {
  [PDF]: async () => (await import('./pdf.ts')).readPdf,
  [DOCX]: async () => (await import('./docx.ts')).readDocx,
  [PPTX]: async () => (await import('./pptx.ts')).readPptx,
  [EPUB]: async () => (await import('./epub.ts')).readEpub,
  [HTML]: async () => (await import('./html.ts')).readHtml,
  [CSV]: async () => (await import('./csv.ts')).readCsv,
  [PLAIN]: async () => readText,
  [MARKDOWN]: async () => readText,
};

type Result = ThreadResults[keyof ThreadResults];

async function resultOf(task: ThreadTask): Promise<Result> {
  switch (task.work) {
    case 'draw':
      return (await import('./pdf-drawing.ts')).drawPages(task);
    case 'shrink':
      return (await import('./shrink-image.ts')).shrinkImage(task);
    case 'measure':
      return (await import('./sound.ts')).measureSound(task);
    case 'decode':
      return (await import('./sound.ts')).decodeSound(task);
    case 'read':
      return read(task);
  }
}

async function read(task: ReadTask): Promise<ReadText> {
  const reader = await readers[task.kind]?.();
  if (!reader) throw new Error(`nothing reads ${task.kind}`);
  const { text, ...rest } = await reader(task);
  // Cleaning makes a text hardly shorter, and is not done for all of one that is far too long.
  return cleanText({ ...rest, text: text.slice(0, 2 * task.maxText) });
}

/** What is text already, and comes as UTF-8. */
function readText({ file }: ReadTask): ReadText {
  return { text: new TextDecoder().decode(file), pages: [] };
}

/** Does one piece of work, in a thread that can be stopped whatever the file does to it. */
async function answer(task: ThreadTask): Promise<ThreadAnswer<Result>> {
  return { outcome: 'done', result: await resultOf(task) };
}

/** Whatever a parser throws at a file that it does not understand: the file is damaged. */
function refusal(error: unknown): ThreadAnswer<Result> {
  const reason = error instanceof Refusal ? error.reason : 'damaged';
  return { outcome: 'refused', reason, detail: String(error).slice(0, 500) };
}

// One at a time: the next is sent when this one is answered.
parentPort?.on('message', async (task: ThreadTask) => {
  const answered = await answer(task).catch(refusal);
  parentPort?.postMessage({ answer: answered, bytesLeft: getHeapStatistics().external_memory });
});
