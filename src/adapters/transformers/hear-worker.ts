import { workerData } from 'node:worker_threads';
import { serveJobs } from '../../threads/serve-jobs.ts';
import { loadHearing } from './hear-model.ts';

await serveJobs((onProgress) => loadHearing(workerData, onProgress));
