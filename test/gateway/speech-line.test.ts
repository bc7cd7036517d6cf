import { afterEach, expect, test, vi } from 'vitest';
import { createSpeechToTextGateway } from '../../src/gateway/speech-to-text-gateway.ts';
import type { SpeechToText, Transcript } from '../../src/ports/speech-to-text.ts';
import { readAll, toneFrames } from '../support/sound.ts';
import { deaf, gatewayParts, type Hearing, hears, mute, scriptedEar } from './speech-kit.ts';

// Which service is asked, shown with ears; voices stand in the same line.

afterEach(() => vi.useRealTimers());

const words = (items: Transcript[]) => items.filter(({ final }) => final).map(({ text }) => text);
const listen = (stt: SpeechToText) => readAll(stt.transcribe(toneFrames(1000), {}, new AbortController().signal));

test('the first service is asked first again, and the board says so when it works', async () => {
  const { parts, board } = gatewayParts();
  const first = scriptedEar(
    'a/1',
    deaf(),
    hears(() => 'heard'),
  );
  const stt = createSpeechToTextGateway(
    [
      first,
      scriptedEar(
        'b/2',
        hears(() => 'second'),
      ),
    ],
    parts,
  );
  expect(words((await listen(stt)).items)).toEqual(['second']);
  expect(board.services().stt).toBe('degraded');
  expect(words((await listen(stt)).items)).toEqual(['heard']);
  expect(board.services().stt).toBe('ok');
});

test('when all have failed the last failure is told', async () => {
  const { parts } = gatewayParts();
  const stt = createSpeechToTextGateway(
    [scriptedEar('a/1', deaf('stt_refused_key')), scriptedEar('b/2', deaf('stt_rate_limited', 9))],
    parts,
  );
  expect((await listen(stt)).error).toMatchObject({ code: 'stt_rate_limited' });
});

test('after two failures a service is left alone for 15 seconds, then one utterance tries it', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const { parts, board, count } = gatewayParts();
  const first = scriptedEar(
    'a/1',
    deaf(),
    deaf(),
    hears(() => 'first'),
  );
  const stt = createSpeechToTextGateway(
    [
      first,
      scriptedEar(
        'b/2',
        hears(() => 'second'),
      ),
    ],
    parts,
  );
  await listen(stt);
  await listen(stt);
  expect(await count('lva_speech_breaker_state', { service: 'a/1' })).toBe(1);
  expect(stt.id).toBe('b/2');
  vi.setSystemTime(Date.now() + 14_999);
  expect(words((await listen(stt)).items)).toEqual(['second']);
  expect(first.asked).toBe(2);
  expect(board.services().stt).toBe('degraded');
  vi.setSystemTime(Date.now() + 1);
  expect(words((await listen(stt)).items)).toEqual(['first']);
  expect(board.services().stt).toBe('ok');
  expect(stt.id).toBe('a/1');
});

test('while one utterance tries a service that was down, the others do not wait for it', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const { parts } = gatewayParts();
  const trying = Promise.withResolvers<void>();
  const trial: Hearing = async function* (sound, signal) {
    trying.resolve();
    yield* mute(sound, signal);
  };
  const first = scriptedEar('a/1', deaf(), deaf(), trial);
  const stt = createSpeechToTextGateway(
    [
      first,
      scriptedEar(
        'b/2',
        hears(() => 'second'),
      ),
    ],
    parts,
  );
  await listen(stt);
  await listen(stt);
  vi.setSystemTime(Date.now() + 15_000);
  const controller = new AbortController();
  const waiting = readAll(stt.transcribe(toneFrames(100), {}, controller.signal));
  await trying.promise;
  expect(words((await listen(stt)).items)).toEqual(['second']);
  controller.abort(new Error('gone'));
  await waiting;
  // The trial showed nothing, so that the service is still left alone.
  expect(words((await listen(stt)).items)).toEqual(['second']);
  expect(first.asked).toBe(3);
});

test('a recording that can’t be read goes to the next service and is held against none', async () => {
  const { parts, board } = gatewayParts();
  const first = scriptedEar('a/1', deaf('stt_bad_audio'));
  const stt = createSpeechToTextGateway(
    [
      first,
      scriptedEar(
        'b/2',
        hears(() => 'second'),
      ),
    ],
    parts,
  );
  for (let time = 0; time < 4; time += 1) expect(words((await listen(stt)).items)).toEqual(['second']);
  expect(first.asked).toBe(4);
  expect(board.services().stt).toBe('ok');
});

async function retried(script: Hearing): Promise<{ asked: number; result: Awaited<ReturnType<typeof listen>> }> {
  const { parts, clock } = gatewayParts();
  const only = scriptedEar(
    'a/1',
    script,
    hears(() => 'heard'),
  );
  const after = vi.spyOn(clock, 'after').mockImplementation((_ms, run) => {
    const timer = setImmediate(run);
    return () => clearImmediate(timer);
  });
  const failing = { ...only, transcribe: only.transcribe };
  const result = await listen(createSpeechToTextGateway([failing], parts));
  after.mockRestore();
  return { asked: only.asked, result };
}

test.each(['stt_unreachable', 'stt_failed'])('the only service is tried once more after %s', async (code) => {
  const { asked, result } = await retried(deaf(code));
  expect(asked).toBe(2);
  expect(words(result.items)).toEqual(['heard']);
});

test.each([
  ['stt_rate_limited', 1, 2],
  ['stt_rate_limited', 2, 1],
  ['stt_refused_key', undefined, 1],
  ['stt_timeout', undefined, 1],
  ['stt_bad_audio', undefined, 1],
])('after %s, to be tried again in %s s, the only service is asked %i time(s)', async (code, retryAfter, times) => {
  expect((await retried(deaf(code, retryAfter))).asked).toBe(times);
});

test('a service whose model is still being loaded is passed over at once, and held to have failed nothing', async () => {
  const { parts, board, count } = gatewayParts();
  const loading = { notReady: 'The model is being loaded.' as string | undefined };
  const local = scriptedEar(
    'local/1',
    hears(() => 'first'),
  );
  const first = Object.assign(local, loading);
  const second = scriptedEar(
    'b/2',
    hears(() => 'second'),
  );
  const stt = createSpeechToTextGateway([first, second], parts);
  for (let time = 0; time < 4; time += 1) expect(words((await listen(stt)).items)).toEqual(['second']);
  expect(first.asked).toBe(0);
  expect(stt.id).toBe('b/2');
  expect(board.reports().stt).toEqual({ state: 'degraded', reason: 'The model is being loaded.' });
  expect(await count('lva_speech_requests_total', { service: 'local/1' })).toBe(0);
  first.notReady = undefined;
  expect(words((await listen(stt)).items)).toEqual(['first']);
  expect(board.services().stt).toBe('ok');
});

test('the only service, while it is being loaded, is neither asked nor waited for', async () => {
  const { parts, board, clock } = gatewayParts();
  const only = Object.assign(
    scriptedEar(
      'local/1',
      hears(() => 'heard'),
    ),
    { notReady: 'The model is being loaded.' },
  );
  const { error } = await listen(createSpeechToTextGateway([only], parts));
  expect(error).toMatchObject({ code: 'stt_unreachable', retryable: true });
  expect([only.asked, clock.waiting]).toEqual([0, 0]);
  expect(board.reports().stt.reason).toBe('The model is being loaded.');
});
