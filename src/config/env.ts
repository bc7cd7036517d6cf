import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);
const list = z.string().transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);
/** One value for each service of a list, in its order; an empty place takes the default. */
const places = z.string().transform((value) => value.split(',').map((item) => item.trim()));
const phoneNumber = z.string().regex(/^\+[1-9]\d{6,14}$/, 'use the form +15550100');
/** Names of ConversationRelay's attributes that change how it hears and speaks; the others are ours to set. */
const RELAY_ATTRIBUTES = [
  ...['ttsProvider', 'voice', 'transcriptionProvider', 'speechModel', 'hints', 'debug', 'elevenlabsTextNormalization'],
  ...['interruptSensitivity', 'reportInputDuringAgentSpeech', 'ignoreBackchannel', 'deepgramSmartFormat'],
  ...['speechTimeout', 'eotThreshold', 'profanityFilter', 'backgroundNoiseReduction', 'partialPrompts', 'events'],
];
const relayAttributes = list
  .refine(
    (items) => items.every((item) => RELAY_ATTRIBUTES.includes(item.split('=', 1)[0] ?? '') && item.includes('=')),
    {
      error: `name=value pairs of ${RELAY_ATTRIBUTES.join(', ')}`,
    },
  )
  .transform((items) =>
    Object.fromEntries(items.map((item) => [item.slice(0, item.indexOf('=')), item.slice(item.indexOf('=') + 1)])),
  );
const webUrl = z.url({ protocol: /^https?$/ });

/**
 * Every variable the server reads, flat, with its default and what it is for; `.env.example` and the README's table are
 * checked against it.
 */
