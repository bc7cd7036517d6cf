import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A TCP proxy on loopback that can cut its connections, refuse new ones, and fall silent. */
export interface TcpProxy {
  port: number;
  /** Ends every connection; new ones are taken. */
  cut(): void;
  /** Ends every connection and takes none until `restore`. */
  down(): void;
  /** Keeps connections but passes nothing on, as a network that was pulled without a word; new connections work. */
  stall(): void;
  restore(): void;
  close(): Promise<void>;
}

export async function openTcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let isDown = false;

  const server = createServer((client) => {
    if (isDown) {
      client.destroy();
      return;
    }
    const upstream = connect(target);
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.pipe(other);
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
      // A reset is what this proxy is for; 'close' follows.
      socket.on('error', () => other.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy listens on a port.');

  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: address.port,
    cut,
    down() {
      isDown = true;
      cut();
    },
    stall() {
      for (const socket of sockets) socket.unpipe();
    },
    restore() {
      isDown = false;
    },
    async close() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
