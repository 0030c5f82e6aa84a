// What people bring along from other pages: a sample with a weak secret, waivers, redirects with tokens in them.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';

import { SECRET, claims, hmacToken, rsaToken } from './tokens.mjs';
import { visit } from './visit.mjs';

const WEAK = 'your-256-bit-secret';

/** The samples that people begin with elsewhere, old and new, with their secrets. */
const KNOWN = [
  ['eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c', WEAK],
  ['eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiYWRtaW4iOnRydWUsImlhdCI6MTUxNjIzOTAyMn0.KMUFsIDTnFmyG3nMiGM6H9FNFUROf3wh7SmqJp-QV30', 'a-string-secret-at-least-256-bits-long'],
];

/** As the best known sample is: no issuer, no audience, no end, and a secret of 19 bytes. */
function sample() {
  const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ sub: '1234567890', name: 'A person', iat: 1516239022 })}`;
  return `${input}.${createHmac('sha256', WEAK).update(input).digest('base64url')}`;
}

const tick = (at, field) => at.click(`[data-field="${field}"]`);

export const cases = {
  async 'a sample without issuer, audience and end, with a weak secret, can be accepted'({ at }) {
    await at.fill('#token', sample());
    await at.fill('#verify-keyText', WEAK);
    await at.click('#verify-button');
    await at.untilVerdict('Signature valid');
    assert.match(await at.text('#verify-problem'), /^The signature is valid\./);
    for (const [words, button] of [
      [/19 bytes/, 'Take weak keys'],
      [/which API/, 'Take any audience'],
      [/who has to have issued it/, 'Take any issuer'],
      [/exp/, 'Take tokens without exp'],
    ]) {
      await at.until((source) => new RegExp(source).test(document.querySelector('#verify-problem').innerText), words.source);
      assert.notEqual(await at.verdict(), 'Accepted');
      await at.press(button);
    }
    await at.untilVerdict('Accepted');
    assert.equal(await at.text('#verify-problem'), '');
    assert.match(await at.text('.waived'), /Waived by you/);
    await at.until(() => document.activeElement.id === 'verify-button');
  },

  async 'the best known samples lead with their signature, and one press lets the rest pass'({ at }) {
    for (const [token, secret] of KNOWN) {
      await at.fill('#token', token);
      await at.fill('#verify-keyText', secret);
      await at.click('#verify-button');
      await at.untilVerdict('Signature valid');
      assert.match(await at.indicator('signature'), /valid/);
      assert.match(await at.text('.waived'), /Not looked at yet/);
      // No report of a verdict that was not given.
      assert.ok(!(await at.texts('.menu button')).some((words) => words.includes('report')));
      await at.press('Let all of it pass');
      await at.untilVerdict('Accepted');
      await at.fill('#verify-keyText', `${secret}.`);
      await at.click('#verify-button');
      await at.untilVerdict('Rejected');
      assert.match(await at.text('#verdict'), /signature/);
    }
  },

  async 'what is rejected in any case is rejected before anything else is said'({ at }) {
    await at.fill('#token', hmacToken({ sub: 'alice', exp: 1_700_000_000 }));
    await at.fill('#verify-keyText', SECRET);
    await at.click('#verify-button');
    await at.untilVerdict('Rejected');
    assert.equal(await at.has('#verify-problem .offer'), false);
  },

  async 'every token of a response is looked at, each with its own checks'({ at }) {
    const [access, id] = [hmacToken(claims()), hmacToken(claims({ aud: 'client', nonce: 'n' }))];
    await at.fill('#token', JSON.stringify({ access_token: access, id_token: id, refresh_token: 'opaque-and-long', token_type: 'Bearer' }));
    assert.equal(await at.value('#verify-audience'), 'api1');
    await at.press('id_token (JWT)');
    await at.until(() => document.querySelector('[data-claim="nonce"]') !== null);
    assert.equal(await at.value('#verify-audience'), 'client');
    assert.equal((await at.texts('#encoded .part-text')).join('.'), id, 'it is painted where it stands');
    assert.match(await at.text('.tokens'), /access_token \(JWT\)\s+id_token \(JWT, shown here\)\s+refresh_token \(opaque\)/);
    await at.choose('keys', 'secret');
    await at.fill('#verify-keyText', SECRET);
    await at.click('#verify-button');
    await at.untilVerdict('Accepted');
    await at.press('access_token (JWT)');
    await at.untilVerdict('Unverified');
    assert.equal(await at.has('[data-claim="nonce"]'), false);
  },

  async 'keys that are none are said in plain words, and a key serves where a set was asked for'({ at, playground }) {
    const { token, jwk, pem } = rsaToken(claims());
    await at.fill('#token', token);
    await at.choose('keys', 'jwks');
    for (const text of [JSON.stringify(jwk), pem]) {
      await at.fill('textarea[data-field="keyText"]', text);
      await at.click('#verify-button');
      await at.untilVerdict('Accepted');
    }
    for (const [text, words] of [
      ['<!doctype html><title>Sign in</title>', /web page/],
      ['{"keys":[]}', /no key/],
      [JSON.stringify([jwk]), /an array, and a JWK set/],
      ['', /no key/],
      [playground.issuer, /Issuer's keys/],
      ['{"issuer":"https://login.example","jwks_uri":"https://login.example/keys"}', /https:\/\/login\.example\/keys/],
      ['no keys at all', /no key/],
    ]) {
      await at.fill('textarea[data-field="keyText"]', text);
      await at.click('#verify-button');
      await at.until(() => document.querySelector('#verify-problem .problem') && !document.querySelector('#verify-button').disabled);
      const said = await at.text('#verify-problem');
      assert.match(said, words, text);
      assert.doesNotMatch(said, /TextEncoder|remoteJwks|wanted here/, text);
    }
  },

  async 'what was given up for one token is not given up for the next'({ at }) {
    await at.fill('#token', sample());
    for (const field of ['waiveIssuer', 'waiveAudience', 'allowMissingExpiry', 'allowWeakKeys']) await tick(at, field);
    await at.fill('#token', hmacToken(claims()));
    const kept = await at.page.evaluate(() => [...document.querySelectorAll('#verify input[type=checkbox][data-field]')].filter((one) => one.checked).length);
    assert.equal(kept, 0);
  },

  async 'tokens of a redirect are read from the address and taken out of it'({ at }) {
    const [access, id] = [hmacToken(claims()), hmacToken(claims({ nonce: 'n' }))];
    const before = await at.page.url();
    await at.page.evaluate((hash) => (location.hash = hash), `access_token=${access}&token_type=Bearer&id_token=${id}&state=1`);
    await at.untilVerdict('Unverified');
    assert.equal(await at.text('[data-claim="sub"] .value'), 'alice');
    assert.equal((await at.page.url()).includes('token'), false, await at.page.url());
    await at.page.evaluate((hash) => (location.hash = hash), `id_token=${id}`);
    await at.until(() => document.querySelector('[data-claim="nonce"]') !== null);
    assert.equal((await at.page.url()).split('#')[0], before.split('#')[0]);
  },

  async 'a token in the query of the address is read, and taken out of it'({ browser, plain }) {
    for (const name of ['token', 'access_token', 'id_token']) {
      const at = await visit(browser, `${plain}?${name}=${hmacToken(claims({ sub: name }))}&other=1`);
      await at.until((name) => document.querySelector('[data-claim="sub"] .value')?.innerText === name, name);
      assert.equal(await at.page.evaluate(() => location.search + location.hash), '?other=1');
      await at.close();
    }
  },

  async 'from the token to the key and to Verify it is a few presses of Tab'({ at }) {
    await at.fill('#token', sample());
    await at.page.focus('#token');
    const stops = [];
    while (stops.at(-1) !== 'verify-button' && stops.length < 12) {
      await at.page.keyboard.press('Tab');
      stops.push(await at.page.evaluate(() => document.activeElement.id || document.activeElement.name || document.activeElement.tagName));
    }
    assert.equal(stops.at(-1), 'verify-button', stops.join());
    assert.ok(stops.length <= 6 && stops.includes('verify-keyText'), stops.join());
  },

  async 'a secret is hidden until it is to be seen'({ at }) {
    await at.fill('#token', sample());
    const kind = () => at.page.evaluate(() => document.querySelector('#verify-keyText').type);
    assert.equal(await kind(), 'password');
    await at.click('[aria-label="Show the secret"]');
    assert.equal(await kind(), 'text');
  },
};
