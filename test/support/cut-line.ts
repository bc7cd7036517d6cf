import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A line to a server that falls silent in the middle of what is sent over it, and can be cut. */
export class CutLine implements AsyncDisposable {
  readonly url: string;
  readonly #close: () => Promise<void>;
  readonly #sockets = new Set<Socket>();
  #armed: { bytes: number; met: () => void } | undefined;

  private constructor(url: string, close: () => Promise<void>) {
    this.url = url;
    this.#close = close;
  }

  static async to(target: string): Promise<CutLine> {
    const { hostname, port } = new URL(target);
    const server = createServer((client) => {
      const upstream = connect(Number(port), hostname);
      line.#join(client, upstream);
    });
    server.listen(0, 'localhost');
    await once(server, 'listening');
    const line = new CutLine(`http://localhost:${(server.address() as AddressInfo).port}`, async () => {
      const closed = once(server, 'close');
      server.close();
      line.cut();
      await closed;
    });
    return line;
  }

  /** Of the next connection that sends so many bytes at a stretch no more is forwarded. @returns when that is so */
  silentAfter(bytes: number): Promise<void> {
    return new Promise((met) => {
      this.#armed = { bytes, met };
    });
  }

  /** Ends all connections; new ones work. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
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
      upstream.write(last, () => armed.met());
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
      this.#sockets.add(socket);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
      // Cut lines end in errors; what follows is what the test looks at.
      socket.on('error', () => other.destroy());
    }
  }
}
