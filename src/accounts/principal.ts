/** Who is asking, and by which credential: what every door knows after authentication. */
export interface Principal {
  learnerId: string;
  name: string;
  role: 'learner' | 'admin';
  /** Id of the session or bearer token used. */
  credentialId: string;
  kind: 'session' | 'token';
  /** When this sign-in ends at the latest, ms since the epoch; undefined for bearer tokens. */
  expiresAt?: number | undefined;
}

/** Checks credentials as they come from a request, for HTTP and for socket upgrades alike. */
export interface Authenticator {
  /** @param credentials the session cookie's token or a bearer token; undefined when neither holds. */
  authenticate(credentials: {
    session?: string | undefined;
    bearer?: string | undefined;
  }): Promise<Principal | undefined>;
}

/** Name of the session cookie; `__Host-` where the site is served over HTTPS. */
export function sessionCookieName(secure: boolean): string {
  return secure ? '__Host-lva_session' : 'lva_session';
}
