// Manners: no policy broken, no storage, accessible in both themes, small screens, no network, no wasm.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { serveFolder } from './server.mjs';
import { SECRET, claims, hmacToken } from './tokens.mjs';
import { visit } from './visit.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PLACES = ['inspect', 'why', 'compare', 'sign'];

/** What axe finds in every place of the page, as it is. */
async function axe(at, theme) {
  await at.fill('#theme', theme);
  await at.page.evaluate(AXE);
  const found = [];
  for (const place of PLACES) {
    await at.go(place);
    await at.settle();
    const violations = await at.page.evaluate(async () => {
      const { violations } = await window.axe.run(document, { resultTypes: ['violations'] });
      return violations.map((one) => `${one.id}: ${one.nodes.map((node) => `${node.target} ${node.any?.[0]?.message ?? ''}`).join('; ')}`);
    });
    found.push(...violations.map((one) => `${theme} ${place} ${one}`));
  }
  return found;
}

export const cases = {
  async 'axe finds nothing, light and dark, empty and full'({ browser, plain }) {
    const at = await visit(browser, plain);
    const found = [...(await axe(at, 'light')), ...(await axe(at, 'dark'))];
    await at.go('inspect');
    await at.fill('#token', hmacToken(claims({ exp: 1_700_000_000, deep: { a: [1, { b: '\u202e' }] } })));
    await at.page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)));
    await at.go('compare');
    await at.fill('#compare-1', hmacToken(claims()));
    await at.go('why');
    await at.press('Try a sample response');
    await at.until(() => document.querySelector('#diagnosis .headline'));
    await at.go('sign');
    await at.click('#generate');
    await at.until(() => document.getElementById('sign-key').value !== '');
    await at.click('#sign-button');
    await at.page.waitForSelector('#open-signed');
    found.push(...(await axe(at, 'light')), ...(await axe(at, 'dark')));
    assert.deepEqual(found, []);
    await at.close();
  },

  async 'everything can be done by keyboard'({ browser, plain }) {
    const at = await visit(browser, plain);
    assert.equal(await at.page.evaluate(() => document.activeElement.id), 'token');
    await at.fill('#token', hmacToken(claims()));
    await at.choose('keys', 'secret');
    await at.fill('#verify-keyText', SECRET);
    await at.page.focus('#verify-audience');
    await at.page.keyboard.press('Enter');
    await at.untilVerdict('Accepted');
    const unreachable = await at.page.evaluate(() =>
      [...document.querySelectorAll('button, input, select, textarea, summary, a[href]')].filter((one) => one.tabIndex < 0).length);
    assert.equal(unreachable, 0);
    await at.close();
  },

  async 'a shared link fills the page and leaves no trace; nothing is stored'({ browser, plain }) {
    const at = await visit(browser, `${plain}#token=${hmacToken(claims({ sub: 'shared' }))}`);
    await at.until(() => document.querySelector('[data-claim="sub"] .value')?.innerText === 'shared');
    assert.equal(await at.page.evaluate(() => location.hash), '');
    const kept = await at.page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie);
    assert.ok(!kept.includes('eyJ'), kept);
    await at.page.evaluate(() => (document.querySelector('.menu').open = true));
    await at.press('Copy link');
    await at.until(() => window.copied?.includes('#token=eyJ'));
    await at.close();
  },

  async 'small screens need no sideways scrolling'({ browser, plain }) {
    const at = await visit(browser, plain, { width: 360, height: 760 });
    await at.click('#sample');
    await at.untilVerdict('Unverified');
    for (const place of PLACES) {
      await at.go(place);
      const over = await at.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(over, 0, place);
    }
    await at.close();
  },

  async 'without wasm the page says so and decodes'({ browser, folder }) {
    const server = await serveFolder(folder, { missing: /\.wasm$|sw\.js$/ });
    const at = await visit(browser, server.url, { waitForEngine: false });
    await at.until(() => document.documentElement.dataset.engine === 'failed');
    assert.match(await at.text('#engine'), /Tokens are decoded only[\s\S]*404/);
    await at.fill('#token', `Bearer ${hmacToken(claims({ sub: 'decoded' }))}`);
    assert.equal(await at.text('[data-claim="sub"] .value'), 'decoded');
    assert.equal(await at.verdict(), 'Decoded only');
    assert.match(await at.lamp('signature'), /not checked/);
    await at.fill('#token', 'no token');
    assert.match(await at.text('#decoded'), /three parts/);
    await at.close();
    await server.close();
  },

  async 'after the first visit no network is needed'({ browser, folder }) {
    const server = await serveFolder(folder);
    const first = await visit(browser, server.url);
    await first.until(() => navigator.serviceWorker.controller !== null);
    await first.close();
    await server.close();
    const at = await visit(browser, server.url);
    await at.fill('#token', hmacToken(claims()));
    assert.equal(await at.verdict(), 'Unverified');
    assert.equal(await at.text('[data-claim="exp"] .meaning'), 'until when it holds');
    await at.close();
  },
};
