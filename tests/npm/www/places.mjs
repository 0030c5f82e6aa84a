// Verifying by every kind of key, and the other three places.

import assert from 'node:assert/strict';

import { tokenResponse } from './playground.mjs';
import { serveJson } from './server.mjs';
import { SECRET, claims, hmacToken, rsaToken } from './tokens.mjs';
import { visit } from './visit.mjs';

/** Until the place that signs says so of a token whose header and payload have this. */
async function untilMade(at, how, header, inPayload = '') {
  await at.until((how, header, inPayload) => {
    const [head, payload] = document.querySelector('#sign-token').value.split('.').map((part) => {
      try {
        return atob(part.replaceAll('-', '+').replaceAll('_', '/'));
      } catch {
        return '';
      }
    });
    const isHeader = Object.entries(JSON.parse(header)).every(([name, value]) => head.includes(`"${name}":"${value}"`));
    return document.querySelector('#signed').dataset.state === how && isHeader && payload?.includes(inPayload);
  }, how, JSON.stringify(header), inPayload);
}

export const cases = {
  async "the issuer's keys are asked for when the button is pressed, and the requests are named before"({ at, playground }) {
    const { issuer } = playground;
    await at.fill('#token', await tokenResponse(issuer));
    assert.equal(await at.text('.editor-frame .note'), 'This is the answer of a token endpoint.');
    assert.equal(await at.value('#verify-issuer'), issuer);
    assert.match(await at.text('[data-origin="issuer"]'), /from the token/);
    assert.ok((await at.text('#requests')).includes(`GET ${issuer}/.well-known/openid-configuration`));
    const asked = () => at.requests.filter((url) => url.includes('.well-known'));
    assert.deepEqual(asked(), [], 'nothing is sent before');
    await at.click('#verify-button');
    await at.untilVerdict('Accepted');
    assert.match(await at.indicator('signature'), /valid[\s\S]*by the issuer's key/);
    const sent = await at.texts('#requests .sent code');
    assert.deepEqual(sent, [`GET ${issuer}/.well-known/openid-configuration`, `GET ${issuer}/.well-known/openid-configuration/jwks`]);
  },

  async 'every address at which metadata may be is named before'({ at }) {
    await at.fill('#token', hmacToken(claims({ iss: 'https://issuer.example/realms/shop' })));
    await at.choose('keys', 'issuer');
    const named = await at.text('#requests');
    for (const url of [
      'https://issuer.example/realms/shop/.well-known/openid-configuration',
      'https://issuer.example/.well-known/oauth-authorization-server/realms/shop',
      'https://issuer.example/.well-known/openid-configuration/realms/shop',
    ]) {
      assert.ok(named.includes(`GET ${url}`), url);
    }
    await at.fill('[data-field="issuer"]', 'https://issuer.example/.well-known/openid-configuration');
    assert.equal((await at.text('#requests')).match(/GET https:/g)?.length, 1, 'a whole address is asked alone');
  },

  async 'a JWKS by its address, which is named too'({ at, playground }) {
    const { issuer } = playground;
    await at.fill('#token', JSON.parse(await tokenResponse(issuer)).access_token);
    await at.choose('keys', 'jwks');
    const address = `${issuer}/.well-known/openid-configuration/jwks`;
    await at.fill('textarea[data-field="keyText"]', address);
    assert.ok((await at.text('#requests')).includes(`GET ${address}`));
    await at.click('#verify-button');
    await at.untilVerdict('Accepted');
    assert.match(await at.indicator('signature'), /valid/);
  },

  async 'an issuer that cannot be asked is a sentence with a way out'({ at, plain }) {
    await at.fill('#token', hmacToken(claims({ iss: 'http://localhost:1' })));
    await at.choose('keys', 'issuer');
    await at.click('#verify-button');
    await at.until(() => document.querySelector('#verify-problem .problem'));
    assert.match(await at.text('#verify-problem'), /CORS|nobody answers/);
    assert.equal(await at.verdict(), 'Unverified');
    assert.ok(plain);
  },

  async 'keys at another place than the issuer are asked for at a second press'({ browser, plain }) {
    const at = await visit(browser, plain);
    const { token, jwk } = rsaToken((issuer) => claims({ iss: issuer }));
    const keys = await serveJson(() => ({ keys: [jwk] }));
    const issuer = await serveJson(() => ({ issuer: issuer.url, jwks_uri: `${keys.url}/keys` }));
    await at.fill('#token', token(issuer.url));
    await at.choose('keys', 'issuer');
    await at.click('#verify-button');
    await at.until(() => document.querySelector('#verify-problem button'));
    assert.match(await at.text('#verify-problem'), /names its keys at another place[\s\S]*Nothing was sent there yet/);
    assert.deepEqual(keys.asked, []);
    await at.click('#verify-problem button');
    await at.untilVerdict('Accepted');
    assert.deepEqual(keys.asked, ['GET /keys']);
    assert.deepEqual(issuer.asked.slice(0, 1), ['GET /.well-known/openid-configuration']);
    await at.close();
    await keys.close();
    await issuer.close();
  },

  async 'JWKS, JWK and PEM as pasted'({ at }) {
    const { token, jwk, pem } = rsaToken(claims());
    for (const [kind, text] of [['jwks', JSON.stringify({ keys: [jwk] })], ['key', JSON.stringify(jwk)], ['key', pem]]) {
      await at.fill('#token', token);
      await at.choose('keys', kind);
      await at.fill('textarea[data-field="keyText"]', text);
      assert.match(await at.text('#requests'), /sends nothing/);
      await at.click('#verify-button');
      await at.untilVerdict('Accepted');
    }
    await at.fill('textarea[data-field="keyText"]', rsaToken(claims()).pem);
    await at.click('#verify-button');
    await at.untilVerdict('Rejected');
    assert.match(await at.indicator('signature'), /invalid/);
  },

  async 'a key that is none is a sentence'({ at }) {
    await at.fill('#token', rsaToken(claims()).token);
    await at.choose('keys', 'key');
    await at.fill('textarea[data-field="keyText"]', 'no key at all');
    await at.click('#verify-button');
    await at.until(() => document.querySelector('#verify-problem .problem'));
    assert.equal(await at.verdict(), 'Unverified');
  },

  async 'edit, sign with a new key, and inspect what came of it'({ at }) {
    await at.fill('#token', hmacToken(claims({ role: 'reader' })));
    await at.press('Edit the payload');
    await at.until(() => document.activeElement.id === 'sign-claims');
    assert.match(await at.text('#place-sign .warning'), /verifies nothing/);
    for (const algorithm of ['ES256', 'HS256', 'RS256']) {
      await at.go('sign');
      await at.fill('#sign-alg', algorithm);
      await at.fill('#sign-key', '');
      await untilMade(at, 'unsigned', { alg: algorithm });
      await at.click('#generate');
      await untilMade(at, 'signed', { alg: algorithm });
      const edited = (await at.value('#sign-claims')).replace(/reader|writer/, `writer ${algorithm}`);
      await at.fill('#sign-claims', edited);
      await untilMade(at, 'signed', {}, `writer ${algorithm}`);
      await at.click('#open-signed');
      await at.until(() => !document.getElementById('place-inspect').hidden);
      await at.untilVerdict('Unverified');
      assert.match(await at.text('[data-claim="role"] .value'), new RegExp(`^writer ${algorithm}`));
      await at.click('#verify-button');
      await at.untilVerdict('Accepted');
    }
    await at.go('sign');
    await at.fill('#sign-claims', '{"iss":"a","id":12345678901234567890,"1":1.0,"exp":1}');
    await at.click('#renew');
    await untilMade(at, 'signed', {}, '12345678901234567890');
    await at.click('#open-signed');
    await at.untilVerdict('Unverified');
    assert.equal(await at.text('[data-claim="id"] .value'), '12345678901234567890', 'no number is rounded');
    assert.equal(await at.text('[data-claim="1"] .value'), '1.0');
    await at.go('sign');
    await at.fill('#sign-claims', '{"a":');
    await at.until(() => document.querySelector('#signed').innerText.includes('The payload is not JSON'));
    assert.ok((await at.value('#sign-token')).length > 100, 'the token before stays');
    await at.go('inspect');
  },

  async 'what is edited and the token follow each other, and neither is taken for verified'({ browser, plain }) {
    const at = await visit(browser, plain);
    const given = hmacToken(claims({ role: 'reader' }));
    await at.fill('#token', given);
    await at.choose('keys', 'secret');
    await at.fill('#verify-keyText', SECRET);
    await at.go('sign');
    // Nothing is signed before something changes, and a hidden secret is not shown unasked.
    await at.until((given) => document.querySelector('#sign-token').value === given, given);
    await at.fill('#sign-key', '');
    await at.click('#same-secret');
    await untilMade(at, 'signed', {}, 'reader');
    assert.equal(await at.value('#sign-key'), SECRET);
    await at.fill('#sign-token', hmacToken({ from: 'a paste', big: 1 }, { kid: 'k' }));
    await at.until(() => document.querySelector('#sign-claims').value.includes('a paste'));
    assert.match(await at.value('#sign-header'), /"kid": "k"/);
    assert.match(await at.text('#signed'), /as it was given/);
    await at.fill('#sign-claims', '{"big": 12345678901234567890}');
    await untilMade(at, 'signed', { kid: 'k' }, '12345678901234567890');
    assert.match(await at.text('#signed'), /Signed by you/);
    assert.equal(await at.has('#place-sign .icon-pass'), false, 'nothing there looks verified');
    await at.fill('#sign-key', 'nineteen characters');
    await at.until(() => /verifiers refuse it: .*19 bytes/.test(document.querySelector('#signed').innerText));
    await at.fill('#sign-token', 'no token');
    await at.until(() => /no token in it/.test(document.querySelector('#signed').innerText));
    await at.go('inspect');
    assert.equal(await at.value('#token'), given);
    assert.equal(await at.verdict(), 'Unverified');
    await at.close();
  },

  async 'two tokens, claim by claim'({ at }) {
    await at.go('compare');
    await at.fill('#compare-0', hmacToken(claims({ iat: 1, exp: 2_000_000_000, scope: 'read', old: true })));
    await at.fill('#compare-1', hmacToken(claims({ iat: 1, exp: 2_000_000_000, scope: 'read write', new: true })));
    await at.until(() => document.querySelector('#compare-summary'));
    assert.match(await at.text('#compare-summary'), /^3 of \d+ values differ\.$/);
    assert.match(await at.text('.compare [data-claim="scope"]'), /read\s+read write\s+≠ changed/);
    assert.match(await at.text('.compare [data-claim="old"]'), /only in first/);
    assert.match(await at.text('.compare [data-claim="new"]'), /only in second/);
    assert.ok(!(await at.has('.compare [data-claim="sub"]')), 'what is the same is left out');
    await at.go('inspect');
  },

  async 'an answer that was pasted as a token is led to where it is explained'({ at }) {
    for (const text of ['HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer error="invalid_token"\n', '* Connected to api\n> GET / HTTP/1.1\n< HTTP/2 401\n< www-authenticate: Bearer\n']) {
      await at.fill('#token', text);
      await at.click('#to-why');
      await at.until(() => document.querySelector('#diagnosis .headline')?.innerText.startsWith('401: '));
      assert.equal(await at.value('#response'), text);
      await at.fill('#response', '');
      await at.go('inspect');
      assert.equal(await at.value('#token'), '');
    }
  },

  async 'why the API said no'({ at }) {
    await at.go('why');
    await at.fill('#response', "HTTP/2 401\nwww-authenticate: Bearer error=\"invalid_token\", error_description=\"The audience 'api2' is invalid\"\n\n");
    await at.fill('#why-token', hmacToken(claims()));
    await at.until(() => document.querySelector('#diagnosis .headline'));
    assert.match(await at.text('#diagnosis .headline'), /^401: the token is for another API/);
    assert.match(await at.text('#diagnosis .reason'), /evidence[\s\S]*fix/);
    await at.fill('#why-token', '');
    await at.fill('#response', 'HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer\n');
    await at.until(() => document.querySelector('#diagnosis .headline')?.innerText.includes('most likely'));
    assert.ok(!(await at.text('#diagnosis')).includes('no Authorization header was sent'), 'nobody knows that');
    await at.fill('#response', 'no status here');
    await at.until(() => document.getElementById('diagnosis').innerText.includes('does not say why an API said no'));
    await at.go('inspect');
  },

  async 'parts of an answer say why without its status, and the token in them is evidence'({ at }) {
    const token = hmacToken({ ...claims(), exp: 1 });
    const har = { log: { entries: [{ request: { method: 'GET', url: 'https://api.example/', headers: [{ name: 'Authorization', value: `Bearer ${token}` }] }, response: { status: 401, headers: [{ name: 'WWW-Authenticate', value: 'Bearer error="invalid_token", error_description="The token expired"' }] } }] } };
    await at.go('why');
    await at.fill('#why-token', '');
    for (const [text, code, words] of [
      ['WWW-Authenticate: Bearer error="insufficient_scope", scope="orders.read"', 'scope.missing', 'orders.read'],
      ['{"error":"invalid_grant","error_description":"Token is not active"}', 'grant.invalid', ''],
      ["SecurityTokenInvalidAudienceException: IDX10214: Audience validation failed. Audiences: 'api1'.", 'token.audience', ''],
      [`WARN rejected ${token}: TokenExpiredError: jwt expired`, 'token.expired', 'token exp = 1970'],
      ['https://app.example/callback?error=invalid_scope&state=1', 'scope.invalid', ''],
      [JSON.stringify(har), 'token.expired', 'token exp = 1970'],
      ['401', 'api.gateway', ''],
    ]) {
      await at.fill('#response', text);
      await at.until((code) => document.querySelector('#diagnosis .reason')?.dataset.code === code, code);
      assert.ok((await at.text('#diagnosis')).includes(words), text);
      assert.ok(!(await at.text('#diagnosis')).includes(token), 'no token is shown');
    }
    await at.fill('#response', '{"access_token":"abc","token_type":"Bearer"}');
    await at.until(() => document.getElementById('diagnosis').innerText.startsWith('That is the answer of a token endpoint'));
    await at.fill('#response', '');
    await at.go('inspect');
  },
};
