/** From a pasted text to what was found in it: by the package where it is ready, decoded only until then. */

import { api, isReady } from './engine.js';
import { decodeOnly } from './find.js';
import { member, memberText, memberTexts, read } from './json.js';
import { noWaivers, state, update } from './state.js';
import { nowSeconds } from './times.js';

/** Longer texts are shown from their beginning only: laying them out would take seconds. */
export const EDITED_CHARACTERS = 32 * 1024;

/** Takes a new text; whatever was verified before is gone, so that no verdict outlives its token. */
export function setText(text) {
  update((state) => {
    if (state.text !== text) {
      Object.assign(state.verify, noWaivers());
      forgetOpened(state);
      state.chosen = 0;
    }
    state.text = text;
    state.inspected = text.trim() === '' ? null : looked(state);
    Object.assign(state.verify, { problem: null, offers: [], log: [] });
    prefill(state);
  });
}

/** Looks at another token of the text; what was given up is given up for one token alone. */
export function choose(index) {
  update((state) => {
    Object.assign(state.verify, noWaivers());
    forgetOpened(state);
    state.chosen = index;
  });
  setText(state.text);
}

function forgetOpened(state) {
  state.decryption.problem = null;
  state.opened = null;
}

/**
 * Looks at the text again, such as when the module has come or the token has expired.
 *
 * @param {{ anew?: boolean }} [options] `anew`: a verdict goes too, as it was on another token.
 */
export function lookAgain({ anew = false } = {}) {
  if (state.text.trim() === '' || (state.inspected?.mode === 'verify' && !anew)) return;
  update((state) => {
    state.inspected = looked(state);
    prefill(state);
  });
}

/** An SD-JWT where a text begins with it. */
export const SD_JWT = /^eyJ[\w.=-]+~[\w.=~-]*/;

/** The tokens of a text that has several. */
export const tokensIn = (text) => api.inspect(text).tokens ?? [];

/** Whether what was pasted may say why an API said no. */
export const isAnswer = (inspected) => ['http-response', 'challenge', 'error-response', 'log-line', 'har'].includes(inspected?.pasted.kind);

/** What the text says, or the token of several that was chosen, or the one that was in the encrypted one. */
function looked({ text, chosen, opened }) {
  const outer = lookAt(text);
  const one = chosen > 0 ? tokensIn(text)[chosen]?.token : outer.token;
  // An SD-JWT within another text is looked at by itself.
  const token = opened?.nested ?? (chosen > 0 || isReady() && SD_JWT.test(one) ? one : undefined);
  if (token === undefined) return outer;
  const start = text.indexOf(token);
  return { ...lookAt(token), start: start < 0 ? undefined : start, pasted: outer.pasted };
}

/** What a text says, without putting it on the page. */
export function lookAt(text) {
  if (!isReady()) return decodeOnly(text);
  return { ...found(api.inspectJson(text), 'inspect'), token: api.inspect(text).token };
}

/**
 * A report's JSON text as the page keeps it.
 *
 * @param {string} json
 * @param {'inspect' | 'verify'} mode
 * @returns {import('./state.js').Inspected}
 */
export function found(json, mode) {
  const report = JSON.parse(json);
  const tree = read(json);
  const part = (name) => {
    const value = member(tree, name);
    return value?.kind === 'object' ? value : undefined;
  };
  const { token_start: start } = report;
  const { pasted_as: kind = 'token', pasted_text: text = '', removed = [], tokens = [], members = [] } = report;
  const pasted = { kind, text, removed, tokens, members };
  return { mode, at: nowSeconds(), report, header: part('header'), claims: part('claims'), token: '', start, pasted };
}

/** What the token says goes into the fields that the person has not written. */
function prefill(state) {
  const { header, claims } = state.inspected ?? {};
  const verify = state.verify;
  const set = (field, value) => {
    if (!verify.touched.has(field)) verify[field] = value;
  };
  set('issuer', memberText(claims, 'iss') ?? '');
  set('audience', memberTexts(claims, 'aud').join(', '));
  const alg = memberText(header, 'alg') ?? '';
  // Each signature may have an algorithm of its own.
  const isOfSeveral = state.chosen === 0 && state.inspected?.pasted.kind === 'jws-json' && state.inspected.pasted.tokens.length > 1;
  set('algorithms', isOfSeveral || /^none$/i.test(alg) ? '' : alg);
  set('profile', state.inspected?.report?.suggested_profile ?? 'jwt');
  if (!verify.touched.has('keys')) verify.keys = alg.startsWith('HS') ? 'secret' : 'issuer';
}
