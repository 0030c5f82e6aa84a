/**
 * `WWW-Authenticate`, as it is written (RFC 9110 §11.6.1), and which answer a code asks for.
 * @module
 */

/**
 * One challenge; parameters that are undefined are left out.
 * @param {string} scheme
 * @param {Record<string, string | undefined>} parameters
 * @returns {string}
 */
export function challenge(scheme, parameters) {
  const written = Object.entries(parameters).flatMap(([name, value]) => (value === undefined ? [] : `${name}=${quoted(value)}`));
  return written.length === 0 ? scheme : `${scheme} ${written.join(', ')}`;
}

/**
 * A quoted-string (RFC 9110 §5.6.4). What no header can hold, a line's end first of all, becomes a question mark.
 * @param {string} text
 */
function quoted(text) {
  return `"${text.replace(/[^\x20-\x7e]/g, '?').replace(/["\\]/g, '\\$&')}"`;
}

/**
 * What a protected API answers to an error: its status, and the `error` of its challenge (RFC 6750 §3.1, RFC 9470 §3).
 * @param {string} code
 * @returns {{ status: 401 | 403 | 500 | 503, error?: string }}
 */
export function answerTo(code) {
  switch (code) {
    case 'claim.scope':
      return { status: 403, error: 'insufficient_scope' };
    case 'claim.acr':
    case 'claim.auth_time':
      return { status: 401, error: 'insufficient_user_authentication' };
    case 'misuse.token':
      return { status: 401 };
    case 'misuse.too-many':
      return { status: 503 };
  }
  if (isCheck(code) || /^(jwe|sd-jwt|jws-json)\./.test(code)) return { status: 401, error: 'invalid_token' };
  return { status: code.startsWith('misuse.') ? 500 : 503 };
}

/**
 * Whether the code is a check of a token; what begins with `keys.`, beside them, says that there are no keys to check any with.
 * @param {string} code
 */
export const isCheck = (code) => /^(format|header|key|signature|claim)\./.test(code);

/**
 * What a challenge tells of a failed check: its name, and nothing that stands in the token.
 * @param {string} code
 */
export const descriptionOf = (code) => `the token fails the check ${code}`;
