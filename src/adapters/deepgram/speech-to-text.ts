import type { AudioFrame } from '../../ports/audio.ts';
import type { Clock } from '../../ports/clock.ts';
import type { SpeechToText, Transcript } from '../../ports/speech-to-text.ts';
import { framesUntilAborted } from '../../sound/frames-until-aborted.ts';
import { toPcm16Bytes } from '../../sound/pcm16.ts';
import { speechError } from '../../speech-errors.ts';
import { DeepgramLine } from './line.ts';
import { CLOSE_STREAM, FINALIZE, isResults, KEEP_ALIVE } from './messages.ts';

export interface DeepgramOptions {
  /** Left out for a server of one's own that wants none. */
  apiKey?: string | undefined;
  baseUrl?: string | undefined;
  /** e.g. `nova-3`. */
  model: string;
  clock: Clock;
}

/** After ten seconds without a word from us Deepgram hangs up; a learner who thinks is silent for longer. */
const KEEP_ALIVE_MS = 4000;
const SAMPLE_RATE = 16_000;

/**
 * Speech to text over Deepgram's streaming socket, one for each stretch of speech: partial transcripts while the learner
 * speaks, final ones after pauses and at the end. Over `ws` and not the vendor's SDK, whose socket reconnects by itself,
 * hides the status of a refusal and prints what it can't parse (see docs/adr/0011).
 */
export function createDeepgramSpeechToText(options: DeepgramOptions): SpeechToText {
  const headers: Record<string, string> =
    options.apiKey === undefined ? {} : { Authorization: `Token ${options.apiKey}` };

  return {
    id: `deepgram/${options.model}`,
    streaming: true,
    async *transcribe(audio, { language }, signal): AsyncGenerator<Transcript> {
      signal.throwIfAborted();
      const line = new DeepgramLine(addressOf(options, language), headers);
      const gone = new AbortController();
      const leave = () => line.fail(signal.reason);
      signal.addEventListener('abort', leave, { once: true });
      let sent = false;
      send(line, audio, AbortSignal.any([signal, gone.signal]), options.clock).then(
        () => {
          sent = true;
        },
        (error: unknown) => line.fail(error),
      );
      try {
        for await (const transcript of transcripts(line)) {
          signal.throwIfAborted();
          yield transcript;
        }
        if (!sent) throw speechError('stt', 'failed', { cause: new Error('Deepgram ended before the learner did') });
      } finally {
        signal.removeEventListener('abort', leave);
        gone.abort();
        line.hangUp();
      }
    },
  };
}

async function send(
  line: DeepgramLine,
  audio: AsyncIterable<AudioFrame>,
  signal: AbortSignal,
  clock: Clock,
): Promise<void> {
  let cancel: () => void = () => undefined;
  const stayAlive = () => {
    cancel = clock.after(KEEP_ALIVE_MS, () => {
      line.send(KEEP_ALIVE);
      stayAlive();
    });
  };
  await line.opened;
  try {
    stayAlive();
    for await (const { samples } of framesUntilAborted(audio, signal)) {
      // An empty message would mean the end.
      if (samples.length === 0) continue;
      cancel();
      line.send(toPcm16Bytes(samples));
      stayAlive();
    }
    line.send(FINALIZE);
    line.send(CLOSE_STREAM);
  } finally {
    cancel();
  }
}

async function* transcripts(line: DeepgramLine): AsyncGenerator<Transcript> {
  for await (const message of line.messages()) {
    if (message.type === 'Error')
      throw speechError('stt', 'failed', { cause: new Error('Deepgram reported an error') });
    if (message.type === 'Metadata') return;
    if (!isResults(message)) continue;
    const text = message.channel.alternatives[0]?.transcript.trim() ?? '';
    const upToMs = (message.start + message.duration) * 1000;
    if (message.is_final) yield { text, final: true, upToMs };
    else if (text !== '') yield { text, final: false };
    if (message.from_finalize) return;
  }
}

function addressOf({ baseUrl, model }: DeepgramOptions, language: string | undefined): string {
  const url = new URL(`${(baseUrl ?? 'https://api.deepgram.com').replace(/\/+$/, '')}/v1/listen`);
  url.protocol = url.protocol === 'http:' ? 'ws:' : 'wss:';
  url.search = new URLSearchParams({
    model,
    language: language ?? 'multi',
    encoding: 'linear16',
    sample_rate: String(SAMPLE_RATE),
    channels: '1',
    interim_results: 'true',
    punctuate: 'true',
    endpointing: '300',
  }).toString();
  return url.toString();
}
