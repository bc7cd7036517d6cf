import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { CallEvents } from '../events/calls.ts';
import type { CallSessionDeps } from './call-session.ts';
import { RelayConnection } from './relay-connection.ts';
import type { SignatureCheck } from './signature.ts';
import { StreamConnection, type StreamDeps } from './stream-connection.ts';

const RELAY_PATH = '/twilio/relay';
const STREAM_PATH = '/twilio/stream';
/** Twilio's messages are small; a caller does not say a book at once. */
const MAX_MESSAGE_BYTES = 64 * 1024;
/** RFC 6455: the server goes away. Twilio then asks how to go on. */
const GOING_AWAY = 1001;

export interface TelephonyGatewayOptions {
  /** Undefined where there is no auth token: every socket is refused. */
  signatures: SignatureCheck | undefined;
  relay: CallSessionDeps;
  /** Undefined where the server can't hear and speak by itself. */
  stream: StreamDeps | undefined;
  events: CallEvents;
}

/** The door of calls that come over WebSockets. */
export interface TelephonyGateway {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Calls connected to this node. */
  readonly open: number;
  /** Cuts the sockets: their calls go on over another one. */
  close(): void;
}

export function createTelephonyGateway({
  signatures,
  relay,
  stream,
  events,
}: TelephonyGatewayOptions): TelephonyGateway {
  const sockets = new Set<WebSocket>();
  let closed = false;
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    clientTracking: false,
    verifyClient({ req }: { req: IncomingMessage }, accept: (ok: boolean, code?: number) => void) {
      const signature = req.headers['x-twilio-signature'];
      const target = req.url ?? '';
      const signed = typeof signature === 'string' && signatures?.upgrade(target, signature) === true;
      if (!signed) events.refused('signature');
      if (!signed || closed) accept(false, signed ? 503 : 403);
      else accept(target === RELAY_PATH || (target === STREAM_PATH && stream !== undefined), 404);
    },
  });

  return {
    upgrade(request, socket, head) {
      server.handleUpgrade(request, socket, head, (webSocket) => {
        sockets.add(webSocket);
        webSocket.once('close', () => sockets.delete(webSocket));
        if (request.url === STREAM_PATH && stream) new StreamConnection(webSocket, stream);
        else new RelayConnection(webSocket, relay);
      });
    },
    get open() {
      return sockets.size;
    },
    close() {
      closed = true;
      for (const socket of sockets) socket.close(GOING_AWAY, 'restarting');
    },
  };
}
