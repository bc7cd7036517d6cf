import { effect } from '@preact/signals';
import { type DeviceAction, DeviceSession, type DeviceState } from '../audio/device-session.ts';
import type { Hearing } from './hearing.ts';
import type { LiveTalk } from './live-talk.ts';
import { OnHold } from './on-hold.ts';
import type { Speaking } from './speaking.ts';
import { runningAnswer } from './talk-state.ts';
import { titleOf } from './talk-title.ts';

export interface DeviceControlsParts {
  hearing: Hearing;
  speaking: Speaking;
  /** Whether something else keeps the tutor silent: the learner, who may be saying something, or the phone. */
  silenced(): boolean;
  /** Stops the answer for good. */
  stop(): void;
}

/** A spoken talk on the lock screen, and what is asked for there, by the keys of a headset or in a car. */
export class DeviceControls {
  readonly onHold: OnHold;
  readonly #live: LiveTalk;
  readonly #parts: DeviceControlsParts;
  readonly #session: DeviceSession;
  readonly #forget: (() => void)[];
  #shown: DeviceState = 'none';

  constructor(live: LiveTalk, parts: DeviceControlsParts) {
    this.#live = live;
    this.#parts = parts;
    this.onHold = new OnHold({ live, ...parts });
    this.#session = new DeviceSession((action) => this.#act(action));
    this.#forget = [
      effect(() => this.#show()),
      effect(() => this.#session.microphone(parts.hearing.state.value === 'open')),
    ];
  }

  /** In a gesture. */
  unlock(): void {
    this.#session.unlock();
  }

  close(): void {
    for (const forget of this.#forget) forget();
    this.onHold.close();
    this.#session.close();
  }

  /** A talk that is only typed is none of the lock screen's; one that was spoken stays there while its answer is thought of. */
  #show(): void {
    const { hearing, speaking } = this.#parts;
    const talk = this.#live.talk.value;
    const isSpoken = hearing.state.value !== 'closed' || speaking.progress.value !== undefined;
    const goesOn = isSpoken || (this.#shown === 'playing' && runningAnswer(talk) !== undefined);
    this.#shown = this.onHold.on.value ? 'paused' : goesOn ? 'playing' : 'none';
    this.#session.show(this.#shown, titleOf(this.#live.conversation.value, talk));
  }

  #act(action: DeviceAction): void {
    const { onHold } = this;
    const { hearing, stop } = this.#parts;
    switch (action) {
      case 'play':
        onHold.goOn();
        break;
      case 'pause':
        onHold.begin();
        break;
      case 'togglemicrophone':
        if (onHold.on.value) onHold.goOn();
        else if (hearing.listens) hearing.mute(hearing.state.value !== 'muted');
        else hearing.start();
        break;
      case 'stop':
      case 'hangup':
        hearing.stop();
        stop();
        break;
    }
  }
}
