import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { envExample, withTable } from './configuration-docs.ts';

/** Writes README.md's configuration table and `.env.example` from the schema of the environment. */
const root = join(import.meta.dirname, '..');
const readme = join(root, 'README.md');
writeFileSync(readme, withTable(readFileSync(readme, 'utf8')));
writeFileSync(join(root, '.env.example'), envExample());
