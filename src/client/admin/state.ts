import { computed, signal } from '@preact/signals';
import type { AdminOverview, AdminSnapshot, Sample } from '../../protocol/rest/admin.ts';

/** 15 minutes in steps of five seconds, as many as the server keeps. */
const MAX_SAMPLES = 180;

/** `cut`: what is shown is old, and we are trying again. `refused`: not, or no longer, signed in as an admin. */
export type FeedState = 'connecting' | 'live' | 'cut' | 'refused';

export const feed = signal<FeedState>('connecting');
export const overview = signal<AdminOverview | undefined>(undefined);
export const latest = computed(() => overview.value?.sample);
export const samples = computed<Sample[]>(() => overview.value?.samples ?? []);

/** Puts a snapshot in place of the one before; its sample becomes the newest point of the charts. */
export function withSnapshot(before: AdminOverview, snapshot: AdminSnapshot): AdminOverview {
  const known = before.samples.at(-1)?.at === snapshot.sample.at;
  const extended = known ? before.samples : [...before.samples, snapshot.sample].slice(-MAX_SAMPLES);
  return { ...before, ...snapshot, samples: extended };
}
