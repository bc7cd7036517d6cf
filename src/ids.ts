import { v7 } from 'uuid';

/** A new UUIDv7: sorts by time of creation. Never grants access to anything; secrets are 32 random bytes. */
export function newId(): string {
  return v7();
}

/** When an id of `newId` was made, in milliseconds since the Unix epoch: its first 48 bits. */
export function timeOfId(id: string): number {
  return Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
}
