import { AppError, toAppError } from '../errors.ts';
import type { ConversationEvent } from '../protocol/server-events.ts';
import { languageOf } from '../tutor/language.ts';
import type { AnswerEvent } from '../tutor/tutor.ts';
import { NOT_WANTED, orAborted, untilAborted } from '../until-aborted.ts';
import { cutShort } from './cut-short.ts';
import { DeltaBatch } from './delta-batch.ts';
import { endTurn, type TurnEnding } from './end-turn.ts';
import { heardOf } from './heard.ts';
import { roomOf } from './line-kind.ts';
import { Progress } from './progress.ts';
import { questionOf } from './question-of.ts';
import type { StopReason } from './session.ts';
import type { TurnVoice } from './speak/turn-voice.ts';
import { TurnRecord } from './turn-record.ts';
import { TurnStop } from './turn-stop.ts';
import type { TurnParts, TurnTask } from './turn-task.ts';

/** What a killed server may forget of a running answer, ms of it: a save of each sentence would keep others waiting. */
const SAVED_AFTER_MS = 300;

/**
 * Runs one stored turn to its end: asks the tutor, tells what comes into the conversation's event log, lets it be heard where
 * the learner listens, stores how it ended and tells that last. Aborting `stop` with a `TurnStop` ends it at once. Never
 * rejects for what a turn may meet.
 */
export async function runTurn(parts: TurnParts, task: TurnTask, stop: AbortSignal): Promise<void> {
  parts.events.started(task);
  await noteBegun(parts, task);
  const broken = new AbortController();
  const turn = openTurn(parts, task, stop, broken);
  const ending = await answer(parts, task, turn);
  turn.silence.abort(NOT_WANTED);
  await turn.batch.close();
  await turn.progress.settled();
  const ended = ending(turn.batch.sent);
  await endTurn(parts, task, turn.record, ended);
  // Told while its end was being stored: too late for the turn, not for what was heard.
  const stopReason = stop.reason instanceof TurnStop ? stop.reason.reason : undefined;
  const heardChars = stopReason?.kind === 'interrupted' ? stopReason.heardChars : undefined;
  if (heardChars !== undefined && heardChars < (ended.heardText ?? turn.record.text).length) {
    await cutShort(parts, { ...task, heardChars });
  }
}

/** Nobody can tell what was heard on a call whose server is killed: it is worked out from when the answer was begun. */
async function noteBegun({ stores, logger }: TurnParts, { turnId, callSid, begunAt }: TurnTask): Promise<void> {
  if (callSid === undefined || begunAt === undefined) return;
  try {
    await stores.messages.noteBegun(turnId, begunAt);
  } catch (error) {
    // Where the database is away the turn says so by itself.
    logger.warn({ err: error }, 'when an answer was begun could not be noted');
  }
}

/** Ends a turn that never ran: it was stopped, or the node went down, while it waited. */
export async function giveUpTurn(parts: TurnParts, task: TurnTask, reason: StopReason): Promise<void> {
  parts.events.started(task);
  await endTurn(parts, task, new TurnRecord(task.askedAt, task.spoken), stopped(reason, ''));
}

interface RunningTurn {
  record: TurnRecord;
  batch: DeltaBatch;
  progress: Progress<{ text: string; heardText: string | undefined }>;
  signal: AbortSignal;
  /** Undefined: a turn of text. */
  voice: TurnVoice | undefined;
  /** Ends the voice, however the turn ended. */
  silence: AbortController;
}

function openTurn(parts: TurnParts, task: TurnTask, stop: AbortSignal, broken: AbortController): RunningTurn {
  const { turnId, conversationId } = task;
  const signal = AbortSignal.any([stop, broken.signal]);
  const silence = new AbortController();
  const record = new TurnRecord(task.askedAt, task.spoken);
  const batch = new DeltaBatch({
    turnId,
    clock: parts.clock,
    tell: (event) => parts.eventLog.append(conversationId, event),
    onTold: (event) => {
      if (event.type === 'sentence') voice?.told(event.index, event.offset);
    },
    onFailure: (error) => broken.abort(error),
  });
  const progress: RunningTurn['progress'] = new Progress({
    save: ({ text, heardText }) => parts.stores.messages.saveProgress(turnId, text, heardText),
    onFailure: (error) => parts.logger.warn({ err: error }, 'progress of a turn could not be saved'),
    pace: { clock: parts.clock, ms: SAVED_AFTER_MS },
  });
  const voice =
    task.line === undefined
      ? undefined
      : parts.voices?.begin({
          roomId: roomOf(conversationId, task.line),
          turnId,
          askedOver: task.spoken?.line,
          signal: AbortSignal.any([signal, silence.signal]),
          sink: {
            tell: (event) => batch.addEvent(event),
            firstByte: (ms) => record.noteFirstByte(ms),
            firstAudio: (at) => record.noteFirstAudio(at),
            heardMore: () => progress.note(progressOf(turn)),
          },
          onGone: () => broken.abort(new TurnStop({ kind: 'interrupted', heardChars: undefined })),
        });
  const turn = { record, batch, progress, signal, voice, silence };
  return turn;
}

