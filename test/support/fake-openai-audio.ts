import busboy from 'busboy';
import { FakeHttpService, type HttpAnswer, type HttpAsked, type Part } from './fake-http-service.ts';

/** What OpenAI answers instead of audio or a transcript. */
export function openAiRefusal(status: number, options: { code?: string; retryAfter?: number } = {}): HttpAnswer {
  const { code = 'some_error', retryAfter } = options;
  return {
    status,
    headers: {
      'content-type': 'application/json',
      ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
    },
    parts: [
      JSON.stringify({ error: { message: 'No: the secret words.', type: 'invalid_request_error', param: null, code } }),
    ],
  };
}

export function openAiTranscript(text: string): HttpAnswer {
  return { headers: { 'content-type': 'application/json' }, parts: [JSON.stringify({ text, usage: null })] };
}

export function openAiSound(...parts: Part[]): HttpAnswer {
  return { headers: { 'content-type': 'audio/pcm' }, parts };
}

/** OpenAI's audio API: requests that it would refuse are refused with 400. Base URL: `url` + `/v1`. */
export async function startFakeOpenAiAudio(): Promise<FakeHttpService> {
  const service = await FakeHttpService.start();
  service.always((asked) =>
    asked.path.endsWith('/transcriptions') ? openAiTranscript('hello there') : openAiSound(Buffer.alloc(4800, 1)),
  );
  return service;
}

export interface TranscriptionForm {
  fields: Record<string, string>;
  file: { name: string; type: string; bytes: Buffer };
}

/** The multipart form of a request for a transcript, as a server reads it. */
export async function transcriptionForm(asked: HttpAsked): Promise<TranscriptionForm> {
  const fields: Record<string, string> = {};
  const chunks: Buffer[] = [];
  let file = { name: '', type: '' };
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const parser = busboy({ headers: asked.headers });
  parser.on('field', (name, value) => {
    fields[name] = value;
  });
  parser.on('file', (_field, stream, info) => {
    file = { name: info.filename ?? '', type: info.mimeType };
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  });
  parser.on('close', resolve);
  parser.on('error', reject);
  parser.end(asked.body);
  await promise;
  return { fields, file: { ...file, bytes: Buffer.concat(chunks) } };
}
