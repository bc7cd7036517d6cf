import type { Call } from '../../src/ports/call-store.ts';
import { startTelephone } from '../telephony/telephone-node.ts';
import type { TestDatabase } from './databases.ts';
import type { FakeCall } from './fake-twilio-call.ts';
import { PhoneTalkDoor } from './phone-talk-door.ts';
import type { TalkScript } from './talk-script.ts';
import { createTalkServices } from './talk-services.ts';
import type { Voice } from './talk-timeline.ts';
import type { TalkWorld } from './talk-world.ts';

let calls = 0;

/** The world of a talk on the telephone. */
export async function startPhoneWorld(
  script: TalkScript,
  voices: Voice[],
  database: TestDatabase,
  mode: Call['mode'],
): Promise<TalkWorld & { door: PhoneTalkDoor }> {
  const services = createTalkServices(script, voices);
  const { clock, tutor, tts, stt } = services;
  const parts = { tutor, tts, stt, clock, turnClock: clock };
  const node = await startTelephone({ mode, database, ...parts, early: true, realSpeed: true });
  calls += 1;
  const phone = `+1555${1_000_000 + calls}`;
  // Turn by turn Twilio ends an utterance: with two seconds of silence it would make one of what is said in two.
  const patience = mode === 'gather' ? 'quick' : 'patient';
  const learnerId = await node.linked(phone, { language: script.language, patience });
  const { twilio, stores } = node;
  const given = (call: FakeCall) => (mode === 'stream' ? tts.said : call.utterances.map(({ text }) => text));
  const door = new PhoneTalkDoor({ twilio, phone, clock, language: script.language, given });
  return {
    services,
    door,
    learnerId,
    async conversationId() {
      return (await stores.calls.find(door.call.callSid))?.conversationId ?? '';
    },
    activity: () => `${services.activity()} ${clock.waiting} ${door.activity} ${node.gateway.open}`,
    showsAll: true,
    stop: () => node[Symbol.asyncDispose](),
  };
}
