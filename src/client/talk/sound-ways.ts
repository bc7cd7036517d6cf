import type { Settings } from '../settings/settings.ts';
import type { SoundWays } from './live-talk.ts';

export interface WayFacts {
  settings: Pick<Settings, 'voice' | 'speaker'>;
  /** The microphone is open, and the server is to hear it. */
  serverListens: boolean;
  /** The microphone is open, whoever hears it. */
  listens: boolean;
  /** The last question was spoken. */
  askedAloud: boolean;
  /** The server speaks, and this browser can play it. */
  canPlay: boolean;
  /** An answer is being written or spoken: nothing is taken away from it. */
  busy: boolean;
}

/** Which ways for sound the talk needs. Speaking costs the operator money: it is asked for only where somebody wants to hear. */
export function wantedWays(now: SoundWays, facts: WayFacts): SoundWays {
  const { voice, speaker } = facts.settings;
  const aloud = voice === 'on' || (voice === 'auto' && (facts.listens || facts.askedAloud));
  const wanted = { in: facts.serverListens, out: facts.canPlay && speaker === 'server' && aloud };
  return facts.busy ? { in: now.in || wanted.in, out: now.out || wanted.out } : wanted;
}
