/** Finds the token in a text while the wasm module, whose search counts, is not there. */

import { decode } from './engine.js';
import { fromParsed } from './json.js';

const SHAPE = /[\w-]+\.[\w-]*\.[\w-]*/;
const JWT = /eyJ[\w-]*\.[\w-]*\.[\w-]*/;

/** What is known of a paste before the module has come. */
const NOTHING = { kind: 'token', text: '', removed: [], tokens: [], members: [] };

/** Only this much is searched, as in core. */
const SEARCHED = 1024 * 1024;

/**
 * What can be said without checks: the token's parts and what they decode to.
 *
 * @param {string} text
 * @returns {import('./state.js').Inspected}
 */
export function decodeOnly(text) {
  const searched = text.slice(0, SEARCHED);
  const match = JWT.exec(searched) ?? SHAPE.exec(searched);
  const token = match?.[0] ?? searched.trim();
  const found = { mode: 'decode', report: null, token, start: match?.index, pasted: NOTHING };
  try {
    const { header, claims } = decode(token);
    return { ...found, header: fromParsed(header), claims: fromParsed(claims) };
  } catch (error) {
    return { ...found, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** The three parts of a compact token, as the report gives them. */
export function partsOf(token) {
  const parts = [];
  let start = 0;
  for (const [index, piece] of token.split('.').entries()) {
    const name = ['header', 'payload', 'signature'][index];
    if (name) parts.push({ name, start, end: start + piece.length });
    start += piece.length + 1;
  }
  return parts;
}
