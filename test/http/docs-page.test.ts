import { describe, expect, it, onTestFinished } from 'vitest';
import { collectComplaints, launchBrowser } from '../support/browser.ts';
import { openWorld } from './world.ts';

describe('the API reference in a browser', () => {
  it('shows the operations, asks no other server, and breaks no rule of the page', async () => {
    await using world = await openWorld();
    const browser = await launchBrowser();
    onTestFinished(() => browser.close());
    const page = await browser.newPage();
    const complaints = collectComplaints(page);
    const elsewhere: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(world.url) && !request.url().startsWith('data:')) elsewhere.push(request.url());
    });
    await page.goto(`${world.url}/docs`);
    await page.getByText('/api/conversations/{id}/messages').first().waitFor();
    await page.locator('#operations-Conversations-postMessage button').first().click();
    await page.getByText('never runs a second turn').waitFor();
    expect({ complaints, elsewhere }).toEqual({ complaints: [], elsewhere: [] });
  });
});
