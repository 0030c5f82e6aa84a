/** Texts from outside, fit to be shown: what nobody sees is written out, what is endless is cut with a word about it. */

import { h } from './dom.js';

/** Controls, zero widths, changes of direction, tags, lone surrogates and odd spaces: all that hides or misleads. */
const HIDDEN =
  /[\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u115f\u1160\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e0fff}]|\p{Surrogate}/gu;

const NAMES = {
  0x09: 'tab', 0x0a: 'line feed', 0x0d: 'carriage return', 0xa0: 'no-break space', 0xad: 'soft hyphen',
  0x200b: 'zero width space', 0x200c: 'zero width non-joiner', 0x200d: 'zero width joiner',
  0x200e: 'left-to-right mark', 0x200f: 'right-to-left mark', 0x202a: 'left-to-right embedding',
  0x202b: 'right-to-left embedding', 0x202c: 'pop directional formatting', 0x202d: 'left-to-right override',
  0x202e: 'right-to-left override', 0x2066: 'left-to-right isolate', 0x2067: 'right-to-left isolate',
  0x2068: 'first strong isolate', 0x2069: 'pop directional isolate', 0xfeff: 'byte order mark',
};

/** How much of one value is shown; copying gives all of it. */
export const SHOWN_CHARACTERS = 2000;

/** `U+202E` for a character. */
function codePoint(character) {
  return `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/**
 * The text as nodes, each hidden character written out in a frame of its own.
 *
 * @param {string} text
 * @param {{ limit?: number, lines?: boolean }} [options] `lines`: line feeds stay, as in indented JSON
 * @returns {(Node | string)[]}
 */
export function shown(text, { limit = SHOWN_CHARACTERS, lines = false } = {}) {
  const cut = text.length > limit ? text.slice(0, limit) : text;
  const nodes = [];
  let done = 0;
  for (const match of cut.matchAll(HIDDEN)) {
    if (lines && match[0] === '\n') continue;
    nodes.push(cut.slice(done, match.index), hidden(match[0]));
    done = match.index + match[0].length;
  }
  nodes.push(cut.slice(done));
  if (cut.length < text.length) {
    const more = (text.length - cut.length).toLocaleString('en');
    nodes.push(h('span', { class: 'muted' }, `… and ${more} more characters`));
  }
  return nodes;
}

function hidden(character) {
  const name = NAMES[character.codePointAt(0)];
  return h('span', { class: 'hidden-character', title: name ?? 'a character that does not show' }, codePoint(character));
}

/** The text with hidden characters written out, for places that take no nodes. */
export function plain(text) {
  return text.replace(HIDDEN, (character) => `⟨${codePoint(character)}⟩`);
}

/** `10.5 MB`, `250 KB`, `12 bytes`. */
export function size(bytes) {
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(1)} MB`;
  return bytes >= 10_000 ? `${Math.round(bytes / 1e3)} KB` : `${bytes} bytes`;
}

/** With a capital and a full stop. */
export function sentence(text) {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?]$/.test(text) ? '' : '.'}`;
}
