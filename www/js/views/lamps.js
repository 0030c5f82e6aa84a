/** The verdict with its reason, and apart from it three lamps that are never merged: format, signature, claims. */

import { append, byId, fill, h, icon } from '../dom.js';
import { count, shown } from '../text.js';
import { announce } from './copy.js';

const SOURCES = {
  'issuer-jwks': "issuer's JWKS",
  jwks: 'JWKS you gave',
  key: 'key you gave',
  secret: 'secret you gave',
  embedded: 'the token itself',
};

const TONES = { good: 'pass', bad: 'fail', warn: 'warn', waiting: 'waiting' };

/**
 * @typedef {{ name: string, icon: 'pass' | 'fail' | 'warn' | 'waiting', word: string, about: string }} Lamp
 * @param {import('../state.js').Inspected} inspected
 * @returns {Lamp[]}
 */
export function lampsOf(inspected) {
  if (!inspected.report) {
    const about = 'the checks are not there yet';
    const format = { name: 'Format', icon: 'waiting', word: inspected.problem ? 'not decoded' : 'decoded', about };
    return /** @type {Lamp[]} */ ([
      format,
      { name: 'Signature', icon: 'waiting', word: 'not checked', about },
      { name: 'Claims', icon: 'waiting', word: 'not compared', about },
    ]);
  }
  return [formatLamp(inspected.report), signatureLamp(inspected.report), claimsLamp(inspected.report)];
}

/** The failed checks, the one that says most first: of a text that holds no token no single character is to blame. */
function failures(report) {
  const failed = report.checks.filter((check) => check.status === 'fail');
  return failed.sort((a, b) => Number(b.id === 'format.parts') - Number(a.id === 'format.parts'));
}

/** The first failed check of some groups. */
function failure(report, ...groups) {
  return failures(report).find((check) => groups.includes(check.id.split('.')[0]));
}

function formatLamp(report) {
  const broken = failure(report, 'format');
  const header = failure(report, 'header');
  const words = { jws: ['pass', 'JWT'], jwe: ['warn', 'encrypted JWT'], opaque: ['warn', 'opaque'], other: ['waiting', 'no token'] };
  // Core refuses what is no signed JWT by its number of parts; the lamp says what it is instead.
  const isOther = ['opaque', 'jwe', 'other'].includes(report.format) && (!broken || broken.id === 'format.parts');
  const [icon, word] = (!broken || isOther) && words[report.format] || ['fail', 'malformed'];
  let about = `${count(report.parts.length, 'part')}, strict`;
  if (broken && !isOther) about = broken.message;
  else if (header) return { name: 'Format', icon: 'fail', word: 'header refused', about: header.message };
  else if (report.format === 'opaque') about = 'not a JWT: only its issuer can read it';
  else if (report.format === 'other') about = 'there is no token in this text';
  else if (report.format === 'jwe') about = 'only its recipient can read it';
  return { name: 'Format', icon, word, about };
}

function signatureLamp(report) {
  const { status, key, alg = 'no alg' } = report.signature;
  const words = { valid: ['pass', 'valid'], invalid: ['fail', 'invalid'], 'not-checked': ['waiting', 'not checked'] };
  const [icon, word] = status === 'valid' && key?.source === 'embedded' ? ['warn', 'proves nothing'] : words[status];
  const failed = status === 'not-checked' && failure(report, 'key', 'signature');
  if (failed) return { name: 'Signature', icon: 'fail', word, about: failed.message };
  if (!key) return { name: 'Signature', icon, word, about: `${alg}, no key was tried` };
  const kid = key.kid ? `key ${key.kid.length > 10 ? `${key.kid.slice(0, 7)}…` : key.kid}` : 'key without kid';
  return { name: 'Signature', icon, word, about: `${SOURCES[key.source] ?? 'elsewhere'}: ${kid}, ${alg}` };
}

function claimsLamp(report) {
  const run = report.checks.filter((check) => check.id.startsWith('claim.') && check.status !== 'skip');
  const failed = run.filter((check) => check.status === 'fail');
  const lamp = (icon, word, about) => ({ name: 'Claims', icon, word, about });
  if (!report.claims) return lamp('waiting', 'not readable', 'there are none to compare');
  if (failed.length > 0) return lamp('fail', 'not as expected', failed[0].message);
  if (report.profile) return lamp('pass', 'as expected', `${count(run.length, 'check')}, profile ${report.profile}`);
  return lamp('waiting', 'not compared', 'times only; verify to compare the rest');
}

/** The verdict's tone, its word, and why: of a rejected token, the first check that failed. */
function verdictOf({ report, mode, pasted }) {
  if (report?.format === 'other' && report.verdict === 'unverified') return ['waiting', 'No token', `this is ${pasted.text}`];
  if (!report) return ['warn', 'Decoded only', 'nothing was checked, nothing is proved'];
  if (report.verdict === 'accepted') return ['good', 'Accepted', 'a trusted key signed it, and no check failed'];
  if (report.verdict === 'unverified') {
    return ['warn', 'Unverified', `nothing failed, but nothing is proved${mode === 'inspect' ? ': no key was tried yet' : ''}`];
  }
  const [first, ...others] = failures(report);
  return ['bad', 'Rejected', others.length > 0 ? `${first.message}, and ${others.length} more` : first.message];
}

let said = '';

/** Shows the lamps of what was found. */
export function renderLamps(root, inspected) {
  if (!inspected) return void fill(root);
  const [tone, word, about] = verdictOf(inspected);
  const lamps = lampsOf(inspected);
  const list = h('ul', { class: 'lamps', 'aria-label': 'What was checked' });
  append(list, lamps.map(lampItem));
  const verdict = h('div', { class: `verdict tone-${tone}`, id: 'verdict' }, icon(TONES[tone]),
    h('div', {}, h('p', {}, h('span', { class: 'visually-hidden' }, 'Verdict: '), h('strong', {}, word)),
      h('p', { class: 'verdict-why' }, shown(about, { limit: 240 }))),
    tone === 'warn' && h('button', { type: 'button', class: 'to-verify', onclick: toVerify }, 'Verify it'));
  fill(root, verdict, list);
  const sentence = `${word}: ${about}. ${lamps.map((lamp) => `${lamp.name} ${lamp.word}`).join(', ')}.`;
  if (sentence !== said) announce(sentence);
  said = sentence;
}

/** On small screens the form stands far below. */
function toVerify() {
  const button = byId('verify-button');
  button.scrollIntoView({ block: 'center' });
  button.focus({ preventScroll: true });
}

function lampItem(lamp) {
  return h('li', { class: `lamp lamp-${lamp.icon}`, 'data-lamp': lamp.name.toLowerCase() },
    h('div', { class: 'lamp-line' }, icon(lamp.icon), h('span', { class: 'lamp-name' }, lamp.name), h('strong', {}, lamp.word)),
    h('p', { class: 'lamp-about', title: lamp.about }, shown(lamp.about, { limit: 160 })));
}
