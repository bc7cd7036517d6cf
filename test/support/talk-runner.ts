import type { Stores } from '../../src/adapters/knex/stores.ts';
import type { Message } from '../../src/ports/message-store.ts';
import { BrowserTalkDoor } from './browser-talk-door.ts';
import type { TalkDoor } from './talk-door.ts';
import type { TalkAction, TalkScript } from './talk-script.ts';
import { STEP_MS, type Voice, voicesOf } from './talk-timeline.ts';
import { startTalkWorld } from './talk-world.ts';

/** Rounds in which nothing may have happened, until everything is taken to be at rest, and rounds at most. */
const QUIET_ROUNDS = 3;
const MOST_ROUNDS = 200;

/** What came of a talk. */
export interface TalkResult {
  voices: Voice[];
  messages: Message[];
  door: Pick<TalkDoor, 'observed' | 'told' | 'broken'>;
  /** What the tutor was given as said before, when it was asked last. */
  history: string[];
}

/** Runs a talk over the browser's socket: a real server and real stores, in the script's own time. */
export async function runTalk(script: TalkScript, stores: Stores): Promise<TalkResult> {
  const voices = voicesOf(script);
  const world = await startTalkWorld(script, voices, stores);
  const began = world.clock.now();
  const now = () => world.clock.now() - began;
  const { url } = world.node;
  const door = new BrowserTalkDoor({ url, token: world.learner.token, language: script.language, now });
  try {
    await door.open();
    for (; now() < script.lasts; world.clock.advance(STEP_MS)) {
      await settle(door, world);
      door.play(STEP_MS);
      speak(voices, now(), world, door);
      for (const action of script.learner.filter(({ at }) => at === now())) await act(action, world, door);
    }
    await settle(door, world);
    const request = { limit: 100 };
    const { items } = await stores.messages.list(world.learner.learnerId, door.conversationId, request);
    const asked = world.tutor.asked.at(-1)?.history ?? [];
    return { voices, messages: items, door, history: asked.map(({ role, text }) => `${role}: ${text}`) };
  } finally {
    await door.close();
    await world.node.stop();
  }
}

type World = Awaited<ReturnType<typeof startTalkWorld>>;

/** Waits until nothing is under way, in turns of the event loop and not in time. */
async function settle(door: BrowserTalkDoor, world: World): Promise<void> {
  const all = () => `${world.activity()} ${door.told.length} ${door.soundMs}`;
  let quiet = 0;
  for (let round = 0; quiet < QUIET_ROUNDS; round += 1) {
    if (round > MOST_ROUNDS) throw new Error(`a talk does not come to rest: ${all()}`);
    const before = all();
    await door.exchanged();
    await new Promise((resolve) => setImmediate(resolve));
    quiet = all() === before ? quiet + 1 : 0;
  }
}

function speak(voices: Voice[], now: number, world: World, door: TalkDoor): void {
  for (const [index, voice] of voices.entries()) {
    if (voice.to === now) door.voiceEnds(voice.ends);
    if (voice.from === now) door.voiceBegins();
    if (voice.from <= now && now < voice.to) door.sound(world.soundOf(index, STEP_MS));
  }
}

async function act(action: TalkAction, world: World, door: TalkDoor): Promise<void> {
  if ('type' in action) door.type(action.type);
  else if ('press' in action) door.stop();
  else if ('listens' in action) door.mayBeSpokenTo(action.listens === 'hands-free');
  else if ('hearing' in action) world.setHearing(action.hearing === 'works');
  else if ('speaking' in action) world.setSpeaking(action.speaking === 'works');
  else if ('line' in action) await (action.line === 'breaks' ? door.breakLine() : door.comeBack());
}
