import OpenAI from 'openai';
import { createHttp } from '../../http-fetch.ts';

export interface OpenAiAccount {
  /** Left out for servers that want none. */
  apiKey?: string | undefined;
  /** Another server with the same audio API, its `/v1` included. */
  baseUrl?: string | undefined;
}

/** Makes one attempt a request and has no deadlines of its own: both are for the gateway to decide. */
export function createOpenAiClient({ apiKey, baseUrl }: OpenAiAccount): { client: OpenAI; warm: () => Promise<void> } {
  const http = createHttp();
  const client = new OpenAI({
    // What is left out, the SDK would look for in the environment.
    apiKey: apiKey ?? 'none',
    ...(apiKey === undefined ? { defaultHeaders: { Authorization: null } } : {}),
    baseURL: baseUrl ?? 'https://api.openai.com/v1',
    organization: null,
    project: null,
    maxRetries: 0,
    timeout: 10 * 60_000,
    // The SDK would log what it could not parse, which is what learners say.
    logLevel: 'off',
    fetch: http.fetch,
  });
  return { client, warm: () => http.warm(client.baseURL) };
}

/** `de-AT` -> `de`: the API knows languages without their regions. */
export function languageOf(tag: string | undefined): string | undefined {
  return tag?.split('-')[0]?.toLowerCase();
}
