import type { z } from 'zod';
import { Env } from '../src/config/env.ts';

const BEGIN = '<!-- configuration: made by `node scripts/configuration-table.ts` -->';
const END = '<!-- /configuration -->';

/** The table of all variables, as Markdown with aligned columns. */
export function configurationTable(): string {
  const rows = variables().map(({ name, fallback, text }) => [`\`${name}\``, fallback && `\`${fallback}\``, text]);
  const header = ['Variable', 'Default', 'What for'];
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: string[]) => `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [header, widths.map((width) => '-'.repeat(width)), ...rows].map(line).join('\n');
}

/** `.env.example`: every variable with its explanation, none of them set. */
export function envExample(): string {
  const blocks = variables().map(({ name, fallback, text }) => `# ${text.replaceAll('`', '')}\n#${name}=${fallback}\n`);
  return `# Copy to .env and take the # away from what you set. Every variable may be left out.\n\n${blocks.join('\n')}`;
}

/** The document with the table between its markers made anew. Throws where the markers are missing. */
export function withTable(document: string): string {
  const begin = document.indexOf(BEGIN);
  const end = document.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`The document lacks the lines ${BEGIN} and ${END}.`);
  return `${document.slice(0, begin + BEGIN.length)}\n${configurationTable()}\n${document.slice(end)}`;
}

function variables(): { name: string; fallback: string; text: string }[] {
  return Object.entries<z.ZodType>(Env.shape).map(([name, schema]) => {
    const unset = schema.safeParse(undefined);
    const fallback = unset.success && unset.data !== undefined ? String(unset.data) : '';
    return { name, fallback, text: schema.description ?? '' };
  });
}
