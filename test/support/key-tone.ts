/** The two frequencies of each key, Hz, by the row and the column in which it stands (ITU-T Q.23). */
const ROWS = [697, 770, 852, 941];
const COLUMNS = [1209, 1336, 1477];
const KEYS = ['123', '456', '789', '*0#'];
/** As long as a finger stays on a key, ms. */
const TONE_MS = 100;
const AMPLITUDE = 6000;

/** The sound of a key, signed 16 bit. */
export function keyTone(key: string, sampleRate: number): Int16Array {
  const row = KEYS.findIndex((keys) => keys.includes(key));
  const low = ROWS[row] ?? 0;
  const high = COLUMNS[KEYS[row]?.indexOf(key) ?? 0] ?? 0;
  return Int16Array.from({ length: (TONE_MS * sampleRate) / 1000 }, (_, at) => {
    const angle = (2 * Math.PI * at) / sampleRate;
    return Math.round(AMPLITUDE * (Math.sin(low * angle) + Math.sin(high * angle)));
  });
}
