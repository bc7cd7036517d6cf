import { ChromaClient, ChromaNotFoundError, type Collection } from 'chromadb';
import { unavailable } from '../../errors.ts';
import { type Records, upsertPacked } from './packed-upsert.ts';

export interface ChromaTarget {
  /** Where the server is now; undefined while it is down. */
  url(): string | undefined;
  apiKey?: string | undefined;
  tenant?: string | undefined;
  database?: string | undefined;
}

type Preflight = Awaited<ReturnType<ChromaClient['getPreflightChecks']>>;
interface Account {
  tenant: string;
  database: string;
}

/** The client of one request: it takes no signal by call, so each call has its own, with what earlier ones learned. */
export class RequestClient extends ChromaClient {
  readonly #url: URL;
  readonly #account: Account | undefined;
  readonly #signal: AbortSignal;

  constructor(url: URL, headers: Record<string, string>, account: Account | undefined, signal: AbortSignal) {
    super({
      host: url.hostname,
      port: Number(url.port) || (url.protocol === 'https:' ? 443 : 80),
      ssl: url.protocol === 'https:',
      headers,
      fetchOptions: { signal },
      ...account,
    });
    this.#url = url;
    this.#account = account;
    this.#signal = signal;
  }

  know(preflight: Preflight | undefined): void {
    this.preflightChecks = preflight;
  }

  async upsert(collection: Collection, records: Records): Promise<void> {
    const account = this.#account;
    if (account && (await this.supportsBase64Encoding())) {
      const place = { url: this.#url, headers: this.headers ?? {}, ...account, collectionId: collection.id };
      return upsertPacked(place, records, this.#signal);
    }
    await collection.upsert({ ...records, embeddings: records.embeddings.map((vector) => Array.from(vector)) });
  }
}

/** Requests to one Chroma server, each with a deadline, all failures told as `vectors_unavailable`. */
export class ChromaConnection {
  readonly #target: ChromaTarget;
  #account: Account | undefined;
  #preflight: Preflight | undefined;

  constructor(target: ChromaTarget) {
    this.#target = target;
    if (!target.apiKey || (target.tenant && target.database)) {
      this.#account = { tenant: target.tenant ?? 'default_tenant', database: target.database ?? 'default_database' };
    }
  }

  /**
   * @param ms how long the request may take.
   * Throws `vectors_unavailable`, the reason of `signal`, or ChromaNotFoundError.
   */
  async request<T>(
    ms: number,
    signal: AbortSignal | undefined,
    work: (client: RequestClient) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted();
    const deadline = AbortSignal.timeout(ms);
    try {
      return await work(await this.#client(signal ? AbortSignal.any([signal, deadline]) : deadline));
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      if (error instanceof ChromaNotFoundError) throw error;
      throw unavailable('vectors_unavailable', 'Search by meaning is not available right now.', error);
    }
  }

  async #client(signal: AbortSignal): Promise<RequestClient> {
    this.#account ??= await this.#lookUpAccount(this.#open(signal));
    const client = this.#open(signal);
    client.know(this.#preflight);
    this.#preflight ??= await client.getPreflightChecks();
    return client;
  }

  #open(signal: AbortSignal): RequestClient {
    const url = this.#target.url();
    if (!url) throw new Error('Chroma is not running');
    const headers: Record<string, string> = this.#target.apiKey ? { 'x-chroma-token': this.#target.apiKey } : {};
    return new RequestClient(new URL(url), headers, this.#account, signal);
  }

  /** A key knows which tenant and database it opens; with several databases CHROMA_DATABASE has to name one. */
  async #lookUpAccount(client: ChromaClient): Promise<Account> {
    const identity = await client.getUserIdentity();
    const [only, another] = identity.databases.filter((database) => database !== '*');
    const database = this.#target.database ?? (another ? undefined : only);
    if (!database) throw new Error('the Chroma key opens several databases: set CHROMA_DATABASE');
    return { tenant: this.#target.tenant ?? identity.tenant, database };
  }
}
