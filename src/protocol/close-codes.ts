/** Why the server closed a socket. 1012 means: come back at once, resume works. */
export const CloseCode = {
  restarting: 1012,
  malformed: 4400,
  sessionExpired: 4401,
  notYours: 4403,
  idle: 4408,
  replaced: 4409,
  /** Something that happened could not be told: come back and load the conversation. */
  untold: 4410,
  tooFast: 4429,
} as const;
