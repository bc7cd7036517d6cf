import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { sessionCookieName } from '../../src/accounts/principal.ts';
import { hashSecret, newSecret } from '../../src/accounts/secrets.ts';
import { createSessions } from '../../src/accounts/sessions.ts';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { newId } from '../../src/ids.ts';
import { HEARTBEAT_MS } from '../../src/protocol/limits.ts';
import { openTestDatabase } from '../support/databases.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { RealtimeClient } from '../support/realtime-client.ts';
import { addLearner, type RealtimeNode, startNode } from '../support/realtime-node.ts';

describe('a socket over time', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let clock: FakeClock;
  let node: RealtimeNode;

  beforeEach(async () => {
    database = await openTestDatabase('sqlite');
    clock = new FakeClock(Date.now());
    node = await startNode({ stores: database.stores, clock });
  });
  afterEach(async () => {
    await node.stop();
    await database.drop();
  });

  /** A client signed in on a page of the app. */
  async function openWithCookie(learnerId: string, expiresAt = Date.now() + 60 * 60_000) {
    const token = newSecret();
    const id = newId();
    const now = Date.now();
    const device = { userAgent: 'test', address: '127.0.0.1', createdAt: now, lastSeenAt: now, expiresAt };
    await database.stores.sessions.create({ id, learnerId, tokenHash: hashSecret(token), ...device });
    const headers = { Cookie: `${sessionCookieName(false)}=${token}` };
    const socket = new WebSocket(node.url, 'lva.v1', { headers, origin: `http://127.0.0.1:${node.port}` });
    const client = new RealtimeClient(socket);
    await once(socket, 'open');
    await client.hello();
    return { client, id };
  }

  it('is asked every 20 s whether it is still there, and stays as long as it answers', async () => {
    const { token } = await addLearner(database.stores);
    const client = await node.connect(token);
    await client.hello();
    for (let beat = 0; beat < 5; beat += 1) {
      const ping = once(client.socket, 'ping');
      clock.advance(HEARTBEAT_MS);
      await ping;
      // The answer to a message shows that the pong before it has arrived.
      client.send({ type: 'nothing' });
      await client.next('error');
    }
    expect(client.socket.readyState).toBe(WebSocket.OPEN);
    client.socket.terminate();
  });

  it('is closed with 4408 after two pings without an answer', async () => {
    const { token } = await addLearner(database.stores);
    const client = await RealtimeClient.open(node.url, token, { autoPong: false });
    await client.hello();
    clock.advance(2 * HEARTBEAT_MS);
    client.send({ type: 'nothing' });
    await client.next('error');
    clock.advance(HEARTBEAT_MS);
    expect(await client.closed).toEqual({ code: 4408, reason: 'no pong' });
  });

  it('is closed with 4401 when the sign-in has run out: with the next message, or the next heartbeat', async () => {
    const { learnerId } = await addLearner(database.stores);
    const expiresAt = clock.now() + 15_000;
    const { client: talking } = await openWithCookie(learnerId, expiresAt);
    const { client: silent } = await openWithCookie(learnerId, expiresAt);
    clock.advance(14_999);
    talking.ask(newId());
    await talking.next('turn_end');
    clock.advance(1);
    talking.ask(newId());
    expect(await talking.closed).toEqual({ code: 4401, reason: 'session expired' });
    expect(silent.socket.readyState).toBe(WebSocket.OPEN);
    clock.advance(HEARTBEAT_MS - 15_000);
    expect(await silent.closed).toEqual({ code: 4401, reason: 'session expired' });
  });

  it('is closed with 4401 when its learner signs this device out, and not the others', async () => {
    const { learnerId, token } = await addLearner(database.stores);
    const phone = await openWithCookie(learnerId);
    const laptop = await openWithCookie(learnerId);
    const other = await node.connect(token);
    await other.hello();
    const sessions = createSessions({ store: database.stores.sessions, signals: node.signals, clock: systemClock });
    await sessions.revoke(learnerId, phone.id);
    expect(await phone.client.closed).toEqual({ code: 4401, reason: 'signed out' });
    for (const client of [laptop.client, other]) {
      client.send({ type: 'nothing' });
      await client.next('error');
    }
    await node.signals.publish({ type: 'signed_out', learnerId, exceptCredentialId: laptop.id });
    expect(await other.closed).toMatchObject({ code: 4401 });
    laptop.client.send({ type: 'nothing' });
    await laptop.client.next('error');
    await node.signals.publish({ type: 'signed_out', learnerId });
    expect(await laptop.client.closed).toMatchObject({ code: 4401 });
  });

  it('is closed with 4401 at the next heartbeat when the news of its sign-out was lost', async () => {
    const { learnerId } = await addLearner(database.stores);
    const phone = await openWithCookie(learnerId);
    const laptop = await openWithCookie(learnerId);
    await database.stores.sessions.remove(learnerId, phone.id);
    clock.advance(HEARTBEAT_MS);
    expect(await phone.client.closed).toEqual({ code: 4401, reason: 'signed out' });
    laptop.client.send({ type: 'nothing' });
    await laptop.client.next('error');
  });

  it('stays when a sign-in can’t be looked at again', async () => {
    const { learnerId } = await addLearner(database.stores);
    const { client } = await openWithCookie(learnerId);
    const find = vi.spyOn(database.stores.sessions, 'findByTokenHash').mockRejectedValue(new Error('away'));
    clock.advance(HEARTBEAT_MS);
    await expect.poll(() => find.mock.settledResults[0]?.type).toBe('rejected');
    client.send({ type: 'nothing' });
    await client.next('error');
    find.mockRestore();
  });
});
