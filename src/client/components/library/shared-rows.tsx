import type { JSX } from 'preact';
import { useApp } from '../../app-parts.ts';
import { online } from '../../offline/connectivity.ts';
import { noteFailure } from '../../offline/failures.ts';
import { sendShares } from '../../share/send-shares.ts';
import type { SharedContent, SharedItem } from '../../store/database.ts';
import { CloseIcon } from '../icons.tsx';

/** What other apps shared and is not in the Library yet, each with why. */
export function SharedRows(): JSX.Element | null {
  const { session, shares } = useApp();
  const items = shares.items.value;
  if (items.length === 0) return null;
  const add = async (id: string) => {
    await shares.want(id);
    await sendShares(session, shares, { waits: true });
  };
  return (
    <section aria-labelledby="shared-title">
      <h2 id="shared-title">Shared with the tutor</h2>
      <ul class="rows">
        {items.map((item) => (
          <SharedRow
            key={item.id}
            item={item}
            onAdd={() => void add(item.id).catch(noteFailure)}
            onDiscard={() => void shares.discard(item.id).catch(noteFailure)}
          />
        ))}
      </ul>
    </section>
  );
}

function SharedRow(props: { item: SharedItem; onAdd(): void; onDiscard(): void }): JSX.Element {
  const { item, onAdd, onDiscard } = props;
  const name = nameOf(item.content);
  const action = item.refusal === undefined ? 'Add' : 'Retry';
  return (
    <li class="row-item">
      <div class="row-link">
        <span class="row-title">{name}</span>
        <SharedState item={item} name={name} />
      </div>
      {item.isMeant && item.refusal === undefined ? null : (
        <button type="button" class="button" onClick={onAdd} aria-label={`${action} ${name}`}>
          {action}
        </button>
      )}
      <button type="button" class="icon-button" onClick={onDiscard} aria-label={`Discard ${name}`}>
        <CloseIcon />
      </button>
    </li>
  );
}

function SharedState({ item, name }: { item: SharedItem; name: string }): JSX.Element {
  const { shares } = useApp();
  const sending = shares.sending.value?.id === item.id ? shares.sending.value : undefined;
  if (item.refusal !== undefined) return <span class="problem-text">{item.refusal}</span>;
  if (!item.isMeant) return <span class="row-detail">Was it you who shared this? Then add it to your Library.</span>;
  if (!sending) {
    return <span class="row-detail">{online.value ? 'Waits to be sent' : 'Is sent when you are online again'}</span>;
  }
  const percent = Math.round(sending.share * 100);
  return (
    <>
      <span class="row-detail">Being added</span>
      {item.content.kind === 'file' ? <progress max={100} value={percent} aria-label={`Uploading ${name}`} /> : null}
    </>
  );
}

function nameOf(content: SharedContent): string {
  switch (content.kind) {
    case 'file':
      return content.name;
    case 'page':
      return content.url;
    case 'notes':
      return content.title;
  }
}
