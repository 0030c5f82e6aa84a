/** Three lamps that are never merged: format, signature, claims. The verdict stands apart from them. */

import { append, fill, h, icon } from '../dom.js';
import { count, shown } from '../text.js';
import { announce } from './copy.js';

const SOURCES = {
  'issuer-jwks': "issuer's JWKS",
  jwks: 'JWKS you gave',
  key: 'key you gave',
  secret: 'secret you gave',
  embedded: 'the token itself',
};

const VERDICTS = {
  accepted: ['good', 'Accepted', 'a trusted key, no failed check'],
  rejected: ['bad', 'Rejected', 'at least one check failed'],
  unverified: ['warn', 'Unverified', 'nothing failed, nothing is proved'],
};

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

function formatLamp(report) {
  const broken = report.checks.find((check) => check.status === 'fail' && check.id.startsWith('format.'));
  const words = { jws: ['pass', 'JWT'], jwe: ['warn', 'encrypted JWT'], opaque: ['warn', 'opaque'] };
  const [icon, word] = (!broken || report.format === 'opaque') && words[report.format] || ['fail', 'malformed'];
  let about = `${count(report.parts.length, 'part')}, strict`;
  if (broken) about = broken.message;
  else if (report.format === 'opaque') about = 'not a JWT: only its issuer can read it';
  else if (report.format === 'jwe') about = 'only its recipient can read it';
  return { name: 'Format', icon, word, about };
}

function signatureLamp(report) {
  const { status, key, alg = 'no alg' } = report.signature;
  const words = { valid: ['pass', 'valid'], invalid: ['fail', 'invalid'], 'not-checked': ['waiting', 'not checked'] };
  const [icon, word] = status === 'valid' && key?.source === 'embedded' ? ['warn', 'proves nothing'] : words[status];
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

/** The verdict's tone, word and meaning. */
export function verdictOf(inspected) {
  if (!inspected.report) return ['warn', 'Decoded only', 'nothing was checked, nothing is proved'];
  return VERDICTS[inspected.report.verdict];
}

let said = '';

/** Shows the lamps of what was found. */
export function renderLamps(root, inspected) {
  if (!inspected) return void fill(root);
  const [tone, word, about] = verdictOf(inspected);
  const lamps = lampsOf(inspected);
  const list = h('ul', { class: 'lamps', 'aria-label': 'What was checked' });
  append(list, lamps.map(lampItem));
  const verdict = h('div', { class: `lamp verdict tone-${tone}`, id: 'verdict' },
    h('div', { class: 'lamp-line' }, h('span', { class: 'lamp-name' }, 'Verdict'), h('strong', { class: 'pill' }, word)),
    h('p', { class: 'lamp-about' }, about));
  fill(root, list, verdict);
  const sentence = `${word}. ${lamps.map((lamp) => `${lamp.name} ${lamp.word}`).join(', ')}.`;
  if (sentence !== said) announce(sentence);
  said = sentence;
}

function lampItem(lamp) {
  return h('li', { class: `lamp lamp-${lamp.icon}`, 'data-lamp': lamp.name.toLowerCase() },
    h('div', { class: 'lamp-line' }, icon(lamp.icon), h('span', { class: 'lamp-name' }, lamp.name), h('strong', {}, lamp.word)),
    h('p', { class: 'lamp-about', title: lamp.about }, shown(lamp.about, { limit: 160 })));
}
