/**
 * Verifies and explains tokens in whatever form they are written.
 * @module
 */

import { CompactVerifier, isRefusal } from './compact.js';
import { jsonOf, misuse, onlyKnown, onlyText } from './error.js';
import { isBytes } from './kinds.js';
import { isOfEveryKind } from './options.js';

/** @typedef {import('./types.js').Report} Report */
/** @typedef {import('./types.js').KeyReport} KeyReport */

/**
 * A token that was verified in whatever form it was written.
 * @template [Claims=Record<string, any>]
 * @typedef {import('./compact.js').Verified<Claims> & Form} VerifiedForm
 */

/**
 * The form of a token that is not compact.
 * @typedef {object} Form
 * @property {string} [form] The form in a sentence, with what of it no check is on.
 * @property {string} [signature] Which of a JWS's signatures holds, such as `signature 2`.
 * @property {Presentation} [sdJwt] What an SD-JWT presents. The claims are then those of its JWT with what is disclosed in its place.
 */

/**
 * What an SD-JWT presents, beside its JWT.
 * @typedef {object} Presentation
 * @property {{ name?: string, value: any }[]} disclosures What is disclosed, in its order; an element of an array has no name.
 * @property {number} hidden How many digests stand for what is not disclosed.
 * @property {Record<string, any>} [keyBinding] The claims of the key binding, which the holder's key signed for one verifier: `aud`,
 *   `nonce` and `iat`.
 */

/**
 * The report on a token in whatever form it was written.
 * @typedef {object} ExplainedForm
 * @property {Report} report
 * @property {string} json The report as JSON text in which numbers stand exactly as in the token.
 * @property {string} [form] The form in a sentence, where it is not the compact one.
 * @property {string} [signature] Which of a JWS's signatures the report is on.
 */

/**
 * What is expected of a form, beside what the verifier expects of a token.
 * @typedef {object} FormOptions
 * @property {{ audience: string, nonce: string }} [keyBinding] The text must be an SD-JWT with a key binding (RFC 9901 §7.3) that is for
 *   this audience and has this nonce, which its holder was given.
 */

/**
 * A JWS whose payload was sent apart, and was signed.
 * @typedef {object} VerifiedDetached
 * @property {Readonly<Record<string, any>>} header
 * @property {Readonly<KeyReport>} key The key that verified it.
 * @property {string} algorithm
 */

/**
 * What the core finds in such a text.
 * @typedef {{ form: string, typ?: string, tokens: { name: string, token: string }[], sdJwt?: Presentation & { claims: Record<string, any> } }} WrittenParts
 */

const encoder = new TextEncoder();

/**
 * Verifies tokens by one policy. Made by `createVerifier`.
 * @template [Claims=Record<string, any>]
 * @extends {CompactVerifier<Claims>}
 */
export class Verifier extends CompactVerifier {
  /** By media type, where tokens have one that this policy does not expect. @type {Map<string, Verifier<any>>} */
  #typed = new Map();

  /**
   * Verifies a token in whatever form it is written: compact, an SD-JWT (RFC 9901), or a JWS as JSON (RFC 7515 §7.2), as
   * `claimscope verify` does. Of several signatures one must hold. Of an SD-JWT every disclosure must be the issuer's and a key binding
   * must hold, where there is one; `keyBinding` demands that there is, and for whom.
   *
   * @example
   * import { createVerifier } from 'claimscope'
   *
   * const verifier = createVerifier({ issuer: false, audience: 'api1', algorithms: ['HS256'], keys: new Uint8Array(32).fill(7) })
   * const refused = await verifier.verifyForm('eyJhbGciOiJIUzI1NiJ9.e30.AA~WyJzYWx0IiwiYSIsMV0~').catch((error) => error)
   * console.log(refused.code) // sd-jwt.presentation
   *
   * @param {string} text
   * @param {FormOptions} [options]
   * @returns {Promise<VerifiedForm<Claims>>}
   * @throws {ClaimscopeError} `sd-jwt.presentation` or `jws-json.form` where the form does not hold, otherwise the first check that the
   *   first signature does not pass.
   */
  async verifyForm(text, options) {
    const written = this.#written(text, options);
    if (written === undefined) return this.verify(text);
    const { form, tokens, sdJwt, verifier } = written;
    let refused;
    for (const { name, token } of tokens) {
      try {
        const { claims, ...verified } = await verifier.verified(token);
        const accepted = { ...verified, claims: sdJwt?.claims ?? claims, form, ...(name && { signature: name }), ...(sdJwt && { sdJwt: presented(sdJwt) }) };
        return await verifier.fitted(accepted, token);
      } catch (error) {
        if (!isRefusal(error)) throw error;
        refused ??= { error, token };
      }
    }
    throw await verifier.reported(refused?.error, /** @type {string} */ (refused?.token));
  }

