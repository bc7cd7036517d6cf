import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { envExample, withTable } from '../../scripts/configuration-docs.ts';
import { Env } from '../../src/config/env.ts';

const documents = ['README.md', 'CHANGELOG.md', ...globSync('docs/**/*.md')];
const read = (path: string) => readFileSync(path, 'utf8');

it('the README and .env.example tell the variables that the server reads (else: node scripts/configuration-table.ts)', () => {
  expect(withTable(read('README.md'))).toBe(read('README.md'));
  expect(read('.env.example')).toBe(envExample());
});

it('every variable is explained', () => {
  for (const [name, schema] of Object.entries(Env.shape)) expect(schema.description, name).toMatch(/\.$/);
});

describe.each(documents)('%s', (path) => {
  const text = read(path);

  it('links only to files that are there', () => {
    const targets = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map((match) => match[1] ?? '');
    expect(targets.filter((target) => !existsSync(join(dirname(path), target)))).toEqual([]);
  });

  it('names only source files that are there', () => {
    const named = [...text.matchAll(/`((?:src|test|scripts|migrations|deploy|load|docs)\/[\w./-]+\.\w+)`/g)];
    expect(named.map((match) => match[1] ?? '').filter((file) => !existsSync(file))).toEqual([]);
  });

  it('names only npm scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...text.matchAll(/\bnpm run ([\w:-]+)/g)].map((match) => match[1] ?? '');
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

it('decisions are numbered without gaps', () => {
  const numbers = globSync('docs/adr/*.md')
    .map((path) => Number(/(\d{4})-/.exec(path)?.[1]))
    .sort((a, b) => a - b);
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
});
