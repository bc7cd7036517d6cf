import { type Response, Router } from 'express';
import { z } from 'zod';
import type { Learner } from '../ports/account-store.ts';
import type { Call, CallStatus } from '../ports/call-store.ts';
import type { Calls } from './calls.ts';
import type { GatherCalls, GatherInput, GatherTurnAnswer } from './gather-calls.ts';
import { phrasesFor } from './phrases.ts';
import type { Sms } from './sms.ts';
import {
  emptyTwiml,
  gatherTwiml,
  handOnTwiml,
  hangUpTwiml,
  relayTwiml,
  resumeTwiml,
  smsTwiml,
  streamTwiml,
  type TwimlOptions,
  transferTwiml,
  waitTwiml,
} from './twiml.ts';
import { voiceTag } from './voice-tag.ts';
import { fieldsOf, signedOnly, type WebhookGuard } from './webhook-request.ts';

export interface WebhooksDeps extends WebhookGuard {
  calls: Calls;
  gather: GatherCalls;
  twiml: TwimlOptions;
  transferNumber: string | undefined;
  answerSms: (sms: Sms) => Promise<string | undefined>;
  /** The server is about to stop: calls go on elsewhere, or after its restart. */
  isDraining: () => boolean;
  /** Called once for each call that ended. */
  afterCall: (call: Call, phone: string) => Promise<void>;
}

const Place = z.object({
  turn: z.coerce.number().int().min(1).max(100_000),
  part: z.coerce.number().int().min(1).max(1000).optional(),
  /** The caller had asked for time. */
  held: z.literal('1').optional(),
  /** Comes from a server that was about to stop. */
  handed: z.literal('1').optional(),
});
const Handoff = z.object({ transfer: z.string() });
/** How it ends when a caller is put through and nobody speaks to them. */
const UNANSWERED: readonly string[] = ['busy', 'no-answer', 'failed', 'canceled'];
const STATUSES: readonly string[] = ['completed', 'busy', 'failed', 'no-answer', 'canceled'] satisfies CallStatus[];

