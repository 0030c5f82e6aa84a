// A Next.js application with a real `next build`: an edge route, a middleware, a route in Node, a server and a client component.

import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

import { equal } from '../suite/harness.js';
import { claims } from '../suite/issuer.js';

const modules = join(import.meta.dirname, '../node_modules');
const PACKAGES = ['next', 'react', 'react-dom'];
const ENVIRONMENT = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' };

/** @param {string} installed in which the package is installed */
export async function nextCases(installed) {
  if (!existsSync(join(modules, 'next'))) return { cases: {}, missing: ['Next.js: it is not installed'] };
  const { folder, token } = await application(installed);
  let server;
  const get = async (path, sent) => fetch(`${server.origin}${path}`, { headers: sent ? { Authorization: `Bearer ${sent}` } : {} });
  return {
    cases: {
      'next build ends well': async () => {
        await finished(folder, ['build']);
        server = await started(folder);
      },
      'a server component verifies, and a client component is rendered on the server': async () => {
        const text = await (await get('/')).text();
        equal([text.includes('verified Zoë'), text.includes('server jws')], [true, true]);
      },
      'a client component runs in the browser': () => inBrowser(server.origin),
      'the guard answers in Node, at the edge and in a middleware': async () => {
        for (const path of ['/node', '/edge', '/behind/it']) {
          const refused = await get(path);
          equal([path, refused.status, refused.headers.get('WWW-Authenticate')], [path, 401, 'Bearer realm="next"']);
          const passed = await get(path, token);
          equal([path, passed.status, await passed.json()], [path, 200, { sub: 'Zoë' }]);
          const forged = await get(path, `${token.slice(0, -9)}${token.at(-9) === 'A' ? 'B' : 'A'}${token.slice(-8)}`);
          equal([path, forged.status, (await forged.json()).code], [path, 401, 'signature.value']);
        }
      },
      'it ends': async () => void server.close(),
    },
  };
}

/** The application with the packed package, and keys of its own. */
async function application(installed) {
  const folder = join(installed, 'next');
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(import.meta.dirname, 'next'), folder, { recursive: true });
  mkdirSync(join(folder, 'node_modules'));
  for (const name of PACKAGES) symlinkSync(join(modules, name), join(folder, 'node_modules', name), 'junction');
  cpSync(join(installed, 'node_modules/claimscope'), join(folder, 'node_modules/claimscope'), { recursive: true });
  const { generateKey, sign } = await import(pathToFileURL(join(folder, 'node_modules/claimscope/js/entry/node.js')).href);
  const { publicKey, privateKey } = await generateKey('ES256');
  const token = await sign(claims(), { key: privateKey, algorithm: 'ES256' });
  writeFileSync(join(folder, 'keys.js'), `export const publicKey = ${JSON.stringify(publicKey)}\nexport const token = '${token}'\n`);
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  const root = JSON.stringify(common(folder, modules));
  writeFileSync(join(folder, 'next.config.mjs'), `export default { turbopack: { root: ${root} }, outputFileTracingRoot: ${root} }\n`);
  return { folder, token };
}

/** The folder in which both are: Next.js follows no links out of its root. */
function common(one, other) {
  let folder = resolve(one);
  while (relative(folder, other).split(sep)[0] === '..') folder = resolve(folder, '..');
  return folder;
}

const program = (folder) => join(folder, 'node_modules/next/dist/bin/next');

async function finished(cwd, words) {
  const child = spawn(process.execPath, [program(cwd), ...words], { cwd, env: ENVIRONMENT, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`next ${words.join(' ')} ended with ${code}:\n${said.slice(-3000)}`);
}

async function started(cwd) {
  const child = spawn(process.execPath, [program(cwd), 'start', '--port', '0', '--hostname', '127.0.0.1'], { cwd, env: ENVIRONMENT, stdio: ['ignore', 'pipe', 'inherit'] });
  const origin = await new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (data) => {
      said += data;
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
      if (found && !/:0\b/.test(found[0])) resolve(found[0]);
    });
    child.once('exit', (code) => reject(new Error(`next start ended with ${code}: ${said}`)));
  });
  return { origin, close: () => child.kill() };
}

async function inBrowser(origin) {
  const executablePath = process.env.CLAIMSCOPE_CHROMIUM;
  if (!executablePath) return 'left out of a browser: there is no Chromium';
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic'] });
  try {
    const page = await browser.newPage();
    await page.goto(origin);
    await page.getByText('browser jws').waitFor();
  } finally {
    await browser.close();
  }
}
