/** The key for an encrypted token, and what became of it: loaded with the first such token that is pasted. */

import { append, byId, fill, h, icon } from '../dom.js';
import { isReady } from '../engine.js';
import { isEncrypted, isKeyText, open } from '../opening.js';
import { state, subscribe, update } from '../state.js';
import { shown } from '../text.js';
import { codeLink } from './checks.js';
import { copyWords } from './copy.js';
import { hideText } from './secret.js';

export function startDecrypt() {
  const key = /** @type {HTMLTextAreaElement} */ (h('textarea', { id: 'decryption-key', rows: 4, spellcheck: 'false', autocapitalize: 'off', autocomplete: 'off',
    placeholder: 'The private key as JWK or PEM, the shared secret or the password' }));
  key.addEventListener('input', () => update(({ decryption }) => Object.assign(decryption, { key: key.value, problem: null })));
  const encodings = [['text', 'text, as it stands'], ['base64url', 'base64url or base64']];
  const list = /** @type {HTMLSelectElement} */ (h('select', { id: 'decryption-encoding' }, encodings.map(([value, text]) => h('option', { value }, text))));
  list.addEventListener('change', () => update(({ decryption }) => (decryption.encoding = list.value)));
  const encoding = h('label', { class: 'field' }, h('span', { class: 'field-label' }, 'The secret is'), list);
  const submit = h('button', { type: 'submit', class: 'primary', id: 'decrypt-button' }, 'Decrypt');
  const outcome = h('div', { id: 'decrypted', role: 'status' });
  const form = h('form', { class: 'card verify decrypt', 'aria-labelledby': 'decrypt-title', novalidate: true, hidden: true });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    open();
  });
  append(form, [
    h('div', { class: 'section-title' }, h('h2', { id: 'decrypt-title' }, 'Decrypt with'), submit),
    h('div', { class: 'field' },
      h('div', { class: 'field-label' }, h('label', { for: key.id }, 'Decryption key'), h('code', {}, 'JWK, PEM, text'), hideText(key, 'the decryption key')), key),
    encoding,
    h('p', { class: 'note' }, 'The key stays in this page, and is forgotten with it.'),
    outcome,
  ]);
  byId('encoded').append(form);
  let last;
  const render = (state) => {
    const { decryption, opened } = state;
    form.toggleAttribute('hidden', !isEncrypted(state));
    if (key.value !== decryption.key) key.value = decryption.key;
    encoding.toggleAttribute('hidden', decryption.key.trim() === '' || isKeyText(decryption.key));
    submit.textContent = decryption.busy ? 'Decrypting' : 'Decrypt';
    submit.toggleAttribute('disabled', decryption.busy || !isReady());
    if (last?.[0] === opened && last[1] === decryption.problem) return;
    last = [opened, decryption.problem];
    fill(outcome, decryption.problem ? problemView(decryption.problem) : opened && openedView(opened));
  };
  subscribe(render);
  render(state);
}

function problemView({ message, hint, code }) {
  return h('div', { class: 'problem', role: 'alert' }, h('p', {}, icon('fail'), ` ${message} `, code && codeLink(code)), hint && h('p', { class: 'note' }, hint));
}

function openedView({ header, nested, content }) {
  const how = `Decrypted: ${header.alg}, ${header.enc}; `;
  if (nested !== undefined) {
    return h('p', {}, icon('pass'), ` ${how}the token in it is shown. `, copyWords('Copy', 'the token that was in it', () => nested));
  }
  return [
    h('p', {}, icon('warn'), ` ${how}what is in it is signed by nobody: who has the public key can encrypt. `, copyWords('Copy', 'what was in it', () => content)),
    h('pre', { class: 'json', tabindex: '0', 'aria-label': 'What was in it' }, shown(content, { limit: 4000 })),
  ];
}
