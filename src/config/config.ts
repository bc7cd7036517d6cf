import { join, resolve } from 'node:path';
import { checkCombinations } from './combinations.ts';
import { ConfigError } from './config-error.ts';
import { Env } from './env.ts';
import { envProblems } from './env-problems.ts';
import { type S3Config, s3Config } from './s3.ts';
import { type SpeechConfig, speechConfig } from './speech.ts';
import { type TelephonyConfig, telephonyConfig } from './telephony.ts';

export type DatabaseConfig = { kind: 'sqlite'; file: string } | { kind: 'postgres'; url: string };
type ChromaConfig =
  | { kind: 'child'; dataDir: string }
  | {
      kind: 'url';
      url: string;
      apiKey?: string | undefined;
      tenant?: string | undefined;
      database?: string | undefined;
    };
/** `cacheDir`: where models are kept; with the built-in embedder, too, one of before may still serve. */
type EmbedderConfig = { cacheDir: string } & ({ kind: 'hash' } | { kind: 'transformers'; model: string });
export type ModelConfig =
  | { kind: 'none' }
  | {
      kind: 'messages-api';
      apiKey?: string | undefined;
      baseUrl?: string | undefined;
      model: string;
      fallbackModel?: string | undefined;
      /** One that makes follow-up questions self-contained. */
      followUpModel?: string | undefined;
      /** One that sees. */
      visionModel?: string | undefined;
    };

/** Everything the server is told from outside, grouped; made once at the start. */
export interface Config {
  http: {
    port: number;
    host: string;
    /** Origin of the app as learners see it, without a path; undefined: whatever the request's Host says. */
    publicUrl?: string | undefined;
    secureCookies: boolean;
    trustedProxies: number;
    allowedOrigins: string[];
    metricsToken?: string | undefined;
  };
  log: { level: Env['LOG_LEVEL']; pretty: boolean };
  environment: Env['NODE_ENV'];
  dataDir: string;
  database: DatabaseConfig;
  redisUrl?: string | undefined;
  chroma: ChromaConfig;
  /** Where files are kept; undefined: beside the database. */
  s3?: S3Config | undefined;
  library: {
    /** Bytes that the files of one learner may take together. */
    quotaBytes: number;
    /** Files of forms that are stored at once. */
    uploadsAtOnce: number;
    /** How long an answer waits for what is found by meaning; undefined: as long as usual. */
    searchDeadlineMs?: number | undefined;
  };
  recordings: {
    /** How long they are kept. */
    days: number;
  };
  embedder: EmbedderConfig;
  model: ModelConfig;
  speech: SpeechConfig;
  /** Whether answers are begun before it is certain that the learner has finished. */
  preemptiveAnswers: boolean;
  /** Whether the model's connection is opened while a question is still being recognised. */
  warmUp: boolean;
  telephony: TelephonyConfig;
  accounts: { signUp: Env['SIGN_UP']; adminEmails: string[] };
}

/** Reads the environment once. Empty values count as not set. Throws ConfigError for what can't work. */
export function loadConfig(environment: NodeJS.ProcessEnv): Config {
  return toConfig(parseEnv(environment));
}

function parseEnv(environment: NodeJS.ProcessEnv): Env {
  const set = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = Env.safeParse(set);
  if (parsed.success) return parsed.data;
  throw ConfigError.of(envProblems(parsed.error.issues, set));
}

function toConfig(env: Env): Config {
  checkCombinations(env);
  const dataDir = resolve(env.DATA_DIR);
  const publicUrl = env.PUBLIC_URL ? new URL(env.PUBLIC_URL).origin : undefined;
  return {
    http: {
      port: env.PORT,
      host: env.HOST,
      publicUrl,
      secureCookies: publicUrl?.startsWith('https:') ?? false,
      trustedProxies: env.TRUSTED_PROXIES,
      allowedOrigins: env.ALLOWED_ORIGINS ?? [],
      metricsToken: env.METRICS_TOKEN,
    },
    log: { level: env.LOG_LEVEL, pretty: env.NODE_ENV === 'development' && process.stdout.isTTY === true },
    environment: env.NODE_ENV,
    dataDir,
    database: env.DATABASE_URL
      ? { kind: 'postgres', url: env.DATABASE_URL }
      : { kind: 'sqlite', file: join(dataDir, 'tutor.db') },
    redisUrl: env.REDIS_URL,
    chroma: env.CHROMA_URL
      ? {
          kind: 'url',
          url: env.CHROMA_URL,
          apiKey: env.CHROMA_API_KEY,
          tenant: env.CHROMA_TENANT,
          database: env.CHROMA_DATABASE,
        }
      : { kind: 'child', dataDir: join(dataDir, 'chroma') },
    s3: s3Config(env),
    library: {
      quotaBytes: env.STORAGE_QUOTA_MB * 1024 * 1024,
      uploadsAtOnce: env.UPLOADS_AT_ONCE,
      searchDeadlineMs: env.SEARCH_DEADLINE_MS,
    },
    recordings: { days: env.RECORDING_DAYS },
    embedder: {
      cacheDir: env.MODEL_CACHE_DIR ?? join(dataDir, 'models'),
      ...(env.EMBEDDING_MODEL === 'hash' ? { kind: 'hash' } : { kind: 'transformers', model: env.EMBEDDING_MODEL }),
    },
    model:
      env.ANTHROPIC_API_KEY || env.ANTHROPIC_BASE_URL
        ? {
            kind: 'messages-api',
            apiKey: env.ANTHROPIC_API_KEY,
            baseUrl: env.ANTHROPIC_BASE_URL,
            model: env.TUTOR_MODEL,
            fallbackModel: env.FALLBACK_MODEL,
            followUpModel: env.FOLLOW_UP_MODEL === 'none' ? undefined : (env.FOLLOW_UP_MODEL ?? env.TUTOR_MODEL),
            visionModel: visionModel(env),
          }
        : { kind: 'none' },
    speech: speechConfig(env),
    preemptiveAnswers: env.PREEMPTIVE_ANSWERS === 'on',
    warmUp: env.MODEL_WARM_UP === 'on',
    telephony: telephonyConfig(env, speechConfig(env)),
    accounts: { signUp: env.SIGN_UP, adminEmails: (env.ADMIN_EMAILS ?? []).map((email) => email.toLowerCase()) },
  };
}

/** All of the models of Claude see; of others only who set them up knows. */
function visionModel({ VISION_MODEL, TUTOR_MODEL }: Env): string | undefined {
  if (VISION_MODEL === 'none') return undefined;
  return VISION_MODEL ?? (/(?:^|[./])claude-/u.test(TUTOR_MODEL) ? TUTOR_MODEL : undefined);
}
