import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { clientAddress } from '../accounts/client-address.ts';
import type { CallEvents } from '../events/calls.ts';
import type { Logger } from '../logger.ts';
import type { RateLimiter } from '../ports/rate-limiter.ts';
import type { CallSessionDeps } from './call-session.ts';
import { RelayConnection } from './relay-connection.ts';
import type { SignatureCheck } from './signature.ts';
import { StreamConnection, type StreamDeps } from './stream-connection.ts';
import { countUnsigned } from './webhook-request.ts';

const RELAY_PATH = '/twilio/relay';
const STREAM_PATH = '/twilio/stream';
/** Twilio's messages are small; a caller does not say a book at once. */
const MAX_MESSAGE_BYTES = 64 * 1024;
/** RFC 6455: the server goes away. Twilio then asks how to go on. */
const GOING_AWAY = 1001;
/** A line on which nobody speaks says nothing: whether there is anybody at its other end is asked below it, first after so long, ms. */
const KEEP_ALIVE_MS = 60_000;

export interface TelephonyGatewayOptions {
  /** Undefined where there is no auth token: every socket is refused. */
  signatures: SignatureCheck | undefined;
  relay: CallSessionDeps;
  /** Undefined where the server can't hear and speak by itself. */
  stream: StreamDeps | undefined;
  events: CallEvents;
  rateLimiter: RateLimiter;
  /** Proxies in front of the server whose word on an address counts. */
  trustedProxies: number;
  logger: Logger;
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
  rateLimiter,
  trustedProxies,
  logger,
}: TelephonyGatewayOptions): TelephonyGateway {
  const sockets = new Set<WebSocket>();
  let closed = false;

  /** @returns 101 for what may open a socket, else the status that it is refused with */
  async function judge(request: IncomingMessage): Promise<number> {
    const signature = request.headers['x-twilio-signature'];
    const target = request.url ?? '';
    if (typeof signature !== 'string' || signatures?.upgrade(target, signature) !== true)
      return refuseUnsigned(request);
    if (closed) return 503;
    return target === RELAY_PATH || (target === STREAM_PATH && stream !== undefined) ? 101 : 404;
  }

  async function refuseUnsigned(request: IncomingMessage): Promise<number> {
    if (!(await countUnsigned(rateLimiter, clientAddress(request, trustedProxies))).allowed) return 429;
    events.refused('signature');
    return 403;
  }

  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false,
    clientTracking: false,
    verifyClient({ req }: { req: IncomingMessage }, accept: (ok: boolean, code?: number) => void) {
      judge(req).then(
        (status) => accept(status === 101, status),
        (error: unknown) => {
          logger.warn({ err: error }, 'an upgrade could not be judged');
          accept(false, 503);
        },
      );
    },
  });

  return {
    upgrade(request, socket, head) {
      server.handleUpgrade(request, socket, head, (webSocket) => {
        sockets.add(webSocket);
        request.socket.setKeepAlive(true, KEEP_ALIVE_MS);
        webSocket.once('close', () => sockets.delete(webSocket));
        if (request.url === STREAM_PATH && stream) new StreamConnection(webSocket, socket, stream);
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
