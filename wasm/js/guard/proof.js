/**
 * A DPoP proof, held against the request that it came with (RFC 9449 §4.3). Its form, key, signature and age are judged by the core.
 * @module
 */

import { base64urlOf } from '../base64url.js';
import { misuse } from '../error.js';

/** @typedef {import('./bound.js').Sent} Sent */

/**
 * What is asked of proofs.
 * @typedef {{ publicUrl: string | ((request: any) => string), algorithms: string[], maxAge: number, replays: import('./replays.js').Replays,
 *   nonces?: ReturnType<typeof import('./nonces.js').noncesOf> }} Rules
 */

/** How far a proof may lie ahead, in seconds, at the most. */
const mostAhead = 60;
/** Longer proofs hold what none needs. */
const mostCharacters = 8192;
const mostOfId = 256;
const encoder = new TextEncoder();

/**
 * Why the proof of a request is not taken, if it is not, and what the answer carries.
 * @param {Sent} sent
 * @param {string} jkt The thumbprint of the key that the token is bound to.
 * @param {Rules} rules
 */
export async function judged(sent, jkt, rules) {
  const text = sent.asked.header('dpop') ?? '';
  if (text === '') return refused('no DPoP proof was sent', 'dpop.required');
  if (text.length > mostCharacters) return refused('the DPoP proof is longer than any has to be');
  const { algorithms, maxAge } = rules;
  const ahead = Math.min(maxAge, mostAhead);
  // The tolerance counts in both directions.
  const { report, now } = await sent.verifier.proof(text, { algorithms, clockTolerance: ahead, maxTokenAge: maxAge - ahead });
  const failed = report.checks.find(({ status }) => status === 'fail');
  if (failed) return refused(`the DPoP proof fails the check ${failed.id}`);
  if (report.signature?.status !== 'valid') return refused('the DPoP proof is not signed');
  return ofRequest(sent, report, jkt, rules, { seconds: maxAge + ahead + 1, now: now / 1000 });
}

/**
 * @param {Sent} sent
 * @param {import('../types.js').Report} report
 * @param {string} jkt
 * @param {Rules} rules
 * @param {{ seconds: number, now: number }} times For how long it is remembered, and when this is.
 */
async function ofRequest({ asked, token }, report, jkt, { publicUrl, nonces, replays }, { seconds, now }) {
  const { htm, htu, ath, jti, nonce } = /** @type {Record<string, unknown>} */ (report.claims);
  const target = targetOf(typeof publicUrl === 'function' ? publicUrl(asked.native) : publicUrl.replace(/\/$/, '') + pathOf(asked.url));
  // What the API itself got wrong is not laid to the caller.
  if (target === undefined && typeof publicUrl === 'function') throw misuse('options', 'publicUrl gives no URL for this request');
  const digest = async (/** @type {string} */ text) => base64urlOf(new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(text))));
  const wrong = [
    [typeof jti !== 'string' || jti === '' || jti.length > mostOfId, 'its jti is missing or too long'],
    [htm !== asked.method, 'its htm is not the method of the request'],
    [typeof htu !== 'string' || target === undefined || targetOf(htu) !== target, 'its htu is not the URL of the request'],
    [ath !== (await digest(token)), 'its ath is not the hash of the access token'],
  ].find(([isWrong]) => isWrong);
  if (wrong) return refused(`the DPoP proof is not for this request: ${wrong[1]}`);
  const { key } = report.signature ?? {};
  if (key?.thumbprint !== jkt) return refused('the token is bound to another key than that of the DPoP proof', 'dpop.proof', 'invalid_token');
  const fresh = await nonces?.judge(nonce, now);
  if (fresh?.isWrong) return { ...refused('the DPoP proof needs a nonce of this server', 'dpop.nonce', 'use_dpop_nonce'), headers: fresh.headers };
  // Nothing is remembered of proofs that are not good.
  const isFirst = await replays.first(await digest(`${jkt}.${jti}`), seconds);
  return isFirst === true ? { headers: fresh?.headers } : refused('the DPoP proof has come before');
}

/**
 * @param {string} message
 * @param {string} [code]
 * @param {string} [error]
 */
function refused(message, code = 'dpop.proof', error = 'invalid_dpop_proof') {
  return { refusal: { status: 401, error, code, message } };
}

/** Without query and fragment, and as RFC 3986 §6.2 has it. @param {string} url */
function targetOf(url) {
  if (typeof url !== 'string' || !URL.canParse(url)) return undefined;
  const { origin, pathname, username, password } = new URL(url);
  if (origin === 'null' || username !== '' || password !== '') return undefined;
  const plain = (/** @type {string} */ code) => {
    const character = String.fromCharCode(parseInt(code.slice(1), 16));
    return /[\w.~-]/.test(character) ? character : code.toUpperCase();
  };
  return origin + pathname.replace(/%[\da-f]{2}/gi, plain);
}

/** From the path on. @param {string} url */
function pathOf(url) {
  return url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '');
}
