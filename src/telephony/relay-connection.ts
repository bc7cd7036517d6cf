import type { WebSocket } from 'ws';
import { CallConnection } from './call-connection.ts';
import { CallSession, type CallSessionDeps } from './call-session.ts';
import { type RelayMessage, type RelaySetup, readRelayMessage } from './relay-messages.ts';
import { RelayVoice } from './relay-voice.ts';

/** One call over ConversationRelay: Twilio hears and speaks, we answer in text. */
export class RelayConnection {
  readonly #deps: CallSessionDeps;
  readonly #connection: CallConnection<RelayMessage>;
  readonly #voice: RelayVoice;

  constructor(socket: WebSocket, deps: CallSessionDeps) {
    this.#deps = deps;
    this.#connection = new CallConnection<RelayMessage>(socket, deps, {
      read: readRelayMessage,
      take: (message) => (message.type === 'setup' ? this.#begin(message) : this.#take(message)),
      closed: () => this.#closed(),
    });
    this.#voice = new RelayVoice({
      send: (reply) => this.#connection.send(reply),
      silence: this.#connection.silence,
      clock: deps.clock,
      onEndUnanswered: () => this.#connection.hangUp(),
    });
  }

  #begin({ callSid, from, customParameters }: RelaySetup): void {
    const token = customParameters['token'] ?? '';
    this.#connection.begin(callSid, token, (call) => CallSession.open(this.#deps, call, from, this.#voice));
  }

  #take(message: Exclude<RelayMessage, RelaySetup>): void {
    const { session, silence } = this.#connection;
    if (message.type === 'error') {
      this.#deps.logger.warn('Twilio reported an error in a call');
      return;
    }
    if (!session || session.over) return;
    if (message.type === 'info') {
      if (message.name === 'clientSpeaking') this.#speaks(message.value === 'on');
      return;
    }
    if (message.type === 'prompt' && !message.last) {
      this.#speaks(true);
      return;
    }
    silence.heard();
    this.#voice.cancelEnd();
    const heard = message.type === 'interrupt' ? message.utteranceUntilInterrupt : undefined;
    // At once, whatever else is being done: whoever speaks does not wait for the tutor to finish.
    this.#connection.background(() => session.interrupted(heard));
    this.#voice.closeUtterance();
    if (message.type === 'prompt') {
      silence.stop();
      this.#connection.inTurn((open) => open.heard(message.voicePrompt));
    }
    if (message.type === 'dtmf') this.#connection.inTurn((open) => open.pressed(message.digit));
  }

  /** Whoever is speaking is asked nothing, however long it takes; what they say comes when they have finished. */
  #speaks(begins: boolean): void {
    const { silence } = this.#connection;
    silence.heard();
    if (!begins) return;
    silence.stop();
    this.#voice.cancelEnd();
  }

  async #closed(): Promise<void> {
    this.#voice.cancelEnd();
    await this.#connection.session?.close(this.#voice.heardAtLeast());
  }
}
