import { mkdirSync } from 'node:fs';
import express from 'express';
import { pino } from 'pino';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Authenticator, Principal } from '../../src/accounts/principal.ts';
import { createEvents } from '../../src/events.ts';
import { createAdminRouter } from '../../src/http/admin.ts';
import { createErrorHandler } from '../../src/http/error-handler.ts';
import { createHealthCheck } from '../../src/http/health-check.ts';
import { securityHeaders } from '../../src/http/security-headers.ts';
import { serveClient } from '../../src/http/static-client.ts';
import { startMetricsSampling } from '../../src/jobs/sample-metrics.ts';
import { ServiceBoard } from '../../src/service-board.ts';
import { NO_TIMINGS } from '../../src/voice/turn-record.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { listen } from '../support/listen.ts';

const logger = pino({ level: 'silent' });
const ARGS = ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const usage = { inputTokens: 900, outputTokens: 100, cachedTokens: 0, costUsd: 0.0123 };
let browser: Browser;

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ARGS });
});
afterAll(() => browser.close());

/** The page as the server serves it, with real metrics of turns that the test makes up. */
async function open(options: { role?: Principal['role']; width?: number } = {}) {
  const clock = new FakeClock();
  const events = createEvents(logger);
  const board = new ServiceBoard();
  const history = await startMetricsSampling({
    registry: events.registry,
    clock,
    logger,
    sockets: () => 7,
    runningTurns: () => events.turns.live().length,
  });
  let role: Principal['role'] | undefined = options.role ?? 'admin';
  const authenticator: Authenticator = {
    authenticate: async () => role && { role, learnerId: '1', name: 'A', credentialId: '1', kind: 'session' },
  };
  const asking = { authenticator, secureCookies: false };
  const app = express();
  app.use(securityHeaders({ secure: false }));
  app.use(
    createAdminRouter({
      history,
      health: createHealthCheck({
        board,
        probes: [],
        isDraining: () => false,
        clock,
        logger,
        node: 'n',
        appVersion: '1',
      }),
      usage: {
        perDay: async () => [{ day: '2025-12-31', turns: 3, ...usage }],
        perModel: async () => [{ model: 'a-model', turns: 3, ...usage }],
        perLearner: async () => [{ learnerId: '1', name: 'Ada', turns: 3, ...usage }],
        slowest: async () => [
          {
            ...{
              turnId: 'slow-1',
              learnerName: 'Ada',
              askedAt: 0,
              totalMs: 4000,
              status: 'complete',
              model: 'a-model',
            },
            ...{ timings: { ...NO_TIMINGS, retrievalMs: 400, modelFirstTokenMs: 1600, firstSentenceMs: 2500 } },
            ...{ inputTokens: 900, outputTokens: 100 },
          },
        ],
      },
      calls: {
        recent: async () => [
          {
            ...{ id: 'call-1', callSid: 'CA1', conversationId: 't1', mode: 'relay', status: 'completed' },
            ...{ reconnects: 1, durationS: 125, costUsd: 0.24, startedAt: 0, endedAt: 125_000 },
          },
        ],
      },
      liveTurns: () => events.turns.live(),
      clock,
      logger,
      ...asking,
    }),
  );
  app.use(serveClient({ dir: `${process.cwd()}/dist/client`, ...asking }));
  app.use(createErrorHandler(logger));
  const server = await listen(app);
  const context = await browser.newContext({ viewport: { width: options.width ?? 1280, height: 900 } });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  onTestFinished(async () => {
    history.stop();
    await context.close();
    await server[Symbol.asyncDispose]();
  });
  const response = await page.goto(`${server.url}/admin`);
  const signOut = () => {
    role = undefined;
  };
  return { page, response, clock, events, board, server, complaints, signOut };
}

const tile = (page: Page, label: string) => page.locator('.tile', { hasText: label }).locator('dd');

