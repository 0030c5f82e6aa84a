/** The report's summary, as core gives it: the verdict with its reason, and apart from it format, signature and claims. */

import { append, byId, fill, h, icon } from '../dom.js';
import { state } from '../state.js';
import { sentence, shown } from '../text.js';
import { asOf } from '../times.js';
import { announce } from './copy.js';

/** For each state of the summary, the tone of its colours and its sign. */
const STATES = {
  pass: ['good', 'pass'],
  warn: ['warn', 'warn'],
  fail: ['bad', 'fail'],
  none: ['none', 'waiting'],
};

/** Until the module has come there is no report. */
function decodedOnly(problem) {
  const detail = state.engine.status === 'failed' ? 'the checks did not load' : 'the checks are not there yet';
  const none = (word) => ({ state: 'none', word, detail });
  return {
    state: 'warn', word: 'decoded only', headline: 'nothing was checked, nothing is proved',
    format: none(problem ? 'not decoded' : 'decoded'), signature: none('not checked'), claims: none('not compared'),
  };
}

/**
 * @typedef {{ name: string, state: string, word: string, detail: string }} Indicator
 * @param {import('../state.js').Inspected} inspected
 */
export function summaryOf({ report, problem, undecided }) {
  const summary = report?.summary ?? decodedOnly(problem);
  if (undecided === undefined) return summary;
  return { ...summary, state: 'warn', word: 'signature valid', headline: undecided };
}

/** @returns {Indicator[]} */
export function indicatorsOf({ format, signature, claims }) {
  return [{ name: 'Format', ...format }, { name: 'Signature', ...signature }, { name: 'Claims', ...claims }];
}

let said = '';

/** Shows the summary of what was found. */
export function renderSummary(root, inspected) {
  if (!inspected) return void fill(root);
  const summary = summaryOf(inspected);
  const [tone, sign] = STATES[summary.state];
  const word = summary.word.charAt(0).toUpperCase() + summary.word.slice(1);
  const indicators = indicatorsOf(summary);
  const list = h('ul', { class: 'indicators', 'aria-label': 'What was checked' });
  append(list, indicators.map((one) => indicatorItem(one.name === 'Signature' ? { ...one, detail: named(inspected, one.detail) } : one)));
  const verdict = h('div', { class: `verdict tone-${tone}`, id: 'verdict' }, icon(sign),
    h('div', {}, h('p', {}, h('span', { class: 'visually-hidden' }, 'Verdict: '), h('strong', {}, word)),
      h('p', { class: 'verdict-why' }, shown(named(inspected, summary.headline), { limit: 240 })),
      // The words do not count on, as the line of its life does.
      inspected.claims && inspected.at !== undefined && h('p', { class: 'note as-of' }, sentence(asOf(inspected.at)))),
    tone === 'warn' && h('button', { type: 'button', class: 'to-verify', onclick: toVerify }, inspected.undecided ? 'Say it' : 'Verify it'));
  fill(root, verdict, list);
  const words = `${word}: ${named(inspected, summary.headline)}. ${indicators.map((one) => `${one.name} ${one.word}`).join(', ')}.`;
  if (words !== said) announce(words);
  said = words;
}

/** What is said of one of several signatures, with which it is. */
function named({ pasted: { signature } }, text) {
  return signature ? `${signature}: ${text}` : text;
}

/** On small screens the form stands far below. */
function toVerify() {
  const button = byId('verify-button');
  button.scrollIntoView({ block: 'center' });
  button.focus({ preventScroll: true });
}

function indicatorItem({ name, state, word, detail }) {
  const [, sign] = STATES[state];
  return h('li', { class: `indicator indicator-${sign}`, 'data-indicator': name.toLowerCase() },
    h('div', { class: 'indicator-line' }, icon(sign), h('span', { class: 'indicator-name' }, name), h('strong', {}, word)),
    h('p', { class: 'indicator-about', title: detail }, shown(detail, { limit: 160 })));
}
