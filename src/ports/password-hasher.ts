/** Slow on purpose: hashes passwords so that a stolen database gives none away. */
export interface PasswordHasher {
  /** @returns algorithm, parameters, salt and hash as one PHC string. */
  hash(password: string): Promise<string>;
  /** False for a wrong password; throws for what is not a hash of ours. */
  verify(hash: string, password: string): Promise<boolean>;
}
