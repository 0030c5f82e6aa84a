// The playground as `claimscope serve` runs it, with the page beside it.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const BOUND_MS = 20_000;
const ANY = ['--port', '0', '--api-port', '0'];

/** Starts it, with the page where it lies in `folder`, on any free ports unless told otherwise. */
export async function startPlayground(program, folder, ports = ANY, more = []) {
  const www = folder === undefined ? [] : ['--www', folder];
  const child = spawn(program, ['serve', '--json', ...ports, ...www, ...more], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const first = await new Promise((resolve, reject) => {
    lines.once('line', resolve);
    child.once('exit', (code) => reject(new Error(`claimscope serve ended with ${code}`)));
  });
  const { issuer, api, inspector } = JSON.parse(first);
  const requests = [];
  const waiting = new Set();
  lines.on('line', (line) => {
    const entry = JSON.parse(line);
    requests.push(entry.request);
    for (const one of waiting) {
      if (!one.pattern.test(entry.request)) continue;
      waiting.delete(one);
      one.resolve(entry);
    }
  });
  /** What its log says of the next request like this one. */
  const next = (pattern) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`nobody asked for ${pattern}`)), BOUND_MS);
      const found = (entry) => {
        clearTimeout(timer);
        resolve(entry);
      };
      waiting.add({ pattern, resolve: found });
    });
  return { issuer, api, inspector, requests, next, stop: () => child.kill() };
}

/** A token response of the quickstart's client, whole. */
export async function tokenResponse(issuer) {
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: 'client', client_secret: 'secret', scope: 'api1' });
  const response = await fetch(`${issuer}/connect/token`, { method: 'POST', body });
  return response.text();
}
