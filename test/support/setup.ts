import { afterAll } from 'vitest';
import { endFile } from './after-file.ts';
// A module of its own: this one runs anew for every file, also where they share a process.
import './patience.ts';

afterAll(endFile);
