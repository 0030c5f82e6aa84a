/**
 * Sign: header and payload as text beside the token that they make, each following the other while it is edited. It stands
 * apart, so that nobody takes what was made here for what was verified.
 */

import { base64urlOf } from '../../claimscope/js/base64url.js';
import { byId, fill, h, icon } from '../dom.js';
import { api, isReady } from '../engine.js';
import { lookAt } from '../inspecting.js';
import { compact, member, memberText, pretty, read } from '../json.js';
import { setPlace } from '../place.js';
import { state, subscribe, update } from '../state.js';
import { shown } from '../text.js';
import { nowSeconds } from '../times.js';
import { secretBytes } from '../verifying.js';
import { copyButton, copyWords } from './copy.js';
import { createEditor } from './editor.js';
import { hideText } from './secret.js';

/** What the form begins with, where no token is there to begin with. */
function blank() {
  const now = nowSeconds();
  return JSON.stringify({ iss: 'https://issuer.example', sub: 'alice', aud: 'api1', iat: now, exp: now + 3600 }, null, 2);
}

/** What is said of the token, by where it comes from. */
const SAID = {
  read: 'This is the token as it was given. Change anything, and it is signed anew with your key.',
  unsigned: 'Not signed: nobody takes it. Give a key below, or generate one.',
};

/** @param {{ set: (text: string) => void }} inspectBox */
export function startSign(inspectBox) {
  const area = (id, label, rows, spec, beside) => h('div', { class: 'field' },
    h('div', { class: `field-label${beside ? ' section-title' : ''}` }, h('label', { for: id }, label), h('code', {}, spec), beside),
    h('textarea', { id, rows, spellcheck: 'false', autocapitalize: 'off', oninput: () => write() }));
  const of = (id) => /** @type {HTMLTextAreaElement} */ (document.getElementById(id));
  const key = /** @type {{ publicKey?: object }} */ ({});
  const said = h('div', { id: 'signed', role: 'status' });
  const publicKey = h('div', {});
  let token = '';
  let turn = 0;

  const say = (how, text, tone = 'note') => {
    said.dataset.state = how;
    fill(said, h('p', { class: tone }, tone !== 'note' && icon(tone === 'problem' ? 'fail' : 'warn'), h('span', {}, ' ', shown(text))));
  };
  const editor = createEditor({ id: 'sign-token', label: 'Token', placeholder: 'Paste a token to begin with', onText: (text) => readToken(text) });
  const show = (text) => {
    token = text;
    if (editor.box.value !== text) editor.set(text);
    editor.render(text, text === '' ? null : lookAt(text));
  };

  /** From the token to the fields. */
  const readToken = (text) => {
    if (text === token) return;
    turn += 1;
    const found = lookAt(text);
    queueMicrotask(() => show(text));
    if (!found.header || !found.claims) return say('problem', 'There is no token in it whose header and payload can be read.', 'problem');
    fillFields(of, found);
    say('read', SAID.read);
  };
  /** From the fields to the token, signed where there is a key. */
  const write = async () => {
    const mine = (turn += 1);
    try {
      const made = await make(of);
      if (mine !== turn) return;
      show(made.token);
      if (!made.isSigned) return say('unsigned', SAID.unsigned);
      const weak = made.secret && (await weakness(made));
      if (mine !== turn) return;
      if (weak) say('signed', `Signed by you, but verifiers refuse it: ${weak}.`, 'warning');
      else say('signed', `Signed by you, with ${of('sign-alg').value}.`);
    } catch (error) {
      if (mine === turn) say('problem', `${error?.message ?? error}. The token is still the one before.`, 'problem');
    }
  };
  const showPublic = (jwk) => {
    key.publicKey = jwk;
    fill(publicKey, jwk && h('details', { class: 'more' }, h('summary', {}, 'Public key of it'),
      h('div', { class: 'part-title' }, h('code', {}, 'JWK'), copyButton('the public key', () => JSON.stringify(jwk, null, 2))),
      h('pre', { class: 'json', tabindex: '0', 'aria-label': 'Public key' }, JSON.stringify(jwk, null, 2))));
  };
  const generate = async () => {
    const pair = await api.generateKey(of('sign-alg').value).catch((error) => say('problem', `${error?.message ?? error}.`, 'problem'));
    if (!pair) return;
    of('sign-key').value = JSON.stringify(pair.privateKey, null, 2);
    showPublic(pair.publicKey);
    await write();
  };
  const rekey = () => {
    showPublic(undefined);
    write();
  };
  const keyArea = h('textarea', { id: 'sign-key', rows: 5, spellcheck: 'false', autocapitalize: 'off', autocomplete: 'off', oninput: rekey });
  // Only who presses for it has it here, where it can be shown.
  const given = h('button', { type: 'button', class: 'link', id: 'same-secret', hidden: true, onclick: () => {
    const { keyText, secretEncoding } = state.verify;
    of('sign-key').value = secretEncoding === 'text' ? keyText : JSON.stringify({ kty: 'oct', k: keyText.trim() });
    rekey();
  } }, 'Use the secret of Verify');
  const toInspect = () => {
    const text = of('sign-key').value.trim();
    const given = of('sign-alg').value.startsWith('HS') && text !== ''
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
        h('div', {}, h('div', { class: 'section-title' }, h('h2', {}, 'Token'), h('div', { class: 'title-buttons' },
          copyWords('Copy', 'the token', () => token), h('button', { type: 'button', class: 'quiet', id: 'open-signed', onclick: toInspect }, 'Inspect it'))),
        editor.element, said),
        h('div', { class: 'field-row' },
          h('label', { class: 'field' }, h('span', { class: 'field-label' }, 'Algorithm', h('code', {}, 'alg')),
            h('select', { id: 'sign-alg', onchange: rekey }, h('option', {}, 'HS256'))),
          h('button', { type: 'button', id: 'generate', onclick: generate }, 'Generate a key')),
        h('div', { class: 'field' },
          h('div', { class: 'field-label' }, h('label', { for: 'sign-key' }, 'Private key or secret'), h('code', {}, 'JWK, PEM, text'),
            hideText(keyArea, 'the private key or secret'), given),
          keyArea),
        publicKey),
      h('div', { class: 'stack' },
        area('sign-claims', 'Payload', 14, 'JSON',
          h('button', { type: 'button', class: 'link', id: 'renew', onclick: () => (renew(of('sign-claims')), write()) }, 'Make it hold from now for 1 hour')),
        area('sign-header', 'Header', 4, 'without alg'))));
  let place = 'inspect';
  let begun;
  subscribe((state) => {
    // The algorithms are those of the package, which come with the module.
    if (isReady() && of('sign-alg').options.length === 1) {
      fill(of('sign-alg'), Object.keys(api.engines()).map((name) => h('option', {}, name)));
      chooseAlgorithm(of, lookAt(token).header);
    }
    of('generate').toggleAttribute('disabled', !isReady());
    given.toggleAttribute('hidden', state.verify.keys !== 'secret' || state.verify.keyText === '');
    // What the person has edited stays; what nobody touched follows the token.
    if (place !== 'sign' && state.place === 'sign' && (begun === undefined || of('sign-claims').value === begun)) {
      begin(state.inspected);
      begun = of('sign-claims').value;
    }
    place = state.place;
  });

  /** Fills the form from the token that is inspected. */
  function begin(inspected) {
    if (inspected?.header && inspected.claims) return readToken(inspected.token);
    of('sign-claims').value = blank();
    of('sign-header').value = '{\n  "typ": "JWT"\n}';
    write();
  }
}

