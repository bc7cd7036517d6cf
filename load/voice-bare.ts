import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { newId } from '../src/ids.ts';
import { AudioKind, encodeAudioFrame } from '../src/protocol/audio-frame.ts';
import { fixedTime } from './fixed-time.ts';
import { FIRST_TOKEN_MS, HEARS_MS, SPEAKS_MS } from './voice-fakes.ts';

/**
 * A process that does nothing but take the frames and answer after the same fixed times, one after the other: what is measured
 * of it, sockets, timers and the load generator cost, and no server for learners could be faster.
 */
const http = createServer();
const sockets = new WebSocketServer({ server: http, perMessageDeflate: false, handleProtocols: () => 'lva.v1' });
const sound = encodeAudioFrame({ kind: AudioKind.tutor, turn: 1, sentence: 0, sequence: 0, pcm: new Uint8Array(4800) });

sockets.on('connection', (socket) => {
  const tell = (event: Record<string, unknown>) => socket.send(JSON.stringify(event));
  const answer = async () => {
    for (const ms of [HEARS_MS, FIRST_TOKEN_MS, SPEAKS_MS]) await fixedTime(ms);
    const turnId = newId();
    tell({ type: 'sentence', turnId });
    socket.send(sound);
    tell({ type: 'turn_end', turnId, status: 'complete' });
  };
  socket.on('message', (data, isBinary) => {
    const type = isBinary ? 'audio' : JSON.parse(String(data)).type;
    if (type === 'hello') tell({ type: 'ready' });
    if (type === 'speech_end') void answer();
  });
});

http.listen(0, '127.0.0.1');
await once(http, 'listening');
process.once('disconnect', () => process.exit(0));
process.send?.({ url: `http://127.0.0.1:${(http.address() as AddressInfo).port}` });
