// The pages of codes: the links of the report lead to them, each link in them leads somewhere, and they need no script.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { claims, hmacToken } from './tokens.mjs';
import { visit } from './visit.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const linked = (at, selector) =>
  at.page.evaluate((selector) => [...document.querySelectorAll(selector)].map((one) => one.getAttribute('href')), selector);

async function axe(at) {
  await at.page.evaluate(AXE);
  return at.page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ['violations'] });
    return violations.map((one) => `${one.id}: ${one.nodes.map((node) => `${node.target} ${node.any?.[0]?.message ?? ''}`).join('; ')}`);
  });
}

export const cases = {
  async 'every check and reason of the report links to its page'({ at, folder }) {
    await at.fill('#token', hmacToken(claims({ exp: 1_700_000_000, iat: 1_699_990_000 })));
    const ids = await at.page.evaluate(() => [...document.querySelectorAll('[data-check]')].map((one) => one.dataset.check));
    assert.ok(ids.length > 30, `${ids.length} checks`);
    const links = await linked(at, '[data-check] .code-link');
    assert.deepEqual(links, ids.map((id) => `codes/${id}.html`));
    await at.go('why');
    await at.press('Try a sample response');
    await at.until(() => document.querySelector('#diagnosis .headline'));
    const reasons = await linked(at, '#diagnosis .reason .code-link');
    assert.ok(reasons.length > 0);
    await at.go('inspect');
    await at.choose('keys', 'jwks');
    const problems = [];
    for (const text of ['{"keys":[]}', 'no key', 'http://localhost:1/keys']) {
      await at.fill('textarea[data-field="keyText"]', text);
      await at.click('#verify-button');
      await at.until(() => document.querySelector('#verify-problem .code-link') && !document.querySelector('#verify-button').disabled);
      problems.push(...(await linked(at, '#verify-problem .code-link')));
    }
    for (const link of [...links, ...reasons, ...problems]) assert.ok(existsSync(join(folder, link)), link);
  },

  async 'no code lacks a page, and no link of a page leads nowhere'({ folder, program }) {
    const { codes, vendors } = JSON.parse(execFileSync(program, ['explain', '--json'], { maxBuffer: 1 << 26 }).toString());
    const pages = new Set(readdirSync(join(folder, 'codes')));
    for (const { code } of codes) assert.ok(pages.has(`${code}.html`), code);
    for (const name of ['IDX10214', 'AADSTS50011', 'UserNotConfirmedException', 'mfa_required', 'origin_mismatch']) {
      assert.ok(vendors.some((one) => one.name === name), name);
      assert.ok(pages.has(`${name}.html`), name);
    }
    for (const page of [...pages].filter((name) => name.endsWith('.html'))) {
      const html = readFileSync(join(folder, 'codes', page), 'utf8');
      for (const [, href] of html.matchAll(/(?:href|src)="(?!https:)([^"]+)"/g)) {
        const target = join(folder, 'codes', href.endsWith('/') ? `${href}index.html` : href);
        assert.ok(existsSync(target), `${page}: ${href}`);
      }
    }
    const kept = readFileSync(join(folder, 'files.js'), 'utf8');
    assert.doesNotMatch(kept, /codes\//, 'they are not kept offline');
  },

  async 'a page of a code is read in light and dark, without a script'({ browser, plain }) {
    const at = await visit(browser, `${plain}codes/claim.aud.html`, { waitForEngine: false, width: 360, height: 760 });
    const text = await at.text('main');
    for (const part of ['An example that fails', 'An example that passes', 'ValidAudience', 'audience_required', 'token.audience']) {
      assert.ok(text.includes(part), part);
    }
    assert.ok((await linked(at, 'a')).includes('https://www.rfc-editor.org/rfc/rfc7519#section-4.1.3'));
    assert.equal(await at.has('script'), false);
    const over = await at.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(over <= 0, `${over} pixels too wide`);
    const colours = [];
    for (const value of ['light', 'dark']) {
      // Firefox cannot be told by this protocol; there the page is looked at as the system is.
      await at.page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value }]).catch(() => {});
      colours.push(await at.page.evaluate(() => getComputedStyle(document.body).backgroundColor));
      assert.deepEqual(await axe(at), [], value);
    }
    if ((await browser.version()).startsWith('Chrome')) assert.notEqual(colours[0], colours[1]);
    await at.close();
  },

  async 'the list of codes is filtered, and finds codes of others by their names'({ browser, plain }) {
    const at = await visit(browser, `${plain}codes/index.html`, { waitForEngine: false });
    const shown = () => at.page.evaluate(() => [...document.querySelectorAll('.codes li')].filter((one) => one.checkVisibility()).length);
    assert.ok((await shown()) > 300);
    assert.deepEqual(await axe(at), []);
    await at.fill('#words', 'idx10214');
    assert.equal(await shown(), 1);
    await at.fill('#words', 'entra redirect uri');
    assert.ok((await shown()) > 1);
    await at.fill('#words', 'nobody-ever-said-this');
    assert.equal(await shown(), 0);
    assert.match(await at.text('#none'), /No code/);
    await at.fill('#words', 'IDX10214');
    await Promise.all([at.page.waitForNavigation(), at.click('.codes li:not([hidden]) a')]);
    assert.match(await at.text('main'), /token\.audience/);
    await at.close();
  },
};
