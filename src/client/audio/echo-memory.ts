import { z } from 'zod';
import type { EchoMemory } from './voice-detector.ts';

const KEY = 'echo-levels';
/** Pairs of microphone and loudspeaker that are remembered; more than one has at hand. */
const MOST = 8;
const Levels = z.record(z.string(), z.number().min(-100).max(0));

function read(): z.infer<typeof Levels> {
  try {
    return Levels.parse(JSON.parse(localStorage.getItem(KEY) ?? '{}'));
  } catch {
    // Not ours, or from another time: it is learned anew.
    return {};
  }
}

export function openEchoMemory(): EchoMemory {
  let devices: string | undefined;
  return {
    async recall() {
      devices = await devicesNow();
      return devices === undefined ? undefined : read()[devices];
    },
    keep(db) {
      if (devices === undefined) return;
      const { [devices]: _, ...others } = read();
      const kept = Object.entries(others).slice(1 - MOST);
      localStorage.setItem(KEY, JSON.stringify(Object.fromEntries([...kept, [devices, Math.round(db)]])));
    },
  };
}

export function forgetEchoLevels(): void {
  localStorage.removeItem(KEY);
}

/** Names the microphone and the loudspeaker in use, as far as the browser tells; undefined where it tells neither. */
async function devicesNow(): Promise<string | undefined> {
  try {
    const all = await navigator.mediaDevices.enumerateDevices();
    const names = [nameOf(all, 'audioinput'), nameOf(all, 'audiooutput')];
    return names.every((name) => name === '') ? undefined : names.join(' ');
  } catch {
    // A browser that doesn't tell: it is learned anew in each talk.
    return undefined;
  }
}

/** The device behind the usual one: that one's own id is "default", whatever it stands for. */
function nameOf(all: readonly MediaDeviceInfo[], kind: MediaDeviceKind): string {
  const devices = all.filter((device) => device.kind === kind);
  const usual = devices.find(({ deviceId }) => deviceId === 'default') ?? devices[0];
  const behind = devices.find(({ deviceId, groupId }) => deviceId !== 'default' && groupId === usual?.groupId);
  return (behind ?? usual)?.deviceId ?? '';
}
