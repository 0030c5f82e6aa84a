/** What a pasted document says, member by member, and which tokens it holds. */

import { h } from '../dom.js';
import { shown } from '../text.js';

const KINDS = { jws: 'JWT', jwe: 'encrypted JWT' };

/**
 * @param {import('../state.js').Pasted} pasted
 * @returns {Node | false}
 */
export function pastedView({ text, tokens, members }) {
  if (members.length === 0 && tokens.length === 0) return false;
  return h('section', { class: 'card pasted', 'aria-labelledby': 'pasted-title' },
    h('h2', { id: 'pasted-title' }, shown(text.charAt(0).toUpperCase() + text.slice(1))),
    tokens.length > 0 && h('p', { class: 'tokens' }, 'Tokens: ', tokens.map(tokenText).join(', ')),
    members.length > 0 && h('table', { class: 'claims' },
      h('thead', { class: 'visually-hidden' }, h('tr', {}, ['Name', 'Value'].map((name) => h('th', { scope: 'col' }, name)))),
      h('tbody', {}, members.map(row))));
}

function tokenText({ name, format }, index) {
  return `${name ?? `token ${index + 1}`} (${KINDS[format] ?? 'opaque'}${index === 0 ? ', shown here' : ''})`;
}

function row({ name, value, meaning, note }) {
  return h('tr', { 'data-member': name },
    h('th', { scope: 'row' }, shown(name, { limit: 120 })),
    h('td', {},
      h('span', { class: 'value', dir: 'auto' }, shown(value)),
      note && h('p', { class: 'row-note' }, shown(note)),
      meaning && h('p', { class: 'meaning' }, meaning)));
}
