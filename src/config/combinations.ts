import { ConfigError } from './config-error.ts';
import type { Env } from './env.ts';
import { s3Config } from './s3.ts';
import { speechConfig } from './speech.ts';
import { telephonyConfig } from './telephony.ts';

/** Throws ConfigError with everything that is set by half, or can't go together. */
export function checkCombinations(env: Env): void {
  const parts = [() => s3Config(env), () => speechConfig(env), () => telephonyConfig(env, speechConfig(env))];
  const problems = new Set([...combinationProblems(env), ...parts.flatMap(problemOf)]);
  if (problems.size > 0) throw ConfigError.of([...problems]);
}

function problemOf(part: () => unknown): string[] {
  try {
    part();
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return [error.message];
    throw error;
  }
}

/** Half-set combinations stop the start: a variable without the one it needs is a mistake, not a wish. */
function combinationProblems(env: Env): string[] {
  const problems: string[] = [];
  const chromaOnly = ['CHROMA_API_KEY', 'CHROMA_TENANT', 'CHROMA_DATABASE'] as const;
  for (const name of chromaOnly) {
    if (env[name] && !env.CHROMA_URL) problems.push(`${name} is set but CHROMA_URL is not: set both or neither.`);
  }
  if (env.FALLBACK_MODEL && !env.ANTHROPIC_API_KEY && !env.ANTHROPIC_BASE_URL) {
    problems.push('FALLBACK_MODEL is set but there is no model: set ANTHROPIC_API_KEY or ANTHROPIC_BASE_URL too.');
  }
  if (env.VISION_MODEL && env.VISION_MODEL !== 'none' && !env.ANTHROPIC_API_KEY && !env.ANTHROPIC_BASE_URL) {
    problems.push('VISION_MODEL is set but there is no model: set ANTHROPIC_API_KEY or ANTHROPIC_BASE_URL too.');
  }
  if (env.ALLOWED_ORIGINS?.some((origin) => !URL.canParse(origin) || new URL(origin).origin !== origin)) {
    problems.push('ALLOWED_ORIGINS must hold origins such as https://tutor.example.org, without a path.');
  }
  if (env.NODE_ENV === 'production' && env.REDIS_URL && !env.DATABASE_URL) {
    problems.push('REDIS_URL is set for several nodes but DATABASE_URL is not: SQLite serves one node only.');
  }
  if (env.NODE_ENV === 'production' && env.REDIS_URL && !env.CHROMA_URL) {
    problems.push(
      'CHROMA_URL is not set but REDIS_URL is, for several nodes: each would look for passages in a Chroma of its own.',
    );
  }
  return problems;
}
