import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ListeningServer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  url: string;
  /** Cuts every open connection; new ones are accepted. */
  cut(): void;
}

/** Serves on a free loopback port until it is disposed of; open connections are cut then. */
export async function listen(handler: RequestListener): Promise<ListeningServer> {
  const server = createServer(handler);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    cut: () => server.closeAllConnections(),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
