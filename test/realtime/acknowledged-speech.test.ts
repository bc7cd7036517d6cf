import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { Connection } from '../../src/client/realtime/connection.ts';
import type { ConnectionEnvironment } from '../../src/client/realtime/connection-state.ts';
import { type SpeechListener, Uplink } from '../../src/client/speech/uplink.ts';
import { newId } from '../../src/ids.ts';
import { openTestDatabase } from '../support/databases.ts';
import { addLearner, type RealtimeNode, startNode } from '../support/realtime-node.ts';
import { ScriptedSpeechToText } from '../support/scripted-speech-to-text.ts';
import { openTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';

/** How much faster than in a browser the client of this test loses its patience. */
const HASTE = 20;
const QUESTION = 'What is the sky made of?';

/** The app's own connection and uplink, over a real socket. */
class SpeakingClient {
  readonly uplink: Uplink;
  readonly connection: Connection;
  readonly told: string[] = [];
  /** Lines that were opened. */
  lines = 0;
  #speech: SpeechListener | undefined;
  #acknowledges = false;

  constructor(port: number, token: string, conversationId: string) {
    const after = (ms: number, action: () => void) => {
      const timer = setTimeout(action, ms / HASTE);
      return () => clearTimeout(timer);
    };
    const world: ConnectionEnvironment = {
      openSocket: (events) => {
        this.lines += 1;
        const socket = new WebSocket(`ws://127.0.0.1:${port}/api/realtime`, ['lva.v1', `bearer.${token}`]);
        socket.on('open', () => events.opened());
        socket.on('message', (data, isBinary) => isBinary || events.message(String(data)));
        socket.on('close', (code) => events.closed(code));
        socket.on('error', () => undefined);
        return { send: (data) => socket.send(data), close: () => socket.close() };
      },
      after,
      random: () => 0.5,
      now: () => performance.now(),
      stillSignedIn: async () => true,
    };
    this.connection = new Connection(
      world,
      () => ({ conversationId, keepsSpeech: true, audioIn: 'pcm16/16000', audioOut: 'none' }),
      {
        state: ({ kind }) =>
          kind === 'open' ? queueMicrotask(() => this.uplink.lineOpened()) : this.uplink.lineClosed(),
        ready: (ready) => {
          this.#acknowledges = ready.acknowledgesSpeech ?? false;
        },
        event: (event) => this.told.push(event.type),
        sound: () => undefined,
        aside: (event) => event.type === 'speech_ack' && this.#speech?.acknowledged(event),
        reload: async () => 'done',
        expecting: () => this.#speech?.expecting() ?? false,
      },
    );
    const { connection } = this;
    const acknowledges = () => this.#acknowledges;
    this.uplink = new Uplink(
      {
        send: (message) => connection.send(message),
        sendAudio: (frame) => connection.sendAudio(frame),
        get acknowledgesSpeech() {
          return acknowledges();
        },
        isDead: () => connection.renew(),
        listen: (listener) => {
          this.#speech = listener;
        },
      },
      { now: () => performance.now(), after, lost: () => this.told.push('lost') },
    );
    connection.start();
  }

  /** A voice of so many frames of 32 ms. */
  speak(frames: number): void {
    for (let n = 0; n < frames; n += 1) this.uplink.audio(new Float32Array(512).fill(0.1));
  }
}

describe('speech on a line that dies without a word', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let node: RealtimeNode;
  let proxy: TcpProxy;
  let stt: ScriptedSpeechToText;
  let conversationId: string;
  let learnerId: string;
  let client: SpeakingClient;

  beforeEach(async () => {
    database = await openTestDatabase('sqlite');
    stt = new ScriptedSpeechToText();
    stt.onStretch = (stretch) => void stretch.heardAll.then(() => stretch.end(QUESTION));
    node = await startNode({ stores: database.stores, stt });
    proxy = await openTcpProxy({ host: '127.0.0.1', port: node.port });
    const learner = await addLearner(database.stores);
    ({ learnerId } = learner);
    const first = await node.connect(learner.token);
    ({ conversationId } = await first.hello());
    first.socket.terminate();
    await first.closed;
    client = new SpeakingClient(proxy.port, learner.token, conversationId);
    await vi.waitFor(() => expect(client.connection.state.kind).toBe('open'));
  });
  afterEach(async () => {
    client.connection.stop();
    await proxy.close();
    await node.stop();
    await database.drop();
  });

  const questions = async () => {
    const { items } = await database.stores.messages.list(learnerId, conversationId, { limit: 100 });
    return items.filter(({ role }) => role === 'learner').map(({ text }) => text);
  };

  it('is heard whole over the next one, and asked once', async () => {
    const id = newId();
    const { lines } = client;
    client.uplink.start(id);
    client.speak(20);
    proxy.stall();
    client.speak(30);
    await vi.waitFor(() => expect(client.lines).toBe(lines + 1));
    await vi.waitFor(() => expect(client.connection.state.kind).toBe('open'));
    client.speak(10);
    client.uplink.end(id, true);
    await vi.waitFor(() => expect(client.uplink.unsettled).toBe(false));
    expect(await questions()).toEqual([QUESTION]);
    expect(stt.stretches.map(({ samples }) => samples)).toEqual([60 * 512]);
    expect(client.told).not.toContain('lost');
  });

  it('is asked once where the line died after the server had it, before it could say so', async () => {
    stt.onStretch = undefined;
    const id = newId();
    client.uplink.start(id);
    client.speak(40);
    client.uplink.end(id, true);
    await vi.waitFor(() => expect(stt.stretches).toHaveLength(1));
    proxy.stall();
    stt.last.end(QUESTION);
    await vi.waitFor(async () => expect(await questions()).toEqual([QUESTION]));
    expect(client.uplink.unsettled).toBe(true);
    client.connection.renew();
    await vi.waitFor(() => expect(client.uplink.unsettled).toBe(false));
    expect(await questions()).toEqual([QUESTION]);
    expect(stt.stretches).toHaveLength(1);
  });
});
