/** Bounds that both sides of the wire keep; each is tested at its edge. */
export const SUBPROTOCOL = 'lva.v1';
export const MAX_FRAME_BYTES = 64 * 1024;
export const MAX_USER_TEXT = 4000;
export const HELLO_TIMEOUT_MS = 10_000;
export const HEARTBEAT_MS = 20_000;
/** Sample rates of the learner's and of the tutor's audio. */
export const LEARNER_SAMPLE_RATE = 16_000;
export const TUTOR_SAMPLE_RATE = 24_000;
/** Sound in one binary frame; the last of a stretch may hold less than the least. */
export const MIN_AUDIO_FRAME_MS = 20;
export const MAX_AUDIO_FRAME_MS = 100;
/** Silence after which a client tells at the latest that the voice stopped. */
export const MAX_SILENT_MS = 10_000;
/** Speech that a client keeps until it is settled: an utterance of the greatest length. */
export const MAX_KEPT_SPEECH_MS = 120_000;
export const DELTA_INTERVAL_MS = 30;
export const EVENT_LOG_EVENTS = 2048;
export const EVENT_LOG_TTL_MS = 10 * 60_000;
export const MAX_FILE_BYTES = 50 * 1024 * 1024;
export const MAX_FILES_PER_UPLOAD = 50;
/** Files that a learner may have on their way in several requests, and how long one waits for its next part. */
export const MAX_UPLOADS = 100;
export const UPLOAD_EXPIRY_MS = 3 * 24 * 60 * 60_000;
/** Streams of documents' progress that a learner may have open on one node. */
export const MAX_DOCUMENT_STREAMS = 20;
export const MAX_TITLE = 200;
export const MAX_TAG = 50;
export const MAX_TAGS = 20;
export const MIN_PASSWORD = 10;
export const MAX_PASSWORD = 200;
export const MAX_PAGE = 100;
export const MAX_SEARCH_TEXT = 500;
export const MAX_SEARCH_LIMIT = 50;
export const MAX_SEARCH_DOCUMENTS = 100;
export const MAX_COURSES = 100;
export const MAX_COURSE_NAME = 100;
export const MAX_COURSE_DOCUMENTS = 1000;
/** What a learner's recordings may take together; beyond it the oldest go. Four and a half hours of speech. */
export const MAX_RECORDINGS_BYTES = 500 * 1024 * 1024;
