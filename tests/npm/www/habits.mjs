// What people bring along from other pages: a sample with a weak secret, waivers, redirects with tokens in them.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';

import { claims, hmacToken } from './tokens.mjs';

const WEAK = 'your-256-bit-secret';

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
    await at.until(() => /No audience is expected/.test(document.querySelector('#verify-problem').innerText));
    assert.doesNotMatch(await at.text('#verify-problem'), /audience: false/);
    await at.press('Take any audience');
    await at.until(() => /No issuer is expected/.test(document.querySelector('#verify-problem').innerText));
    await at.press('Take any issuer');
    await at.untilVerdict('Rejected');
    await at.until(() => /19 bytes/.test(document.querySelector('#verify-problem').innerText));
    await at.press('Take weak keys');
    await at.until(() => /exp/.test(document.querySelector('#verify-problem').innerText));
    await at.press('Take tokens without exp');
    await at.untilVerdict('Accepted');
    assert.match(await at.indicator('signature'), /valid/);
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

  async 'a secret is hidden until it is to be seen'({ at }) {
    await at.fill('#token', sample());
    const kind = () => at.page.evaluate(() => document.querySelector('#verify-keyText').type);
    assert.equal(await kind(), 'password');
    await at.page.evaluate(() => [...document.querySelectorAll('label')].find((one) => one.innerText.trim() === 'show').querySelector('input').click());
    assert.equal(await kind(), 'text');
  },
};
