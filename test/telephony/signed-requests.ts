import { once } from 'node:events';
import { WebSocket } from 'ws';
import { newSid } from '../support/fake-twilio-sid.ts';
import { readTwiml } from '../support/twiml.ts';
import { startTelephone, type TelephoneNode } from './telephone-node.ts';

/** Every webhook that the server has, as its router lists them, with what its query needs: one that is new is tested as well. */
export async function webhookTargets(): Promise<string[]> {
  await using node = await startTelephone();
  return node.webhookPaths.map((path) => (path === '/twilio/gather' ? `${path}?turn=1` : path));
}

/** The status that an upgrade is refused with; 101 when it is accepted. */
export async function upgrade(node: TelephoneNode, path: string, signature?: string): Promise<number> {
  const headers = signature === undefined ? {} : { 'x-twilio-signature': signature };
  const socket = new WebSocket(node.url.replace('http', 'ws') + path, { headers });
  const [event] = await Promise.race([
    once(socket, 'open').then(() => [101]),
    once(socket, 'unexpected-response').then(([, response]) => [response.statusCode]),
  ]);
  socket.terminate();
  return event;
}

/** Opens a socket as Twilio does, whatever it was opened for. */
export async function signedSocket(node: TelephoneNode, path: string): Promise<WebSocket> {
  const headers = { 'x-twilio-signature': node.twilio.sign(`wss://tutor.example.org${path}`) };
  const socket = new WebSocket(node.url.replace('http', 'ws') + path, { headers });
  await once(socket, 'open');
  return socket;
}

/** A call over ConversationRelay whose socket does nothing by itself. */
export async function bareRelay(node: TelephoneNode, from: string) {
  const callSid = newSid('CA');
  const [connect] = readTwiml(await (await node.twilio.post('/twilio/voice', { CallSid: callSid, From: from })).text());
  const token = connect?.children[0]?.children[0]?.attributes['value'];
  const socket = await signedSocket(node, '/twilio/relay');
  const received: string[] = [];
  socket.on('message', (data) => received.push(String(data)));
  socket.send(JSON.stringify({ type: 'setup', sessionId: 'VX1', callSid, from, customParameters: { token } }));
  return { callSid, socket, received };
}

/** Rows of all tables together. */
export async function allRows(node: TelephoneNode): Promise<number> {
  const { knex } = node.database;
  const tables: { name: string }[] = await knex('sqlite_master').where({ type: 'table' }).select('name');
  const counts = await Promise.all(tables.map(({ name }) => knex(name).count<{ n: number }[]>({ n: '*' })));
  return counts.reduce((sum, [count]) => sum + (count?.n ?? 0), 0);
}
