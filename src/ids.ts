import { v7 } from 'uuid';

/** A new UUIDv7: sorts by time of creation. Never grants access to anything; secrets are 32 random bytes. */
export function newId(): string {
  return v7();
}
