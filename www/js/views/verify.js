/** The form that says what to verify with, what to expect, and which requests the button sends. */

import { append, byId, fill, h, icon } from '../dom.js';
import { isReady } from '../engine.js';
import { state, subscribe, update } from '../state.js';
import { sentence, shown } from '../text.js';
import { isByOwnKey, requests, verify } from '../verifying.js';
import { setText } from '../inspecting.js';
import { codeLink } from './checks.js';
import { showBox } from './secret.js';

const KINDS = [
  ['issuer', "Issuer's keys"],
  ['jwks', 'JWKS'],
  ['key', 'Key'],
  ['secret', 'Secret'],
];

const PROFILES = [
  ['jwt', 'Any JWT', 'RFC 7519'],
  ['at+jwt', 'Access token', 'RFC 9068'],
  ['id-token', 'ID token', 'OpenID Connect'],
  ['identityserver4', 'IdentityServer4 access token', ''],
  ['dpop-proof', 'DPoP proof', 'RFC 9449'],
  ['client-assertion', 'Client assertion', 'RFC 7523'],
  ['logout-token', 'Logout token', 'OpenID Connect'],
  ['request-object', 'Request object', 'RFC 9101'],
  ['jarm', 'Signed authorization response', 'JARM'],
  ['security-event', 'Security event token', 'RFC 8417'],
];

const HINTS = {
  jwks: 'A JSON Web Key Set, or the https address of one',
  key: 'A public key as PEM or JWK',
};

/** A change of the form is the person's own word; a verdict by the old one does not stand. */
function touch(field, value) {
  update(({ verify }) => {
    verify[field] = value;
    verify.touched.add(field);
    verify.log = [];
  });
  if (state.inspected?.mode === 'verify') setText(state.text);
}

export function startVerify() {
  const form = h('form', { class: 'card verify', 'aria-labelledby': 'verify-title', novalidate: true });
  const judge = async (allowed) => {
    await verify(allowed);
    // The verdict may stand above what is in sight, and what is asked below it.
    const { problem: wrong, offers } = state.verify;
    queueMicrotask(() => (wrong || offers.length > 0 ? problem : byId('summary')).scrollIntoView({ block: 'nearest' }));
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    judge();
  });
  const kinds = h('fieldset', { class: 'segments' }, h('legend', { class: 'visually-hidden' }, 'Verify with'), KINDS.map(kindChoice));
  const material = h('div', { class: 'material' });
  const submit = h('button', { type: 'submit', class: 'primary', id: 'verify-button' }, 'Verify');
  const named = h('div', { class: 'requests', id: 'requests' });
  const problem = h('div', { id: 'verify-problem', role: 'alert' });
  append(form, [
    h('h2', { id: 'verify-title' }, 'Verify with'),
    kinds, material, named, submit, problem, expectations(),
  ]);
  byId('verify').append(form);
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && state.place === 'inspect') judge();
  });
  let lastKind;
  subscribe((state) => {
    if (lastKind !== state.verify.keys) fill(material, materialFields(state.verify.keys));
    lastKind = state.verify.keys;
    sync(form, state);
    renderRequests(named, state.verify);
    renderProblem(problem, state.verify, judge);
    submit.textContent = state.verify.busy ? 'Verifying' : 'Verify';
    submit.toggleAttribute('disabled', state.verify.busy || !state.inspected || !isReady());
  });
}

function kindChoice([kind, label]) {
  const radio = h('input', { type: 'radio', name: 'keys', value: kind, 'data-field': 'keys', onchange: () => touch('keys', kind) });
  return h('label', {}, radio, h('span', {}, label));
}

/** A line of text with its label, whose word it is, and what else belongs to it, such as a waiver. */
function field(name, label, spec, { beside, ...props } = /** @type {any} */ ({})) {
  const id = `verify-${name}`;
  const input = h('input', { type: 'text', id, 'data-field': name, spellcheck: 'false', autocapitalize: 'off', autocomplete: 'off', ...props });
  input.addEventListener('input', () => touch(name, /** @type {HTMLInputElement} */ (input).value));
  return h('div', { class: 'field' },
    h('div', { class: 'field-label' }, h('label', { for: id }, label), spec && h('code', {}, spec), origin(name), beside), input);
}

/** Whose word a field is. */
function origin(name) {
  return h('span', { class: 'origin', 'data-origin': name });
}

function materialFields(kind) {
  if (kind === 'issuer') return null;
  if (kind === 'secret') {
    return h('div', { class: 'field-row' },
      secretField(),
      select('secretEncoding', 'The secret is', [['text', 'text, as it stands'], ['base64url', 'base64url or base64']]));
  }
  const area = h('textarea', { 'data-field': 'keyText', rows: 4, spellcheck: 'false', autocapitalize: 'off', placeholder: HINTS[kind] });
  area.addEventListener('input', () => touch('keyText', /** @type {HTMLTextAreaElement} */ (area).value));
  return h('label', { class: 'field' }, h('span', { class: 'field-label' }, kind === 'jwks' ? 'Key set' : 'Key', h('code', {}, kind === 'jwks' ? 'JWKS' : 'PEM, JWK')), area);
}

/** A secret is hidden until it is to be seen. */
function secretField() {
  const element = field('keyText', 'Secret', '', { type: 'password', 'data-secret': true });
  element.firstElementChild.append(showBox('the secret', (isShown) => (element.querySelector('[data-secret]').type = isShown ? 'text' : 'password')));
  return element;
}

