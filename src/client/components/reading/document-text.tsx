import type { JSX } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { cutBlocks, findQuote, type TextBlock, type TextRange } from '../../library/find-quote.ts';
import type { SourcePlace } from '../../library/source-address.ts';
import type { KeptContent } from '../../store/database.ts';

/** A document's text as the tutor reads it, scrolled to the passage when one is asked for. */
export function DocumentText({
  content,
  place,
}: {
  content: KeptContent;
  place: SourcePlace | undefined;
}): JSX.Element {
  const { text, pages } = content;
  const shown = useMemo(() => {
    const blocks = cutBlocks(text, pages);
    // The page's heading says it already.
    return isHeading(text, blocks[0], content.title) ? blocks.slice(1) : blocks;
  }, [text, pages, content.title]);
  const quoted = useMemo(() => (place ? findQuote(text, place, place.quote) : undefined), [text, place]);
  const article = useRef<HTMLElement>(null);
  useEffect(() => {
    if (quoted) article.current?.querySelector('mark')?.scrollIntoView({ block: 'center' });
  }, [quoted]);
  return (
    <article class="document-text" ref={article}>
      {shown.map((block) => (
        <Block key={block.start} text={text} block={block} quoted={quoted} />
      ))}
    </article>
  );
}

function isHeading(text: string, block: TextBlock | undefined, title: string): boolean {
  return (
    block !== undefined &&
    text
      .slice(block.start, block.end)
      .replace(/^\s*#+\s*/, '')
      .trim() === title
  );
}

function Block(props: { text: string; block: TextBlock; quoted: TextRange | undefined }): JSX.Element {
  const { text, block, quoted } = props;
  const heading = /^\s*#{1,6}\s+/.exec(text.slice(block.start, block.end));
  const start = block.start + (heading?.[0].length ?? 0);
  const from = quoted ? Math.max(quoted.start, start) : block.end;
  const to = quoted ? Math.min(quoted.end, block.end) : block.end;
  return (
    <>
      {block.page ? <p class="page-number">Page {block.page}</p> : null}
      <p class={heading ? 'block heading' : 'block'}>
        {from < to ? (
          <>
            {text.slice(start, from)}
            <mark>{text.slice(from, to)}</mark>
            {text.slice(to, block.end)}
          </>
        ) : (
          text.slice(start, block.end)
        )}
      </p>
    </>
  );
}
