import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface Instruction {
  name: string;
  rest: string;
}

/** Instructions by stage, with continued lines joined and comments left out. */
function stages(source: string): Instruction[][] {
  const lines = source
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const found: Instruction[][] = [];
  for (const line of lines) {
    const [name = '', ...rest] = line.split(' ');
    if (name === 'FROM') found.push([]);
    found.at(-1)?.push({ name, rest: rest.join(' ') });
  }
  return found;
}

const all = stages(readFileSync('Dockerfile', 'utf8'));
const runtime = all.at(-1) ?? [];
const rest = (stage: Instruction[], name: string) => stage.filter((i) => i.name === name).map((i) => i.rest);

describe('the Dockerfile', () => {
  it('runs no install script, and takes only production packages into the image', () => {
    const installs = all.flat().filter((i) => i.name === 'RUN' && i.rest.includes('npm'));
    expect(installs).toHaveLength(2);
    for (const { rest: command } of installs) expect(command).toMatch(/npm ci .*--ignore-scripts/);
    const [packages] = all.filter((stage) => stage[0]?.rest.endsWith('AS packages'));
    expect(rest(packages ?? [], 'RUN').join()).toContain('npm ci --omit=dev');
    expect(rest(runtime, 'COPY').filter((copy) => copy.includes('node_modules'))).toEqual([
      '--from=packages /app/node_modules ./node_modules',
    ]);
  });

  it('runs node itself, as another user than root, and asks /health/live how it is', () => {
    expect(rest(runtime, 'CMD')).toEqual(['["node", "src/main.ts"]']);
    expect(rest(runtime, 'USER')).toEqual(['node']);
    const names = runtime.map((i) => i.name);
    expect(names.indexOf('USER')).toBeLessThan(names.indexOf('CMD'));
    const [check = ''] = rest(runtime, 'HEALTHCHECK');
    expect(check).toContain('/health/live');
    expect(JSON.parse(check.slice(check.indexOf('CMD') + 4))[0]).toBe('node');
  });

  it('builds on Debian trixie with Node 24 in every stage', () => {
    expect(readFileSync('Dockerfile', 'utf8')).toContain('ARG NODE_IMAGE=node:24-trixie-slim');
    for (const stage of all) expect(stage[0]?.rest).toMatch(/^\$\{NODE_IMAGE\}/);
  });

  it('copies only what exists and what .dockerignore lets through', () => {
    const allowed = readFileSync('.dockerignore', 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    const copied = all
      .flatMap((stage) => rest(stage, 'COPY'))
      .filter((copy) => !copy.startsWith('--from'))
      .flatMap((copy) => copy.split(' ').slice(0, -1));
    for (const path of copied) expect(existsSync(path), path).toBe(true);
    expect([...new Set(copied)].sort()).toEqual(allowed.sort());
  });
});
