import { describe, expect, it } from 'vitest';
import { signOutInApp } from '../support/app.ts';
import { deviceData } from '../support/device-data.ts';
import { gate } from '../support/fake-messages-api.ts';
import { learnerOnPhone } from '../support/learner.ts';

describe('signing out', () => {
  const learner = learnerOnPhone();

  it('leaves nothing of what the server was still sending', async () => {
    const { page } = learner;
    const asked = gate();
    const rest = gate();
    const done = gate();
    await page.route('**/api/documents/*/content', async (route) => {
      const response = await route.fetch();
      asked.open();
      await rest.opened;
      // Nobody waits for it any more, which is as it should be.
      await route.fulfill({ response }).catch(() => undefined);
      done.open();
    });
    await page.getByRole('link', { name: /How plants make their food/ }).click();
    await asked.opened;
    await signOutInApp(page);
    rest.open();
    await done.opened;
    // The page has been through what came, when it has had another answer.
    await page.evaluate("fetch('/api/auth/get-session').then((answer) => answer.text())");
    expect((await deviceData(page)).rows).toMatchObject({ contents: 0, documents: 0, files: 0 });
    expect((await page.getByRole('alert').allTextContents()).join('')).toBe('');
    // Whoever signs in next begins at the beginning.
    expect(new URL(page.url()).pathname).toBe('/');
  });
});
