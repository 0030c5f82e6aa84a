// A fleet that shares its keys: two isolates of workerd with one KV, and two processes of Node with one Redis.

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

import { createClient } from 'redis';

import { bundle } from '../runtimes/worker.mjs';
import { equal } from '../suite/harness.js';
import { served } from '../suite/issuer.js';

const VERIFIER = `const made = (url, store) => createVerifier({ issuer: 'https://sts.example', audience: 'api1', algorithms: ['ES256'], keys: remoteJwks(url, { store, cooldown: 0 }) })
const outcome = (verifier, token) => verifier.verify(token).then(({ claims }) => claims.sub, ({ code }) => code)
`;

const WORKER = `import { createVerifier, kvStore, remoteJwks } from 'claimscope'
${VERIFIER}
let verifier
export default { fetch: async (request, env) => new Response(await outcome((verifier ??= made(env.URL, kvStore(env.KEYS))), await request.text())) }
`;

const PROCESS = `import { createInterface } from 'node:readline'
import { createVerifier, redisStore, remoteJwks } from 'claimscope'
import { createClient } from 'redis'
${VERIFIER}
const client = createClient({ socket: { path: process.argv[3] } })
// It tries again until the server listens.
client.on('error', () => {})
await client.connect()
const verifier = made(process.argv[2], redisStore(client))
for await (const token of createInterface({ input: process.stdin })) console.log(await outcome(verifier, token))
client.destroy()
`;

/** @param {string} folder in which the package is installed */
export async function fleetCases(folder) {
  const claimscope = await import(pathToFileURL(join(folder, 'node_modules/claimscope/js/entry/node.js')).href);
  const cases = { 'two isolates of workerd with one KV cost one fetch a rotation': () => rotations(claimscope, (url) => isolates(folder, url)) };
  const hasRedis = spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0;
  if (hasRedis) cases['two processes of Node with one Redis cost one fetch a rotation'] = () => rotations(claimscope, (url) => processes(folder, url));
  return { cases, missing: hasRedis ? [] : ['a fleet with one Redis: redis-server is not installed'] };
}

/** Keys are turned over twice; each member of the fleet verifies a token of each, and the issuer counts who asks. */
async function rotations(claimscope, start) {
  const rotated = [await served(claimscope, 'ES256'), await served(claimscope, 'ES256'), await served(claimscope, 'ES256')];
  let [current, asked] = [rotated[0], 0];
  const issuer = createServer((_, response) => {
    asked += 1;
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify(current.jwks));
  });
  await new Promise((resolve) => issuer.listen(0, '127.0.0.1', resolve));
  const { members, written, close } = await start(`http://127.0.0.1:${issuer.address().port}/jwks`);
  try {
    for (const [index, one] of rotated.entries()) {
      current = one;
      equal(await members[0](one.token), 'Zoë');
      await written?.();
      for (const verify of [...members, ...members]) equal(await verify(one.token), 'Zoë');
      equal([index, asked], [index, index + 1]);
    }
  } finally {
    await close();
    issuer.close();
    issuer.closeAllConnections();
  }
}

async function isolates(folder, url) {
  const { Miniflare } = await import('miniflare');
  const entry = join(folder, 'fleet-worker.js');
  writeFileSync(entry, WORKER);
  const modules = await bundle(entry);
  const worker = (name) => ({ name, modules, compatibilityDate: '2026-01-01', kvNamespaces: { KEYS: 'keys' }, bindings: { URL: url } });
  const fleet = new Miniflare({ workers: [worker('one'), worker('other')] });
  const member = async (name) => {
    const { fetch } = await fleet.getWorker(name);
    return async (body) => (await fetch('http://worker/', { method: 'POST', body })).text();
  };
  return { members: [await member('one'), await member('other')], close: () => fleet.dispose() };
}

async function processes(folder, url) {
  const data = mkdtempSync(join(tmpdir(), 'claimscope-'));
  const socket = join(data, 'redis');
  const redis = spawn('redis-server', ['--port', '0', '--unixsocket', socket, '--save', '', '--dir', data], { stdio: 'ignore' });
  const program = join(import.meta.dirname, '../node_modules/.fleet.mjs');
  writeFileSync(program, PROCESS.replace("'claimscope'", JSON.stringify(pathToFileURL(join(folder, 'node_modules/claimscope/js/entry/node.js')).href)));
  const children = [1, 2].map(() => spawn(process.execPath, [program, url, socket], { stdio: ['pipe', 'pipe', 'inherit'] }));
  const members = children.map((child) => {
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    return async (token) => {
      child.stdin.write(`${token}\n`);
      return (await lines.next()).value;
    };
  });
  const client = createClient({ socket: { path: socket } }).on('error', () => {});
  await client.connect();
  let last;
  /** A process answers before it has written what the other is to read. */
  const written = async () => {
    let text = last;
    while (text === last) text = (await client.mGet((await client.keys('*')).concat('none')))[0] ?? last;
    last = text;
  };
  const close = () => {
    client.destroy();
    for (const child of [...children, redis]) child.kill();
    rmSync(data, { recursive: true, force: true });
    rmSync(program, { force: true });
  };
  return { members, written, close };
}
