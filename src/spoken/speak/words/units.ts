import type { Counted } from './spoken-words.ts';

/** Units of measure in the order of a language's own list of names. */
const UNITS = [
  'km/h',
  'm/s',
  'm²',
  'm³',
  'cm²',
  'cm³',
  'km²',
  'km',
  'cm',
  'mm',
  'µm',
  'nm',
  'm',
  'kg',
  'mg',
  'µg',
  'g',
  't',
  'ml',
  'l',
  'ms',
  's',
  'min',
  'h',
  '°C',
  '°F',
  '°',
  'kHz',
  'MHz',
  'GHz',
  'Hz',
  'kJ',
  'J',
  'kcal',
  'kW',
  'W',
  'kPa',
  'Pa',
  'N',
  'V',
  'A',
  'mol',
  'kB',
  'MB',
  'GB',
  'TB',
] as const;

/** Other ways to write the same. */
const ALIASES: Readonly<Record<string, string>> = { μm: 'µm', μg: 'µg', mL: 'ml', L: 'l', KB: 'kB', '℃': '°C' };

/**
 * Names of all units. @param names in the order of `UNITS`, parted by commas; `one|many` where the plural differs by more
 * than `plural` makes of it
 */
export function namedUnits(names: string, plural: (one: string) => string): Record<string, Counted> {
  const listed = names.split(',').map((name) => name.trim());
  const units: Record<string, Counted> = {};
  for (const [index, unit] of UNITS.entries()) {
    const [one = '', many] = (listed[index] ?? '').split('|');
    units[unit] = [one, many ?? plural(one)];
  }
  for (const [alias, unit] of Object.entries(ALIASES)) units[alias] = units[unit] ?? ['', ''];
  return units;
}
