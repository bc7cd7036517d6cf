import type { ListeningEvents } from '../../events/listening.ts';
import type { EarSink } from './ear-types.ts';
import type { TurnEffect } from './turn-state.ts';

/** What has only to be told: nothing in the ear changes with it. */
export type ToldEffect = Exclude<TurnEffect, { type: 'utterance' | 'nothing' | 'keep' | 'peek' }>;

/** Tells what turn-taking has decided, and counts it. */
export function tellEffect(effect: ToldEffect, sink: EarSink, events: ListeningEvents): void {
  if (effect.type !== 'partial' && effect.type !== 'probable_end') events.outcome(effect.type);
  switch (effect.type) {
    case 'partial':
      sink.partial(effect.id, effect.text);
      break;
    case 'probable_end':
      sink.probableEnd?.(effect.id, effect.text);
      break;
    case 'quiet':
      sink.quiet?.(effect.time);
      break;
    case 'onset':
      sink.onset();
      break;
    case 'false_alarm':
      sink.falseAlarm();
      break;
    case 'barge_in':
      sink.bargeIn();
      break;
  }
}
