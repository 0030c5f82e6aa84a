// The guard behind the servers of workerd, Deno and Bun, and the same guard in Rust: what is sent to them by bytes, and what comes back.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { DENO, find } from '../runtimes/programs.mjs';
import { bundle } from '../runtimes/worker.mjs';

/** By name: starts the server, and gives its port and how to end; nothing where the runtime is missing. */
export function servers(folder, guarded) {
  const script = join(folder, 'guard/serve.js');
  const listening = (program, options) => program && (() => listen(program, [...options, script], folder));
  return {
    Deno: listening(find('deno', '@deno', 'deno'), DENO),
    Bun: listening(find('bun', '@oven', 'bin/bun'), ['run']),
    'tower layer': () => listen(guarded, [], folder),
    workerd: () => worker(join(folder, 'guard/worker.js')),
  };
}

async function listen(program, words, cwd) {
  const child = spawn(program, words, { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`it ended with ${code}`)));
  });
  return { port: Number(port), close: () => child.kill() };
}

async function worker(script) {
  const { Miniflare } = await import('miniflare');
  const worker = new Miniflare({ compatibilityDate: '2026-01-01', modules: await bundle(script), port: 0, host: '127.0.0.1' });
  const { port } = await worker.ready;
  return { port: Number(port), close: () => worker.dispose() };
}
