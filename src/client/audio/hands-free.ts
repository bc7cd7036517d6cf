import { openEchoMemory } from './echo-memory.ts';
import { loadSilero } from './load-silero.ts';
import { type DetectorEvents, VoiceDetector } from './voice-detector.ts';

/** All that hands-free talking needs beyond a microphone: large, so that it is loaded only then. @throws when it can't be had */
export async function createVoiceDetector(events: DetectorEvents): Promise<VoiceDetector> {
  return new VoiceDetector(await loadSilero(), events, { memory: openEchoMemory() });
}
