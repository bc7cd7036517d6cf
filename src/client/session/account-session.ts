import { signal } from '@preact/signals';
import { Account } from '../../protocol/rest/accounts.ts';
import * as api from '../api/accounts.ts';
import { OfflineError } from '../api/api-error.ts';
import { endRequests, parseJson } from '../api/request.ts';
import { forgetEchoLevels } from '../audio/echo-memory.ts';
import { forgetInstallHint } from '../offline/install.ts';
import { forgetSettings } from '../settings/settings.ts';
import { type Database, forgetEverything } from '../store/database.ts';
import { lastKnownSpeech } from '../talk/last-known-speech.ts';
import { forgetLimits } from '../talk/limits.ts';

const KEY = 'account';

export type SignedInState = 'checking' | 'signed_in' | 'signed_out';

/** Who uses this device. Remembered, so that the app opens without a network. */
export class AccountSession {
  readonly account = signal<Account | undefined>(readAccount());
  readonly state = signal<SignedInState>('checking');
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
    if (this.account.value) this.state.value = 'signed_in';
  }

  /** Asks the server who is signed in; without a network, who was goes on. */
  async check(): Promise<void> {
    try {
      const answer = await api.getSession();
      if (answer) await this.#signedIn(answer.user);
      else this.expired();
    } catch (error) {
      if (this.account.value) return;
      this.state.value = 'signed_out';
      if (!(error instanceof OfflineError)) throw error;
    }
  }

  async signUp(body: Parameters<typeof api.signUp>[0]): Promise<void> {
    await this.#signedIn((await api.signUp(body)).user);
  }

  async signIn(email: string, password: string): Promise<void> {
    await this.#signedIn((await api.signIn({ email, password })).user);
  }

  /** Ends the session and empties this device. @throws when the server wasn't told: then nothing has changed */
  async signOut(): Promise<void> {
    await api.signOut();
    await this.#leave();
  }

  async deleteAccount(password: string): Promise<void> {
    await api.deleteMe(password);
    await this.#leave();
  }

  changed(account: Account): void {
    this.account.value = account;
    localStorage.setItem(KEY, JSON.stringify(account));
  }

  /** The server no longer knows this session. What is kept here stays for when the same learner signs in again. */
  expired(): void {
    this.state.value = 'signed_out';
  }

  /**
   * Calls back when this page shows what is no longer for whoever uses the device: another page signed out, or somebody else in, or
   * this one comes back out of the browser's history after that.
   */
  watchDevice(onChange: () => void): void {
    const check = () => {
      if (readAccount()?.id !== this.account.value?.id) onChange();
    };
    window.addEventListener('pageshow', check);
    window.addEventListener('storage', check);
  }

  async #signedIn(account: Account): Promise<void> {
    const before = this.account.value;
    if (before && before.id !== account.id) {
      endRequests();
      await forgetEverything(this.#database);
    }
    this.changed(account);
    this.state.value = 'signed_in';
  }

  async #leave(): Promise<void> {
    endRequests();
    await forgetEverything(this.#database);
    forgetSettings();
    forgetEchoLevels();
    forgetLimits();
    forgetInstallHint();
    lastKnownSpeech.forget();
    localStorage.removeItem(KEY);
    this.account.value = undefined;
    this.state.value = 'signed_out';
  }
}

function readAccount(): Account | undefined {
  const kept = Account.safeParse(parseJson(localStorage.getItem(KEY) ?? ''));
  return kept.success ? kept.data : undefined;
}