/** Header and payload of a token as text, and its algorithm where it is one to sign with. */
function fillFields(of, { header, claims }) {
  of('sign-claims').value = pretty(claims);
  const members = header.members.filter(({ name }) => name !== 'alg');
  of('sign-header').value = pretty({ kind: 'object', members });
  chooseAlgorithm(of, header);
}

function chooseAlgorithm(of, header) {
  const alg = memberText(header, 'alg');
  if ([...of('sign-alg').options].some(({ value }) => value === alg)) of('sign-alg').value = alg;
}

/** The token that the fields make. */
async function make(of) {
  const algorithm = of('sign-alg').value;
  const header = parsed(of('sign-header').value, 'The header');
  const claims = parsed(of('sign-claims').value, 'The payload');
  const text = of('sign-key').value;
  if (text.trim() === '') {
    const whole = { ...header, members: [{ name: 'alg', value: { kind: 'string', text: algorithm } }, ...header.members] };
    return { token: `${encoded(compact(whole))}.${encoded(compact(claims))}.`, isSigned: false };
  }
  if (!isReady()) throw new Error('What signs has not been loaded yet');
  const key = material(text.trim(), text, algorithm);
  // The payload as text: no number is rounded and no member moves.
  const token = await api.sign(compact(claims), { key, algorithm, header: JSON.parse(compact(header)) });
  return { token, isSigned: true, secret: algorithm.startsWith('HS') ? key : undefined };
}

/** What verifiers find too weak in a secret. */
async function weakness({ token, secret }) {
  const verifier = new api.Verifier({ keys: secret, issuer: false, audience: false, algorithms: 'of-keys' });
  const { checks } = JSON.parse(await verifier.explainJson(token));
  return checks.find(({ id, status }) => id === 'key.strength' && status === 'fail')?.message;
}

function parsed(text, name) {
  let value;
  try {
    JSON.parse(text || '{}');
    value = read(text || '{}');
  } catch (error) {
    throw new Error(`${name} is not JSON: ${error.message}`);
  }
  if (value.kind !== 'object') throw new Error(`${name} is not a JSON object`);
  return value;
}

const encoded = (text) => base64urlOf(new TextEncoder().encode(text));

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
    // What is wrong with it is said when it is signed.
  }
}

/** A JWK as an object, a PEM as text, anything else as the bytes of a secret. */
function material(trimmed, text, algorithm) {
  if (trimmed.startsWith('{')) return parsedKey(trimmed);
  return algorithm.startsWith('HS') ? secretBytes(text, 'text') : trimmed;
}

function parsedKey(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('The key is neither JSON nor PEM');
  }
}

function symmetric(text) {
  if (!text.startsWith('{')) return { keys: 'secret', keyText: text, secretEncoding: 'text' };
  return { keys: 'secret', keyText: JSON.parse(text).k ?? '', secretEncoding: 'base64url' };
}
