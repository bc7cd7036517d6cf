import { z } from 'zod';

/** Whether the server hears and speaks, and can do so slower or faster. */
const SpeechServices = z.object({ hears: z.boolean(), speaks: z.boolean(), changesSpeed: z.boolean().optional() });
export type SpeechServices = z.infer<typeof SpeechServices>;

const KEY = 'speech-services';

/** What the server could do when it was last asked: a microphone is opened before a new talk has a connection. */
export const lastKnownSpeech = {
  read(): SpeechServices | undefined {
    try {
      return SpeechServices.safeParse(JSON.parse(localStorage.getItem(KEY) ?? 'null')).data;
    } catch {
      // Not ours: the server will tell.
      return undefined;
    }
  },
  keep: (services: SpeechServices): void => localStorage.setItem(KEY, JSON.stringify(services)),
  forget: (): void => localStorage.removeItem(KEY),
};
