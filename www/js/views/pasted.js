/** What a pasted document says, member by member, and which tokens it holds. */

import { h } from '../dom.js';
import { shown } from '../text.js';

const KINDS = { jws: 'JWT', jwe: 'encrypted JWT' };

/**
 * @param {import('../state.js').Inspected} inspected
 * @param {number} chosen which of its tokens was chosen
 * @param {(index: number) => void} choose shows another one
 * @returns {Node | false}
 */
export function pastedView(inspected, chosen, choose) {
  const { text, tokens, members, form, counted = chosen, signatures = [] } = inspected.pasted;
  if (members.length === 0 && tokens.length === 0 && !form) return false;
  return h('section', { class: 'card pasted', 'aria-labelledby': 'pasted-title' },
    h('h2', { id: 'pasted-title' }, shown(text.charAt(0).toUpperCase() + text.slice(1))),
    tokens.length > 0 && h('ul', { class: 'tokens', 'aria-label': 'Tokens' }, tokens.map((token, index) => h('li', {},
      index === counted || !KINDS[token.format] ? tokenText(token, index, counted)
        : h('button', { type: 'button', onclick: () => choose(index) }, tokenText(token, index, counted)),
      signatures[index] && h('p', { class: 'note' }, shown(`${signatures[index].word}: ${signatures[index].headline}`, { limit: 240 }))))),
    form && h('p', { class: 'note' }, shown(formText(inspected), { limit: 1000 })),
    members.length > 0 && h('table', { class: 'claims' },
      h('thead', { class: 'visually-hidden' }, h('tr', {}, ['Name', 'Value'].map((name) => h('th', { scope: 'col' }, name)))),
      h('tbody', {}, members.map(row))));
}

/** In which form it was judged. What core says of the form is so of an accepted token alone. */
function formText({ report, undecided, pasted: { form, signature } }) {
  const isVerified = report.verdict === 'accepted' && undecided === undefined;
  const about = isVerified ? `Verified: ${form}` : `Not verified: this is ${form.split(/[:;,]/)[0]}, and it is not accepted`;
  return `${about}${signature ? `; ${isVerified ? 'what holds' : 'what was judged'} is ${signature}` : ''}.`;
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
