// A user's logins in a real Chromium, which the terminal or the window starts: `node main.mjs PROGRAM`, called by `cargo xtask test`.
//
// PROGRAM is the built `claimscope`: its playground is the server, its commands and its window are the client. Pages must work without script.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { chromium } from 'playwright-core';

import { close } from '../closing.mjs';
import { startPlayground } from '../www/playground.mjs';
import { Command } from './command.mjs';
import { Window } from './window.mjs';

const [program] = process.argv.slice(2);
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** On any free port, which the playground here allows. */
const CALLBACK = 'http://127.0.0.1:0/callback';

let passed = 0;
let skipped = 0;
const failures = [];

const cases = {
  async 'a code flow, with login and consent, ends in a token'({ token, page }) {
    const command = token(['--scope', 'openid profile api1 offline_access', '--json']);
    await page.goto(await command.address());
    await logIn(page);
    await consent(page, 'yes');
    assert.match(await page.innerText('body'), /close/i);
    const { code, stdout, stderr } = await command.end();
    assert.equal(code, 0, stderr);
    const response = JSON.parse(stdout);
    assert.deepEqual(Object.keys(response).sort(), ['access_token', 'expires_in', 'id_token', 'refresh_token', 'scope', 'token_type']);
    assert.ok(!stderr.includes(response.access_token) && !stderr.includes('secret'), 'no credential is said');
  },

  async 'a wrong password is said on the page, and the right one goes on'({ token, page }) {
    const command = token(['--scope', 'openid']);
    await page.goto(await command.address());
    await logIn(page, 'wrong');
    assert.match(await page.innerText('body'), /Invalid username or password/);
    await logIn(page);
    await consent(page, 'yes');
    assert.equal((await command.end()).code, 0);
  },

  async 'a user who refuses ends the command with exit code 1'({ token, page }) {
    const command = token(['--scope', 'openid', '--json']);
    await page.goto(await command.address());
    await logIn(page);
    await consent(page, 'no');
    const { code, stdout } = await command.end();
    assert.equal(code, 1);
    assert.equal(JSON.parse(stdout).error.code, 'declined.access_denied');
  },

  async 'an answer in a form reaches the terminal too'({ token, page }) {
    const command = token(['--scope', 'openid', '--response-mode', 'form_post']);
    await page.goto(await command.address());
    await logIn(page);
    await consent(page, 'yes');
    assert.match(await page.innerText('body'), /close/i);
    assert.equal((await command.end()).code, 0);
  },

  async 'a code that is typed at the page for devices ends in a token'({ command, issuer, page }) {
    const device = command(['token', '--issuer', issuer, '--client-id', 'device', '--grant', 'device_code', '--scope', 'openid api1', '--no-browser', '--json']);
    await page.goto(await device.address());
    const code = await device.says(/^ {2}([A-Z0-9-]{6,})$/m);
    await page.getByLabel(/code/i).fill(code);
    await submitted(page, page.getByRole('button', { name: /^continue/i }));
    await logIn(page);
    await consent(page, 'yes');
    const { code: exit, stdout, stderr } = await device.end();
    assert.equal(exit, 0, stderr);
    assert.ok(JSON.parse(stdout).id_token);
  },

  async 'an API of which only the URL is known answers after a login'({ command, api, page }) {
    const call = command(['call', `${api}/identity`, '--login', '--register', '--redirect-uri', CALLBACK, '--no-browser', '--json']);
    await page.goto(await call.address());
    await logIn(page);
    await consent(page, 'yes');
    const { code, stdout, stderr } = await call.end();
    assert.equal(code, 0, stderr);
    const { status, login } = JSON.parse(stdout);
    assert.equal(status, 200);
    assert.equal(login.resource.metadata.resource, `${api}/identity`);
  },

  async 'the window opens a browser, and calls the API with what a login there gave'({ issuer, api, next, page, folder }) {
    const registration = { client_name: 'Window', redirect_uris: [CALLBACK], token_endpoint_auth_method: 'none', grant_types: ['authorization_code'], scope: 'openid api1' };
    const registered = await fetch(`${issuer}/connect/register`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(registration) });
    const { client_id } = await registered.json();
    const values = { 'redirect-uri': CALLBACK, prompt: 'consent' };
    const connection = { id: 1, name: 'Mine', issuer, client_id, client_auth: 'none', grant: 'authorization_code', values, scope: 'openid api1', api_url: `${api}/identity` };
    const window = await Window.open(program, mkdtempSync(join(folder, 'window-')), { connections: [connection], selected: 1, tab: 'token' });
    try {
      const opened = window.opened();
      window.press('ctrl+Return');
      await page.goto(await opened);
      await logIn(page);
      const exchanged = next(/connect\/token/);
      await consent(page, 'yes');
      assert.match(await page.innerText('body'), /close/i);
      assert.equal((await exchanged).status, 200);
      // The answer is on its way to the window: it calls until it has the token, a few times at most.
      window.press('ctrl+5');
      let status = 0;
      for (let tries = 0; status !== 200 && tries < 20; tries += 1) {
        const called = next(/\/identity/);
        window.press('ctrl+Return');
        ({ status } = await called);
      }
      assert.equal(status, 200);
    } finally {
      window.close();
    }
  },

  async 'the pages have labels, contrast and an order'({ token, page }) {
    const command = token(['--scope', 'openid profile api1']);
    await page.goto(await command.address());
    await accessible(page);
    await logIn(page);
    await accessible(page);
    await consent(page, 'yes');
    await command.end();
  },
};

