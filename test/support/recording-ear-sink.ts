import type { EarSink, Utterance } from '../../src/voice/listen/ear-types.ts';

export type Told =
  | { type: 'partial' | 'probable_end'; id: string; text: string }
  | { type: 'utterance'; id: string; text: string }
  | { type: 'nothing'; id: string }
  | { type: 'notice'; code: string }
  | { type: 'quiet'; time: number }
  | { type: 'onset' | 'false_alarm' | 'barge_in' };

/** Remembers everything an ear tells, in order. */
export class RecordingEarSink implements EarSink {
  readonly told: Told[] = [];
  readonly utterances: Utterance[] = [];
  /** How often it was told that words are being recognised. */
  recognised = 0;
  /** The words of every notice. */
  readonly messages: string[] = [];
  /** Ids under which stalled stretches went on. */
  readonly wentOn: string[] = [];
  /** Put in the place of taking an utterance, to be late or to refuse. */
  take: (utterance: Utterance) => Promise<void> = async () => undefined;

  recognising(): void {
    this.recognised += 1;
  }

  partial(id: string, text: string): void {
    this.told.push({ type: 'partial', id, text });
  }

  async utterance(utterance: Utterance): Promise<void> {
    this.told.push({ type: 'utterance', id: utterance.id, text: utterance.text });
    this.utterances.push(utterance);
    await this.take(utterance);
  }

  nothing(id: string): void {
    this.told.push({ type: 'nothing', id });
  }

  goesOn(id: string): void {
    this.wentOn.push(id);
  }

  onset(): void {
    this.told.push({ type: 'onset' });
  }

  falseAlarm(): void {
    this.told.push({ type: 'false_alarm' });
  }

  bargeIn(): void {
    this.told.push({ type: 'barge_in' });
  }

  probableEnd(id: string, text: string): void {
    this.told.push({ type: 'probable_end', id, text });
  }

  quiet(time: number): void {
    this.told.push({ type: 'quiet', time });
  }

  notice(code: string, message: string): void {
    this.told.push({ type: 'notice', code });
    this.messages.push(message);
  }

  /** What was told without partial transcripts and guesses, in short. */
  get summary(): string[] {
    return this.told.flatMap((event) => {
      if (event.type === 'partial' || event.type === 'probable_end') return [];
      if (event.type === 'utterance') return [`utterance ${event.id}: ${event.text}`];
      if (event.type === 'nothing') return [`nothing ${event.id}`];
      if (event.type === 'quiet') return [`quiet ${event.time}`];
      return [event.type === 'notice' ? `notice ${event.code}` : event.type];
    });
  }
}

/** The rules of `EarSink` that this telling breaks, in words. */
export function brokenRules(told: readonly Told[]): string[] {
  const broken: string[] = [];
  const ended = new Set<string>();
  let held = false;
  for (const event of told) {
    if (event.type === 'onset') {
      if (held) broken.push('a second onset before the first was settled');
      held = true;
    }
    if (event.type === 'false_alarm' && !held) broken.push('a false alarm without an onset');
    if (event.type === 'false_alarm' || event.type === 'barge_in') held = false;
    if ('id' in event && ended.has(event.id)) broken.push(`${event.type} of ${event.id} after its end`);
    if (event.type === 'utterance') {
      if (event.text.trim() === '') broken.push('an empty utterance');
      if (held) broken.push(`utterance ${event.id} before its barge-in`);
    }
    if (event.type === 'utterance' || event.type === 'nothing') ended.add(event.id);
  }
  return broken;
}