function select(name, label, options) {
  const list = h('select', { 'data-field': name, 'aria-label': label }, options.map(([value, text, spec]) => h('option', { value }, spec ? `${text} (${spec})` : text)));
  list.addEventListener('change', () => touch(name, /** @type {HTMLSelectElement} */ (list).value));
  return h('label', { class: 'field' }, h('span', { class: 'field-label' }, label, origin(name)), list);
}

function waiver(name, label) {
  const box = h('input', { type: 'checkbox', 'data-field': name });
  box.addEventListener('change', () => touch(name, /** @type {HTMLInputElement} */ (box).checked));
  return h('label', { class: 'waiver' }, box, label);
}

function expectations() {
  return h('fieldset', { class: 'expectations' },
    h('legend', {}, 'What you expect'),
    h('p', { class: 'note' }, 'Filled in from the token to save typing: what stands here is your word, so check that it is what your API expects.'),
    field('issuer', 'Issuer', 'iss', { inputmode: 'url', beside: waiver('waiveIssuer', 'any issuer') }),
    field('audience', 'Audience', 'aud', { beside: waiver('waiveAudience', 'any audience') }),
    h('div', { class: 'field-row' }, select('profile', 'Kind of token', PROFILES),
      field('algorithms', 'Algorithms', 'alg', { placeholder: 'those of the keys' })),
    h('div', { class: 'field-row' }, field('scopes', 'Scopes', 'scope', { placeholder: 'none required' }),
      field('tolerance', 'Clock tolerance', 'seconds', { inputmode: 'numeric' })),
    h('div', { class: 'field-label' }, waiver('allowMissingExpiry', 'may hold forever, without exp'), waiver('allowWeakKeys', 'weak keys, for tests')));
}

/** Writes the state into the fields that the person is not in. */
function sync(form, { verify, inspected }) {
  for (const element of form.querySelectorAll('[data-field]')) {
    const value = verify[element.dataset.field];
    if (element.type === 'radio') element.checked = element.value === value;
    else if (element.type === 'checkbox') element.checked = value;
    else if (element.value !== value) element.value = value;
  }
  for (const [name, waived] of [['issuer', verify.waiveIssuer && verify.keys !== 'issuer'], ['audience', verify.waiveAudience]]) {
    form.querySelector(`[data-field="${name}"]`).disabled = waived;
  }
  for (const element of form.querySelectorAll('[data-origin]')) {
    const name = element.dataset.origin;
    const from = ['issuer', 'audience', 'algorithms', 'profile'].includes(name) && inspected?.header && verify[name] !== '';
    element.textContent = !from ? '' : verify.touched.has(name) ? 'yours' : 'from the token';
  }
}

/** Names every request before it is sent. */
function renderRequests(root, settings) {
  const list = requests(settings);
  const sent = settings.log;
  if (list.length === 0) {
    const needs = isByOwnKey(settings) ? 'Verify sends nothing: a DPoP proof is looked at with the key in it, which proves nothing of whose it is.'
      : settings.keys === 'issuer' ? "Give the issuer's address below; its keys are asked for when you press Verify." : '';
    return void fill(root, h('p', { class: 'note' }, needs || 'Verify sends nothing: the check is made in this page.'));
  }
  fill(root,
    h('p', { class: 'note' }, sent.length === 0
      ? 'Verify sends these requests, without the token and without cookies:'
      : 'Sent, without the token and without cookies:'),
    h('ol', {}, sent.length === 0
      ? list.map((one) => h('li', {}, h('code', {}, one.method, ' ', one.url), one.when && h('span', { class: 'muted' }, ` ${one.when}`)))
      : sent.map((one) => h('li', { class: 'sent' }, h('code', {}, 'GET ', one.url), h('span', { class: 'muted' }, ` ${one.status}`)))));
}

let shownProblem;

/** What went wrong, or what can be let pass; what stands there already is left as it is, so that the focus stays. */
function renderProblem(root, { problem, offers }, judge) {
  if (shownProblem === (problem ?? offers)) return;
  shownProblem = problem ?? offers;
  fill(root, problem ? problemView(problem, judge) : offers.length > 0 && offersView(offers, judge));
}

function problemView(problem, judge) {
  return h('div', { class: 'problem' },
    h('p', {}, icon('fail'), ` ${sentence(problem.message)} `, problem.code && codeLink(problem.code)),
    problem.hint && h('p', { class: 'note' }, problem.hint),
    problem.link && h('p', {}, h('a', { href: problem.link, target: '_blank', rel: 'noopener noreferrer' }, problem.link)),
    problem.ask && h('button', { type: 'button', onclick: () => judge(problem.ask) }, `Send GET ${problem.ask}`));
}

function offersView(offers, judge) {
  const pass = async (some) => {
    for (const { field } of some) touch(field, true);
    await judge();
    // The button that was pressed is gone by now.
    byId('verify-button').focus({ preventScroll: true });
  };
  return h('div', { class: 'offer' },
    h('p', {}, icon('pass'), h('strong', {}, ' The signature is valid. '),
      'What follows can be said below, or let pass for a try; the report then says so.'),
    h('ul', {}, offers.map((one) => h('li', {}, h('span', {}, shown(sentence(one.message))),
      h('button', { type: 'button', onclick: () => pass([one]) }, one.label)))),
    offers.length > 1 && h('button', { type: 'button', onclick: () => pass(offers) }, 'Let all of it pass'));
}
