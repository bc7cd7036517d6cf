/** What the registry needs to know of a connection. */
export interface Registered {
  readonly learnerId: string;
  readonly conversationId: string | undefined;
}

/** The open connections of this node, by learner and by conversation. */
export class ConnectionRegistry<C extends Registered> {
  readonly #all = new Set<C>();
  readonly #byLearner = new Map<string, Set<C>>();
  readonly #byConversation = new Map<string, Set<C>>();

  get size(): number {
    return this.#all.size;
  }

  all(): C[] {
    return [...this.#all];
  }

  ofLearner(learnerId: string): C[] {
    return [...(this.#byLearner.get(learnerId) ?? [])];
  }

  inConversation(conversationId: string): C[] {
    return [...(this.#byConversation.get(conversationId) ?? [])];
  }

  add(connection: C): void {
    this.#all.add(connection);
    put(this.#byLearner, connection.learnerId, connection);
  }

  /** Call when the connection has got its conversation. */
  joined(connection: C): void {
    if (connection.conversationId) put(this.#byConversation, connection.conversationId, connection);
  }

  remove(connection: C): void {
    this.#all.delete(connection);
    take(this.#byLearner, connection.learnerId, connection);
    if (connection.conversationId) take(this.#byConversation, connection.conversationId, connection);
  }
}

function put<C>(map: Map<string, Set<C>>, key: string, connection: C): void {
  const set = map.get(key) ?? new Set<C>();
  map.set(key, set.add(connection));
}

function take<C>(map: Map<string, Set<C>>, key: string, connection: C): void {
  const set = map.get(key);
  set?.delete(connection);
  if (set?.size === 0) map.delete(key);
}
