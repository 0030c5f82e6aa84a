// Signed tokens that are not compact, algorithms that browsers do not compute, and what is said of a token that is not accepted.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';

import { serveFolder } from './server.mjs';
import { SECRET, claims, falseToken, tokenOfMore, hmacToken, jwsJson, rsaToken, sdJwt } from './tokens.mjs';
import { visit } from './visit.mjs';

/** Pastes a text and verifies it by a secret or a key. */
async function verified(at, text, word, key = SECRET, kind = 'secret') {
  await at.fill('#token', text);
  await at.choose('keys', kind);
  await at.fill('#verify [data-field="keyText"]', key);
  await at.click('#verify-button');
  await at.untilVerdict(word);
}

const form = (at) => at.text('.pasted > .note');

async function copied(at, words) {
  await at.page.evaluate(() => {
    document.querySelector('.menu').open = true;
    window.copied = '';
  });
  await at.press(words);
  await at.until(() => window.copied);
  return at.page.evaluate(() => window.copied);
}

export const cases = {
  async 'an SD-JWT is verified in whatever it stands, and only an accepted one is called verified'({ at }) {
    const token = sdJwt();
    for (const text of [token, `"${token}"`, JSON.stringify({ sd_jwt: token }), JSON.stringify({ credential: token }), `Bearer ${token}`]) {
      await at.fill('#token', '');
      await at.fill('#token', text);
      assert.equal(await at.verdict(), 'Unverified', text.slice(0, 20));
      await verified(at, text, 'Accepted');
      assert.match(await form(at), /^Verified: an SD-JWT: .*1 disclosure, signed by the issuer.*key binding is signed by the key that cnf names/);
      await verified(at, text, 'Rejected', `${SECRET}.`);
      assert.equal(await form(at), 'Not verified: this is an SD-JWT, and it is not accepted.');
    }
    // Its disclosures are the issuer's, or it is none.
    await at.fill('#token', `"${token.replace(/~[^~]+~/, '~WyJzYWx0IiwibmFtZSIsIkJvYiJd~')}"`);
    await at.click('#verify-button');
    await at.page.waitForSelector('#verify-problem .problem');
    assert.match(await at.text('#verify-problem'), /disclosure of name does not hold/);
    // Where something is unsaid, it is not accepted either.
    await verified(at, sdJwt({ aud: undefined }), 'Signature valid');
    assert.match(await form(at), /^Not verified/);
  },

  async 'the key binding of an SD-JWT is judged alone where it was chosen'({ at }) {
    await at.fill('#token', sdJwt());
    await at.press('key_binding (JWT)');
    await at.until(() => document.querySelector('[data-claim="sd_hash"]') !== null);
    await at.choose('keys', 'secret');
    await at.fill('#verify-keyText', SECRET);
    await at.fill('#verify-issuer', claims().iss);
    await at.click('#verify-button');
    await at.untilVerdict('Rejected');
    assert.ok(await at.has('[data-claim="sd_hash"]'));
    assert.match(await at.text('.part-header'), /ES256/);
    assert.equal(await form(at), undefined);
  },

  async 'of several signatures the one that counted is shown, and a chosen one is judged alone'({ at }) {
    const payload = claims();
    const [first, second] = [rsaToken(payload), hmacToken(payload)];
    const text = jwsJson(first.token, second);
    await verified(at, text, 'Accepted');
    assert.match(await form(at), /^Verified: a JWS in JSON form with 2 signatures, .*; what holds is signature 2\.$/);
    // Each has a verdict, and no valid signature goes without its name.
    assert.match(await at.text('.tokens'), /signature 1 \(JWT\)\s+rejected: .*\s+signature 2 \(JWT, shown here\)\s+accepted: /);
    assert.match(await at.text('#verdict'), /signature 2: signed with the given secret/);
    assert.match(await at.indicator('signature'), /valid\s+signature 2: HS256/);
    assert.match(await at.text('.part-header'), /HS256/);
    await at.press('signature 1 (JWT)');
    await at.untilVerdict('Unverified');
    assert.match(await at.text('.part-header'), /RS256/);
    // Again the whole of it, by the other key.
    await verified(at, text, 'Accepted', first.pem, 'key');
    assert.match(await form(at), /what holds is signature 1\.$/);
    await at.press('signature 2 (JWT)');
    await at.untilVerdict('Unverified');
    await at.click('#verify-button');
    await at.untilVerdict('Rejected');
    assert.match(await at.text('.tokens'), /signature 1 \(JWT\)\s+rejected: RS256 is not among the allowed.*\s+signature 2 \(JWT, shown here\)\s+rejected: /);
    assert.match(await at.text('#verdict'), /signature 2: /);
    assert.match(await at.text('.part-header'), /HS256/);
    // What a weak key verifies is what can be let pass.
    await verified(at, jwsJson(first.token, hmacToken(payload, {}, 'weak')), 'Rejected', 'weak');
    assert.match(await form(at), /^Not verified: .*; what was judged is signature 2\.$/);
    assert.ok(await at.has('.failed [data-check="key.strength"]'));
    await at.press('Take weak keys');
    await at.untilVerdict('Accepted');
    assert.match(await form(at), /what holds is signature 2\.$/);
    await verified(at, jwsJson(second), 'Rejected', `${SECRET}.`);
    assert.match(await form(at), /^Not verified: .*; what was judged is signature 1\.$/);
  },

  async 'what nobody has said is never called waived'({ at }) {
    await verified(at, hmacToken({ sub: 'alice', exp: 1_700_000_000 }), 'Rejected');
    assert.deepEqual(await at.texts('.waived'), ['Not looked at yet: audience, issuer']);
    for (const id of ['claim.iss', 'claim.aud']) assert.match(await at.page.evaluate((id) => document.querySelector(`[data-check="${id}"]`).textContent, id), /not looked at: nothing says/);
    const markdown = await copied(at, 'Copy report as Markdown');
    assert.match(markdown, /- Not said, and not looked at: audience, issuer\n/);
    assert.doesNotMatch(markdown, /waived/i);
    const report = JSON.parse(await copied(at, 'Copy report as JSON'));
    assert.deepEqual([report.waived ?? [], report.not_said], [[], ['audience', 'issuer']]);
    // What the person has waived is, and a key that is too weak stays a failure.
    await verified(at, hmacToken({ sub: 'alice', exp: 1_700_000_000 }), 'Rejected', 'short');
    await at.click('[data-field="waiveIssuer"]');
    await at.click('#verify-button');
    await at.untilVerdict('Rejected');
    assert.deepEqual(await at.texts('.waived'), ['Not looked at yet: audience', 'Waived by you: issuer']);
    assert.ok(await at.has('.failed [data-check="key.strength"]'));
    assert.match(await at.indicator('signature'), /invalid/);
  },

  async 'ES256K, Ed448 and ML-DSA are computed by a part that comes with the first of them'({ browser, plain, program }) {
    const at = await visit(browser, plain);
    const asked = () => at.requests.filter((url) => url.endsWith('claimscope-more-algorithms.wasm')).length;
    await verified(at, hmacToken(claims()), 'Accepted');
    assert.equal(asked(), 0);
    for (const alg of ['ES256K', 'Ed448']) {
      const { token, jwk } = tokenOfMore(alg);
      await verified(at, token, 'Accepted', jwk, 'key');
      assert.match(await at.indicator('signature'), new RegExp(`valid\\s+${alg} by the given key`));
      await verified(at, token, 'Rejected', tokenOfMore(alg).jwk, 'key');
    }
    const { public: key } = JSON.parse(execFileSync(program, ['keygen', 'ML-DSA-44', '--json'], { encoding: 'utf8' }));
    await verified(at, falseToken(), 'Rejected', JSON.stringify(key), 'key');
    assert.match(await at.indicator('signature'), /invalid\s+ML-DSA-44 by the given key/);
    assert.equal(asked(), 1);
    await at.close();
  },

  async 'an answer is not lost where the place that explains it does not load'({ browser, folder }) {
    const server = await serveFolder(folder, { missing: /\/js\/(why|views\/why).*\.js$|sw\.js$/ });
    const at = await visit(browser, server.url);
    const answer = 'HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer error="invalid_token"\n';
    await at.fill('#token', answer);
    await at.click('#to-why');
    await at.page.waitForSelector('#place-why [role="alert"]');
    await at.go('inspect');
    assert.equal(await at.value('#token'), answer);
    server.allow();
    // A browser may keep that the script was not there.
    await at.page.reload();
    await at.until(() => document.documentElement.dataset.engine === 'ready');
    await at.fill('#token', answer);
    await at.click('#to-why');
    await at.page.waitForSelector('#diagnosis .headline');
    assert.deepEqual([await at.value('#response'), await at.value('#why-token'), await at.value('#token')], [answer, '', '']);
    await at.page.close();
    await server.close();
  },
};
