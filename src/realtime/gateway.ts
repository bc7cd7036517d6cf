import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { AppError, toAppError } from '../errors.ts';
import type { Signal } from '../ports/signals.ts';
import { CloseCode } from '../protocol/close-codes.ts';
import { MAX_FRAME_BYTES, SUBPROTOCOL } from '../protocol/limits.ts';
import type { ServiceListener } from '../service-board.ts';
import { Connection, type ConnectionParts } from './connection.ts';
import { ConnectionRegistry } from './connection-registry.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';
import { type Admitted, authenticateUpgrade, refusal, type UpgradeRules } from './upgrade-rules.ts';

/** A learner's phone, laptop and some forgotten tabs; more is a client gone wild. */
export const MAX_SOCKETS_PER_LEARNER = 20;

export interface RealtimeOptions extends ConnectionParts, UpgradeRules {}

/** The realtime door. Hand it to the HTTP server: `server.on('upgrade', gateway.upgrade)`. */
export interface RealtimeGateway {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Sockets open on this node. */
  readonly open: number;
  /** Refuses new sockets, lets what was said be taken and running turns end (`ms` at most), then closes all with 1012. */
  drain(ms: number): Promise<void>;
  /** Cuts what is still open. */
  close(): void;
}

/** Makes the realtime door: authentication before the upgrade is accepted, limits, and what closes sockets from outside. */
export function createRealtimeGateway(options: RealtimeOptions): RealtimeGateway {
  const { events, board, signals, talks, voices } = options;
  const logger = options.logger.child({ name: 'realtime' });
  const parts: RealtimeOptions = { ...options, logger };
  const registry = new ConnectionRegistry<Connection>();
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    clientTracking: false,
    handleProtocols: (protocols) => (protocols.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  });
  let draining = false;

  const unsubscribe = signals.subscribe((signal) => hear(registry, signal));
  const stopNotices = board.onChange(noticesTo(registry));

  async function admit(request: IncomingMessage): Promise<Admitted> {
    checkDraining();
    const admitted = await authenticateUpgrade(parts, request);
    checkDraining();
    if (registry.ofLearner(admitted.principal.learnerId).length >= MAX_SOCKETS_PER_LEARNER) {
      throw refusal(429, 'too_many_sockets', 'Too many connections are open. Close one first.', 5);
    }
    return admitted;
  }

  function checkDraining(): void {
    if (draining) throw refusal(503, 'restarting', 'The server restarts. Come back in a moment.', 1);
  }

  function accept(request: IncomingMessage, socket: Duplex, head: Buffer, admitted: Admitted): void {
    server.handleUpgrade(request, socket, head, (webSocket) => {
      const connection = new Connection({ socket: webSocket, bytes: socket }, admitted, parts, {
        onJoined: (joined) => registry.joined(joined),
        onClosed: (closed) => registry.remove(closed),
      });
      registry.add(connection);
    });
  }

  function refuse(socket: Duplex, error: unknown): void {
    const refused = toAppError(error);
    if (!(error instanceof AppError)) logger.error({ err: error }, 'an upgrade failed for an unforeseen reason');
    events.refused(refused.code);
    refuseUpgrade(socket, refused);
  }

  return {
    upgrade(request, socket, head) {
      // Cut off before it was accepted: there is nobody left to tell.
      socket.on('error', (error) => logger.debug({ err: error }, 'upgrade cut off'));
      admit(request).then(
        (admitted) => accept(request, socket, head, admitted),
        (error: unknown) => refuse(socket, error),
      );
    },

    get open() {
      return registry.size;
    },

    async drain(ms) {
      draining = true;
      await talks.drain(ms, voices.drain());
      await Promise.all(registry.all().map((connection) => connection.leave(CloseCode.restarting, 'restarting')));
    },

    close() {
      draining = true;
      unsubscribe();
      stopNotices();
      for (const connection of registry.all()) connection.close(CloseCode.restarting, 'restarting');
    },
  };
}

function hear(registry: ConnectionRegistry<Connection>, signal: Signal): void {
  if (signal.type === 'replaced') {
    const older = registry.inConversation(signal.conversationId).filter((c) => c.isOlderThan(signal.connectionId));
    for (const connection of older) connection.close(CloseCode.replaced, 'replaced by a newer connection');
  }
  if (signal.type === 'untold') {
    const misled = registry.inConversation(signal.conversationId);
    for (const connection of misled) connection.close(CloseCode.untold, 'load the conversation again');
  }
  if (signal.type === 'deleted' && signal.conversationId !== undefined) {
    const over = registry.inConversation(signal.conversationId);
    for (const connection of over) connection.close(CloseCode.notYours, 'the conversation was deleted');
  }
  if (signal.type === 'signed_out') {
    const over = registry.ofLearner(signal.learnerId).filter(({ principal: { credentialId } }) => {
      if (signal.credentialId !== undefined) return credentialId === signal.credentialId;
      return credentialId !== signal.exceptCredentialId;
    });
    for (const connection of over) connection.close(CloseCode.sessionExpired, 'signed out');
  }
}

function noticesTo(registry: ConnectionRegistry<Connection>): ServiceListener {
  return (service, { state, reason }) => {
    const message = reason ?? `The part “${service}” is ${state === 'ok' ? 'back to normal' : state}.`;
    for (const connection of registry.all()) connection.notice(`${service}_${state}`, message);
  };
}
