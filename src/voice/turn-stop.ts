import type { StopReason } from './session.ts';

/** The reason that a turn's signal is aborted with. */
export class TurnStop extends Error {
  override readonly name = 'TurnStop';
  readonly reason: StopReason;

  constructor(reason: StopReason) {
    super(`turn stopped: ${reason.kind}`);
    this.reason = reason;
  }
}
