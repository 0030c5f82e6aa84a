/** What a pasted document says, member by member, and which tokens it holds. */

import { h } from '../dom.js';
import { shown } from '../text.js';

const KINDS = { jws: 'JWT', jwe: 'encrypted JWT' };

/**
 * @param {import('../state.js').Pasted} pasted
 * @param {number} chosen which of its tokens is shown
 * @param {(index: number) => void} choose shows another one
 * @returns {Node | false}
 */
export function pastedView({ text, tokens, members, form }, chosen, choose) {
  if (members.length === 0 && tokens.length === 0) return false;
  return h('section', { class: 'card pasted', 'aria-labelledby': 'pasted-title' },
    h('h2', { id: 'pasted-title' }, shown(text.charAt(0).toUpperCase() + text.slice(1))),
    tokens.length > 0 && h('ul', { class: 'tokens', 'aria-label': 'Tokens' }, tokens.map((token, index) => h('li', {},
      index === chosen || !KINDS[token.format] ? tokenText(token, index, chosen)
        : h('button', { type: 'button', onclick: () => choose(index) }, tokenText(token, index, chosen))))),
    form && h('p', { class: 'note' }, shown(`Verified: ${form}.`, { limit: 1000 })),
    members.length > 0 && h('table', { class: 'claims' },
      h('thead', { class: 'visually-hidden' }, h('tr', {}, ['Name', 'Value'].map((name) => h('th', { scope: 'col' }, name)))),
      h('tbody', {}, members.map(row))));
}

function tokenText({ name, format }, index, chosen) {
  return `${name ?? `token ${index + 1}`} (${KINDS[format] ?? 'opaque'}${index === chosen ? ', shown here' : ''})`;
}

function row({ name, value, meaning, note }) {
  return h('tr', { 'data-member': name },
    h('th', { scope: 'row' }, shown(name, { limit: 120 })),
    h('td', {},
      h('span', { class: 'value', dir: 'auto' }, shown(value)),
      note && h('p', { class: 'row-note' }, shown(note)),
      meaning && h('p', { class: 'meaning' }, meaning)));
}