/** Fills the form of the login page in. */
async function logIn(page, password = 'alice') {
  await page.getByLabel(/user ?name/i).fill('alice');
  await page.getByLabel(/password/i).fill(password);
  await submitted(page, page.getByRole('button', { name: /^sign in/i }));
}

async function consent(page, answer) {
  await submitted(page, page.getByRole('button', { name: answer === 'yes' ? /^allow/i : /^do not allow/i }));
}

async function submitted(page, button) {
  await Promise.all([page.waitForLoadState('load'), button.click()]);
  await page.waitForLoadState('networkidle');
}

async function accessible(page) {
  await page.addScriptTag({ path: AXE }).catch(() => undefined);
  const violations = await page.evaluate(async () => (await globalThis.axe.run()).violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]));
  assert.deepEqual(violations, []);
}

if (!process.env.CLAIMSCOPE_CHROMIUM) {
  console.log('left out: logins in a browser: Chromium is not installed');
  skipped += 1;
} else {
  const browser = await chromium.launch({ executablePath: process.env.CLAIMSCOPE_CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
  const folder = mkdtempSync(join(tmpdir(), 'claimscope-logins-'));
  const config = join(folder, 'appsettings.json');
  writeFileSync(config, JSON.stringify({ Playground: { LoopbackAnyPort: true, ProtectedResourceMetadata: true, DynamicClientRegistration: true, ResourceIndicators: true } }));
  const playground = await startPlayground(program, undefined, undefined, ['--config', config]);
  try {
    for (const [name, run] of Object.entries(cases)) {
      const missing = name.startsWith('the window') ? Window.missing() : undefined;
      if (missing) {
        skipped += 1;
        console.log(`left out: ${name}: ${missing}`);
        continue;
      }
      // Only axe needs script, and passes the pages' policy by; all else works without.
      const needsScript = name.startsWith('the pages have');
      const context = await browser.newContext({ javaScriptEnabled: needsScript || name.includes('in a form'), bypassCSP: needsScript });
      const command = (options) => new Command(program, options);
      const token = (options) =>
        command(['token', '--issuer', playground.issuer, '--client-id', 'interactive', '--client-secret-env', 'CLIENT_SECRET', '--grant', 'authorization_code', '--redirect-uri', CALLBACK, '--prompt', 'consent', '--no-browser', ...options]);
      try {
        const page = await context.newPage();
        page.setDefaultTimeout(15_000);
        await run({ token, command, page, folder, ...playground });
        passed += 1;
      } catch (error) {
        failures.push(`${name}: ${error?.message ?? error}`);
        console.log(`FAILED ${name}\n  ${String(error?.stack ?? error).replaceAll('\n', '\n  ')}`);
      } finally {
        await context.close();
        Command.stopAll();
      }
    }
  } finally {
    await browser.close();
    playground.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
close({ passed, failures, skipped });
