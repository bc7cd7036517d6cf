import { expect, vi } from 'vitest';
import type { FakeCall } from '../support/fake-twilio-call.ts';
import { delta, type Gate, passages, sentence } from '../support/scripted-tutor.ts';
import { hears, says } from './stream-caller.ts';
import { ADA_PHONE, type TelephoneNode } from './telephone-node.ts';

export const MODES = ['relay', 'stream', 'gather'] as const;
type CallMode = (typeof MODES)[number];
const SOCKETS = ['relay', 'stream'] as const;
const WAIT = { interval: 10 };
const HELLO = 'Hello Ada. What would you like to talk about?';
const BACK = 'I am back. Please go on.';

/** What is going on in a call when its caller does something. */
export interface CallState {
  name: string;
  /** Brings a call into the state. @param gate before which an answer stands */
  reach: (node: TelephoneNode, gate: Gate) => Promise<FakeCall>;
  /** All when left out. */
  modes?: readonly CallMode[];
}

/** All that the tutor was given to say in a call. */
export function said(node: TelephoneNode, call: FakeCall): string {
  return [...call.utterances.map(({ text }) => text), ...node.tts.said].join(' ');
}

async function linkedCall(node: TelephoneNode): Promise<FakeCall> {
  await node.linked();
  return greeted(node, await node.twilio.call(ADA_PHONE), HELLO);
}

/** A call in which this was said, and heard. */
async function greeted(node: TelephoneNode, call: FakeCall, words: string): Promise<FakeCall> {
  if (call.state === 'stream') await hears(node, call, words);
  else expect(await call.next()).toContain(words);
  return call;
}

async function withPin(node: TelephoneNode): Promise<FakeCall> {
  const ada = await node.linked();
  const [link] = await node.phoneLinks.list(ada);
  await node.phoneLinks.setPin(ada, link?.id ?? '', '2468');
  return node.twilio.call(ADA_PHONE);
}

/** A call whose tutor stands before the gate: has said nothing yet but that it thinks, or a first sentence. */
async function asking(node: TelephoneNode, gate: Gate, first: string[]): Promise<FakeCall> {
  const steps = first.flatMap((text, at) => [delta(`${text} `), sentence(at, text)]);
  node.tutor.next(passages, ...steps, gate);
  const call = await linkedCall(node);
  const asked = speaks(node, call, 'Why are leaves green?');
  await gate.reached;
  await vi.waitFor(() => {
    node.clock.advance(2000);
    expect(said(node, call)).toContain(first[0] ?? 'Let me think');
  }, WAIT);
  void asked.catch(() => undefined);
  return call;
}

/** The caller says something. */
function speaks(node: TelephoneNode, call: FakeCall, words: string): Promise<void> {
  return call.state === 'stream' ? says(node, call, words) : call.says(words);
}

/** A call in which the caller said this, and the tutor begins to say that. */
async function told(node: TelephoneNode, words: string, answer: string): Promise<FakeCall> {
  const call = await linkedCall(node);
  await speaks(node, call, words);
  await vi.waitFor(() => expect(said(node, call)).toContain(answer), WAIT);
  return call;
}

async function lineLost(node: TelephoneNode): Promise<FakeCall> {
  const call = await linkedCall(node);
  await call.losesSocket();
  return greeted(node, call, BACK);
}

export const STATES: readonly CallState[] = [
  { name: 'greeting', reach: linkedCall },
  { name: 'asked for a code', reach: (node) => node.twilio.call('+15550188') },
  { name: 'asked for a PIN', reach: withPin },
  {
    name: 'in the middle of a PIN',
    async reach(node) {
      const call = await withPin(node);
      await greeted(node, call, 'PIN');
      await call.presses('24');
      return call;
    },
    modes: ['relay'],
  },
  { name: 'waiting for an answer, told so', reach: (node, gate) => asking(node, gate, []) },
  { name: 'hearing an answer', reach: (node, gate) => asking(node, gate, ['Leaves are green.']) },
  { name: 'answered', reach: (node) => told(node, 'Why are leaves green?', 'Why do they need light?') },
  { name: 'hearing the help', reach: (node) => told(node, 'Help.', 'Star repeats') },
  { name: 'on hold', reach: (node) => told(node, 'Hold on.', 'Take your time.') },
  { name: 'hearing the goodbye', reach: (node) => told(node, 'Goodbye.', 'until next time'), modes: SOCKETS },
  {
    name: 'hearing that they are put through',
    reach: (node) => told(node, 'I want to talk to a human', 'I put you through.'),
    modes: SOCKETS,
  },
  { name: 'back after a lost line', reach: lineLost, modes: SOCKETS },
  {
    name: 'back after a line that was lost in the middle of an answer',
    async reach(node, gate) {
      const call = await asking(node, gate, ['Leaves are green.']);
      await call.losesSocket();
      await vi.waitFor(() => expect(said(node, call)).toContain(BACK), WAIT);
      return call;
    },
    modes: SOCKETS,
  },
];