describe("the operator's page", () => {
  it('shows what is wrong, what happens and what it cost, and follows it, within the content security policy', async () => {
    const { page, clock, events, board, complaints } = await open();
    await page.getByText('Live', { exact: true }).waitFor();
    expect(await tile(page, 'Open sockets').textContent()).toBe('7');
    expect(await page.getByText('No turn in the last ten minutes.').isVisible()).toBe(true);
    expect(await page.getByRole('row', { name: 'a-model 3 900 100 $0.0123' }).isVisible()).toBe(true);

    events.turns.started({
      turnId: '1',
      conversationId: 'c',
      learnerName: 'Grace',
      door: 'realtime',
      askedAt: clock.now(),
    });
    const timings = { ...NO_TIMINGS, retrievalMs: 20, modelFirstTokenMs: 420 };
    events.turns.started({ turnId: '2', conversationId: 'c', learnerName: 'Ada', door: 'rest', askedAt: clock.now() });
    events.turns.ended({
      turnId: '2',
      status: 'failed',
      door: 'rest',
      model: 'm',
      timings,
      totalMs: 1500,
      usage,
      errorCode: 'model_cut_off',
    });
    board.report('vectors', 'degraded', 'The vector store does not answer.');
    clock.advance(5000);

    await page.getByRole('row', { name: 'First token 420 ms 420 ms 420 ms' }).waitFor();
    await page.getByRole('row', { name: 'Grace realtime 5 s' }).waitFor();
    await page.getByRole('row', { name: 'turn model_cut_off 1' }).waitFor();
    await page.getByText('The vector store does not answer.').waitFor();
    await page.getByText('Degraded', { exact: true }).waitFor();
    expect(await tile(page, 'Turns a minute').textContent()).toBe('1');
    await page.locator('.u-legend', { hasText: 'First token' }).waitFor();
    expect(await page.locator('canvas').count()).toBe(7);
    mkdirSync('artifacts', { recursive: true });
    await page.screenshot({ path: 'artifacts/admin.png', fullPage: true });
    expect(complaints).toEqual([]);
  });

  it('opens a slow turn as a timeline of its stages', async () => {
    const { page, complaints } = await open();
    await page.getByText('2.5 s to the first sentence · Ada').click();
    for (const name of [
      'Retrieval 0 ms 400 ms',
      'First token 400 ms 1.6 s',
      'First sentence 2 s 500 ms',
      'Whole turn 0 ms 4 s',
    ])
      await page.getByRole('row', { name }).waitFor();
    const bars = await page.locator('.timeline .bar i').all();
    const boxes = await Promise.all(bars.map((bar) => bar.boundingBox()));
    const ends = boxes.map((box) => Math.round((box?.x ?? 0) + (box?.width ?? 0)));
    expect(ends).toEqual([...ends].sort((a, b) => a - b));
    expect((boxes[3]?.width ?? 0) / (boxes[1]?.width ?? 1)).toBeCloseTo(2.5, 1);
    await page.screenshot({ path: 'artifacts/admin-slow-turn.png' });
    expect(complaints).toEqual([]);
  });

  it('says when the stream is cut, keeps what it knew, and follows again afterwards', async () => {
    const { page, server } = await open();
    await page.getByText('Live', { exact: true }).waitFor();
    await page.route('**/api/admin/**', (route) => route.abort());
    server.cut();
    await page.getByRole('alert').filter({ hasText: 'The stream from the server is cut' }).waitFor();
    expect(await tile(page, 'Open sockets').textContent()).toBe('7');
    await page.unroute('**/api/admin/**');
    await page.getByText('Live', { exact: true }).waitFor();
  });

  it('tells an admin who was signed out so', async () => {
    const { page, clock, signOut } = await open();
    await page.getByText('Live', { exact: true }).waitFor();
    signOut();
    clock.advance(5000);
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
  });

  it('fits a phone without scrolling sideways', async () => {
    const { page } = await open({ width: 360 });
    await page.locator('canvas').first().waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
  });

  it('is not there for a learner', async () => {
    const { response } = await open({ role: 'learner' });
    expect(response?.status()).toBe(404);
  });
});
