import type { TalkMessage } from './talk-message.ts';

/** What the tutor is doing, as the server says it. */
type TutorState = 'listening' | 'thinking' | 'speaking';

/** A conversation as it is followed live. */
export interface TalkState {
  /** In the order of the talk. */
  messages: TalkMessage[];
  tutor: TutorState;
  /** What the server has understood so far of what the learner is saying. */
  understood?: { id: string; text: string; final: boolean } | undefined;
  /** Id of the message that is being answered again. */
  regenerating?: string | undefined;
  /** The last thing the server told about a part that is slow or down, or about a queue. */
  notice?: { code: string; message: string } | undefined;
  /** Why the running turn is about to fail. */
  problem?: string | undefined;
  /** Something happened that the events alone don't tell in full: load the messages when the turn has ended. */
  stale: boolean;
}

export const emptyTalk: TalkState = { messages: [], tutor: 'listening', stale: false };

/** The answer that is being given now, if one is. */
export function runningAnswer(state: TalkState): TalkMessage | undefined {
  return state.messages.findLast((message) => message.role === 'tutor' && message.status === 'pending');
}

/** A question joins the talk: the server has stored it. Known ones stay as they are. */
export function withQuestion(state: TalkState, question: TalkMessage): TalkState {
  if (state.messages.some((message) => message.id === question.id)) return state;
  return { ...state, messages: [...state.messages, question] };
}

/** Takes over what the server has, and keeps what only this device knows of it. */
export function withLoaded(state: TalkState, loaded: TalkMessage[]): TalkState {
  const known = new Map(state.messages.map((message) => [message.id, message]));
  const messages = loaded.map((message) => {
    const before = known.get(message.id);
    return before && before.text === message.text
      ? { ...message, sentences: before.sentences, problem: before.problem, earlier: before.earlier }
      : message;
  });
  return { ...state, messages, stale: false, regenerating: undefined };
}

/** Whether a notice is what the tutor says after a long silence. */
export function isPrompt(code: string): boolean {
  return code === 'quiet' || code === 'still_quiet';
}

/** Shows what the tutor says by itself, or takes it away again. */
export function withPrompt(state: TalkState, prompt: TalkState['notice']): TalkState {
  if (prompt) return { ...state, notice: { code: prompt.code, message: prompt.message } };
  return state.notice && isPrompt(state.notice.code) ? { ...state, notice: undefined } : state;
}
