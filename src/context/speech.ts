import { createDeepgramSpeechToText } from '../adapters/deepgram/speech-to-text.ts';
import { createElevenLabsTextToSpeech } from '../adapters/elevenlabs/text-to-speech.ts';
import { createOpenAiSpeechToText } from '../adapters/openai-speech/speech-to-text.ts';
import { createOpenAiTextToSpeech } from '../adapters/openai-speech/text-to-speech.ts';
import type { LocalSpeechOptions } from '../adapters/transformers/local-model.ts';
import { createLocalSpeechToText } from '../adapters/transformers/speech-to-text.ts';
import { createLocalTextToSpeech } from '../adapters/transformers/text-to-speech.ts';
import type { Config } from '../config/config.ts';
import type { SpeechToTextConfig, TextToSpeechConfig } from '../config/speech.ts';
import type { Events } from '../events.ts';
import { createSpeechToTextGateway } from '../gateway/speech-to-text-gateway.ts';
import { createTextToSpeechGateway } from '../gateway/text-to-speech-gateway.ts';
import type { Logger } from '../logger.ts';
import type { Clock } from '../ports/clock.ts';
import type { SpeechToText } from '../ports/speech-to-text.ts';
import type { TextToSpeech } from '../ports/text-to-speech.ts';
import type { ServiceBoard } from '../service-board.ts';
import type { SpeechSide } from '../speech-errors.ts';

/** What hears and speaks for every client; a part is missing where only browsers do. */
export interface Speech {
  speechToText?: SpeechToText | undefined;
  textToSpeech?: TextToSpeech | undefined;
}

interface SpeechParts {
  config: Config;
  logger: Logger;
  board: ServiceBoard;
  events: Events;
  clock: Clock;
}

/**
 * The speech services behind their gateways.
 * @param given what stands in for the configured ones; behind the gateway as they are
 */
export function connectSpeech(parts: SpeechParts, given: Speech, stack: AsyncDisposableStack): Speech {
  const { speech } = parts.config;
  const hearing = given.speechToText
    ? [given.speechToText]
    : speech.speechToText.map((service, place) => hear(service, place, parts, stack));
  const speaking = given.textToSpeech
    ? [given.textToSpeech]
    : speech.textToSpeech.map((service, place) => speak(service, place, parts, stack));
  const gateway = { board: parts.board, events: parts.events.speech, clock: parts.clock };
  return {
    speechToText: hearing.length > 0 ? createSpeechToTextGateway(hearing, gateway) : undefined,
    textToSpeech: speaking.length > 0 ? createTextToSpeechGateway(speaking, gateway) : undefined,
  };
}

function hear(
  config: SpeechToTextConfig,
  place: number,
  parts: SpeechParts,
  stack: AsyncDisposableStack,
): SpeechToText {
  switch (config.kind) {
    case 'local': {
      const local = createLocalSpeechToText(localOptions('stt', config.model, place, parts));
      stack.defer(() => local.close());
      return local;
    }
    case 'openai':
      return createOpenAiSpeechToText(config);
    case 'deepgram':
      return createDeepgramSpeechToText({ ...config, clock: parts.clock });
  }
}

function speak(
  config: TextToSpeechConfig,
  place: number,
  parts: SpeechParts,
  stack: AsyncDisposableStack,
): TextToSpeech {
  switch (config.kind) {
    case 'local': {
      const local = createLocalTextToSpeech(localOptions('tts', config.model, place, parts));
      stack.defer(() => local.close());
      return local;
    }
    case 'openai':
      return createOpenAiTextToSpeech(config);
    case 'elevenlabs':
      return createElevenLabsTextToSpeech(config);
  }
}

/** @param place in the list: only when the first of it is away, learners notice. */
function localOptions(
  side: SpeechSide,
  model: string,
  place: number,
  { config, board, clock, logger }: SpeechParts,
): LocalSpeechOptions {
  const { cacheDir } = config.embedder;
  const onState = (reason?: string) => board.report(side, reason === undefined ? 'ok' : 'degraded', reason);
  return { model, cacheDir, clock, logger: logger.child({ name: side }), ...(place === 0 && { onState }) };
}
