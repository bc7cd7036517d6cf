/** Calls back when there may be a microphone again: one was plugged in, or permission was given. @returns the way to end it */
export function onMicrophoneReturn(returned: () => void): () => void {
  const ended = new AbortController();
  const { signal } = ended;
  navigator.mediaDevices.addEventListener('devicechange', returned, { signal });
  void watchPermission(returned, signal);
  return () => ended.abort();
}

async function watchPermission(returned: () => void, signal: AbortSignal): Promise<void> {
  try {
    const permission = await navigator.permissions.query({ name: 'microphone' });
    // Where it would have to be asked for, the learner taps.
    permission.addEventListener('change', () => permission.state === 'granted' && returned(), { signal });
  } catch {
    // A browser that does not tell about this permission: the learner taps when they have given it back.
  }
}
