import { expect } from 'vitest';
import { Gate, passages, USUAL_TEXT } from '../support/scripted-tutor.ts';
import { ADA_PHONE, type TelephoneNode } from './telephone-node.ts';

/** Ada's call, in which a question was asked and answered. */
export async function answeredCall(node: TelephoneNode) {
  const ada = await node.linked();
  const call = await node.twilio.call(ADA_PHONE);
  await call.next();
  await call.says('Why are leaves green?');
  expect(await call.next()).toBe(USUAL_TEXT);
  return { ada, call };
}

/** Ada's call, which waits for its answer: one that waits for its caller is ended when nothing is said for long. */
export async function askedInVain(node: TelephoneNode) {
  const ada = await node.linked();
  const never = new Gate();
  node.tutor.next(passages, never);
  const call = await node.twilio.call(ADA_PHONE);
  await call.next();
  await call.says('Why are leaves green?');
  await never.reached;
  return { ada, call, never };
}
