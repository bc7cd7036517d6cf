import type { Citation, EarlierTalk, PassageReference } from '../../protocol/common.ts';
import type { Message } from '../../protocol/rest/conversations.ts';

/** Where a sentence of an answer stands in its text. */
export interface SentencePlace {
  index: number;
  start: number;
  end: number;
}

/** A message as it is shown and kept on the device. */
export interface TalkMessage {
  id: string;
  role: 'learner' | 'tutor';
  text: string;
  /** What was heard or read of it, where that isn't all. */
  heardText?: string | undefined;
  status: Message['status'];
  /** Undefined for a question whose turn has not begun. */
  turnId?: string | undefined;
  citations: Citation[];
  createdAt: string;
  /** Known for answers that were followed live. */
  sentences?: SentencePlace[] | undefined;
  /** What the answer being given draws from; dropped when it has ended. */
  passages?: PassageReference[] | undefined;
  /** What was said in another talk that the answer could take up. */
  earlier?: EarlierTalk | undefined;
  /** Why it failed, for people. */
  problem?: string | undefined;
}

/** What a learner said, as it is shown and kept. */
export function learnerMessage({ id, text, createdAt }: Pick<TalkMessage, 'id' | 'text' | 'createdAt'>): TalkMessage {
  return { id, text, createdAt, role: 'learner', status: 'complete', citations: [] };
}

export function fromRest(message: Message): TalkMessage {
  const { id, role, text, heardText, status, turnId, citations, createdAt, earlierTalk: earlier } = message;
  return { id, role, text, heardText, status, turnId, citations, createdAt, ...(earlier && { earlier }) };
}

/** What of an answer is shown: of an interrupted one, what was heard. */
export function shownText(message: TalkMessage): string {
  return message.status === 'interrupted' ? (message.heardText ?? message.text) : message.text;
}