/** @returns how the turn ends, once it is known what was sent. */
async function answer(parts: TurnParts, task: TurnTask, turn: RunningTurn): Promise<(sentText: string) => TurnEnding> {
  const { batch, signal, voice } = turn;
  const onLate = (error: unknown) => parts.logger.debug({ err: error }, 'an error after the end of an answer');
  try {
    batch.addEvent({ type: 'state', state: 'thinking' });
    const prepared = parts.early?.take(task);
    if (prepared) turn.record.noteWaste(prepared.wasted);
    const question = await orAborted(prepared?.answer?.question ?? questionOf(parts.grounds, task), signal);
    const said = question.history.filter(({ role }) => role === 'learner').map(({ text }) => text);
    const language = languageOf(question.language, task.text, said);
    const source = prepared?.answer?.events(signal) ?? parts.tutor.answer(question, signal);
    for await (const event of untilAborted(source, signal, onLate)) {
      take(event, task.turnId, { ...turn, language }, parts.clock.now());
    }
    await orAborted(toTheEnd(turn), signal);
    return () => ({ status: 'complete' });
  } catch (error) {
    if (signal.reason instanceof TurnStop) {
      const stop = signal.reason;
      // Read when the end is stored: until then it may become known how much was heard.
      return (sentText) => stopped(stop.reason, sentText, voice);
    }
    const failure = toAppError(error);
    // What was generated before the failure is still worth reading. A log that can't be told anything has said so already.
    await orAborted(toTheEnd(turn), signal).catch(onLate);
    if (failure.code === 'internal') parts.logger.error({ err: error }, 'a turn failed for an unforeseen reason');
    return (sentText) => ({
      status: 'failed',
      heardText: heardUntilNow(sentText, voice),
      errorCode: failure.code,
      error: failure,
    });
  }
}

/** Resolves when all of it was told, and played where it is spoken. */
async function toTheEnd({ batch, voice }: RunningTurn): Promise<void> {
  voice?.end();
  await batch.finish();
  await voice?.played;
}

function take(event: AnswerEvent, turnId: string, turn: RunningTurn & { language: string }, now: number): void {
  const { record, batch, progress, voice } = turn;
  if (event.type === 'delta' && record.text === '' && event.text !== '' && !voice) {
    batch.addEvent({ type: 'state', state: 'speaking' });
  }
  record.note(event, now);
  if (event.type === 'delta') batch.addText(event.text);
  const told = toldAs(event, turnId, voice);
  if (told) batch.addEvent(told);
  if (event.type !== 'sentence') return;
  voice?.say(event.index, event.text, record.sentenceStart, turn.language);
  // The first words must not wait until more text is told: this voice, a browser's or Twilio's begins with them.
  if (voice ? !voice.begun : event.index === 0) batch.hurry();
  progress.note(progressOf(turn));
}

function progressOf({ record, voice }: Pick<RunningTurn, 'record' | 'voice'>) {
  return { text: record.text, heardText: voice && heardUntilNow(record.text, voice) };
}

function toldAs(event: AnswerEvent, turnId: string, voice: TurnVoice | undefined): ConversationEvent | undefined {
  switch (event.type) {
    case 'passages':
      return { type: 'passages', turnId, passages: event.passages };
    case 'sentence':
      return { type: 'sentence', turnId, index: event.index, text: event.text, ...(voice && { turn: voice.number }) };
    case 'citation':
      return { type: 'citation', turnId, n: event.n, sentence: event.sentence, quote: event.quote };
    case 'notice':
      return event;
    default:
      return undefined;
  }
}

/** What the learner took in so far: what was heard where it is spoken, else all that was sent. */
function heardUntilNow(sentText: string, voice: TurnVoice | undefined): string {
  return voice ? heardOf(sentText, voice.heardChars) : sentText;
}

function stopped(reason: StopReason, sentText: string, voice?: TurnVoice): TurnEnding {
  if (reason.kind === 'interrupted') {
    const { heardChars } = reason;
    if (heardChars === undefined) return { status: 'interrupted', heardText: heardUntilNow(sentText, voice) };
    const chars = voice ? Math.min(heardChars, voice.sentChars) : heardChars;
    return { status: 'interrupted', heardText: heardOf(sentText, chars) };
  }
  const error = new AppError({
    code: 'server_stopping',
    status: 503,
    message: 'The server restarts. Ask for the answer again in a moment.',
    retryable: true,
  });
  return { status: 'failed', heardText: heardUntilNow(sentText, voice), errorCode: error.code, error };
}
