import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectComplaints, keepPicture } from '../support/browser.ts';
import { LearnersApp, PAGE_NAMES } from '../support/learners-app.ts';

/** Narrow as a phone, or as a desktop window zoomed to 400 %. */
const narrow = { width: 320, height: 640 };

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}
const noBox: Box = { x: 0, y: 0, width: 0, height: 0 };

function overlap(a: Box, b: Box): boolean {
  return a.x + a.width > b.x + 1 && b.x + b.width > a.x + 1 && a.y + a.height > b.y + 1 && b.y + b.height > a.y + 1;
}

describe('every page, for everybody', () => {
  let app: LearnersApp;
  beforeAll(async () => {
    app = await LearnersApp.start();
  });
  afterAll(() => app[Symbol.asyncDispose]());

  it('needs no sideways scrolling at 320 px', async () => {
    for (const name of PAGE_NAMES) {
      const page = await app.show(name, narrow);
      const overflow = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      await keepPicture(page, `narrow-${name.replace(' ', '-')}`);
      expect({ name, overflow }).toEqual({ name, overflow: 0 });
      await page.close();
    }
  });

  it('keeps the ways to ask apart and in sight in low windows: zoomed to 200 %, with a phone’s keyboard, lying', async () => {
    for (const [width, height] of [
      [640, 360],
      [390, 420],
      [844, 390],
      [375, 560],
    ] as const) {
      for (const path of ['/talk?new=1', app.talk]) {
        const page = await app.open(path, { width, height });
        const ways = [
          page.getByRole('button', { name: 'Microphone' }),
          page.getByRole('button', { name: /^Hold to talk/ }),
          page.getByRole('button', { name: 'Mute' }),
          page.getByLabel('Your question'),
          page.getByRole('navigation'),
        ];
        await ways[0]?.waitFor();
        await keepPicture(page, `low-${width}-${path === app.talk ? 'talk' : 'new-talk'}`);
        const boxes = (await Promise.all(ways.map((way) => way.boundingBox()))).map((box) => box ?? noBox);
        const overlapping = boxes.filter((box, at) => boxes.slice(at + 1).some((other) => overlap(box, other)));
        const outside = boxes.filter((box) => box.height === 0 || box.y + box.height > height + 1);
        expect({ width, height, path, overlapping, outside }).toMatchObject({ overlapping: [], outside: [] });
        await page.close();
      }
    }
  });

  it('gives every control a target of 44 px, in itself or around it', async () => {
    for (const name of PAGE_NAMES) {
      const page = await app.show(name);
      const small = await page.evaluate<
        string[]
      >(`[...document.querySelectorAll('button, a[href], summary, .mode-switch span, .search-places span, .choice')]
        .filter((element) => element.checkVisibility() && !element.matches('.skip-link, .chip'))
        .map((element) => [element, element.getBoundingClientRect()])
        .filter(([, box]) => box.height < 43.5 || box.width < 43.5)
        .map(([element, box]) => element.outerHTML.slice(0, 80) + ' ' + box.width + 'x' + box.height)`);
      expect({ name, small }).toEqual({ name, small: [] });
      await page.close();
    }
  });

  it('can be used by keyboard alone: ask, open the source, close it, land where one was', async () => {
    const page = await app.open(app.talk);
    const complaints = collectComplaints(page);
    const chip = page.getByRole('button', { name: /^Source 1/ });
    await chip.focus();
    await page.keyboard.press('Enter');
    await page.locator('dialog mark').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.className')).toBe('chip');
    await page.getByLabel('Your question').focus();
    await page.keyboard.type('one');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('two');
    expect(await page.getByLabel('Your question').inputValue()).toBe('one\ntwo');
    await page.keyboard.press('Enter');
    await page.locator('.message.learner').nth(1).waitFor();
    expect(await page.getByLabel('Your question').inputValue()).toBe('');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('shows the limit of a question before it is reached, and sends nothing beyond it', async () => {
    const page = await app.open('/talk?new=1');
    const input = page.getByLabel('Your question');
    await input.fill('x'.repeat(4000));
    await page.getByText('4000 of 4000 characters').waitFor();
    expect(await page.getByRole('button', { name: 'Send' }).isEnabled()).toBe(true);
    await input.fill('x'.repeat(4001));
    await page.getByText('4001 of 4000 characters').waitFor();
    expect(await page.getByRole('button', { name: 'Send' }).isEnabled()).toBe(false);
    await page.close();
  });
});
