import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

export interface ListeningServer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  url: string;
  /** Requests for a socket get no answer. */
  holdUpgrades(): void;
  /** Cuts every open connection; new ones are accepted. */
  cut(): void;
}

/** Serves on a free loopback port until it is disposed of; open connections are cut then. */
export async function listen(handler: RequestListener): Promise<ListeningServer> {
  const server = createServer(handler);
  const held: Duplex[] = [];
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    holdUpgrades: () => void server.on('upgrade', (_request, socket) => void held.push(socket)),
    cut: () => server.closeAllConnections(),
    async [Symbol.asyncDispose]() {
      for (const socket of held) socket.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
