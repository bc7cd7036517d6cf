import type { FakeTwilio } from './fake-twilio.ts';
import type { FakeGather } from './fake-twilio-gather.ts';
import type { Verb } from './twiml.ts';

export interface VerbsOf {
  /** @returns false where what stands behind it follows at once */
  listen: (verb: Verb, behind: Verb[]) => boolean;
  connect: (verb: Verb) => Promise<void>;
  ask: (path: string, fields: Record<string, string>) => Promise<void>;
  /** The caller is put through. */
  puts: (number: string) => void;
  ends: () => Promise<void>;
}

/** Carries out a document, one verb after the other. */
export class FakeVerbs {
  readonly #twilio: FakeTwilio;
  readonly #gather: FakeGather;
  readonly #call: VerbsOf;

  constructor(twilio: FakeTwilio, gather: FakeGather, call: VerbsOf) {
    this.#twilio = twilio;
    this.#gather = gather;
    this.#call = call;
  }

  async perform(verbs: Verb[]): Promise<void> {
    for (const [at, verb] of verbs.entries()) if (await this.#carryOut(verb, verbs.slice(at + 1))) return;
    // Nothing more is to be done: the call is over.
    await this.#call.ends();
  }

  /** @returns whether what stands behind it in the document is not reached from here */
  async #carryOut(verb: Verb, behind: Verb[]): Promise<boolean> {
    switch (verb.name) {
      case 'Say':
        this.#gather.say(verb.text);
        if (this.#twilio.realSpeed) await this.#gather.said();
        return false;
      case 'Pause':
        await this.#pause(Number(verb.attributes['length'] ?? 1) * 1000);
        return false;
      case 'Gather':
        return this.#call.listen(verb, behind);
      case 'Connect':
        await this.#call.connect(verb);
        return true;
      case 'Redirect':
        await this.#call.ask(verb.text, {});
        return true;
      case 'Dial':
        return this.#dial(verb);
      case 'Hangup':
        await this.#call.ends();
        return true;
      default:
        throw new Error(`Twilio knows no <${verb.name}>`);
    }
  }

  /** With an action its end is told there; without one what stands behind it follows. */
  async #dial({ text, attributes: { action } }: Verb): Promise<boolean> {
    this.#call.puts(text);
    const status = this.#twilio.dialled;
    if (status === undefined) return true;
    if (action === undefined) return false;
    const duration: Record<string, string> = status === 'completed' ? { DialCallDuration: '30' } : {};
    await this.#call.ask(action, { DialCallStatus: status, ...duration });
    return true;
  }

  async #pause(ms: number): Promise<void> {
    if (!this.#twilio.realSpeed) return this.#twilio.passes(ms);
    this.#gather.pause(ms);
    await this.#gather.said();
  }
}
