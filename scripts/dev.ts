import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

/**
 * `npm run dev`: the server, started anew when its sources change, and Vite with hot reload in front of it. Both end
 * together: by Ctrl-C, or when one of them can't go on.
 */
const root = join(import.meta.dirname, '..');
const port = process.env['PORT'] ?? '3000';
const children: ChildProcess[] = [];
let ending = false;

function start(name: string, args: string[], env: NodeJS.ProcessEnv = {}): void {
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  children.push(child);
  child.once('exit', (code) => {
    if (!ending) console.error(`${name} ended with ${code}`);
    end(code ?? 1);
  });
}

function end(code: number): void {
  if (!ending) {
    ending = true;
    process.exitCode = code;
  }
  for (const child of children) if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
}

// In a terminal Ctrl-C reaches the children as well; a second SIGTERM does them no harm.
process.on('SIGINT', () => end(0));
process.on('SIGTERM', () => end(0));

start('the server', ['--watch', '--watch-preserve-output', 'src/main.ts'], {
  ALLOWED_ORIGINS: process.env['ALLOWED_ORIGINS'] ?? 'http://localhost:5173',
});
start('vite', ['node_modules/vite/bin/vite.js', '--clearScreen', 'false'], {
  DEV_SERVER_URL: `http://127.0.0.1:${port}`,
});
