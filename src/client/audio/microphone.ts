import captureUrl from './capture-worklet.ts?worker&url';
import { howToAllow } from './microphone-advice.ts';
import type { Sound } from './sound.ts';

export interface MicrophoneEvents {
  /** 32 ms at 16 kHz. */
  frame(frame: Float32Array): void;
  /** The phone has taken it away, as for a call, or gives it back. */
  interrupted(interrupted: boolean): void;
  /** It was unplugged. */
  lost(): void;
}

export interface Microphone {
  /** Muted it hears nothing, and the browser shows so. */
  mute(muted: boolean): void;
  /** Lets it go. */
  close(): void;
}

const problems: Record<string, string> = {
  NotFoundError: 'No microphone was found. You can type instead.',
  NotReadableError: 'Another app is using the microphone. Close it and try again, or type.',
};

/** Why there is no microphone, for people. */
export function microphoneProblem(error: unknown): string {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError') {
    return `The microphone is blocked for this site. ${howToAllow(navigator.userAgent)}, or type.`;
  }
  const known = problems[name];
  return known ?? 'The microphone could not be opened. You can type instead.';
}

/**
 * Opens the microphone that the browser takes for the usual one. The tutor's voice is taken out of what it hears as well as
 * the device can.
 * @throws DOMException when it is refused, missing or busy
 */
export async function openMicrophone(sound: Sound, events: MicrophoneEvents): Promise<Microphone> {
  sound.announce(true);
  const user = {};
  let stream: MediaStream | undefined;
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    });
    const context = await sound.join(user, captureUrl);
    return listen(sound, user, context, stream, events);
  } catch (error) {
    release(sound, user, stream);
    throw error;
  }
}

function listen(
  sound: Sound,
  user: object,
  context: AudioContext,
  stream: MediaStream,
  events: MicrophoneEvents,
): Microphone {
  const source = context.createMediaStreamSource(stream);
  const node = new AudioWorkletNode(context, 'capture', {
    numberOfOutputs: 0,
    channelCount: 1,
    channelCountMode: 'explicit',
  });
  node.port.onmessage = ({ data }: MessageEvent<Float32Array>) => events.frame(data);
  source.connect(node);
  const [track] = stream.getAudioTracks();
  if (track) {
    track.onended = () => events.lost();
    track.onmute = () => events.interrupted(true);
    track.onunmute = () => events.interrupted(false);
  }
  const forget = sound.onInterruption((interrupted) => events.interrupted(interrupted));
  return {
    mute(muted) {
      if (track) track.enabled = !muted;
    },
    close() {
      forget();
      if (track) {
        track.onended = null;
        track.onmute = null;
        track.onunmute = null;
      }
      node.port.onmessage = null;
      node.port.postMessage('end');
      source.disconnect();
      release(sound, user, stream);
    },
  };
}

function release(sound: Sound, user: object, stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
  sound.announce(false);
  sound.leave(user);
}