  /**
   * Runs every check on a token in whatever form it is written, as {@link Verifier.verifyForm} takes it. The report is on the first
   * signature that holds, else on the first.
   *
   * @example
   * import { createVerifier } from 'claimscope'
   *
   * const verifier = createVerifier({ issuer: false, audience: 'api1', algorithms: ['HS256'], keys: new Uint8Array(32).fill(7) })
   * const { report, form } = await verifier.explainForm('{"payload":"e30","protected":"eyJhbGciOiJIUzI1NiJ9","signature":"AA"}')
   * console.log(report.verdict, form)
   *
   * @param {string} text
   * @param {FormOptions} [options]
   * @returns {Promise<ExplainedForm>}
   * @throws {ClaimscopeError} `sd-jwt.presentation` or `jws-json.form` where the form does not hold.
   */
  async explainForm(text, options) {
    const { form, tokens, sdJwt, verifier } = this.#written(text, options) ?? { tokens: [{ name: '', token: text }], verifier: this };
    let first;
    for (const { name, token } of tokens) {
      const json = await verifier.explainedFit(token, sdJwt?.claims);
      const explained = { report: JSON.parse(json), json, ...(form && { form }), ...(name && { signature: name }) };
      if (explained.report.verdict === 'accepted') return explained;
      first ??= explained;
    }
    return /** @type {ExplainedForm} */ (first);
  }

  /**
   * Verifies the signature of a JWS whose payload is sent apart, as in `header..signature` (RFC 7515 §F); as it is where the header says
   * `b64: false` and lists that as critical (RFC 7797). Only `keys` and `algorithms` count: a payload may be anything, and no claim is
   * checked.
   *
   * @example
   * import { createVerifier } from 'claimscope'
   *
   * const key = { kty: 'oct', k: 'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow' }
   * const verifier = createVerifier({ issuer: false, audience: false, algorithms: ['HS256'], keys: key })
   * const jws = 'eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19..A5dxf2s96_n5FLueVuW1Z_vh161FwXZC4YLPff6dmDY'
   * const { algorithm } = await verifier.verifyDetached(jws, '$.02')
   * console.log(algorithm) // HS256
   *
   * @param {string} jws
   * @param {Uint8Array | string} payload A text stands for its UTF-8.
   * @returns {Promise<VerifiedDetached>}
   * @throws {ClaimscopeError} The first check that it does not pass.
   */
  async verifyDetached(jws, payload) {
    onlyText(jws, 'token');
    if (this.isOfSeveral) throw misuse('options', 'a detached payload names no issuer: verify it by a verifier of one');
    const content = typeof payload === 'string' ? encoder.encode(payload) : payload;
    if (!isBytes(content)) throw misuse('options', 'the payload is a text, or bytes');
    return this.proved(jws, content);
  }

  /**
   * What there is to verify in a text that is no compact token, and by whom; nothing of any other.
   * @param {string} text
   * @param {FormOptions} [options]
   * @returns {WrittenParts & { verifier: Verifier<any> } | undefined}
   */
  #written(text, options) {
    onlyText(text, 'token');
    // The times of a key binding are judged as the issuer's JWT is. Of a JWS as JSON nothing is judged but its signatures, one by one.
    const judge = this.judging(text.split('~', 1)[0]);
    const parts = judge.written(text, bindingIn(options));
    if (parts === undefined) return undefined;
    const written = /** @type {WrittenParts} */ (JSON.parse(parts));
    return { ...written, verifier: isOfEveryKind(judge.policy) ? this.#ofType(written.typ) : this };
  }

  /** Whether tokens of several issuers are told apart. @internal */
  get isOfSeveral() {
    return false;
  }

  /** Whose policy a token is judged by. @internal @param {string} _token @returns {Verifier<any>} */
  judging(_token) {
    return this;
  }

  /** @internal @param {import('./compact.js').Verified<any>} verified @param {string} _token @returns {Promise<any>} */
  async fitted(verified, _token) {
    return verified;
  }

  /**
   * The verifier for tokens of this media type.
   * @param {string} [typ]
   */
  #ofType(typ) {
    if (typ === undefined) return this;
    const known = this.#typed.get(typ);
    const verifier = known ?? /** @type {Verifier<any>} */ (this.requiring(/** @type {any} */ ({ typ })));
    if (!known) this.#typed.set(typ, verifier);
    return verifier;
  }
}

/**
 * The key binding that is expected, as the core takes it.
 * @param {FormOptions} [options]
 */
function bindingIn(options = {}) {
  onlyKnown(options, ['keyBinding']);
  if (!('keyBinding' in options)) return undefined;
  onlyKnown(/** @type {any} */ (options.keyBinding), ['audience', 'nonce']);
  return jsonOf(/** @type {object} */ (options.keyBinding));
}

/** @param {Presentation & { claims: unknown }} sdJwt */
const presented = ({ claims, ...presentation }) => presentation;
