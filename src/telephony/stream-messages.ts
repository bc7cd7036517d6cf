import { z } from 'zod';
import { type FrameReader, frameReader } from './frame-reader.ts';

/** What Twilio says on a Media Streams socket. Numbers come as strings, and more fields than are named here. */
const StreamMessage = z.discriminatedUnion('event', [
  z.object({ event: z.literal('connected') }),
  z.object({
    event: z.literal('start'),
    streamSid: z.string().max(64),
    start: z.object({
      callSid: z.string().max(64),
      mediaFormat: z.object({
        encoding: z.literal('audio/x-mulaw'),
        sampleRate: z.coerce.number().pipe(z.literal(8000)),
      }),
      customParameters: z.record(z.string(), z.string()).default({}),
    }),
  }),
  z.object({
    event: z.literal('media'),
    media: z.object({
      track: z.string().default('inbound'),
      /** Milliseconds from the stream's beginning. */
      timestamp: z.coerce.number().nonnegative().default(0),
      payload: z.string(),
    }),
  }),
  z.object({ event: z.literal('dtmf'), dtmf: z.object({ digit: z.string().regex(/^[0-9*#A-D]$/) }) }),
  z.object({ event: z.literal('mark'), mark: z.object({ name: z.string().max(200) }) }),
  z.object({ event: z.literal('stop') }),
]);
export type StreamMessage = z.infer<typeof StreamMessage>;
export type StreamStart = Extract<StreamMessage, { event: 'start' }>;

const readAny: FrameReader<StreamMessage> = frameReader(StreamMessage, 'event');

/** Sound as Twilio sends it, letter by letter. */
const MEDIA =
  /^\{"event":"media","sequenceNumber":"\d{1,15}",(?:"streamSid":"\w{1,64}",)?"media":\{"track":"(\w{1,20})","chunk":"\d{1,15}","timestamp":"(\d{1,15})","payload":"([!#-[\]-~]*)"\}(?:,"streamSid":"\w{1,64}")?\}$/;

/** Fifty messages a second of each call are sound: what is written as usual needs no parser, and everything else gets one. */
export const readStreamMessage: FrameReader<StreamMessage> = (text) => {
  const [, track, timestamp, payload] = MEDIA.exec(text) ?? [];
  if (track === undefined || payload === undefined) return readAny(text);
  return { kind: 'message', message: { event: 'media', media: { track, timestamp: Number(timestamp), payload } } };
};

/** What we say; the stream's id is added where it is sent. */
export type StreamReply =
  | { event: 'media'; media: { payload: string } }
  | { event: 'mark'; mark: { name: string } }
  | { event: 'clear' };
