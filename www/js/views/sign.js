/** Sign: makes a new token with the person's own key. It stands apart, so that nobody takes it for verification. */

import { byId, fill, h, icon } from '../dom.js';
import { api, isReady } from '../engine.js';
import { member, pretty, read } from '../json.js';
import { setPlace } from '../place.js';
import { state, subscribe, update } from '../state.js';
import { nowSeconds } from '../times.js';
import { secretBytes } from '../verifying.js';
import { copyButton, copyWords } from './copy.js';

/** What the form begins with, where no token is there to begin with. */
function blank() {
  const now = nowSeconds();
  return JSON.stringify({ iss: 'https://issuer.example', sub: 'alice', aud: 'api1', iat: now, exp: now + 3600 }, null, 2);
}

/** @param {{ set: (text: string) => void }} inspectBox */
export function startSign(inspectBox) {
  const area = (id, label, rows, spec, beside) => h('div', { class: 'field' },
    h('div', { class: 'field-label' }, h('label', { for: id }, label), h('code', {}, spec), beside),
    h('textarea', { id, rows, spellcheck: 'false', autocapitalize: 'off' }));
  const of = (id) => /** @type {HTMLTextAreaElement} */ (document.getElementById(id));
  const key = /** @type {{ publicKey?: object }} */ ({});
  const problem = h('div', { role: 'alert' });
  const result = h('div', { id: 'signed' });
  const publicKey = h('div', {});
  const fail = (error) => fill(problem, h('p', { class: 'problem' }, icon('fail'), ` ${error?.message ?? error}`));

  const generate = async () => {
    fill(problem);
    const pair = await api.generateKey(of('sign-alg').value).catch(fail);
    if (!pair) return;
    of('sign-key').value = JSON.stringify(pair.privateKey, null, 2);
    showPublic(pair.publicKey);
  };
  const showPublic = (jwk) => {
    key.publicKey = jwk;
    fill(publicKey, jwk && h('details', { class: 'more' }, h('summary', {}, 'Public key of it'),
      h('div', { class: 'part-title' }, h('code', {}, 'JWK'), copyButton('the public key', () => JSON.stringify(jwk, null, 2))),
      h('pre', { class: 'json', tabindex: '0', 'aria-label': 'Public key' }, JSON.stringify(jwk, null, 2))));
  };
  const sign = async () => {
    fill(problem);
    try {
      const algorithm = of('sign-alg').value;
      const header = parse('sign-header', 'The header');
      parse('sign-claims', 'The payload');
      // As text: no number is rounded and no member moves.
      const claims = of('sign-claims').value || '{}';
      const token = await api.sign(claims, { key: material(of('sign-key').value, algorithm), algorithm, header });
      renderToken(result, token, () => toInspect(token, algorithm));
    } catch (error) {
      fail(error);
    }
  };
  const parse = (id, name) => {
    try {
      const value = JSON.parse(of(id).value || '{}');
      if (value && typeof value === 'object' && !Array.isArray(value)) return value;
    } catch (error) {
      throw new Error(`${name} is not JSON: ${error.message}`);
    }
    throw new Error(`${name} is not a JSON object`);
  };
  const toInspect = (token, algorithm) => {
    const text = of('sign-key').value.trim();
    const given = algorithm.startsWith('HS')
      ? symmetric(text)
      : key.publicKey && { keys: 'key', keyText: JSON.stringify(key.publicKey, null, 2) };
    update(({ verify }) => given && (Object.assign(verify, given), verify.touched.add('keys')));
    setPlace('inspect');
    inspectBox.set(token);
  };

  byId('place-sign').append(
    h('div', { class: 'place-head' }, h('h1', {}, 'Edit and sign'),
      h('p', { class: 'warning' }, icon('warn'), ' This makes a new token with your own key, for tests. It verifies nothing: a signature that you make here says nothing about a token that you were given.')),
    h('div', { class: 'two-columns' },
      h('div', { class: 'stack' },
        area('sign-claims', 'Payload', 14, 'JSON',
          h('button', { type: 'button', class: 'link', id: 'renew', onclick: () => renew(of('sign-claims')) }, 'Make it hold from now for 1 hour')),
        area('sign-header', 'Header', 4, 'without alg')),
      h('div', { class: 'stack' },
        h('div', { class: 'field-row' },
          h('label', { class: 'field' }, h('span', { class: 'field-label' }, 'Algorithm', h('code', {}, 'alg')),
            h('select', { id: 'sign-alg', onchange: () => showPublic(undefined) }, h('option', {}, 'HS256'))),
          h('button', { type: 'button', id: 'generate', onclick: generate }, 'Generate a key')),
        h('label', { class: 'field' }, h('span', { class: 'field-label' }, 'Private key or secret', h('code', {}, 'JWK, PEM, text')),
          h('textarea', { id: 'sign-key', rows: 7, spellcheck: 'false', autocapitalize: 'off', oninput: () => showPublic(undefined) })),
        publicKey,
        h('div', { class: 'verify-end' }, h('button', { type: 'button', class: 'primary', id: 'sign-button', onclick: sign }, 'Sign')),
        problem, result)));
  let place = 'inspect';
  let given = '';
  subscribe((state) => {
    // The algorithms are those of the package, which come with the module.
    if (isReady() && of('sign-alg').options.length === 1) fill(of('sign-alg'), Object.keys(api.engines()).map((name) => h('option', {}, name)));
    // What the person has edited stays; what nobody touched follows the token.
    if (place !== 'sign' && state.place === 'sign' && of('sign-claims').value === given) given = begin(of, state.inspected);
    of('sign-button').toggleAttribute('disabled', !isReady());
    of('generate').toggleAttribute('disabled', !isReady());
    place = state.place;
  });
}

