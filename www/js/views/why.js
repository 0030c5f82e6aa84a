/** Why 401: a pasted response, read together with the token that was sent. */

import { byId, fill, h } from '../dom.js';
import { explainPasted, isReady } from '../engine.js';
import { isAnswer, lookAt } from '../inspecting.js';
import { SAMPLE_RESPONSE } from '../sample.js';
import { state, subscribe } from '../state.js';
import { shown } from '../text.js';
import { words } from '../verifying.js';
import { codeLink, specLink } from './checks.js';
import { createEditor } from './editor.js';

const STATUS = /^\s*(?:status(?: code)?:?\s*)?([1-5]\d\d)(?=\s|$)/i;

const CERTAINTY = { certain: 'certain', likely: 'likely', possible: 'possible' };

export function startWhy() {
  const response = /** @type {HTMLTextAreaElement} */ (h('textarea', {
    id: 'response', rows: 9, spellcheck: 'false', autocapitalize: 'off',
    placeholder: 'HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer error="invalid_token", …\n\nstatus line, headers and body, as curl -i prints them; or what you have of it',
  }));
  const field = (id, label, placeholder) => h('label', { class: 'field' }, h('span', { class: 'field-label' }, label),
    h('input', { type: 'text', id, placeholder, spellcheck: 'false', autocapitalize: 'off', autocomplete: 'off', oninput: () => explain() }));
  const result = h('div', { id: 'diagnosis', 'aria-live': 'polite' });
  let token = '';
  const editor = createEditor({
    id: 'why-token', label: 'Token that was sent', placeholder: 'The token that the request carried, if you have it',
    onText: (text) => {
      token = text;
      queueMicrotask(() => editor.render(text, text.trim() === '' ? null : lookAt(text)));
      explain();
    },
  });
  const value = (id) => /** @type {HTMLInputElement} */ (document.getElementById(id))?.value.trim() ?? '';
  let turn = 0;
  const explain = async () => {
    const mine = (turn += 1);
    if (response.value.trim() === '') return void fill(result, h('p', { class: 'empty' }, 'The reasons stand here, the likeliest first, each with its evidence and a fix.'));
    const text = response.value;
    if (!isReady()) return void fill(result, h('p', { class: 'note' }, 'The rules have not been loaded yet.'));
    const sent = token.trim() === '' ? undefined : lookAt(token).token;
    const known = { token: sent, url: value('why-url') || undefined, issuer: value('why-issuer') || undefined, audience: words(value('why-audience')), scopes: words(value('why-scopes')) };
    let diagnosis;
    try {
      // A status with or without its name is how people begin.
      diagnosis = (await explainPasted(text.replace(STATUS, 'HTTP/1.1 $1'), known)) ?? { failed: nothing(lookAt(text)) };
    } catch (error) {
      diagnosis = { failed: String(error?.message ?? error) };
    }
    // The first answer waits for its module; a later question may have been answered by then.
    if (mine === turn) renderDiagnosis(result, diagnosis);
  };
  response.addEventListener('input', explain);
  const sample = h('button', { type: 'button', class: 'quiet', onclick: () => {
    response.value = SAMPLE_RESPONSE;
    explain();
  } }, 'Try a sample response');
  byId('place-why').append(
    h('div', { class: 'place-head' }, h('h1', {}, 'Why did the API say no?'),
      h('p', {}, 'Paste what it answered, or a line of its log: status, headers, body and the token are read together.')),
    h('div', { class: 'why' },
      h('div', { class: 'area-response' }, h('div', { class: 'section-title' }, h('h2', { id: 'response-title' }, 'Response'), sample),
        (response.setAttribute('aria-labelledby', 'response-title'), response)),
      result,
      h('div', { class: 'area-known stack' },
        h('div', {}, h('div', { class: 'section-title' }, h('h2', {}, 'Token that was sent')), editor.element),
        h('fieldset', { class: 'expectations' }, h('legend', {}, 'What the API expects, as far as you know'),
          h('div', { class: 'field-row' }, field('why-issuer', 'Issuer', 'https://…'), field('why-audience', 'Audience', 'api1')),
          h('div', { class: 'field-row' }, field('why-scopes', 'Scopes', 'api1'), field('why-url', 'Address of the request', 'https://…'))))));
  explain();
  let place = 'inspect';
  let engine = state.engine.status;
  subscribe((state) => {
    if (place !== 'why' && state.place === 'why' && token === '' && state.text !== '' && !isAnswer(state.inspected)) editor.set(state.text);
    if (engine !== state.engine.status) explain();
    place = state.place;
    engine = state.engine.status;
  });
}

/** What was pasted in place of an answer. */
function nothing({ pasted }) {
  const what = ['token', 'trimmed', 'text'].includes(pasted.kind) ? 'That text' : `That is ${pasted.text}: it`;
  return `${what} does not say why an API said no. Paste what it answered: a status such as 401, headers, a body, a line of its log.`;
}

function renderDiagnosis(root, diagnosis) {
  if (diagnosis.failed) return void fill(root, h('p', { class: 'note' }, diagnosis.failed));
  fill(root,
    h('h2', { class: 'headline' }, shown(diagnosis.headline.charAt(0).toUpperCase() + diagnosis.headline.slice(1))),
    h('ol', { class: 'reasons' }, diagnosis.reasons.map((reason) => h('li', { class: 'card reason', 'data-code': reason.code },
      h('div', { class: 'reason-title' }, h('h3', {}, shown(reason.title)), h('span', { class: `pill certainty-${reason.certainty}` }, CERTAINTY[reason.certainty] ?? reason.certainty)),
      h('dl', {},
        reason.evidence.length > 0 && [h('dt', {}, 'evidence'), reason.evidence.map((line) => h('dd', {}, shown(line)))],
        [h('dt', {}, 'fix'), h('dd', {}, shown(reason.fix))],
        reason.spec && [h('dt', {}, 'rule'), h('dd', {}, specLink(reason.spec))],
        [h('dt', {}, 'code'), h('dd', {}, codeLink(reason.code))])))),
    diagnosis.server_words.length > 0 && h('section', { class: 'card' }, h('h3', {}, "The server's own words"),
      diagnosis.server_words.map((line) => h('p', { class: 'code' }, shown(line)))),
    diagnosis.notes.length > 0 && h('section', { class: 'card' }, h('h3', {}, 'Also worth knowing'),
      h('ul', {}, diagnosis.notes.map((line) => h('li', {}, shown(line))))));
}
