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

/** The page says why it checks nothing, and still shows what a token says. */
async function decodesOnly(at, reason) {
  await at.until(() => document.documentElement.dataset.engine === 'failed');
  assert.match(await at.text('#engine'), /Tokens are decoded only/);
  assert.match(await at.text('#engine'), reason);
  await at.fill('#token', 'no token');
  assert.match(await at.text('#decoded'), /three parts/);
  await at.fill('#token', `Bearer ${hmacToken(claims({ sub: 'decoded' }))}`);
  assert.equal(await at.text('[data-claim="sub"] .value'), 'decoded');
  assert.equal(await at.verdict(), 'Decoded only');
  assert.match(await at.indicator('signature'), /not checked[\s\S]*did not load/);
}

/** Whether Tab reaches every control of the place as it is, and each shows that it has the focus. */
async function tabThrough(at, place) {
  // A group of radio buttons is one stop; what is folded or switched off is none.
  const stops = await at.page.evaluate(() => {
    const controls = 'a[href], button, input:not([type="radio"]), input:checked, select, textarea, summary, [tabindex="0"]';
    const reachable = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.matches(':disabled');
    window.stops = [...document.querySelectorAll(controls)].filter(reachable);
    return window.stops.map((one) => `${one.tagName} ${one.id || one.textContent.trim()}`);
  });
  await at.page.focus('.skip');
  const reached = new Set();
  for (const _ of stops) {
    if (reached.size > 0) await at.page.keyboard.press('Tab');
    const { index, isMarked } = await at.page.evaluate(() => {
      const one = document.activeElement;
      const framed = [one, one.closest('.editor'), one.nextElementSibling].filter(Boolean);
      return { index: window.stops.indexOf(one), isMarked: framed.some((frame) => getComputedStyle(frame).outlineStyle !== 'none') };
    });
    assert.ok(isMarked, `${place}: the focus does not show at ${stops[index]}`);
    reached.add(stops[index] && index);
  }
  assert.deepEqual(stops.filter((_, index) => !reached.has(index)), [], `${place}: out of reach`);
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
    await at.page.waitForSelector('#signed[data-state="signed"]');
    found.push(...(await axe(at, 'light')), ...(await axe(at, 'dark')));
    await at.go('inspect');
    await at.choose('keys', 'issuer');
    await at.fill('#verify-issuer', 'http://localhost:1');
    await at.click('#verify-button');
    await at.page.waitForSelector('#verify-problem .problem');
    found.push(...(await axe(at, 'light')), ...(await axe(at, 'dark')));
    await at.fill('#token', hmacToken(claims()));
    await at.choose('keys', 'secret');
    await at.fill('#verify-keyText', SECRET);
    await at.fill('#verify-issuer', claims().iss);
    await at.go('inspect');
    await at.click('#verify-button');
    await at.untilVerdict('Accepted');
    await at.press('JSON');
    found.push(...(await axe(at, 'light')), ...(await axe(at, 'dark')));
    assert.deepEqual(found, []);
    await at.close();
  },

  async 'everything can be done by keyboard'({ browser, plain }) {
    const at = await visit(browser, plain);
    assert.equal(await at.page.evaluate(() => document.activeElement.id), 'token');
    const { keyboard } = at.page;
    await at.fill('#token', hmacToken(claims()));
    await at.choose('keys', 'secret');
    await at.page.focus('#verify-keyText');
    await keyboard.type(SECRET);
    await keyboard.press('Enter');
    await at.untilVerdict('Accepted');
    await at.page.focus('#verify-audience');
    await keyboard.press('End');
    await keyboard.type('2');
    await at.untilVerdict('Unverified');
    await keyboard.down('Control');
    await keyboard.press('Enter');
    await keyboard.up('Control');
    await at.untilVerdict('Rejected');
    for (const place of PLACES) {
      await at.page.focus(`[data-place="${place}"]`);
      await keyboard.press('Enter');
      await at.until((place) => document.querySelector(`#place-${place}:not([hidden]) *`) !== null, place);
      await tabThrough(at, place);
    }
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

  async 'on a small screen the reason is seen at once, and the verdict comes back into sight'({ browser, plain }) {
    const at = await visit(browser, plain, { width: 390, height: 700 });
    const inSight = (selector) => at.page.evaluate((selector) => {
      const { top, bottom } = document.querySelector(selector).getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    }, selector);
    await at.fill('#token', hmacToken(claims({ exp: 1_700_000_000, iat: 1_699_990_000 })));
    assert.ok((await at.text('#verdict')).includes('expired') && await inSight('#verdict'));
    await at.fill('#token', hmacToken(claims()));
    await at.choose('keys', 'secret');
    await at.fill('#verify-keyText', SECRET);
    await at.press('Verify it');
    assert.ok(await inSight('#verify-button'));
    assert.ok(!(await inSight('#verdict')));
    await at.page.keyboard.press('Enter');
    await at.untilVerdict('Accepted');
    await at.settle();
    assert.ok(await inSight('#verdict'));
    await at.close();
  },

  async 'a field refuses megabytes with a sentence'({ at }) {
    await at.go('why');
    const { taken, sentence } = await at.page.evaluate(() => {
      const box = document.getElementById('response');
      const data = new DataTransfer();
      data.setData('text/plain', 'x'.repeat(10_000_000));
      // Firefox gives no text to pastes that scripts make, but does so for drops.
      const drop = new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });
      box.dispatchEvent(drop);
      return { taken: !drop.defaultPrevented, sentence: box.validationMessage };
    });
    assert.ok(!taken);
    assert.match(sentence, /^That is 10\.0 MB of text; this field takes at most 256 KB\./);
    await at.fill('#response', 'HTTP/1.1 401 Unauthorized');
    assert.equal(await at.page.evaluate(() => document.getElementById('response').validationMessage), '');
    await at.fill('#response', '');
  },

  async 'a wasm that is missing, replaced or not allowed is a sentence, and tokens are decoded'({ browser, folder }) {
    const withoutWorker = /sw\.js$/;
    for (const [options, visiting, reason] of [
      [{ missing: /\.wasm$|sw\.js$/ }, {}, /answers 404/],
      [{ missing: withoutWorker, replaced: /\.wasm$/ }, {}, /is no WebAssembly/],
      [{ missing: withoutWorker }, { before: () => delete globalThis.WebAssembly }, /WebAssembly switched off/],
    ]) {
      const server = await serveFolder(folder, options);
      const at = await visit(browser, server.url, { waitForEngine: false, ...visiting });
      await decodesOnly(at, reason);
      await at.close();
      await server.close();
    }
    const strict = await serveFolder(folder, { missing: withoutWorker, policy: "script-src 'self'" });
    const at = await visit(browser, strict.url, { waitForEngine: false });
    await decodesOnly(at, /policy of this site/);
    await at.page.close();
    await strict.close();
  },

  async 'where the module comes late, the page decodes until then'({ browser, folder }) {
    const server = await serveFolder(folder, { missing: /\.wasm$|sw\.js$/ });
    const at = await visit(browser, server.url, { waitForEngine: false });
    await decodesOnly(at, /answers 404/);
    server.allow();
    await at.press('Try again');
    await at.untilVerdict('Unverified');
    assert.equal(await at.text('#engine'), '');
    await at.close();
    await server.close();
  },

  async 'the page can be installed'({ browser, plain }) {
    const at = await visit(browser, plain);
    const manifest = await at.page.evaluate(async () => (await fetch(document.querySelector('[rel="manifest"]').href)).json());
    assert.equal(manifest.display, 'standalone');
    for (const { src } of manifest.icons) assert.ok(await at.page.evaluate(async (src) => (await fetch(src)).ok, src), src);
    // Only Chromium says what it thinks of it.
    const session = await at.page.createCDPSession?.().catch(() => undefined);
    if (session) assert.deepEqual((await session.send('Page.getInstallabilityErrors')).installabilityErrors, []);
    await at.close();
  },

  async 'after the first visit no network is needed'({ browser, folder }) {
    const server = await serveFolder(folder);
    const first = await visit(browser, server.url);
    await first.until(() => navigator.serviceWorker.controller !== null);
    await first.close();
    await server.close();
    const at = await visit(browser, server.url);
    for (const again of [false, true]) {
      if (again) await at.page.reload();
      await at.until(() => document.documentElement.dataset.engine === 'ready');
      await at.fill('#token', hmacToken(claims()));
      assert.equal(await at.verdict(), 'Unverified');
      assert.equal(await at.text('[data-claim="exp"] .meaning'), 'until when it holds');
    }
    await at.close();
  },
};
