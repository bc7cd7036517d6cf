import { signal } from '@preact/signals';
import { z } from 'zod';
import type { Services } from '../../protocol/common.ts';

/** What is limited here. `model_off` and `words` are how this server is; the others pass. */
const Limit = z.enum(['model_off', 'model_degraded', 'vectors_down', 'words']);
export type Limit = z.infer<typeof Limit>;

const TEXTS: Record<Limit, string> = {
  model_off: 'No language model is set up here, so the tutor quotes your material word for word.',
  model_degraded: 'The language model is slow or down. Answers may be quotes for a while.',
  vectors_down: 'Search by meaning is down for now. The tutor finds passages by their words.',
  words: 'Passages are found by their words more than by their meaning.',
};

/** The limit that counts most just now; undefined when there is none. */
export function limitOf(services: Services | undefined): Limit | undefined {
  if (!services) return undefined;
  if (services.model === 'off') return 'model_off';
  if (services.model === 'degraded') return 'model_degraded';
  if (services.vectors !== 'ok') return 'vectors_down';
  return services.embedder === 'ok' ? undefined : 'words';
}

/** In plain words. */
export function limitText(limit: Limit): string {
  return TEXTS[limit];
}

const KEY = 'limits-read';
const KNOWN = 'limit-known';

function read(): string[] {
  return (localStorage.getItem(KEY) ?? '').split(' ').filter((name) => name !== '');
}

const away = signal<readonly string[]>(read());

/** Whether the learner has put the note about it away: for good what lasts, until the page is loaded again what passes. */
export function isPutAway(limit: Limit): boolean {
  return away.value.includes(limit);
}

export function putAway(limit: Limit): void {
  away.value = [...away.value, limit];
  const lasting = away.value.filter((name) => name === 'model_off' || name === 'words');
  localStorage.setItem(KEY, [...new Set(lasting)].join(' '));
}

/** What limited the talk that was open last, for the settings: there it stays to be read. */
export const knownLimit = {
  read: (): Limit | undefined => Limit.safeParse(localStorage.getItem(KNOWN)).data,
  keep: (limit: Limit | undefined): void => {
    if (limit) localStorage.setItem(KNOWN, limit);
    else localStorage.removeItem(KNOWN);
  },
};

export function forgetLimits(): void {
  localStorage.removeItem(KEY);
  localStorage.removeItem(KNOWN);
  away.value = [];
}
