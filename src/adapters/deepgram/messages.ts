import { z } from 'zod';

const Results = z.object({
  type: z.literal('Results'),
  /** Seconds from the beginning of the stream to this part of it, and how long the part is. */
  start: z.number().nonnegative(),
  duration: z.number().nonnegative(),
  is_final: z.boolean().default(false),
  /** Everything sent before `Finalize` is transcribed. */
  from_finalize: z.boolean().default(false),
  channel: z.object({ alternatives: z.array(z.object({ transcript: z.string() })).min(1) }),
});

const Message = z.union([
  Results,
  /** `Metadata` comes last, when everything is transcribed; most other types tell nothing that is asked for. */
  z.object({ type: z.string().refine((type) => type !== 'Results') }),
]);
export type Results = z.infer<typeof Results>;
export type DeepgramMessage = z.infer<typeof Message>;

/** @returns undefined for what is not of the protocol. */
export function readMessage(data: string): DeepgramMessage | undefined {
  try {
    return Message.safeParse(JSON.parse(data)).data;
  } catch {
    // Not even JSON.
    return undefined;
  }
}

export function isResults(message: DeepgramMessage): message is Results {
  return message.type === 'Results';
}

export const FINALIZE = JSON.stringify({ type: 'Finalize' });
export const CLOSE_STREAM = JSON.stringify({ type: 'CloseStream' });
export const KEEP_ALIVE = JSON.stringify({ type: 'KeepAlive' });
