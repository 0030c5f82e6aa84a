// Encrypted tokens: the key is asked for, the token inside is shown and judged by the same checks, and nothing leaves the page.

import assert from 'node:assert/strict';

import * as jose from 'jose';

import { SECRET, claims, hmacToken } from './tokens.mjs';

const encode = (text) => new TextEncoder().encode(text);

async function encrypted(content, alg = 'ECDH-ES+A256KW') {
  const { publicKey, privateKey } = await jose.generateKeyPair(alg, { extractable: true });
  const seal = (text) => new jose.CompactEncrypt(encode(text)).setProtectedHeader({ alg, enc: 'A256GCM', cty: 'JWT' }).encrypt(publicKey);
  return { token: await seal(content), jwk: JSON.stringify(await jose.exportJWK(privateKey)), pem: await jose.exportPKCS8(privateKey), seal };
}

const isShown = (at) => at.page.evaluate(() => document.querySelector('.decrypt')?.checkVisibility() ?? false);

async function decrypt(at, key) {
  await at.fill('#decryption-key', key);
  await at.click('#decrypt-button');
  await at.until(() => document.querySelector('#decrypted').textContent !== '' && document.querySelector('#decrypt-button').textContent === 'Decrypt');
}

export const cases = {
  async 'an encrypted token is called that, and opens with its key as JWK and as PEM'({ at }) {
    assert.equal(await isShown(at), false);
    const { token, jwk, pem } = await encrypted(hmacToken(claims()));
    await at.fill('#token', `Bearer ${token}`);
    assert.match(await at.indicator('format'), /encrypted/);
    assert.ok(!/malformed/.test(await at.text('#summary')));
    // The form comes with the first such token.
    await at.page.waitForSelector('#decryption-key');
    assert.equal(await isShown(at), true);
    const before = at.requests.length;
    for (const key of [jwk, pem]) {
      await decrypt(at, key);
      assert.match(await at.text('#decrypted'), /Decrypted: ECDH-ES\+A256KW, A256GCM; the token in it is shown/);
      assert.equal(await at.text('[data-claim="sub"] .value'), 'alice');
      assert.equal(await at.verdict(), 'Unverified');
      // The header around it stands beside its own.
      assert.match(await at.text('.part-outer-header'), /^Outer header[\s\S]*A256GCM/);
      assert.match(await at.text('.part-header'), /^Header[\s\S]*HS256/);
    }
    // The part that opens comes from the page's own place, at most once.
    const asked = at.requests.slice(before).map((url) => new URL(url).pathname.split('/').at(-1));
    assert.ok(asked.filter((name) => name.endsWith('.wasm')).length <= 1, asked.join());
    assert.ok(asked.every((name) => /^(claimscope-decrypt\.wasm|decryption.*\.js|.*\.js)$/.test(name)), asked.join());
  },

  async 'keys are dots until they are to be seen, here and where a token is signed'({ at }) {
    const look = (selector) => at.page.evaluate((selector) => getComputedStyle(document.querySelector(selector)).webkitTextSecurity, selector);
    const { token, jwk } = await encrypted(hmacToken(claims()));
    await at.fill('#token', token);
    await at.fill('#decryption-key', jwk);
    await at.go('sign');
    for (const [field, box] of [['#decryption-key', 'Show the decryption key'], ['#sign-key', 'Show the private key or secret']]) {
      assert.equal(await look(field), 'disc', field);
      await at.click(`[aria-label="${box}"]`);
      assert.equal(await look(field), 'none', field);
      await at.click(`[aria-label="${box}"]`);
      assert.equal(await look(field), 'disc', field);
    }
    await at.go('inspect');
    assert.equal(await at.value('#decryption-key'), jwk);
  },

  async 'the token inside is verified by the same checks'({ at }) {
    const { token, jwk } = await encrypted(hmacToken(claims()));
    await at.fill('#token', token);
    await decrypt(at, jwk);
    await at.choose('keys', 'secret');
    await at.fill('#verify [data-field="keyText"]', SECRET);
    await at.click('#verify-button');
    await at.untilVerdict('Accepted');
    assert.match(await at.text('#decrypted'), /the token in it is shown/);
    await at.fill('#verify [data-field="audience"]', 'api2');
    await at.click('#verify-button');
    await at.untilVerdict('Rejected');
    assert.equal(await at.text('[data-claim="sub"] .value'), 'alice');
    // A link has the token that was pasted, and not what it hides.
    await at.click('.menu > summary');
    await at.press('Copy link');
    await at.until(() => window.copied?.includes('#token='));
    const link = await at.page.evaluate(() => window.copied);
    assert.ok(link.includes(token) && !link.includes('eyJhbGciOiJIUzI1NiI'), link.slice(0, 80));
    // Another text is not the one that was opened.
    await at.fill('#token', hmacToken(claims({ sub: 'bob' })));
    assert.equal(await at.text('[data-claim="sub"] .value'), 'bob');
    assert.equal(await isShown(at), false);
  },

  async 'a key that does not open it is said, and the token stays encrypted'({ at }) {
    const { token } = await encrypted(hmacToken(claims()));
    const other = await encrypted('');
    await at.fill('#token', token);
    for (const [key, words] of [
      [other.jwk, /does not open with this key/],
      ['a shared secret', /needs a key for ECDH/],
      [JSON.stringify({ ...JSON.parse(other.jwk), d: undefined }), /public key/],
      ['{"kty":', /no key/],
      [' ', /There is no key/],
    ]) {
      await decrypt(at, key);
      assert.match(await at.text('#decrypted'), words);
      assert.match(await at.indicator('format'), /encrypted/);
    }
  },

  async 'a token that replaces the one that is being opened keeps its verdict'({ at }) {
    const { token } = await encrypted(hmacToken(claims()));
    const other = await encrypted('');
    await at.fill('#token', token);
    await at.fill('#decryption-key', other.jwk);
    await at.page.evaluate(() => {
      const own = SubtleCrypto.prototype.deriveBits;
      SubtleCrypto.prototype.deriveBits = async function held(...given) {
        SubtleCrypto.prototype.deriveBits = own;
        await new Promise((resolve) => (window.goOn = resolve));
        return own.apply(this, given);
      };
    });
    await at.click('#decrypt-button');
    await at.until(() => window.goOn);
    await at.fill('#token', hmacToken(claims()));
    await at.choose('keys', 'secret');
    await at.fill('#verify [data-field="keyText"]', SECRET);
    await at.click('#verify-button');
    await at.untilVerdict('Accepted');
    await at.page.evaluate(() => window.goOn());
    await at.until(() => document.querySelector('#decrypt-button').textContent === 'Decrypt');
    await at.settle();
    assert.equal(await at.verdict(), 'Accepted');
    assert.equal(await at.page.evaluate(() => document.querySelector('#decrypted').textContent), '');
  },

  async 'a shared secret is text or base64url, and what nobody signed is shown as that'({ at }) {
    const secret = encode('0123456789abcdef');
    const token = await new jose.CompactEncrypt(encode('{"sub":"<b>alice</b>"}')).setProtectedHeader({ alg: 'dir', enc: 'A128GCM' }).encrypt(secret);
    await at.fill('#token', token);
    await decrypt(at, '0123456789abcdef');
    assert.match(await at.text('#decrypted'), /signed by nobody[\s\S]*<b>alice<\/b>/);
    assert.match(await at.indicator('format'), /encrypted/);
    await at.fill('#decryption-encoding', 'base64url');
    await decrypt(at, jose.base64url.encode(secret));
    assert.match(await at.text('#decrypted'), /signed by nobody/);
  },

  async 'clearing forgets the key and what was opened'({ at }) {
    const { token, jwk } = await encrypted(hmacToken(claims()));
    await at.fill('#token', token);
    await decrypt(at, jwk);
    await at.click('#clear');
    await at.settle();
    assert.equal(await isShown(at), false);
    await at.fill('#token', token);
    assert.equal(await at.value('#decryption-key'), '');
    assert.equal(await at.text('#decrypted'), '');
  },
};
