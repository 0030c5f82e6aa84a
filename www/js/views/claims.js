/** Header and payload as tables: value, meaning, and times in local time, UTC and words; or as the JSON they are. */

import { append, h, icon } from '../dom.js';
import { describe, typeProblem } from '../engine.js';
import { compact, copyText, pretty } from '../json.js';
import { setPlace } from '../place.js';
import { shown } from '../text.js';
import { date, live, local, relative, utc } from '../times.js';
import { copyButton } from './copy.js';
import { fold } from './checks.js';

/** How many rows of one table, and how much of one JSON text, are shown. */
const SHOWN_ROWS = 300;
const SHOWN_JSON = 48 * 1024;
/** Longer arrays fold. */
const INLINE_CHARACTERS = 160;

/** Names that are dates even before the registry has come. */
const DATES = ['exp', 'nbf', 'iat', 'auth_time', 'updated_at'];

/**
 * One part of the token.
 *
 * @param {'outer-header' | 'header' | 'payload'} part `outer-header`: of the encrypted token around this one
 * @param {import('../json.js').Value | undefined} value
 * @param {any} report
 * @param {'table' | 'json'} as
 */
export function partView(part, value, report, as) {
  const isOuter = part === 'outer-header';
  const title = isOuter ? 'Outer header' : part === 'header' ? 'Header' : 'Payload';
  const section = h('section', { class: `card part part-${part}`, 'aria-labelledby': `${part}-title` });
  const json = value && pretty(value);
  append(section, [
    h('div', { class: 'part-title' }, h('h2', { id: `${part}-title` }, title), json && h('div', {},
      !isOuter && h('button', { type: 'button', class: 'quiet', 'aria-label': `Edit the ${part}`, onclick: () => edit(part) }, 'Edit'),
      copyButton(`the ${title.toLowerCase()} as JSON`, () => json))),
    body(part, value, json, report, as),
  ]);
  return section;
}

/** Changing a token and signing it has a place of its own, so that nobody takes what was made there for what was verified. */
async function edit(part) {
  await setPlace('sign');
  document.getElementById(part === 'header' ? 'sign-header' : 'sign-claims')?.focus();
}

function body(part, value, json, report, as) {
  if (value?.kind !== 'object') return h('p', { class: 'muted' }, 'Could not be read; the checks say why.');
  if (value.members.length === 0) return h('p', { class: 'muted' }, 'An empty object.');
  if (as === 'json') {
    return h('pre', { class: 'json', tabindex: '0', 'aria-label': `The ${part} as JSON` }, shown(json, { limit: SHOWN_JSON, lines: true }));
  }
  const rows = value.members.slice(0, SHOWN_ROWS).map((one) => row(part, one, report));
  const more = value.members.length - rows.length;
  return [
    h('table', { class: 'claims' },
      h('thead', { class: 'visually-hidden' }, h('tr', {}, ['Name', 'Value', 'Copy'].map((name) => h('th', { scope: 'col' }, name)))),
      h('tbody', {}, rows)),
    more > 0 && h('p', { class: 'muted' }, `and ${more} more; the JSON has all`),
  ];
}

function row(part, { name, value }, report) {
  const entry = describe(name, part !== 'payload');
  const check = part === 'payload' ? failedCheck(report, name) : undefined;
  const odd = part === 'payload' && value.kind !== 'object' && value.kind !== 'array' ? typeProblem(name, compact(value)) : undefined;
  return h('tr', { 'data-claim': name, class: check ? 'is-failed' : '' },
    h('th', { scope: 'row' }, shown(name, { limit: 120 })),
    h('td', {},
      odd && value.kind === 'string' ? h('span', { class: 'value value-string', dir: 'auto' }, shown(compact(value))) : valueView(`${part} ${name}`, value),
      odd && h('p', { class: 'type-problem' }, shown(odd)),
      isDate(name, entry, value) && moments(Number(value.text)),
      check && h('p', { class: 'row-failure' }, icon('fail'), shown(check.message)),
      entry && h('p', { class: 'meaning', title: entry.used_by }, entry.meaning)),
    h('td', { class: 'row-copy' }, copyButton(part === 'outer-header' ? `${name} of the outer header` : name, () => copyText(value))));
}

function isDate(name, entry, value) {
  return value.kind === 'number' && (entry ? entry.value === 'date' : DATES.includes(name)) && Number.isFinite(Number(value.text));
}

/** The failed check that speaks of a claim. */
function failedCheck(report, name) {
  const id = `claim.${name === 'scp' ? 'scope' : name}`;
  return report?.checks.find((check) => check.id === id && check.status === 'fail');
}

/** A moment three ways; its distance follows the clock. */
function moments(seconds) {
  const at = date(seconds);
  const word = live(h('span', { class: 'moment-relative' }), (element) => {
    element.textContent = relative(seconds);
  });
  if (!at) return h('p', { class: 'moment' }, word);
  return h('p', { class: 'moment' }, word, h('time', { datetime: at.toISOString() }, local(at)), h('span', {}, utc(at)));
}

/** A value: texts and numbers as they are, nested ones as a tree that folds. */
export function valueView(key, value) {
  if (value.kind === 'string') return h('span', { class: 'value value-string', dir: 'auto' }, shown(value.text));
  if (value.kind === 'number' || value.kind === 'word') return h('span', { class: `value value-${value.kind}` }, shown(value.text));
  const flat = value.kind === 'array' && value.items.every((item) => item.kind !== 'object' && item.kind !== 'array');
  const line = flat && compact(value).replace(/,(?=")/g, ', ');
  if (flat && line.length <= INLINE_CHARACTERS) return h('span', { class: 'value' }, shown(line));
  return tree(key, value);
}

function tree(key, value) {
  const entries = value.kind === 'array'
    ? value.items.map((item, index) => ({ name: String(index), value: item }))
    : value.members;
  if (entries.length === 0) return h('span', { class: 'value' }, value.kind === 'array' ? '[]' : '{}');
  const word = value.kind === 'array' ? 'element' : 'member';
  const details = fold(`tree ${key}`, entries.length <= 12, { class: 'tree' });
  const list = h('ul', {}, entries.slice(0, SHOWN_ROWS).map((entry) =>
    h('li', {}, h('span', { class: 'tree-name' }, shown(entry.name, { limit: 120 })), valueView(`${key}/${entry.name}`, entry.value))));
  const more = entries.length - SHOWN_ROWS;
  append(details, [
    h('summary', {}, `${entries.length} ${word}${entries.length === 1 ? '' : 's'}`),
    list,
    more > 0 && h('p', { class: 'muted' }, `and ${more} more; the JSON has all`),
  ]);
  return details;
}
