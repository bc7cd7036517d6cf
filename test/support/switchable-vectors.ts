import { unavailable } from '../../src/errors.ts';
import type { VectorStore } from '../../src/ports/vector-store.ts';

/** A real vector store with a switch: while it is off, or for a moment after a call, it is out of reach. */
export function switchable(store: VectorStore) {
  let isUp = true;
  const gate = () => {
    if (!isUp) throw unavailable('vectors_unavailable', 'switched off');
  };
  const vectors: VectorStore = {
    async upsert(...args) {
      gate();
      await store.upsert(...args);
    },
    async query(...args) {
      gate();
      return store.query(...args);
    },
    async count(...args) {
      gate();
      return store.count(...args);
    },
    async dropSpace(...args) {
      gate();
      await store.dropSpace(...args);
    },
    async removeDocument(...args) {
      gate();
      await store.removeDocument(...args);
    },
    async drop(...args) {
      gate();
      await store.drop(...args);
    },
    async ping(...args) {
      gate();
      await store.ping(...args);
    },
  };
  return {
    vectors,
    turn(on: boolean): void {
      isUp = on;
    },
  };
}

/** For tests in which nothing may be asked of a vector store. */
export const unreachableVectors: VectorStore = {
  upsert: unasked,
  query: unasked,
  count: unasked,
  removeDocument: unasked,
  dropSpace: unasked,
  drop: unasked,
  ping: unasked,
};

function unasked(): Promise<never> {
  return Promise.reject(new Error('nothing is embedded in these tests'));
}