/** Fills the form from a token; gives the payload as filled in. */
function begin(of, inspected) {
  of('sign-claims').value = inspected?.claims ? pretty(inspected.claims) : blank();
  const kept = inspected?.header?.members.filter((one) => one.name === 'typ') ?? [];
  of('sign-header').value = kept.length > 0 ? pretty({ kind: 'object', members: kept }) : '{\n  "typ": "JWT"\n}';
  return of('sign-claims').value;
}

/** Sets the times of the payload, as far as it is JSON. */
function renew(box) {
  try {
    const claims = read(box.value);
    const now = nowSeconds();
    for (const [name, at] of [['nbf', now], ['iat', now], ['exp', now + 3600]]) {
      const known = member(claims, name);
      const value = { kind: 'number', text: String(at) };
      if (known) Object.assign(known, value);
      else if (name !== 'nbf') claims.members.push({ name, value });
    }
    box.value = pretty(claims);
  } catch {
    // Sign says what is wrong with it.
  }
}

/** A JWK as an object, a PEM as text, anything else as the bytes of a secret. */
function material(text, algorithm) {
  const trimmed = text.trim();
  if (trimmed === '') throw new Error('There is no key: give one, or generate one');
  if (trimmed.startsWith('{')) return JSON.parse(trimmed);
  return algorithm.startsWith('HS') ? secretBytes(text, 'text') : trimmed;
}

function symmetric(text) {
  if (!text.startsWith('{')) return { keys: 'secret', keyText: text, secretEncoding: 'text' };
  return { keys: 'secret', keyText: JSON.parse(text).k ?? '', secretEncoding: 'base64url' };
}

function renderToken(root, token, open) {
  fill(root, h('section', { class: 'card' },
    h('div', { class: 'part-title' }, h('h2', {}, 'Signed by you'), h('div', {}, copyWords('Copy', 'the token', () => token), h('button', { type: 'button', id: 'open-signed', onclick: open }, 'Inspect it'))),
    h('p', { class: 'token-text' }, token.split('.').flatMap((piece, index) => [
      index > 0 && '.', h('span', { class: `part-text part-text-${['header', 'payload', 'signature'][index]}` }, piece)]))));
}
