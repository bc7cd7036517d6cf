import { workerData } from 'node:worker_threads';
import { serveJobs } from '../../threads/serve-jobs.ts';
import { loadSpeaking } from './speak-model.ts';

await serveJobs((onProgress) => loadSpeaking(workerData, onProgress));
