import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Citation } from '../../../protocol/common.ts';
import { displayText } from '../../search/display-text.ts';
import type { OpenTalk } from '../../talk/talk-room.ts';
import { titleOf } from '../../talk/talk-title.ts';
import { Composer } from './composer.tsx';
import { MessageList } from './message-list.tsx';
import { SourceSheet } from './source-sheet.tsx';
import { TalkAnnouncer } from './talk-announcer.tsx';
import { TalkBanner } from './talk-banner.tsx';
import { TalkHeader } from './talk-header.tsx';
import { VoiceControl } from './voice-control.tsx';

/** A talk on the screen: what was said, what is being said, and every way to go on. */
export function TalkView({ open, onFailure }: { open: OpenTalk; onFailure(error: unknown): void }): JSX.Element {
  const { live, spoken } = open;
  const source = useSignal<Citation | undefined>(undefined);
  const typed = useSignal('');
  const field = useRef<HTMLTextAreaElement>(null);
  const title = titleOf(live.conversation.value, live.talk.value);
  useEffect(() => {
    document.title = `${title} · Learning Voice Agent`;
  }, [title]);
  const isTyping = typed.value.trim() !== '';
  useEffect(() => {
    spoken.typing.value = isTyping;
  }, [spoken, isTyping]);
  const ask = (text: string) => {
    spoken.asked('typed');
    live.ask(text, 'typed').catch(onFailure);
  };
  const askAbout = (citation: Citation) => {
    const { text: quote } = displayText(citation.quote, { start: 0, end: citation.quote.length }, []);
    typed.value = `About “${quote}”: `;
    source.value = undefined;
    // When the sheet is gone, which gives the focus back to where it was opened.
    requestAnimationFrame(() => field.current?.focus());
  };
  const isUnbegun = live.talk.value.messages.length === 0 && live.unconfirmed.value.length === 0;
  return (
    <div class={isUnbegun ? 'talk unbegun' : 'talk'}>
      <TalkHeader live={live} spoken={spoken} title={title} />
      <TalkBanner live={live} spoken={spoken} />
      <MessageList
        live={live}
        onAsk={ask}
        onSource={(citation) => {
          source.value = citation;
        }}
        onFailure={onFailure}
      />
      <div class="dock">
        <VoiceControl spoken={spoken} />
        <Composer text={typed} input={field} onSend={ask} />
      </div>
      <TalkAnnouncer live={live} spoken={spoken} />
      {source.value ? (
        <SourceSheet
          citation={source.value}
          onAsk={askAbout}
          onClose={() => {
            source.value = undefined;
          }}
        />
      ) : null}
    </div>
  );
}
