/**
 * A DPoP proof, held against the request that it came with (RFC 9449 §4.3). Its form, key and signature are judged by the core.
 * @module
 */

import { base64url, base64urlOf } from '../base64url.js';
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
/** Checks by which a proof is no access token. */
const OF_A_PROOF = ['header.typ', 'claim.type'];
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Why the proof of a request is not taken, if it is not, and what the answer carries.
 * @param {Sent} sent
 * @param {string} jkt The thumbprint of the key that the token is bound to.
 * @param {Rules} rules
 */
export async function judged(sent, jkt, rules) {
  const text = sent.asked.header('dpop') ?? '';
  if (text === '') return refused('no DPoP proof was sent', 'dpop.required');
  const jwk = text.length > mostCharacters ? undefined : keyIn(text);
  if (jwk === undefined) return refused('the DPoP proof is not one JWT with a public key in its header');
  const proved = await sent.verifier.proof(text, jwk, rules.algorithms).catch(unusable);
  if (proved === undefined) return refused('the DPoP proof has a key that cannot be used');
  const { report, now } = proved;
  // It was judged as a JWT of any kind: what it fails is to be one, and nothing else.
  const failed = report.checks.filter(({ status }) => status === 'fail').map(({ id }) => id);
  const other = failed.find((id) => !OF_A_PROOF.includes(id));
  if (report.header?.typ !== 'dpop+jwt' || other) return refused(`the DPoP proof fails the check ${other ?? 'header.typ'}`);
  if (report.signature?.status !== 'valid') return refused('the DPoP proof is not signed');
  return ofRequest(sent, report, jkt, rules, now / 1000);
}

/** A key that the caller chose is no mistake of the API. @param {any} error */
function unusable(error) {
  if (error?.code !== 'misuse.key') throw error;
}

/**
 * @param {Sent} sent
 * @param {import('../types.js').Report} report
 * @param {string} jkt
 * @param {Rules} rules
 * @param {number} now
 */
async function ofRequest({ asked, token }, report, jkt, { publicUrl, maxAge, nonces, replays }, now) {
  const { htm, htu, iat, ath, jti, nonce } = /** @type {Record<string, unknown>} */ (report.claims);
  const target = targetOf(typeof publicUrl === 'function' ? publicUrl(asked.native) : publicUrl.replace(/\/$/, '') + pathOf(asked.url));
  // What the API itself got wrong is not laid to the caller.
  if (target === undefined && typeof publicUrl === 'function') throw misuse('options', 'publicUrl gives no URL for this request');
  const digest = async (/** @type {string} */ text) => base64urlOf(new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(text))));
  const ahead = Math.min(maxAge, mostAhead);
  const wrong = [
    [typeof jti !== 'string' || jti === '' || jti.length > mostOfId, 'its jti is missing or too long'],
    [htm !== asked.method, 'its htm is not the method of the request'],
    [typeof htu !== 'string' || target === undefined || targetOf(htu) !== target, 'its htu is not the URL of the request'],
    [typeof iat !== 'number' || iat < now - maxAge || iat > now + ahead, 'its iat is missing, too long ago, or ahead'],
    [ath !== (await digest(token)), 'its ath is not the hash of the access token'],
  ].find(([isWrong]) => isWrong);
  if (wrong) return refused(`the DPoP proof is not for this request: ${wrong[1]}`);
  const { key } = report.signature ?? {};
  if (key?.thumbprint !== jkt) return refused('the token is bound to another key than that of the DPoP proof', 'dpop.proof', 'invalid_token');
  const fresh = await nonces?.judge(nonce, now);
  if (fresh?.isWrong) return { ...refused('the DPoP proof needs a nonce of this server', 'dpop.nonce', 'use_dpop_nonce'), headers: fresh.headers };
  // Nothing is remembered of proofs that are not good.
  const isFirst = await replays.first(await digest(`${jkt}.${jti}`), maxAge + ahead + 1);
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

/**
 * The public key in the header, without what says more than its numbers; the core judges whether the rest is well formed.
 * @param {string} text
 */
function keyIn(text) {
  try {
    const { jwk, kid } = JSON.parse(decoder.decode(base64url(text.slice(0, text.indexOf('.')))));
    const { kty, crv, x, y, n, e, ...others } = jwk;
    const isPrivate = ['d', 'k', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'priv'].some((name) => name in others);
    return isPrivate || !['EC', 'RSA', 'OKP'].includes(kty) ? undefined : { kty, crv, x, y, n, e, kid };
  } catch {
    return undefined;
  }
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
