import { useSignal } from '@preact/signals';
import type { JSX, TargetedSubmitEvent } from 'preact';
import { useCallback } from 'preact/hooks';
import type { z } from 'zod';
import type { TokenList } from '../../../protocol/rest/accounts.ts';
import { createToken, listTokens, revokeToken } from '../../api/accounts.ts';
import { ConfirmButton } from '../confirm-button.tsx';
import { Field, fieldText } from '../field.tsx';
import { TrashIcon } from '../icons.tsx';
import { useLoad } from '../use-load.ts';
import { useTask } from '../use-task.ts';
import { whenText } from '../when-text.ts';

type Token = z.infer<typeof TokenList>['tokens'][number];

/** Tokens for other programs that talk with the tutor in the learner's name. */
export function TokensSection(): JSX.Element {
  const tokens = useSignal<Token[]>([]);
  const created = useSignal<string | undefined>(undefined);
  const { run, problem, running } = useTask();
  const load = useCallback(async () => {
    tokens.value = (await listTokens()).tokens;
  }, [tokens]);
  useLoad(run, load);
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    run(async () => {
      created.value = (await createToken(fieldText(form, 'name'))).token;
      form.reset();
      await load();
    });
  };
  const revoke = (id: string) =>
    run(async () => {
      await revokeToken(id);
      await load();
    });
  return (
    <section class="card" aria-labelledby="tokens-title">
      <h2 id="tokens-title">Access tokens</h2>
      <p class="hint">For your own scripts and other programs. Whoever has one can read and ask in your name.</p>
      <div role="alert">{problem ? <p class="problem-text">{problem}</p> : null}</div>
      {created.value ? (
        <div class="note" role="status">
          <p>Copy it now; it is shown only once:</p>
          <code class="token">{created.value}</code>
        </div>
      ) : null}
      <ul class="rows plain">
        {tokens.value.map((token) => (
          <TokenRow key={token.id} token={token} onRevoke={() => revoke(token.id)} />
        ))}
      </ul>
      <form class="form" onSubmit={submit}>
        <Field label="Name of the new token" name="name" autocomplete="off" maxLength={100} required />
        <button type="submit" class="button" disabled={running}>
          Create token
        </button>
      </form>
    </section>
  );
}

function TokenRow({ token, onRevoke }: { token: Token; onRevoke(): void }): JSX.Element {
  return (
    <li class="row-item">
      <div class="row-link">
        <span class="row-title">{token.name}</span>
        <span class="row-detail">
          {token.lastUsedAt ? `Last used ${whenText(token.lastUsedAt)}` : 'Never used'} · created{' '}
          {whenText(token.createdAt)}
        </span>
      </div>
      <ConfirmButton
        label={`Revoke ${token.name}`}
        question={`Revoke “${token.name}”?`}
        detail="Programs that use it are shut out at once."
        confirmLabel="Revoke"
        class="icon-button"
        onConfirm={onRevoke}
      >
        <TrashIcon />
      </ConfirmButton>
    </li>
  );
}
