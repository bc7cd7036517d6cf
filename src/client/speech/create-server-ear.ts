import { microphoneProblem, openMicrophone } from '../audio/microphone.ts';
import { onMicrophoneReturn } from '../audio/microphone-return.ts';
import type { Sound } from '../audio/sound.ts';
import { after } from '../realtime/browser-environment.ts';
import type { EarEvents } from './ear.ts';
import { ServerEar } from './server-ear.ts';
import type { UplinkLine } from './uplink.ts';

/** An ear for the server, with this browser's microphone. */
export function createServerEar(sound: Sound, line: UplinkLine, events: EarEvents): ServerEar {
  return new ServerEar(events, {
    openMicrophone: (heard) => openMicrophone(sound, heard),
    microphoneProblem,
    onMicrophoneReturn,
    createDetector: async (heard) => (await import('../audio/hands-free.ts')).createVoiceDetector(heard),
    line,
    newId: () => crypto.randomUUID(),
    now: () => performance.now(),
    after,
  });
}
