import type { Message } from '../../src/ports/message-store.ts';
import { type Queries, watchQueries } from './database-queries.ts';
import type { TestDatabase } from './databases.ts';
import { startPhoneWorld } from './phone-world.ts';
import type { TalkDoor } from './talk-door.ts';
import type { DoorName, TalkAction, TalkScript } from './talk-script.ts';
import { STEP_MS, type Voice, voicesOf } from './talk-timeline.ts';
import { startBrowserWorld, type TalkWorld } from './talk-world.ts';

/** Rounds in which nothing may have happened, until everything is taken to be at rest, and rounds at most. */
const QUIET_ROUNDS = 3;
const MOST_ROUNDS = 400;
/** Where a request is under way: it does nothing else only when it waits for time to pass. */
const QUIET_ROUNDS_WAITING = 25;
/** A door that isn't ready after so many steps never will be. */
const MOST_STEPS_UNTIL_READY = 1000;

/** What came of a talk. */
export interface TalkResult {
  voices: Voice[];
  messages: Message[];
  door: TalkDoor;
  /** What the tutor was given as said before, when it was asked last. */
  history: string[];
  mode: string;
  language: string | undefined;
}

/** Runs a talk over a real door: a real server and real stores, in the script's own time. */
export async function runTalk(script: TalkScript, doorName: DoorName, database: TestDatabase): Promise<TalkResult> {
  const voices = voicesOf(script);
  const world =
    doorName === 'browser'
      ? await startBrowserWorld(script, voices, database.stores)
      : await startPhoneWorld(script, voices, database, doorName);
  const queries = watchQueries();
  try {
    await play(script, voices, world, queries);
    return await resultOf(world, voices, database);
  } finally {
    queries.stop();
    await world.door.close();
    await world.stop();
  }
}

async function play(script: TalkScript, voices: Voice[], world: TalkWorld, queries: Queries): Promise<void> {
  const { door, services } = world;
  const { clock } = services;
  await door.open();
  for (let step = 0; !door.ready; step += 1) {
    if (step > MOST_STEPS_UNTIL_READY) throw new Error('a door never became ready');
    await settle(world, queries);
    door.play(STEP_MS);
    clock.advance(STEP_MS);
  }
  const began = clock.now();
  const now = () => clock.now() - began;
  const all = () => `${world.activity()} ${clock.ran}`;
  let settled = '';
  for (; now() < script.lasts; clock.advance(STEP_MS)) {
    if (!world.showsAll || door.waits || settled !== all()) await settle(world, queries);
    settled = all();
    door.play(STEP_MS);
    if (speak(voices, now(), world)) settled = '';
    for (const action of script.learner.filter(({ at }) => at === now())) {
      await act(action, world);
      settled = '';
    }
  }
  await settle(world, queries);
}

async function resultOf(world: TalkWorld, voices: Voice[], { stores }: TestDatabase): Promise<TalkResult> {
  const { door, learnerId, services } = world;
  const conversationId = await world.conversationId();
  const { items } = await stores.messages.list(learnerId, conversationId, { limit: 100 });
  const conversation = await stores.conversations.find(learnerId, conversationId);
  const asked = services.tutor.asked.at(-1)?.history ?? [];
  door.finish?.(items);
  return {
    ...{ voices, messages: items, door },
    history: asked.map(({ role, text }) => `${role}: ${text}`),
    mode: conversation?.mode ?? '',
    language: conversation?.language,
  };
}

/** Waits until nothing is under way, in turns of the event loop and not in time. */
async function settle(world: Pick<TalkWorld, 'door' | 'activity'>, queries: Queries): Promise<void> {
  const all = () => `${world.activity()} ${queries.count}`;
  let quiet = 0;
  for (let round = 0; quiet < (world.door.waits ? QUIET_ROUNDS_WAITING : QUIET_ROUNDS); round += 1) {
    if (round > MOST_ROUNDS) throw new Error(`a talk does not come to rest: ${all()}`);
    const before = all();
    await world.door.exchanged();
    await queries.answered();
    await new Promise((resolve) => setImmediate(resolve));
    quiet = all() === before ? quiet + 1 : 0;
  }
}

/** @returns whether the learner makes a sound */
function speak(voices: Voice[], now: number, { door, services }: TalkWorld): boolean {
  for (const [index, voice] of voices.entries()) {
    if (voice.to === now) door.voiceEnds(voice.ends);
    if (voice.from === now) door.voiceBegins(voice.words);
    if (voice.from <= now && now < voice.to) door.sound(services.soundOf(index, STEP_MS));
  }
  return voices.some(({ from, to }) => from <= now && now <= to);
}

async function act(action: TalkAction, { door, services }: TalkWorld): Promise<void> {
  if ('type' in action) door.type(action.type);
  else if ('press' in action) door.stop();
  else if ('listens' in action) door.mayBeSpokenTo(action.listens === 'hands-free');
  else if ('keys' in action) door.keys(action.keys);
  else if ('hearing' in action) services.setHearing(action.hearing === 'works');
  else if ('speaking' in action) services.setSpeaking(action.speaking === 'works');
  else if ('line' in action) await (action.line === 'breaks' ? door.breakLine() : door.comeBack());
}