export const Env = z.object({
  PORT: port.default(3000).describe('Port to listen on.'),
  HOST: z.string().default('0.0.0.0').describe('Address to listen on.'),
  PUBLIC_URL: webUrl
    .optional()
    .describe('Where learners reach the app, e.g. `https://tutor.example.org`. HTTPS here makes cookies Secure.'),
  TRUSTED_PROXIES: z.coerce
    .number()
    .int()
    .min(0)
    .max(10)
    .default(0)
    .describe('Reverse proxies in front of the app, for learning client addresses.'),
  DATA_DIR: z.string().default('./data').describe('Where the database, vectors, files and models are kept.'),
  NODE_ENV: z
    .enum(['development', 'production', 'test'])
    .default('development')
    .describe('`production` in a deployment.'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('Least severe log lines written.'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .describe('PostgreSQL; SQLite under `DATA_DIR` without it.'),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/ })
    .optional()
    .describe('Redis, for more than one node; in memory without it.'),
  CHROMA_URL: webUrl.optional().describe('A Chroma server; one is started as a child without it.'),
  CHROMA_API_KEY: z.string().optional().describe('Key for Chroma Cloud; needs `CHROMA_URL`.'),
  CHROMA_TENANT: z.string().optional().describe('Tenant in Chroma; needs `CHROMA_URL`.'),
  CHROMA_DATABASE: z.string().optional().describe('Database in Chroma; needs `CHROMA_URL`.'),
  S3_BUCKET: z
    .string()
    .optional()
    .describe('Bucket for files, at Amazon or whatever speaks S3; needs the next two. Without it: PostgreSQL or disk.'),
  S3_ACCESS_KEY_ID: z.string().optional().describe('Access key for the bucket.'),
  S3_SECRET_ACCESS_KEY: z.string().optional().describe('Its secret.'),
  S3_ENDPOINT: webUrl.optional().describe('Where a bucket that is not at Amazon is, e.g. `https://minio.example.org`.'),
  S3_REGION: z.string().optional().describe('Region of the bucket; `us-east-1` without it.'),
  S3_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9_-]+(?:\/[A-Za-z0-9_-]+)*$/, 'letters, digits, - and _ in parts joined by /')
    .optional()
    .describe('What the names of files in the bucket begin with, for a bucket that holds other things too.'),
  STORAGE_QUOTA_MB: z.coerce
    .number()
    .int()
    .min(1)
    .max(100_000_000)
    .default(2000)
    .describe('How much the files of one learner may take together, in MB.'),
  UPLOADS_AT_ONCE: z.coerce
    .number()
    .int()
    .min(1)
    .max(1000)
    .default(32)
    .describe('Files of uploads that one node stores at once; others wait. In a bucket each may take 10 MB of memory.'),
  RECORDING_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(3650)
    .default(30)
    .describe('Days for which recordings are kept, of learners who want what they say to be kept as sound.'),
  EMBEDDING_MODEL: z
    .string()
    .default('Xenova/all-MiniLM-L6-v2')
    .describe('Sentence embedding model; `hash` forces the built-in one.'),
  SEARCH_DEADLINE_MS: z.coerce
    .number()
    .int()
    .min(50)
    .max(30_000)
    .optional()
    .describe(
      'How long an answer waits for passages found by meaning and for earlier talks, ms: more for a slow machine or a far Chroma; 400 and 150 without it. For passages found by their words it waits 1,500, or as long.',
    ),
  MODEL_CACHE_DIR: z.string().optional().describe('Where models are kept; `DATA_DIR/models` without it.'),
  ANTHROPIC_API_KEY: z
    .string()
    .optional()
    .describe('Key for Claude. Without it, and without `ANTHROPIC_BASE_URL`, the tutor quotes instead of phrasing.'),
  ANTHROPIC_BASE_URL: webUrl.optional().describe('Another server that speaks the Messages API.'),
  TUTOR_MODEL: z.string().default('claude-haiku-5-5').describe('Model for talking: small and fast.'),
  FALLBACK_MODEL: z
    .string()
    .optional()
    .describe('Model to try when `TUTOR_MODEL` fails; needs a model to be configured.'),
  FOLLOW_UP_MODEL: z
    .string()
    .optional()
    .describe(
      'Small, fast model that makes follow-up questions self-contained while they are spoken; `TUTOR_MODEL` without it. `none`: a rule does alone.',
    ),
  PREEMPTIVE_ANSWERS: z
    .enum(['on', 'off'])
    .default('on')
    .describe(
      'Whether an answer is begun when a speaker has probably finished: faster, and paid for in vain if they go on.',
    ),
  MODEL_WARM_UP: z
    .enum(['on', 'off'])
    .default('on')
    .describe(
      'Whether connections are opened before they are needed: to the speech services when a spoken line opens and a voice begins, to the model while words are being recognised. A `GET` without key, where none is open.',
    ),
  STT_PROVIDER: list
    .pipe(z.array(z.enum(['browser', 'openai', 'deepgram', 'local'])).min(1))
    .default(['browser'])
    .describe(
      'What understands speech: `browser`, `openai`, `deepgram`, `local`; comma-separated, tried in this order.',
    ),
  STT_MODEL: places
    .optional()
    .describe(
      'Model for each service of `STT_PROVIDER`, comma-separated; its usual one where left out. For `local` a Whisper or Moonshine.',
    ),
  TTS_PROVIDER: list
    .pipe(z.array(z.enum(['browser', 'openai', 'elevenlabs', 'local'])).min(1))
    .default(['browser'])
    .describe('What speaks: `browser`, `openai`, `elevenlabs`, `local`; comma-separated, tried in this order.'),
  TTS_MODEL: places
    .optional()
    .describe(
      'Model for each service of `TTS_PROVIDER`, comma-separated; its usual one where left out. For `local` a VITS voice.',
    ),
  TTS_VOICE: places
    .optional()
    .describe('Voice for each service of `TTS_PROVIDER`, comma-separated; its usual one where left out.'),
  OPENAI_API_KEY: z.string().optional().describe('Key for `openai`; a server at `OPENAI_BASE_URL` may want none.'),
  OPENAI_BASE_URL: webUrl
    .optional()
    .describe('Another server with OpenAI’s audio API, with its `/v1`: Groq, Speaches, whisper.cpp, LocalAI.'),
  DEEPGRAM_API_KEY: z.string().optional().describe('Key for `deepgram`.'),
  DEEPGRAM_BASE_URL: webUrl.optional().describe('Another address of Deepgram, such as a server of your own.'),
  ELEVENLABS_API_KEY: z.string().optional().describe('Key for `elevenlabs`.'),
  ELEVENLABS_BASE_URL: webUrl
    .optional()
    .describe('Another address of ElevenLabs, such as `https://api.eu.residency.elevenlabs.io`.'),
  TWILIO_ACCOUNT_SID: z
    .string()
    .regex(/^AC[0-9a-fA-F]{32}$/, 'an account SID begins with AC')
    .optional()
    .describe('Twilio account for the telephone; needs the next two and an https `PUBLIC_URL`.'),
  TWILIO_AUTH_TOKEN: z.string().optional().describe('Its auth token, which signs what Twilio sends.'),
  TWILIO_PHONE_NUMBER: phoneNumber.optional().describe('The number that learners call, e.g. `+15550100`.'),
  TWILIO_MODE: z
    .enum(['relay', 'stream', 'gather'])
    .default('relay')
    .describe('Who hears and speaks: Twilio (`relay`), our speech services (`stream`), or turn by turn (`gather`).'),
  TWILIO_RELAY: relayAttributes
    .optional()
    .describe('How `relay` hears and speaks, e.g. `ttsProvider=ElevenLabs,voice=…,speechTimeout=3000`.'),
  TWILIO_OVERRIDES: z
    .string()
    .regex(/^(ct|rt|tt|rc|rp|e|sni)=[\w,-]+(&(ct|rt|tt|rc|rp|e|sni)=[\w,-]+)*$/, 'use the form rc=3&rp=ct,5xx')
    .optional()
    .describe('Connection overrides of the addresses that Twilio asks during a call, e.g. `rc=3&rp=ct,5xx`.'),
  TWILIO_TRANSFER_NUMBER: phoneNumber.optional().describe('A human whom callers can be put through to.'),
  TWILIO_SMS: z
    .enum(['on', 'off'])
    .default('off')
    .describe('Whether a text message with the summary and the link follows a call.'),
  TWILIO_MAX_CALLS: z.coerce
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(100)
    .describe('Calls at the same time on one node.'),
  TWILIO_USD_PER_MINUTE: z.coerce
    .number()
    .min(0)
    .max(100)
    .default(0.08)
    .describe('What a minute of a call costs, for the estimate in the call records.'),
  VISION_MODEL: z
    .string()
    .optional()
    .describe(
      'Model that reads images and scanned pages; `TUTOR_MODEL` without it, if that is a Claude. `none`: nobody.',
    ),
  ALLOWED_ORIGINS: list
    .optional()
    .describe('Origins that may open sockets and send cookies, comma-separated; the app’s own by default.'),
  SIGN_UP: z
    .enum(['open', 'invite', 'closed'])
    .default('open')
    .describe('Who may make an account. The very first may always.'),
  ADMIN_EMAILS: list
    .optional()
    .describe(
      'Addresses whose accounts are admins; the first account is one when this is left out. Signing up with one takes an invite, except for the first account.',
    ),
  METRICS_TOKEN: z.string().min(16).optional().describe('Bearer token for `/metrics`; loopback only without it.'),
});
export type Env = z.infer<typeof Env>;
