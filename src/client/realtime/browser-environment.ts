import { SUBPROTOCOL } from '../../protocol/limits.ts';
import { getSession } from '../api/accounts.ts';
import type { ConnectionEnvironment, Socket, SocketEvents } from './connection-state.ts';

/** A timer that hands back the function that cancels it. */
export function after(ms: number, action: () => void): () => void {
  const timer = setTimeout(action, ms);
  return () => clearTimeout(timer);
}

function openSocket(events: SocketEvents): Socket {
  const url = new URL('/api/realtime', location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(url, SUBPROTOCOL);
  socket.binaryType = 'arraybuffer';
  socket.onopen = () => events.opened();
  socket.onmessage = (event) => {
    if (typeof event.data === 'string') events.message(event.data);
    else if (event.data instanceof ArrayBuffer) events.sound(new Uint8Array(event.data));
  };
  socket.onclose = (event) => events.closed(event.code);
  return { send: (data) => socket.send(data), close: () => socket.close() };
}

export const browserEnvironment: ConnectionEnvironment = {
  openSocket,
  after,
  random: Math.random,
  now: () => performance.now(),
  stillSignedIn: async () => (await getSession()) !== null,
};
