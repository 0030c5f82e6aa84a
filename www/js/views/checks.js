/** The checks: what was expected, what was found, the rule, the advice. Failed ones first, each to be folded. */

import { append, h, icon } from '../dom.js';
import { shown } from '../text.js';
import { asOf } from '../times.js';

const WORDS = { pass: 'passed', fail: 'failed', warn: 'worth knowing', skip: 'not run' };
const GROUPS = [['warn', 'Worth knowing'], ['pass', 'Passed'], ['skip', 'Not run']];

/** What a person opened or closed stays so while the token changes. */
const folds = new Map();

/** A `details` element that remembers. */
export function fold(key, open, props = {}) {
  const details = /** @type {HTMLDetailsElement} */ (h('details', { ...props, open: folds.get(key) ?? open }));
  details.addEventListener('toggle', () => folds.set(key, details.open));
  return details;
}

/** The failed checks, open; nothing where none failed. */
export function failedChecks(report) {
  const failed = report.checks.filter((check) => check.status === 'fail');
  if (failed.length === 0) return null;
  return h('section', { class: 'card failed', 'aria-labelledby': 'failed-title' },
    h('h2', { id: 'failed-title' }, `Failed (${failed.length})`),
    failed.map((check) => checkItem(check, true)));
}

/** All others, in groups that fold. */
export function otherChecks(report, at) {
  const section = h('section', { class: 'card checks', 'aria-labelledby': 'checks-title' },
    h('h2', { id: 'checks-title' }, `Checks (${report.checks.length})`), h('p', { class: 'note' }, `What they say of times is ${asOf(at)}.`));
  for (const [label, names] of [['Not looked at yet', report.not_said], ['Waived by you', report.waived]]) {
    if (names?.length) append(section, [h('p', { class: 'waived' }, icon('warn'), `${label}: ${names.join(', ')}`)]);
  }
  for (const [status, title] of GROUPS) {
    const checks = report.checks.filter((check) => check.status === status);
    if (checks.length === 0) continue;
    const group = fold(`group ${status}`, status === 'warn', { class: 'group' });
    append(group, [h('summary', {}, `${title} (${checks.length})`), checks.map((check) => checkItem(check, status === 'warn'))]);
    append(section, [group]);
  }
  return section;
}

function checkItem(check, open) {
  const details = fold(`check ${check.id} ${check.status}`, open, { class: `check check-${check.status}`, 'data-check': check.id });
  const line = (name, value, code) =>
    value === undefined ? null : [h('dt', {}, name), h('dd', { class: code ? 'code' : '' }, shown(value))];
  append(details, [
    h('summary', {}, icon(check.status), h('span', { class: 'visually-hidden' }, `${WORDS[check.status]}: `),
      h('span', { class: 'check-message' }, shown(check.message, { limit: 400 })), h('code', { class: 'check-id' }, check.id)),
    h('dl', {}, line('expected', check.expected, true), line('actual', check.actual, true), line('advice', check.hint, false),
      [h('dt', {}, 'rule'), h('dd', {}, specLink(check.spec)), h('dt', {}, 'check'), h('dd', {}, codeLink(check.id))]),
  ]);
  return details;
}

/** A code, as a link to its page. */
export function codeLink(code) {
  const props = { class: 'code-link', href: `codes/${code}.html`, target: '_blank', rel: 'noopener noreferrer', title: 'What it means, and what to do' };
  return h('a', props, h('code', {}, code));
}

/** `RFC 7519 §4.1.4` as a link to that section. */
export function specLink(spec) {
  const rfc = /^RFC (\d+)(?: §([\d.]+))?$/.exec(spec ?? '');
  if (!rfc) return h('span', {}, spec ?? '');
  const href = `https://www.rfc-editor.org/rfc/rfc${rfc[1]}${rfc[2] ? `#section-${rfc[2]}` : ''}`;
  return h('a', { href, target: '_blank', rel: 'noopener noreferrer' }, spec);
}
