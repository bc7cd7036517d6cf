import type { JSX } from 'preact';
import type { Citation, EarlierTalk } from '../../../protocol/common.ts';
import { type AnswerBlock, answerBlocks } from '../../talk/answer-blocks.ts';
import { type CitedPiece, placeCitations } from '../../talk/place-citations.ts';
import type { TalkMessage } from '../../talk/talk-message.ts';
import { scrollable } from '../scrollable.ts';

/** An answer with its citations right behind the sentences they stand for. */
export function TutorMessage(props: {
  message: TalkMessage;
  onSource(citation: Citation): void;
  /** Undefined while there is no connection. */
  onRegenerate: (() => void) | undefined;
}): JSX.Element {
  const { message, onSource, onRegenerate } = props;
  const blocks = answerBlocks(placeCitations(message));
  const isPending = message.status === 'pending';
  return (
    <div class={`message tutor ${message.status}`} aria-busy={isPending}>
      <span class="visually-hidden">Tutor: </span>
      {isPending && message.text === '' ? <ThinkingDots /> : null}
      {blocks.map((block, at) =>
        // The parts of an answer have no names; their order is what they are.
        block.kind !== 'text' ? (
          <div key={`apart-${at}`}>
            {block.kind === 'table' ? <AnswerTable table={block} /> : <AnswerCode text={block.text} />}
            {block.citations.map((citation) => (
              <CitationChip key={citation.n} citation={citation} onSource={onSource} />
            ))}
          </div>
        ) : (
          <p key={`text-${at}`}>
            {block.pieces.map((piece, place) => (
              <span key={`${place}-${piece.text.length}`}>
                <CitedText piece={piece} onSource={onSource} />
              </span>
            ))}
          </p>
        ),
      )}
      {message.earlier ? <EarlierLink earlier={message.earlier} /> : null}
      {message.status === 'interrupted' ? <p class="aftermath">You stopped the tutor here.</p> : null}
      {message.status === 'failed' ? (
        <div class="aftermath failed">
          <p>{message.problem ?? 'The answer broke off.'}</p>
          <button type="button" class="button" disabled={!onRegenerate} onClick={onRegenerate}>
            Answer again
          </button>
        </div>
      ) : null}
    </div>
  );
}

/** Where something was said that the answer may take up. */
function EarlierLink({ earlier: { conversationId, messageId, name } }: { earlier: EarlierTalk }): JSX.Element {
  return (
    <p class="aftermath">
      <a class="lone-link" href={`/talk/${conversationId}#message-${messageId}`}>
        {name}
      </a>
    </p>
  );
}

/** Wider than a phone, it is moved sideways by itself; the page stays where it is. */
function AnswerTable({ table: { head, rows } }: { table: Extract<AnswerBlock, { kind: 'table' }> }): JSX.Element {
  return (
    <section class="answer-table" aria-label="Table" dir="auto" {...scrollable}>
      <table>
        <thead>
          <tr>
            {head.map((cell, at) => (
              <th key={`${at}-${cell}`} scope="col">
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={`${at}-${row[0]}`}>
              {row.map((cell, column) => (
                <td key={`${column}-${cell}`}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Lines stay as long as they are. */
function AnswerCode({ text }: { text: string }): JSX.Element {
  return (
    <section class="answer-code" aria-label="Code" {...scrollable}>
      <code>{text}</code>
    </section>
  );
}

/** A chip stays on the line of the last word before it. */
function CitedText({ piece, onSource }: { piece: CitedPiece; onSource(citation: Citation): void }): JSX.Element {
  const { text, citations } = piece;
  if (citations.length === 0) return <>{text}</>;
  const cut = text.length - (/\S{1,16}$/.exec(text)?.[0].length ?? 0);
  return (
    <>
      {text.slice(0, cut)}
      <span class="unbroken">
        {text.slice(cut)}
        {citations.map((citation) => (
          <CitationChip key={citation.n} citation={citation} onSource={onSource} />
        ))}
      </span>
    </>
  );
}

function CitationChip({ citation, onSource }: { citation: Citation; onSource(citation: Citation): void }): JSX.Element {
  const page = citation.page ? `, page ${citation.page}` : '';
  return (
    <button
      type="button"
      class="chip"
      aria-label={`Source ${citation.n}: ${citation.title}${page}`}
      title={`${citation.title}${page}`}
      onClick={() => onSource(citation)}
    >
      {citation.n}
    </button>
  );
}

function ThinkingDots(): JSX.Element {
  return (
    <span class="thinking-dots" aria-hidden="true">
      <i />
      <i />
      <i />
    </span>
  );
}
