import { expect, it } from 'vitest';
import { ask, takeSample } from '../support/app.ts';
import { phone } from '../support/browser.ts';
import { cite, gate, say, sayWords } from '../support/fake-messages-api.ts';
import { startLearner } from '../support/learner.ts';

it('a talk that is left stays left while the next page is still being loaded', async () => {
  await using learner = await startLearner({ ...phone, serviceWorkers: 'block' });
  const { page, app } = learner;
  await takeSample(page);
  app.api.reply(...sayWords('Leaves look green because of a dye.'), cite(1), ...say(' Which one?'));
  await page.goto('/talk?new=1');
  await ask(page, 'Why are leaves green?');
  await page.locator('.message.tutor.complete').waitFor();
  const asked = gate();
  const rest = gate();
  await page.route('**/assets/document-page-*.js', async (route) => {
    asked.open();
    await rest.opened;
    await route.continue();
  });
  await page.getByRole('button', { name: /^Source 1/ }).click();
  await page.getByRole('link', { name: 'Open in library' }).click();
  await asked.opened;
  // The talk that is still on the screen has had the time to do what it should not: to open itself once more.
  await page.locator('.message.tutor.complete').waitFor();
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  rest.open();
  await page.locator('article mark').waitFor();
  expect(new URL(page.url()).pathname).toMatch(/^\/library\//);
});