/** What Twilio asks over plain HTTP: every answer is TwiML, and a request that comes twice gets the same one. */
export function createTwilioWebhooks(deps: WebhooksDeps): Router {
  const { calls, gather, twiml } = deps;
  const router = Router();
  router.use('/twilio', signedOnly(deps));

  router.post('/twilio/voice', (_req, res) => begin(res));

  async function begin(res: Response): Promise<void> {
    const { CallSid, From } = fieldsOf(res);
    const learner = (await calls.linkOf(From))?.learner;
    const call = deps.isDraining() ? undefined : await calls.begin(CallSid, From);
    if (!call) return answer(res, lastWords('busy', learner?.language));
    if (call.endedAt !== undefined) return answer(res, emptyTwiml());
    answer(res, await takeUp(call, From, learner, false));
  }

  router.post('/twilio/gather', async (req, res) => {
    const { CallSid, From, SpeechResult: speech, Digits: digits } = fieldsOf(res);
    const place = Place.safeParse(req.query);
    const call = (await calls.heardOf(CallSid)) ?? (await gather.known(CallSid));
    // It went with its account, and not on this node.
    if (!call) return answer(res, lastWords('noAccess'));
    if (call.endedAt !== undefined) return answer(res, emptyTwiml());
    if (!place.success) return answer(res, emptyTwiml());
    const { turn, part } = place.data;
    if (part !== undefined) return answer(res, say(await gather.rest(call, From, turn, part), part + 1));
    const input = { speech, digits, held: place.data.held !== undefined, handedOn: place.data.handed !== undefined };
    answer(res, await takeTurn(call, From, turn, input));
  });

  /** A turn that comes to a server about to stop is kept, and asked for again until one takes it up that goes on. */
  async function takeTurn(call: Call, phone: string, turn: number, input: GatherInput): Promise<string> {
    const { callSid, learnerId } = call;
    const { speech, digits } = input;
    if (deps.isDraining()) {
      // Before it is certain who calls it may be a code or a PIN, which nobody keeps: it is asked for once more.
      if (learnerId !== undefined && (speech || digits)) await calls.handOn(callSid, { turn, speech, digits });
      return handOnTwiml(twiml, turn);
    }
    if (call.handedOn?.turn !== turn) return say(await gather.take(call, phone, turn, input));
    const taken = await gather.take(call, phone, turn, { ...input, ...call.handedOn });
    await calls.handOn(callSid, undefined);
    return say(taken);
  }

  router.post('/twilio/relay-ended', async (_req, res) => {
    const fields = fieldsOf(res);
    const { CallSid, From, SessionId, StreamSid, SessionStatus, SessionDuration, ErrorCode, HandoffData } = fields;
    const call = await calls.heardOf(CallSid);
    if (!call || call.endedAt !== undefined) return answer(res, emptyTwiml());
    // A stream's end brings no session, and not why it ended.
    const isStream = SessionId === '';
    const over = isStream ? call.ending !== undefined : SessionStatus !== 'failed';
    if (over || isEnd(fields.CallStatus)) {
      const ending = isStream ? call.ending : handoffOf(HandoffData);
      await calls.over(CallSid, ending ?? 'hang_up');
      return answer(res, ended(ending));
    }
    const again = await calls.lost(call, {
      sessionId: SessionId || StreamSid,
      seconds: SessionDuration,
      errorCode: ErrorCode,
    });
    if (!again) return answer(res, emptyTwiml());
    await goOn(res, again, From);
  });

  // The other end of a call that was put through has hung up, or never answered: whoever got nobody is not left alone.
  router.post('/twilio/dialled', async (_req, res) => {
    const { CallSid, From, DialCallStatus } = fieldsOf(res);
    const call = await calls.heardOf(CallSid);
    if (!call || call.endedAt !== undefined) return answer(res, emptyTwiml());
    if (!UNANSWERED.includes(DialCallStatus)) {
      await calls.over(CallSid, 'hang_up');
      return answer(res, hangUpTwiml([]));
    }
    await goOn(res, await calls.comesBack(call), From);
  });

  // Asked again after a pause; and, with an ErrorUrl, where an operator has set it for webhooks that fail.
  router.post('/twilio/resume', async (_req, res) => {
    const { CallSid, From, ErrorUrl } = fieldsOf(res);
    const failed = ErrorUrl === undefined ? undefined : URL.parse(ErrorUrl);
    if (failed?.pathname === '/twilio/voice') return begin(res);
    const call = await calls.heardOf(CallSid);
    if (!call || call.endedAt !== undefined) return answer(res, emptyTwiml());
    if (!failed || call.mode === 'gather') return goOn(res, call, From);
    // Whether its loss was dealt with before that failed is not known: it counts by itself, once for each socket.
    const sessionId = `${ErrorUrl} ${call.socketAt}`;
    await goOn(res, (await calls.lost(call, { sessionId, seconds: undefined, errorCode: undefined })) ?? call, From);
  });

  /** A call that lost its line gets another, here unless the server is about to stop. */
  async function goOn(res: Response, call: Call, From: string): Promise<void> {
    if (deps.isDraining()) return answer(res, resumeTwiml(twiml));
    // It was to end, or to be put through, and nobody was told.
    if (call.ending !== undefined) await calls.stays(call.callSid);
    const { learner } = (await calls.linkOf(From)) ?? {};
    answer(res, await takeUp(call, From, learner, true));
  }

  router.post('/twilio/status', async (_req, res) => {
    const { CallSid, CallStatus, CallDuration, From } = fieldsOf(res);
    if (isEnd(CallStatus)) {
      const ended = await calls.end(CallSid, CallStatus, CallDuration);
      await gather.forget(CallSid);
      if (ended) await deps.afterCall(ended, From);
    }
    res.status(204).end();
  });

  router.post('/twilio/sms', async (_req, res) => {
    const { MessageSid: messageSid, From: from, Body: body, NumMedia: media, OptOutType: optOut } = fieldsOf(res);
    answer(res, smsTwiml(await deps.answerSms({ messageSid, from, body, media, optOut })));
  });

  async function takeUp(call: Call, phone: string, learner: Learner | undefined, goesOn: boolean): Promise<string> {
    if (call.mode === 'gather') return say(await gather.greet(call, phone, goesOn));
    const { language, patience = 'patient' } = learner ?? {};
    const socket = { token: await calls.token(call), language: voiceTag(language), patience, from: phone };
    return call.mode === 'relay' ? relayTwiml(twiml, socket) : streamTwiml(twiml, socket);
  }

  function say(
    { answer: { say: words, language, ...next }, turn, digits, patience }: GatherTurnAnswer,
    part = 1,
  ): string {
    switch (next.next) {
      case 'listen':
        return gatherTwiml(twiml, { say: words, language, turn, digits, held: next.patient, patience });
      case 'wait':
        return waitTwiml(twiml, { say: words, language, turn, digits, patience }, part);
      case 'hang_up':
        return hangUpTwiml(words);
      case 'transfer':
        return transferTwiml(twiml, words, next.number);
    }
  }

  /** A line that we have closed ourselves, or whose caller has hung up. */
  function ended(ending: Call['ending']): string {
    const number = deps.transferNumber;
    return ending === 'transfer' && number !== undefined ? transferTwiml(twiml, [], number) : hangUpTwiml([]);
  }

  /** The number in a handoff is looked up, not believed. */
  function handoffOf(handoffData: string | undefined): Call['ending'] {
    const handoff = Handoff.safeParse(parseJson(handoffData));
    return handoff.success && handoff.data.transfer === deps.transferNumber ? 'transfer' : undefined;
  }

  return router;
}

/** A call that can't go on is told why. */
function lastWords(why: 'busy' | 'noAccess', language?: string): string {
  const phrases = phrasesFor(language);
  return hangUpTwiml([{ text: phrases[why], language: phrases.tag }]);
}

function answer(res: Response, twiml: string): void {
  res.type('text/xml').send(twiml);
}

function isEnd(status: string): status is CallStatus {
  return STATUSES.includes(status);
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    // No handoff: the call was simply ended.
    return undefined;
  }
}
