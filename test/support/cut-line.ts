import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A line to a server that ends, or falls silent, in the middle of what is sent over it. */
export class CutLine implements AsyncDisposable {
  readonly url: string;
  readonly #close: () => Promise<void>;
  #armed: { bytes: number; how: 'cut' | 'silent'; met: () => void } | undefined;

  private constructor(url: string, close: () => Promise<void>) {
    this.url = url;
    this.#close = close;
  }

  static async to(target: string): Promise<CutLine> {
    const { hostname, port } = new URL(target);
    const sockets = new Set<Socket>();
    const server = createServer((client) => {
      const upstream = connect(Number(port), hostname);
      line.#join(client, upstream);
      for (const socket of [client, upstream]) {
        sockets.add(socket);
        socket.on('close', () => sockets.delete(socket));
      }
    });
    server.listen(0, 'localhost');
    await once(server, 'listening');
    const line = new CutLine(`http://localhost:${(server.address() as AddressInfo).port}`, async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    });
    return line;
  }

  /** The next connection that sends so many bytes at a stretch ends there, or is forwarded no further. @returns when it has */
  after(bytes: number, how: 'cut' | 'silent'): Promise<void> {
    return new Promise((met) => {
      this.#armed = { bytes, how, met };
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }

  #join(client: Socket, upstream: Socket): void {
    let sent = 0;
    client.on('data', (data) => {
      sent += data.length;
      const armed = this.#armed;
      if (!armed || sent < armed.bytes) {
        if (!upstream.write(data)) client.pause();
        return;
      }
      this.#armed = undefined;
      client.pause();
      upstream.removeAllListeners('drain');
      const last = data.subarray(0, data.length - (sent - armed.bytes));
      // What was sent before the cut arrives.
      upstream.write(last, () => {
        if (armed.how === 'cut') {
          upstream.end();
          client.destroy();
        }
        armed.met();
      });
    });
    upstream.on('drain', () => client.resume());
    upstream.on('data', (data) => {
      // An answer ends what counts as one stretch.
      sent = 0;
      client.write(data);
    });
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      socket.on('close', () => other.destroy());
      // Cut lines end in errors; what follows is what the test looks at.
      socket.on('error', () => other.destroy());
    }
  }
}
