import { notFound } from '../errors.ts';
import type { Signal, Signals } from '../ports/signals.ts';
import { openConversation, removeConversation, setOptions } from './conversations.ts';
import { cutShort, type LateInterrupt } from './cut-short.ts';
import type { Grounds } from './grounds.ts';
import { Hints } from './hints.ts';
import { Leases } from './leases.ts';
import { createQuestions } from './questions.ts';
import { TalkSessions } from './talk-sessions.ts';
import type { Talks } from './talks.ts';
import { hasEnded } from './turn-end-event.ts';
import type { TurnParts } from './turn-task.ts';

export interface TalksOptions extends TurnParts {
  /** A question is about to come. */
  onExpected?: (() => void) | undefined;
  grounds: Grounds;
  signals: Signals;
  /** Id of this process's run, another one after every start: whose turns are whose when a process dies. */
  owner: string;
}

/** The talks of this node. `close` ends listening for what other nodes say. */
export function createTalks(options: TalksOptions): Talks & { close(): void } {
  const { stores, signals, owner, clock, tutor } = options;
  const logger = options.logger.child({ name: 'talks' });
  const { eventLog, events, voices, early, grounds } = options;
  const onUntold = (conversationId: string): void => {
    void signals.publish({ type: 'untold', conversationId });
  };
  const parts: TurnParts = { stores, grounds, eventLog, tutor, clock, events, logger, voices, early, onUntold };
  const { conversations, messages } = stores;
  const sessions = new TalkSessions(parts);
  const leases = new Leases({ messages, clock, logger, owner }, () => sessions.active > 0);
  const questions = createQuestions(parts, sessions, leases);
  const hints = new Hints({ tutor, grounds, logger });
  const shelf = { conversations, clock, modes: tutor.modes };

  const unsubscribe = signals.subscribe((signal) => {
    grounds.heed(signal);
    if (signal.type === 'changed') early?.heed(signal);
    if (signal.type === 'deleted') endDeleted(signal);
    if (signal.type !== 'interrupt') return;
    const { learnerId, conversationId, turnId, heardChars } = signal;
    const session = sessions.find(conversationId);
    if (session?.knows(turnId)) session.apply({ type: 'interrupted', turnId, heardChars });
    else if (learnerId !== undefined) stopLate({ learnerId, conversationId, turnId, heardChars });
  });

  /** The model is not paid for what nobody can read any more. */
  function endDeleted({ learnerId, conversationId }: Extract<Signal, { type: 'deleted' }>): void {
    const gone = sessions.ofLearner(learnerId).filter((session) => [undefined, session.id].includes(conversationId));
    for (const session of gone) session.apply({ type: 'deleted' });
  }

  /** The turn may have ended while the signal was under way; whichever node sees that first cuts the answer. */
  function stopLate(late: LateInterrupt): void {
    grounds
      .change(late.conversationId, () => cut(late))
      .catch((error: unknown) => logger.error({ err: error }, 'an answer could not be stopped late'));
  }

  /** It has ended, or runs on another node; whatever is asked from now on waits for it. */
  function stopRead(late: LateInterrupt): void {
    early?.drop(late.conversationId);
    grounds
      .change(late.conversationId, async () => {
        const outcome = await cutShort(parts, late);
        if (outcome === 'unended') await signals.publish({ type: 'interrupt', ...late });
      })
      .catch((error: unknown) => logger.error({ err: error }, 'an answer that was being read could not be stopped'));
  }

  /** @returns false where the turn may still run somewhere. */
  async function cut(late: LateInterrupt): Promise<boolean> {
    const outcome = await cutShort(parts, late);
    // What is being prepared believes that more was heard.
    if (outcome === 'cut') early?.drop(late.conversationId);
    return outcome !== 'unended';
  }

  async function stop(interrupt: LateInterrupt): Promise<void> {
    const { learnerId, conversationId, turnId, heardChars } = interrupt;
    const conversation = await conversations.find(learnerId, conversationId);
    if (!conversation) throw notFound('conversation');
    const session = sessions.find(conversationId);
    if (session?.knows(turnId)) session.apply({ type: 'interrupted', turnId, heardChars });
    else if (!(await cut(interrupt))) await signals.publish({ type: 'interrupt', ...interrupt });
  }

  return {
    open: (request) => openConversation(shelf, request),
    submit(conversation, learnerName, message) {
      grounds.drop(conversation.id);
      return questions.submit(conversation, learnerName, message);
    },
    regenerate(conversation, learnerName, messageId) {
      grounds.drop(conversation.id);
      return questions.regenerate(conversation, learnerName, messageId);
    },
    expect(conversation) {
      options.onExpected?.();
      if (sessions.find(conversation.id)?.active) return;
      grounds.begin(conversation);
    },
    hint: (conversation, partialText) => hints.give(conversation, partialText),
    set(conversation, change) {
      const { learnerId, id: conversationId } = conversation;
      const changed = setOptions(shelf, conversation, change);
      return grounds.change(conversationId, async () => {
        const talk = await changed;
        // What was read, or begun to be answered, upon the talk as it was is nothing to go by, on whatever node.
        if (talk !== conversation) void signals.publish({ type: 'changed', learnerId, conversationId });
        return talk;
      });
    },

    interrupt: (learnerId, conversationId, turnId, heardChars) =>
      grounds.change(conversationId, () => stop({ learnerId, conversationId, turnId, heardChars })),

    prepare(conversation, learnerName, text) {
      // What an answer that still runs will have said is not known yet, so nothing can be prepared upon it.
      if (sessions.find(conversation.id)?.active) return;
      early?.prepare(conversation, learnerName, text);
    },

    unprepare: (conversationId, exceptFor) => early?.drop(conversationId, exceptFor),

    speakOver(conversationId, kind, read) {
      const session = sessions.find(conversationId);
      if (read && session?.knows(read.turnId)) {
        session.apply({ type: 'interrupted', turnId: read.turnId, heardChars: read.heardChars });
        return;
      }
      if (session?.answersOver(kind)) session.apply({ type: 'spoken_over' });
      if (read) stopRead({ ...read, conversationId });
    },

    async written({ id, learnerId }, turnId) {
      const answer = await messages.answerOf(learnerId, id, turnId);
      return answer && { text: answer.text, ended: hasEnded(answer) };
    },

    remove: (learnerId, conversationId) =>
      removeConversation({ conversations, signals, eventLog: parts.eventLog }, learnerId, conversationId),

    get active() {
      return sessions.active;
    },

    drain: (ms, said) => sessions.drain(ms, said),

    close() {
      unsubscribe();
      leases.stop();
    },
  };
}
