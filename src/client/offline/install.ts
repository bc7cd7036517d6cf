import { computed, signal } from '@preact/signals';

/** What Chromium's browsers hand over when the app could be installed; not in the DOM's own types. */
interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

function isOffer(event: Event): event is InstallPrompt {
  return 'prompt' in event && typeof event.prompt === 'function';
}

const prompt = signal<InstallPrompt | undefined>(undefined);
const KEY = 'install-hint-read';
const isRead = signal(localStorage.getItem(KEY) !== null);

/** Whether this page is the installed app, not a tab of the browser. */
export function isInstalled(): boolean {
  return (
    matchMedia('(display-mode: standalone)').matches || ('standalone' in navigator && navigator.standalone === true)
  );
}

/** Only Safari on an iPhone or iPad says whether it is an app; there people install it by hand. */
const isByHand = 'standalone' in navigator && navigator.standalone === false;

/** How the app can be installed here: at once, by the learner's own hand, or not, which is also where it is already. */
export const installWay = computed<'prompt' | 'by_hand' | undefined>(() => {
  if (isInstalled()) return undefined;
  if (prompt.value) return 'prompt';
  return isByHand ? 'by_hand' : undefined;
});

/** Whether the hint is wanted beside other things; in the settings it always is. */
export const installHintWanted = computed(() => installWay.value !== undefined && !isRead.value);

/** Keeps the browser's own banner back, which comes at the first visit, and its offer for when it is wanted. Called once. */
export function watchInstalling(): void {
  window.addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    if (isOffer(event)) prompt.value = event;
  });
  window.addEventListener('appinstalled', () => {
    prompt.value = undefined;
  });
}

/** Asks as the browser does; an offer can be used once, and the browser makes another when it may be asked again. */
export async function install(): Promise<void> {
  const offered = prompt.value;
  prompt.value = undefined;
  await offered?.prompt();
}

export function putInstallHintAway(): void {
  localStorage.setItem(KEY, 'yes');
  isRead.value = true;
}

export function forgetInstallHint(): void {
  localStorage.removeItem(KEY);
  isRead.value = false;
}
