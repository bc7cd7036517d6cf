import { useSignal } from '@preact/signals';
import { createElement, type JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { SourcePlace } from '../../library/source-address.ts';
import { cutAtMarks } from '../../reading/match-text.ts';
import { wantedAt } from '../../reading/wanted-words.ts';
import type { CopyNode, WebCopy } from '../../reading/web-copy.ts';
import type { KeptContent } from '../../store/database.ts';

/** The stored copy of a web page, as far as it is text, with the cited words marked. */
export function WebPage(props: { file: Blob; content: KeptContent; place: SourcePlace | undefined }): JSX.Element {
  const { file, content, place } = props;
  const copy = useSignal<WebCopy | undefined>(undefined);
  const problem = useSignal<string | undefined>(undefined);
  const article = useRef<HTMLElement>(null);
  useEffect(() => {
    const read = async () => {
      const { webCopy } = await import('../../reading/web-copy.ts');
      const html = new TextDecoder(encodingOf(file.type)).decode(await file.arrayBuffer());
      copy.value = webCopy(html, { sourceUrl: content.sourceUrl, wanted: place && wantedAt(content.text, place) });
    };
    read().catch(() => {
      problem.value = 'This page can’t be shown as it was. Its text can be read.';
    });
  }, [file, content, place, copy, problem]);
  useEffect(() => {
    article.current?.querySelector('mark')?.scrollIntoView({ block: 'center' });
  }, [copy.value]);

  if (problem.value) return <p class="note problem">{problem.value}</p>;
  if (!copy.value) return <p aria-busy="true">Opening…</p>;
  return (
    <>
      <p class="hint" role="status">
        {place && !copy.value.isMarked
          ? 'The cited words were not found in the page as it was kept: see the text.'
          : ''}
      </p>
      <article class="document-text web-copy" ref={article}>
        {copy.value.nodes.map(toElement)}
      </article>
    </>
  );
}

function encodingOf(type: string): string {
  return /charset=([\w-]+)/i.exec(type)?.[1] ?? 'utf-8';
}

function toElement(node: CopyNode): JSX.Element | string | (JSX.Element | string)[] {
  if ('text' in node) {
    return cutAtMarks(node.text, node.ranges).map(({ text, isMarked }) =>
      isMarked ? createElement('mark', null, text) : text,
    );
  }
  const children = node.children.map(toElement);
  if (node.tag !== 'a') return createElement(node.tag, null, ...children);
  if (node.href === undefined) return <>{children}</>;
  return (
    <a href={node.href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}
