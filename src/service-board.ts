import type { ServiceState, Services } from './protocol/common.ts';

export type ServiceName = keyof Services;

export interface ServiceReport {
  state: ServiceState;
  /** For people: why it is not `ok`. */
  reason?: string | undefined;
}

export type ServiceListener = (name: ServiceName, report: ServiceReport) => void;

/** The one place that knows which parts work: parts report here; health, sockets and metrics read here. */
export class ServiceBoard {
  readonly #reports: Record<ServiceName, ServiceReport> = {
    model: { state: 'off' },
    stt: { state: 'off' },
    tts: { state: 'off' },
    vectors: { state: 'off' },
    embedder: { state: 'off' },
  };
  readonly #listeners = new Set<ServiceListener>();

  /** Notes a state; listeners hear of it only when it changed. */
  report(name: ServiceName, state: ServiceState, reason?: string): void {
    const before = this.#reports[name];
    if (before.state === state && before.reason === reason) return;
    this.#reports[name] = { state, reason };
    if (before.state === state) return;
    for (const listener of this.#listeners) listener(name, this.#reports[name]);
  }

  /** States alone, as the protocol's `ready` carries them. */
  services(): Services {
    const { model, stt, tts, vectors, embedder } = this.#reports;
    return {
      model: model.state,
      stt: stt.state,
      tts: tts.state,
      vectors: vectors.state,
      embedder: embedder.state,
    };
  }

  reports(): Readonly<Record<ServiceName, ServiceReport>> {
    return this.#reports;
  }

  /** @returns the function that ends it. */
  onChange(listener: ServiceListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
