import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useCallback } from 'preact/hooks';
import type { z } from 'zod';
import type { Device } from '../../../protocol/rest/accounts.ts';
import { listDevices, signOutDevice } from '../../api/accounts.ts';
import { useApp } from '../../app-parts.ts';
import { useLoad } from '../use-load.ts';
import { useTask } from '../use-task.ts';
import { whenText } from '../when-text.ts';
import { deviceName } from './device-name.ts';

/** Where the learner is signed in. */
export function DevicesSection(): JSX.Element {
  const devices = useSignal<z.infer<typeof Device>[]>([]);
  const account = useApp().session.account.value;
  const task = useTask();
  const load = useCallback(async () => {
    devices.value = (await listDevices()).devices;
  }, [devices]);
  // biome would have `task` here, which is a new one with every rendering.
  const { run } = task;
  // A new password signs the others out.
  useLoad(run, load, account);
  return (
    <section class="card" aria-labelledby="devices-title">
      <h2 id="devices-title">Devices</h2>
      <div role="alert">{task.problem ? <p class="problem-text">{task.problem}</p> : null}</div>
      <ul class="rows plain">
        {devices.value.map((device) => (
          <li key={device.id} class="row-item">
            <div class="row-link">
              <span class="row-title">{deviceName(device.userAgent)}</span>
              <span class="row-detail">
                {device.current ? 'This device' : `Last used ${whenText(device.lastSeenAt)}`} · {device.address}
              </span>
            </div>
            {device.current ? null : (
              <button
                type="button"
                class="button quiet"
                disabled={task.running}
                aria-label={`Sign out ${deviceName(device.userAgent)}`}
                onClick={() =>
                  run(async () => {
                    await signOutDevice(device.id);
                    await load();
                  })
                }
              >
                Sign out
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
