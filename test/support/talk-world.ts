import type { Stores } from '../../src/adapters/knex/stores.ts';
import { BrowserTalkDoor } from './browser-talk-door.ts';
import { addLearner, startNode } from './realtime-node.ts';
import type { TalkDoor } from './talk-door.ts';
import type { TalkScript } from './talk-script.ts';
import { createTalkServices, type TalkServices } from './talk-services.ts';
import type { Voice } from './talk-timeline.ts';

/** A server with its doors, real stores, and services that do what a talk's script says, in the script's time. */
export interface TalkWorld {
  services: TalkServices;
  door: TalkDoor;
  learnerId: string;
  conversationId(): Promise<string>;
  /** What shows that something is still going on. */
  activity(): string;
  /** It also shows all that the client sent: nothing need be waited for while it stands still. */
  readonly showsAll: boolean;
  stop(): Promise<void>;
}

/** The world of a talk in the browser. @param now ms since the talk began */
export async function startBrowserWorld(script: TalkScript, voices: Voice[], stores: Stores): Promise<TalkWorld> {
  const services = createTalkServices(script, voices);
  const { clock, tutor, tts, stt } = services;
  const node = await startNode({ stores, tutor, tts, stt, clock, turnClock: clock });
  const learner = await addLearner(stores);
  const began = clock.now();
  const now = () => clock.now() - began;
  const door = new BrowserTalkDoor({ url: node.url, token: learner.token, language: script.language, now });
  return {
    services,
    door,
    learnerId: learner.learnerId,
    conversationId: async () => door.conversationId,
    activity: () => `${services.activity()} ${clock.waiting} ${door.told.length} ${door.soundMs}`,
    showsAll: false,
    stop: () => node.stop(),
  };
}
