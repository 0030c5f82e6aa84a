// Inspect: pasting, indicators, checks, claims, and what bad input gets.

import assert from 'node:assert/strict';

import { SECRET, claims, hmacToken } from './tokens.mjs';

export const cases = {
  async 'a sample token is unverified, in three colours, and no indicator is merged'({ at }) {
    await at.click('#sample');
    await at.untilVerdict('Unverified');
    assert.match(await at.indicator('format'), /Format\s+JWT/);
    assert.match(await at.indicator('signature'), /not checked/);
    assert.match(await at.indicator('claims'), /not compared/);
    assert.ok(await at.has('#verdict.tone-warn'), 'unverified is never green');
    const colours = await at.page.evaluate(() =>
      ['header', 'payload', 'signature'].map((part) => getComputedStyle(document.querySelector(`.part-text-${part}`)).textDecorationColor));
    assert.deepEqual(colours, ['rgb(226, 113, 51)', 'rgb(148, 114, 247)', 'rgb(20, 151, 80)']);
    assert.deepEqual((await at.texts('.legend li')).slice(0, 3).map((text) => text.split(' ')[0]), ['header', 'payload', 'signature']);
    assert.match(await at.text('#countdown'), /^Expires in 5\d m/);
  },

  async 'meanings, times in words, local time and UTC stand beside the claims'({ at }) {
    await at.fill('#token', hmacToken(claims()));
    const row = await at.text('[data-claim="exp"]');
    assert.match(row, /until when it holds/);
    assert.match(row, /in (1 h|59 m)/);
    assert.match(row, /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+−]\d\d:\d\d/);
    assert.match(row, /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/);
  },

  async 'a fraction of a second is rounded up, as the check rounds it'({ at }) {
    await at.fill('#token', hmacToken(claims({ exp: 1_700_000_000.25, iat: 1_699_990_000 })));
    assert.match(await at.text('[data-claim="exp"]'), /2023-11-14 22:13:21 UTC/);
    assert.match(await at.text('.failed [data-check="claim.exp"]'), /2023-11-14T22:13:21Z/);
  },

  async 'anything with a token in it will do'({ at }) {
    const token = hmacToken(claims());
    for (const text of [
      `Bearer ${token}`,
      `  "${token}"  `,
      JSON.stringify({ access_token: token, token_type: 'Bearer', expires_in: 3600 }),
      `curl -H 'Authorization: Bearer ${token}' https://api.example/orders`,
      `https://app.example/callback#access_token=${token}&state=1`,
    ]) {
      await at.fill('#token', '');
      await at.fill('#token', text);
      assert.equal(await at.verdict(), 'Unverified', text.slice(0, 20));
      assert.equal(await at.text('[data-claim="sub"] .value'), 'alice');
      const painted = await at.texts('#encoded .part-text');
      assert.equal(painted.join('.'), token, 'the parts are painted where they stand');
    }
  },

  async 'failed checks come first, with expected, actual, rule and advice'({ at }) {
    await at.fill('#token', hmacToken(claims({ exp: 1_700_000_000, iat: 1_699_990_000 })));
    assert.equal(await at.verdict(), 'Rejected');
    const check = '.failed [data-check="claim.exp"]';
    assert.ok(await at.has(`${check}[open]`));
    for (const word of ['expected', 'actual', 'advice', 'RFC 7519 §4.1.4', 'request a new token']) {
      assert.ok((await at.text(check)).includes(word), word);
    }
    assert.match(await at.text('#countdown'), /^Expired/);
    assert.match(await at.text('#verdict'), /^Verdict:\s+Rejected\s+expired \d+ y/, 'the reason stands beside the verdict');
    const first = await at.page.evaluate(() => document.querySelector('#decoded > *').className);
    assert.match(first, /failed/);
  },

  async 'a header that no verifier takes, and a signature that cannot be one, are red'({ at }) {
    await at.fill('#token', hmacToken(claims(), { alg: 'none' }));
    assert.equal(await at.verdict(), 'Rejected');
    assert.ok(await at.has('[data-indicator="format"].indicator-fail, [data-indicator="signature"].indicator-fail'));
    await at.fill('#token', hmacToken(claims(), { alg: 'RS256' }));
    assert.match(await at.indicator('signature'), /invalid\s+an RS256 signature has at least/);
    assert.ok(await at.has('[data-indicator="signature"].indicator-fail'));
  },

  async 'the character that broke a token is marked where it stands'({ at }) {
    const [header, payload, signature] = hmacToken(claims()).split('.');
    for (const [text, character] of [
      [`Bearer ${header}.${payload.slice(0, 5)}*${payload.slice(5)}.${signature}`, '*'],
      [`${header}.${payload}.${signature.slice(0, -1)}=`, '='],
    ]) {
      await at.fill('#token', text);
      assert.match(await at.indicator('format'), /malformed/);
      assert.deepEqual(await at.texts('#encoded .editor mark'), [character]);
      assert.equal(await at.page.evaluate(() => document.querySelector('.editor-mirror').textContent.trimEnd()), text);
    }
  },

  async 'of a text without a token nobody blames a character'({ at }) {
    await at.fill('#token', 'GET /orders HTTP/2, host api');
    assert.match(await at.text('#verdict'), /this is text without a token/);
    assert.equal(await at.text('[data-origin="profile"]'), '');
  },

  async 'a document is named and read, and no secret of it is shown'({ at }) {
    await at.fill('#token', '{"error":"invalid_client","error_description":"the secret is wrong"}');
    assert.match(await at.text('#verdict'), /No token\s+this is an error response/);
    assert.match(await at.text('[data-member="error_description"]'), /the secret is wrong/);
    await at.fill('#token', `{"access_token":"${hmacToken(claims())}","refresh_token":"hush-hush"}`);
    assert.match(await at.text('.pasted .tokens'), /access_token \(JWT, shown here\)\s+refresh_token \(opaque\)/);
    assert.ok(!(await at.text('#decoded')).includes('hush-hush'));
    await at.fill('#token', `Bearer Bearer ${hmacToken(claims({ email_verified: 'true' }))}`);
    assert.match(await at.text('.editor-frame .note'), /an Authorization header.*the scheme stood twice/);
    assert.match(await at.text('[data-claim="email_verified"]'), /"true"[\s\S]*a string, where/);
  },

  async 'opaque and encrypted tokens are named'({ at }) {
    await at.fill('#token', 'access_token=SlAV32hkKG');
    assert.match(await at.indicator('format'), /opaque/);
    const encode = (text) => Buffer.from(text).toString('base64url');
    await at.fill('#token', `${encode('{"alg":"dir","enc":"A128GCM"}')}..${encode('twelve bytes')}.${encode('text')}.${encode('sixteen bytes...')}`);
    assert.match(await at.indicator('format'), /encrypted\s+an encrypted token/);
  },

  async 'a token that expires is rejected in that second, without a hand'({ at }) {
    const exp = Math.floor(Date.now() / 1000) + 5;
    await at.fill('#token', hmacToken(claims({ exp })));
    assert.equal(await at.verdict(), 'Unverified');
    assert.match(await at.text('#countdown'), /^Expires in [1-5] s/);
    assert.ok(await at.has('#countdown[data-tone="bad"]'));
    await at.untilVerdict('Rejected');
    assert.match(await at.text('#countdown'), /^Expired/);
  },

  async 'a verified token that expires is judged again by the key that was tried'({ at }) {
    const exp = Math.floor(Date.now() / 1000) + 4;
    await at.fill('#token', hmacToken(claims({ exp })));
    await at.choose('keys', 'secret');
    await at.fill('#verify-keyText', SECRET);
    await at.click('#verify-button');
    await at.untilVerdict('Accepted');
    const moment = () => at.text('.as-of');
    const before = await moment();
    assert.match(before, /^As of \d{4}-\d\d-\d\d \d\d:\d\d:\d\d/);
    await at.untilVerdict('Rejected');
    assert.match(await at.indicator('signature'), /valid\s+HS256 by the given secret/);
    assert.match(await at.text('#verdict'), /expired/);
    assert.notEqual(await moment(), before);
  },

  async 'markup in claims is shown as text'({ at }) {
    const markup = '<img src=x onerror="window.broken = true">';
    await at.fill('#token', hmacToken(claims({ name: markup, [markup]: [{ [markup]: markup }], __proto__: null })));
    assert.equal(await at.text('[data-claim="name"] .value'), markup);
    assert.equal(await at.page.evaluate(() => document.querySelectorAll('main img, main script').length), 0);
    await at.press('JSON');
    await at.settle();
    assert.ok((await at.text('.part-payload pre')).includes('<img src=x'));
    assert.equal(await at.page.evaluate(() => window.broken), undefined);
    await at.press('Table');
  },

  async 'hidden characters are written out'({ at }) {
    await at.fill('#token', hmacToken(claims({ name: 'user\u202Enimda', role: 'ad\u200Bmin' })));
    assert.equal(await at.text('[data-claim="name"] .value'), 'userU+202Enimda');
    assert.equal(await at.text('[data-claim="role"] .hidden-character'), 'U+200B');
  },

  async 'numbers and order are those of the token'({ at }) {
    const { exp } = claims();
    await at.fill('#token', hmacToken(`{"iss":"a","b":1.0,"2":12345678901234567890,"1":1e3,"exp":${exp}}`));
    const rows = await at.page.evaluate(() =>
      [...document.querySelectorAll('.part-payload tr[data-claim]')].map((row) => `${row.dataset.claim}=${row.querySelector('.value').innerText}`));
    assert.deepEqual(rows.slice(0, 4), ['iss=a', 'b=1.0', '2=12345678901234567890', '1=1e3']);
  },

  async 'a paste of 10 MB does not freeze the page'({ at }) {
    const took = await at.page.evaluate(async () => {
      const box = document.getElementById('token');
      const start = performance.now();
      box.value = '';
      const data = new DataTransfer();
      data.setData('text/plain', 'eyJ' + 'a'.repeat(10_000_000));
      const paste = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
      box.dispatchEvent(paste);
      // Firefox gives no text to events that scripts make: there the box gets it all, as by an extension.
      if (!paste.defaultPrevented) {
        box.value = data.getData('text/plain');
        box.dispatchEvent(new Event('input', { bubbles: true }));
      }
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      return performance.now() - start;
    });
    assert.ok(took < 3000, `it took ${Math.round(took)} ms`);
    assert.match(await at.text('#token-note'), /^10\.0 MB were pasted; the first 1000 characters are shown/);
    assert.ok((await at.value('#token')).length <= 1000);
    assert.equal(await at.verdict(), 'Rejected');
    await at.press('Clear');
    await at.settle();
    await at.fill('#token', hmacToken(claims()));
    assert.equal(await at.verdict(), 'Unverified');
  },

  async 'the report is copied without the token'({ at }) {
    const token = hmacToken(claims({ note: '`|` <b>' }));
    await at.fill('#token', `Bearer ${token}`);
    for (const [words, holds] of [['Copy report as JSON', '"verdict": "unverified"'], ['Copy report as Markdown', '**unverified**']]) {
      await at.page.evaluate(() => (document.querySelector('.menu').open = true));
      await at.press(words);
      await at.until(() => window.copied);
      const copied = await at.page.evaluate(() => window.copied);
      assert.ok(copied.includes(holds), copied.slice(0, 200));
      for (const part of token.split('.')) assert.ok(!copied.includes(part), 'a part of the token was copied');
      await at.page.evaluate(() => (window.copied = ''));
    }
  },

  async 'a verdict does not outlive its token or its form'({ at }) {
    await at.fill('#token', hmacToken(claims()));
    await at.choose('keys', 'secret');
    await at.fill('#verify-keyText', SECRET);
    await at.click('#verify-button');
    await at.untilVerdict('Accepted');
    await at.fill('#verify-audience', 'api2');
    assert.equal(await at.verdict(), 'Unverified');
    await at.click('#verify-button');
    await at.untilVerdict('Rejected');
    assert.match(await at.text('.failed [data-check="claim.aud"]'), /api2/);
    await at.fill('#token', hmacToken(claims({ sub: 'bob' })));
    assert.equal(await at.verdict(), 'Unverified');
  },
};
