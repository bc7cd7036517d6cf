import { existsSync, readFileSync } from 'node:fs';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { loadConfig } from '../../src/config/config.ts';
import { Env } from '../../src/config/env.ts';
import { createEvents } from '../../src/events.ts';

const read = (path: string) => readFileSync(path, 'utf8');

const Service = z.object({
  image: z.string().optional(),
  restart: z.string(),
  environment: z.record(z.string(), z.coerce.string()).default({}),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
  stop_grace_period: z.string().optional(),
  volumes: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
});
const Compose = z.object({ services: z.record(z.string(), Service), volumes: z.record(z.string(), z.null()) });

describe('deploy/compose.yaml', () => {
  const { services, volumes } = Compose.parse(parse(read('deploy/compose.yaml')));
  const app = services['app']!;

  it('sets only variables that the server knows', () => {
    expect(Object.keys(app.environment).filter((name) => !(name in Env.shape))).toEqual([]);
  });

  it('gives the server a configuration it can start with, when only the password is set', () => {
    const given = { POSTGRES_PASSWORD: 'secret' } as Record<string, string>;
    const filled = Object.entries(app.environment).map(([name, value]) => [
      name,
      value.replaceAll(
        /\$\{(\w+)(?::-([^}]*)|:\?[^}]*)?\}/g,
        (_, key: string, fallback = '') => given[key] ?? fallback,
      ),
    ]);
    const config = loadConfig({ ...Object.fromEntries(filled), NODE_ENV: 'production' });
    expect(config.database).toEqual({ kind: 'postgres', url: 'postgres://tutor:secret@postgres:5432/tutor' });
    expect(config.chroma).toMatchObject({ kind: 'url', url: 'http://chroma:8000' });
    expect(config.redisUrl).toBe('redis://redis:6379');
  });

  it('asks the operator only for variables of the server and the password of the database', () => {
    const asked = [...read('deploy/compose.yaml').matchAll(/\$\{(\w+)/g)].map((match) => match[1] ?? '');
    expect(asked.filter((name) => !(name in Env.shape) && name !== 'POSTGRES_PASSWORD')).toEqual([]);
  });

  it('restarts every service, and starts the app after the others are healthy', () => {
    for (const service of Object.values(services)) expect(service.restart).toBe('unless-stopped');
    const others = Object.keys(services).filter((name) => name !== 'app');
    expect(Object.keys(app.depends_on).sort()).toEqual(others.sort());
    for (const name of others) {
      expect(services[name]?.healthcheck, name).toBeDefined();
      expect(app.depends_on[name]?.condition).toBe('service_healthy');
    }
  });

  it('pins every image and declares every volume', () => {
    for (const { image } of Object.values(services)) if (image) expect(image).toMatch(/:[\w.-]*\d[\w.-]*$/);
    const mounted = Object.values(services).flatMap((service) => service.volumes.map((volume) => volume.split(':')[0]));
    expect(mounted.sort()).toEqual(Object.keys(volumes).sort());
  });
});

describe('railway.toml', () => {
  const settings = Object.fromEntries(
    [...read('railway.toml').matchAll(/^(\w+) = (.+)$/gm)].map((match) => [match[1], JSON.parse(match[2] ?? '')]),
  );

  it('migrates before deploying, starts node itself, and gives running turns their time', () => {
    expect(settings['preDeployCommand']).toEqual(['node src/migrate.ts up']);
    expect(settings['startCommand']).toBe('node src/main.ts');
    expect(settings['healthcheckPath']).toBe('/health/ready');
    expect(settings['drainingSeconds']).toBe(60);
    expect(settings['numReplicas']).toBeGreaterThanOrEqual(1);
  });

  it('runs files that exist', () => {
    const commands = [settings['startCommand'], ...settings['preDeployCommand']].join(' ');
    for (const [file] of commands.matchAll(/src\/\S+\.ts/g)) expect(existsSync(file), file).toBe(true);
  });

  it('names only variables that the server knows', () => {
    const named = read('railway.toml').match(/\b[A-Z]{3,}_[A-Z_]+\b/g) ?? [];
    expect(named.filter((name) => !(name in Env.shape) && !['ON_FAILURE'].includes(name))).toEqual([]);
  });
});

describe('the Prometheus rules', () => {
  const Rules = z.object({
    groups: z.array(z.object({ rules: z.array(z.object({ alert: z.string(), expr: z.string() })) })),
  });
  const rules = Rules.parse(parse(read('deploy/prometheus/rules.yaml'))).groups.flatMap((group) => group.rules);

  it('watch metrics that the server really has', async () => {
    const { registry } = createEvents(pino({ level: 'silent' }));
    const known = (await registry.getMetricsAsJSON()).map((metric) => metric.name);
    for (const { alert, expr } of rules) {
      for (const [name] of expr.matchAll(/\b(lva|nodejs|process)_\w+/g)) {
        expect(known, alert).toContain(name.replace(/_bucket$/, ''));
      }
    }
  });

  it('are each explained to the operator', () => {
    const runbook = read('docs/operations.md');
    expect(rules.map((rule) => rule.alert).filter((alert) => !runbook.includes(`\`${alert}\``))).toEqual([]);
  });
});
