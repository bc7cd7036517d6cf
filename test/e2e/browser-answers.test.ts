import { describe, expect, it } from 'vitest';
import { accessibilityViolations } from '../support/accessibility.ts';
import { ask } from '../support/app.ts';
import { keepPicture } from '../support/browser.ts';
import { cite, sayWords } from '../support/fake-messages-api.ts';
import { learnerOnPhone } from '../support/learner.ts';

const TABLE = `Two stages:

| Stage | Where | What goes in | What comes out |
|---|---|---|---|
| Light reactions | Thylakoid membranes | Water, light | Oxygen, ATP |
| Calvin cycle | Stroma | Carbon dioxide, ATP | Sugar |

Which of them needs light?`;
const CODE = `Count them:

\`\`\`python
def leaves(branches):
    # a **branch** bears seven, more than fit into the width of a phone
    return 7 * branches
\`\`\`

How many on two?`;
const ARABIC = 'الأوراق خضراء بسبب الكلوروفيل (chlorophyll). ما رأيك؟';

describe('answers on a phone', () => {
  const learner = learnerOnPhone();

  async function isAnswered(answer: string, question: string): Promise<void> {
    const { page } = learner;
    await page.goto('/talk?new=1');
    learner.app.api.reply(...sayWords(answer), cite(1));
    await ask(page, question);
    await page.locator('.message.tutor.complete').waitFor();
  }

  it('show a table with whole words, right below the text before it', async () => {
    const { page } = learner;
    await isAnswered(TABLE, 'Why do leaves look green, in a table?');
    await page.getByRole('cell', { name: 'Light reactions' }).waitFor();
    // "reactions" stands on one line: its letters are in one box.
    const broken = await page.evaluate<boolean>(`(() => {
      const words = document.querySelector('.answer-table td').firstChild;
      const range = document.createRange();
      range.setStart(words, words.data.indexOf('reactions'));
      range.setEnd(words, words.data.length);
      return range.getClientRects().length > 1;
    })()`);
    expect(broken).toBe(false);
    const table = await page.getByRole('table').boundingBox();
    const after = await page.locator('.message.tutor p').last().boundingBox();
    expect((after?.y ?? 0) - ((table?.y ?? 0) + (table?.height ?? 0))).toBeLessThan(30);
    await keepPicture(page, 'phone-answer-table');
    expect(await accessibilityViolations(page)).toEqual([]);
  });

  it('show code as it was written, in lines that are moved sideways', async () => {
    const { page } = learner;
    await isAnswered(CODE, 'Why do leaves look green, in code?');
    const code = page.getByRole('region', { name: 'Code' });
    expect(await code.textContent()).toBe(CODE.split('```')[1]?.replace(/^python\n|\n$/g, ''));
    expect(await code.evaluate((box) => box.scrollWidth > box.clientWidth)).toBe(true);
    await keepPicture(page, 'phone-answer-code');
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.reload();
    await code.getByText('return 7 * branches').waitFor();
  });

  it('run from right to left where their language does', async () => {
    const { page } = learner;
    await isAnswered(ARABIC, 'لماذا leaves look green?');
    const places = await page.evaluate<{ first: number; last: number }>(`(() => {
      const answer = document.querySelector('.message.tutor p');
      const at = (words) => {
        const walker = document.createTreeWalker(answer, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          const start = node.data.indexOf(words);
          if (start < 0) continue;
          const range = document.createRange();
          range.setStart(node, start);
          range.setEnd(node, start + words.length);
          return range.getBoundingClientRect();
        }
      };
      return { first: at('الأوراق').right, last: at('(chlorophyll').left };
    })()`);
    expect(places.first).toBeGreaterThan(places.last);
    const edge = await page.locator('.message.tutor p').boundingBox();
    expect(Math.abs(places.first - ((edge?.x ?? 0) + (edge?.width ?? 0)))).toBeLessThan(3);
    await keepPicture(page, 'phone-answer-arabic');
  });

  it('are asked about in the words of their passage, without its marks', async () => {
    const { page } = learner;
    await isAnswered('Leaves are green.', 'Why do leaves look green?');
    await page.getByRole('button', { name: /^Source 1/ }).click();
    await page.getByRole('button', { name: 'Ask about this' }).click();
    await expect.poll(() => page.getByLabel('Your question').inputValue()).toBe('About “Where it happens”: ');
  });
});
