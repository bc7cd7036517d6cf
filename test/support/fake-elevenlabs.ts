import { FakeHttpService, type HttpAnswer, type Part } from './fake-http-service.ts';

/** What ElevenLabs answers instead of sound: its reason stands in `detail.status`. */
export function elevenLabsRefusal(status: number, options: { reason?: string; retryAfter?: number } = {}): HttpAnswer {
  const { reason = 'some_reason', retryAfter } = options;
  return {
    status,
    headers: {
      'content-type': 'application/json',
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
    },
    parts: [JSON.stringify({ detail: { status: reason, message: 'No: the secret words.' } })],
  };
}

export function elevenLabsSound(...parts: Part[]): HttpAnswer {
  return { headers: { 'content-type': 'audio/pcm' }, parts };
}

/** ElevenLabs' `/v1/text-to-speech/{voice}/stream`. */
export async function startFakeElevenLabs(): Promise<FakeHttpService> {
  const service = await FakeHttpService.start();
  service.always(({ path }) =>
    /^\/v1\/text-to-speech\/[^/]+\/stream\?output_format=pcm_\d+$/.test(path)
      ? elevenLabsSound(Buffer.alloc(4800, 1))
      : elevenLabsRefusal(404),
  );
  return service;
}
