import { describe, expect, it } from 'vitest';
import { LAPTOP, openAccounts, PASSWORD, PHONE } from './open-accounts.ts';

const NEW_PASSWORD = 'a new and longer one';

async function signedInTwice() {
  const accounts = await openAccounts();
  const phone = await accounts.signUpAs('ada@example.org');
  const laptop = await accounts.signIn({ email: 'ada@example.org', password: PASSWORD }, LAPTOP);
  const { token } = await accounts.tokens.create(phone.learner.id, 'load test');
  const origin = { sessionId: phone.session.id, address: PHONE.address };
  return { ...accounts, phone, laptop, bearer: token, id: phone.learner.id, origin };
}

describe('changing the password', () => {
  it('needs the current one', async () => {
    await using accounts = await signedInTwice();
    const { profile, id, origin } = accounts;
    await expect(profile.change(id, { newPassword: NEW_PASSWORD }, origin)).rejects.toMatchObject({
      code: 'current_password_needed',
      status: 422,
    });
    const wrong = { currentPassword: 'something else', newPassword: NEW_PASSWORD };
    await expect(profile.change(id, wrong, origin)).rejects.toMatchObject({ code: 'wrong_password', status: 403 });
    await expect(accounts.signIn({ email: 'ada@example.org', password: PASSWORD }, PHONE)).resolves.toBeDefined();
  });

  it('signs the other devices out and leaves this one and bearer tokens alone', async () => {
    await using accounts = await signedInTwice();
    const change = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD };
    await accounts.profile.change(accounts.id, change, accounts.origin);
    const { authenticator } = accounts;
    expect(await authenticator.authenticate({ session: accounts.phone.token })).toBeDefined();
    expect(await authenticator.authenticate({ session: accounts.laptop.token })).toBeUndefined();
    expect(await authenticator.authenticate({ bearer: accounts.bearer })).toMatchObject({ kind: 'token' });
    expect(accounts.heard).toEqual([
      { type: 'signed_out', learnerId: accounts.id, credentialId: accounts.laptop.session.id },
    ]);
    const signIn = (password: string) => accounts.signIn({ email: 'ada@example.org', password }, PHONE);
    await expect(signIn(PASSWORD)).rejects.toMatchObject({ code: 'wrong_credentials' });
    await expect(signIn(NEW_PASSWORD)).resolves.toBeDefined();
  });

  it('is no way around the limit on guesses', async () => {
    await using accounts = await signedInTwice();
    const guess = () =>
      accounts.profile.change(accounts.id, { currentPassword: 'guess', newPassword: NEW_PASSWORD }, accounts.origin);
    for (let i = 0; i < 10; i++) await expect(guess()).rejects.toMatchObject({ code: 'wrong_password' });
    await expect(guess()).rejects.toMatchObject({ code: 'too_many_attempts' });
  });
});

describe('changing the profile', () => {
  it('keeps what is left out', async () => {
    await using accounts = await signedInTwice();
    await accounts.profile.change(accounts.id, { language: 'pt-BR' }, accounts.origin);
    const learner = await accounts.profile.change(accounts.id, { name: 'Ada L.' }, accounts.origin);
    expect(learner).toMatchObject({ name: 'Ada L.', language: 'pt-BR', email: 'ada@example.org' });
  });
});

describe('deleting the account', () => {
  it('asks for the password again', async () => {
    await using accounts = await signedInTwice();
    const refused = accounts.profile.remove(accounts.id, 'something else', PHONE.address);
    await expect(refused).rejects.toMatchObject({ code: 'wrong_password' });
    expect(await accounts.stores.accounts.countLearners()).toBe(1);
  });

  it('takes sign-ins and tokens with it, closes sockets, and lets files and vectors go', async () => {
    await using accounts = await signedInTwice();
    await accounts.profile.remove(accounts.id, PASSWORD, PHONE.address);
    const { authenticator } = accounts;
    expect(await authenticator.authenticate({ session: accounts.phone.token })).toBeUndefined();
    expect(await authenticator.authenticate({ bearer: accounts.bearer })).toBeUndefined();
    expect(await accounts.stores.removals.pending(10)).toMatchObject([{ learnerId: accounts.id }]);
    expect(accounts.heard).toContainEqual({ type: 'signed_out', learnerId: accounts.id });
    expect(accounts.heard).toContainEqual({ type: 'deleted', learnerId: accounts.id });
    await expect(accounts.profile.get(accounts.id)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('frees the address for a new account', async () => {
    await using accounts = await signedInTwice();
    await accounts.profile.remove(accounts.id, PASSWORD, PHONE.address);
    await expect(accounts.signUpAs('ada@example.org')).resolves.toBeDefined();
  });
});
