/**
 * Verifies and explains tokens.
 * @module
 */

import { base64url } from './base64url.js';
import { Remembered, frozen } from './cache.js';
import { CallState, answer, core, text, write } from './core.js';
import { algorithmNames, hostedBy } from './engine.js';
import { ClaimscopeError, guarded, misuse, onlyText, timeBy, tooBusy, unfetched } from './error.js';
import { isBytes, isPromise } from './kinds.js';
import { keySource } from './local-keys.js';
import { isOfEveryKind, read, stricter } from './options.js';
import { Signatures } from './signatures.js';

/** @typedef {import('./types.js').Report} Report */
/** @typedef {import('./types.js').KeyReport} KeyReport */
/** @typedef {import('./keys.js').KeySource} KeySource */
/** @import { VerifierOptions } from './options.js' */

/**
 * A verified token.
 * @template [Claims=Record<string, any>]
 * @typedef {object} Verified
 * @property {Claims} claims The claims set, or what the verifier's schema makes of it. Numbers past 2^53 are rounded, as `JSON.parse`
 *   does it.
 * @property {Readonly<Record<string, any>>} header The JOSE header, frozen: tokens of one kind share it.
 * @property {Readonly<KeyReport>} key The key that verified it.
 * @property {string} algorithm
 * @property {unknown} [confirmation] The token's `cnf` (RFC 7800), where a schema has made something else of the claims.
 */

/**
 * A token that was verified in whatever form it was written.
 * @template [Claims=Record<string, any>]
 * @typedef {Verified<Claims> & Form} VerifiedForm
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

/**
 * A longer token goes to the core cut, which refuses it by its size; its memory would grow, and never shrink. One more than the
 * core takes apart, so that it does not take the cut one for whole.
 */
const mostCharacters = 1024 * 1024 + 1;
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

/**
 * Verifies tokens by one policy. Made by `createVerifier`.
 * @template [Claims=Record<string, any>]
 */
export class Verifier {
  #core;
  /** @type {KeySource} */
  #keys;
  #options;
  #now;
  #hosted;
  #hostedSync;
  #withReport;
  /** @type {Remembered | undefined} */
  #remembered;
  #signatures;
  /** When the keys were last looked up. */
  #keysNow = 0;
  /** By media type, where tokens have one that this policy does not expect. @type {Map<string, Verifier<any>>} */
  #typed = new Map();
  #headerText = '.';
  /** @type {Record<string, any>} */
  #header = {};

  /** @param {VerifierOptions<Claims>} options */
  constructor(options) {
    const { keys, engine, more, now, report, cache, policy } = read(options);
    this.#keys = keySource(keys);
    this.#options = { ...options, keys: this.#keys };
    this.#core = guarded(() => new (core().Verifier)(policy, this.#keys.handle));
    const { accessToken: _, ...shown } = JSON.parse(policy);
    /** What it was told to expect. @type {Readonly<Omit<VerifierOptions, 'keys' | 'engine' | 'moreAlgorithms' | 'now' | 'report' | 'cache' | 'schema' | 'tenants' | 'accessToken'>>} */
    this.policy = frozen(shown);
    this.#signatures = new Signatures(this.#keys, engine, more);
    this.#now = now;
    this.#hosted = hostedBy(engine, false, more);
    this.#hostedSync = hostedBy(engine, true, more);
    this.#withReport = report;
    if (report) this.#mustExplain();
    if (cache !== undefined) this.#remembered = new Remembered(this.#core, cache);
  }

  /**
   * Verifies a token.
   *
   * @example
   * import { createVerifier, generateKey, sign } from 'claimscope'
   *
   * const { privateKey, publicKey } = await generateKey('ES256')
   * const token = await sign({ iss: 'https://a.example', aud: 'api1', exp: 2e9 }, { key: privateKey, algorithm: 'ES256' })
   * const verifier = createVerifier({ issuer: 'https://a.example', audience: 'api1', algorithms: ['ES256'], keys: publicKey })
   * const { claims } = await verifier.verify(token)
   * console.log(claims.aud) // api1
   *
   * @param {string} token
   * @returns {Promise<Verified<Claims>>}
   * @throws {ClaimscopeError} The first check that the token does not pass.
   */
  verify(token) {
    const verified = this.verified(token);
    return this.#withReport ? verified.catch(async (error) => Promise.reject(await this.reported(error, token))) : verified;
  }

  /**
   * A refusal with the report, where that was asked for.
   * @internal
   * @param {unknown} error
   * @param {string} token
   */
  async reported(error, token) {
    // The report is an extra: that there is none must not stand in place of the refusal.
    if (this.#withReport && isRefusal(error)) error.report = await this.explained(token, error.issues).then(JSON.parse, () => undefined);
    return error;
  }

  /**
   * What every check has passed, which no schema has seen.
   * @internal
   * @param {string} token
   * @returns {Promise<Verified<any>>}
   */
  async verified(token) {
    for (let attempt = 0; ; attempt += 1) {
      const now = timeBy(this.#now);
      const known = this.#recall(token, now);
      if (known) return known;
      let state = this.#begin(token, now, this.#hosted);
      if (state === CallState.Fetch) {
        if (attempt > 2) throw unfetched();
        await this.#keys.fetch();
        continue;
      }
      if (state === CallState.Compute) {
        const number = answer()[6];
        state = this.#core.finish(number, await this.#computed(number));
      }
      if (state === CallState.Accepted) return this.#result(token, now);
      const error = this.#refusal(state);
      if (attempt < 3 && (await this.#hasNewerKeys(token))) continue;
      throw error;
    }
  }

  /**
   * Verifies a token at once, where the keys are in hand and whoever computes does so synchronously. Of an issuer that has put
   * another key under the same name, tokens are refused until that key, which is fetched beside, has come.
   *
   * @example
   * import { createVerifier } from 'claimscope'
   *
   * const verifier = createVerifier({ issuer: false, audience: 'api1', algorithms: ['HS256'], keys: new Uint8Array(32).fill(7) })
   * try {
   *   verifier.verifySync('no token')
   * } catch (error) {
   *   console.log(String(error))
   * }
   *
   * @param {string} token
   * @returns {Verified<Claims>}
   * @throws {ClaimscopeError} The first check that the token does not pass; `misuse.async-engine` where it cannot be told
   *   at once.
   */
  verifySync(token) {
    try {
      return this.verifiedSync(token);
    } catch (error) {
      throw this.reportedSync(error, token);
    }
  }

  /**
   * @internal
   * @param {unknown} error
   * @param {string} token
   */
  reportedSync(error, token) {
    if (this.#withReport && isRefusal(error)) {
      const report = this.explainedSync(token, error.issues);
      error.report = report && JSON.parse(report);
    }
    return error;
  }

  /**
   * @internal
   * @param {string} token
   * @returns {Verified<any>}
   */
  verifiedSync(token) {
    const now = timeBy(this.#now);
    const known = this.#recall(token, now);
    if (known) return known;
    let state = this.#begin(token, now, this.#hostedSync);
    if (state === CallState.Fetch) {
      this.#keys.refreshBeside();
      throw misuse('async-engine', 'the keys are not in hand, and are fetched now; await keys.ready() or verify()');
    }
    if (state === CallState.Compute) {
      const number = answer()[6];
      let matches;
      try {
        matches = this.#signatures.compute();
      } catch (error) {
        this.#core.abandon(number);
        throw error;
      }
      if (typeof matches !== 'boolean') {
        matches.catch(() => {});
        this.#core.abandon(number);
        throw misuse('async-engine', 'this algorithm is computed by crypto.subtle here; await verify()');
      }
      state = this.#core.finish(number, matches);
    }
    if (state === CallState.Accepted) return this.#result(token, now);
    const error = this.#refusal(state);
    if (this.#lookUpAgain(token)) this.#keys.refreshBeside();
    throw error;
  }

  /**
   * Runs every check and tells of all. It never throws for a bad token.
   *
   * @example
   * import { createVerifier } from 'claimscope'
   *
   * const verifier = createVerifier({ issuer: false, audience: 'api1', algorithms: ['HS256'], keys: new Uint8Array(32).fill(7) })
   * const report = await verifier.explain('no token')
   * console.log(report.verdict) // rejected
   *
   * @param {string} token
   * @returns {Promise<Report>}
   */
  async explain(token) {
    return JSON.parse(await this.explainJson(token));
  }

  /**
   * As {@link Verifier.explain}, as JSON text in which numbers stand exactly as in the token.
   *
   * @example
   * import { createVerifier } from 'claimscope'
   *
   * const verifier = createVerifier({ issuer: false, audience: 'api1', algorithms: ['HS256'], keys: new Uint8Array(32).fill(7) })
   * console.log(await verifier.explainJson('no token'))
   *
   * @param {string} token
   * @returns {Promise<string>}
   */
  explainJson(token) {
    return this.explainedFit(token);
  }

  /** @internal @param {string} token @param {Record<string, any>} [_claims] @returns {Promise<string>} */
  explainedFit(token, _claims) {
    return this.explained(token);
  }

  /**
   * The report as JSON text, with what a schema did not take, where one was asked.
   * @internal
   * @param {string} token
   * @param {readonly string[]} [faults]
   * @returns {Promise<string>}
   */
  async explained(token, faults) {
    onlyText(token, 'token');
    for (let attempt = 0; ; attempt += 1) {
      const state = this.#beginExplaining(token, this.#hosted);
      if (state === CallState.Busy) throw tooBusy();
      if (state === CallState.Fetch) {
        if (attempt > 2) throw unfetched();
        await this.#keys.fetch();
        continue;
      }
      const number = answer()[6];
      const matches = state === CallState.Compute ? await this.#computed(number) : undefined;
      const report = /** @type {string} */ (this.#core.finish_explaining(number, matches, faults?.join(', ')));
      if (attempt > 2 || !(await this.#hasNewerKeys(token))) return report;
    }
  }

  /**
   * Verifies a token in whatever form it is written: compact, an SD-JWT (RFC 9901), or a JWS as JSON (RFC 7515 §7.2), as
   * `claimscope verify` does. Of several signatures one must hold. Of an SD-JWT every disclosure must be the issuer's and a key binding
   * must hold; whether its `aud` and `nonce` are yours is for you to compare.
   *
   * @example
   * import { createVerifier } from 'claimscope'
   *
   * const verifier = createVerifier({ issuer: false, audience: 'api1', algorithms: ['HS256'], keys: new Uint8Array(32).fill(7) })
   * const refused = await verifier.verifyForm('eyJhbGciOiJIUzI1NiJ9.e30.AA~WyJzYWx0IiwiYSIsMV0~').catch((error) => error)
   * console.log(refused.code) // sd-jwt.presentation
   *
   * @param {string} text
   * @returns {Promise<VerifiedForm<Claims>>}
   * @throws {ClaimscopeError} `sd-jwt.presentation` or `jws-json.form` where the form does not hold, otherwise the first check that the
   *   first signature does not pass.
   */
  async verifyForm(text) {
    const written = this.#written(text);
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
   * @returns {Promise<ExplainedForm>}
   * @throws {ClaimscopeError} `sd-jwt.presentation` or `jws-json.form` where the form does not hold.
   */
  async explainForm(text) {
    const { form, tokens, sdJwt, verifier } = this.#written(text) ?? { tokens: [{ name: '', token: text }], verifier: this };
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
    for (let attempt = 0; ; attempt += 1) {
      this.#keysNow = this.#keys.now();
      let state = this.#core.begin_detached(write(bounded(jws)), content, this.#keysNow, this.#hosted);
      if (state === CallState.Fetch) {
        if (attempt > 2) throw unfetched();
        await this.#keys.fetch();
        continue;
      }
      if (state === CallState.Compute) {
        const number = answer()[6];
        state = this.#core.finish_detached(number, await this.#computed(number));
      }
      if (state === CallState.Accepted) {
        const words = answer();
        const [index, algorithm, generation] = [words[2], words[3], words[4]];
        return { header: this.#headerOf(jws), key: this.#signatures.keyAt(generation, index).key, algorithm: algorithmNames()[algorithm] };
      }
      const error = this.#refusal(state);
      if (attempt < 3 && (await this.#hasNewerKeys(jws))) continue;
      throw error;
    }
  }

  /**
   * A verifier that asks for more than this one does, of tokens that the same keys verify: say, for one route of an API.
   *
   * @example
   * import { createVerifier } from 'claimscope'
   *
   * const verifier = createVerifier({ issuer: false, audience: 'api1', algorithms: ['HS256'], keys: new Uint8Array(32).fill(7) })
   * const writing = verifier.requiring({ requiredScopes: ['orders.write'] })
   * console.log(writing.policy.requiredScopes) // ['orders.write']
   *
   * @template [More=Claims]
   * @param {Pick<VerifierOptions<More>, 'requiredScopes' | 'requiredClaims' | 'acrValues' | 'maxAuthAge' | 'schema'>} more Scopes and
   *   claims are added to those that are required already; the others stand in place of what was said before.
   * @returns {Verifier<More>}
   */
  requiring(more) {
    return new Verifier(stricter(/** @type {VerifierOptions<any>} */ (this.#options), more));
  }

  /**
   * What there is to verify in a text that is no compact token, and by whom; nothing of any other.
   * @param {string} text
   * @returns {WrittenParts & { verifier: Verifier<any> } | undefined}
   */
  #written(text) {
    onlyText(text, 'token');
    const cut = bounded(text);
    // The times of a key binding are judged as the issuer's JWT is. Of a JWS as JSON nothing is judged but its signatures, one by one.
    const judge = this.judging(cut.split('~', 1)[0]);
    const core = judge.#core;
    if (!('written' in core)) throw misuse('slim', 'this build takes compact tokens alone; claimscope takes every form');
    const parts = guarded(() => core.written(cut, timeBy(this.#now)));
    if (parts === undefined) return undefined;
    const written = /** @type {WrittenParts} */ (JSON.parse(parts));
    return { ...written, verifier: isOfEveryKind(judge.policy) ? this.#ofType(written.typ) : this };
  }

  /** Whose policy a token is judged by. @internal @param {string} _token @returns {Verifier<any>} */
  judging(_token) {
    return this;
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

  /**
   * What the host finds of the signature that the core has just asked for.
   * @param {number} number
   */
  async #computed(number) {
    try {
      return await this.#signatures.compute();
    } catch (error) {
      this.#core.abandon(number);
      throw error;
    }
  }

  /** Whether tokens of several issuers are told apart. @internal */
  get isOfSeveral() {
    return false;
  }

  /** @internal @param {Verified<any>} verified @param {string} _token @returns {Promise<any>} */
  async fitted(verified, _token) {
    return verified;
  }

  /**
   * What the core says of a DPoP proof, and of when: its signature by the key in its own header, which proves nothing by itself.
   * @internal
   * @param {string} proof
   * @param {object} jwk
   * @param {string[]} algorithms
   * @returns {Promise<{ report: Report, now: number }>}
   */
  async proof(proof, jwk, algorithms) {
    const now = timeBy(this.#now);
    const options = { issuer: /** @type {const} */ (false), audience: /** @type {const} */ (false), allowMissingExpiry: true, clockTolerance: 60, algorithms };
    const verifier = new Verifier({ ...options, keys: jwk, now: () => now });
    try {
      return { report: await verifier.explain(proof), now };
    } finally {
      // One a request would fill the memory before it is tidied up.
      verifier.#core.free();
      verifier.#keys.handle.free();
    }
  }

  /**
   * Whether there are other keys by now for a token that was just refused; they are fetched where that may help.
   * @param {string} token
   */
  async #hasNewerKeys(token) {
    const mustFetch = this.#lookUpAgain(token);
    if (mustFetch) await this.#keys.fetch();
    return mustFetch !== undefined;
  }

  /** @param {string} token */
  #lookUpAgain(token) {
    return this.#keys.isRemote ? this.#core.look_up_again(write(bounded(token)), this.#keysNow) : undefined;
  }

  /**
   * What was given for this token before, where that is remembered and still holds.
   * @param {string} token
   * @param {number} now
   */
  #recall(token, now) {
    const known = this.#remembered?.find(token, now, this.#keys.now());
    if (known) this.#refreshIfDue();
    return known;
  }

  /**
   * @param {string} token
   * @param {number} now
   * @param {number} hosted
   */
  #begin(token, now, hosted) {
    onlyText(token, 'token');
    this.#keysNow = this.#keys.now();
    const state = this.#core.begin(write(bounded(token)), now, this.#keysNow, hosted);
    this.#refreshIfDue();
    return state;
  }

  /**
   * @param {string} token
   * @param {number} hosted
   */
  #beginExplaining(token, hosted) {
    this.#mustExplain();
    const now = timeBy(this.#now);
    this.#keysNow = this.#keys.now();
    return this.#core.begin_explaining(write(bounded(token)), now, this.#keysNow, hosted);
  }

  #mustExplain() {
    if (!('begin_explaining' in this.#core)) throw misuse('slim', 'claimscope/lean has no reports; the same verifier of claimscope has');
  }

  #refreshIfDue() {
    if (this.#keys.isRemote && this.#core.wants_refresh()) this.#keys.refreshBeside();
  }

  /**
   * @param {string} token
   * @param {number} now
   * @returns {Verified}
   */
  #result(token, now) {
    // Taking them apart by name is slower, and the next call may move them.
    const words = answer();
    const [start, length, index, algorithm, generation] = [words[0], words[1], words[2], words[3], words[4]];
    const verified = {
      claims: JSON.parse(text(start, length)),
      header: this.#headerOf(token),
      key: this.#signatures.keyAt(generation, index).key,
      algorithm: algorithmNames()[algorithm],
    };
    return this.#remembered === undefined ? verified : this.#remembered.keep(token, now, verified);
  }

  /** @param {string} token */
  #headerOf(token) {
    // Tokens of one kind share their header.
    if (!token.startsWith(this.#headerText)) {
      const part = token.slice(0, token.indexOf('.'));
      this.#header = frozen(JSON.parse(utf8.decode(base64url(part.replace(/=+$/, '')))));
      this.#headerText = `${part}.`;
    }
    return this.#header;
  }

  /** @param {number} state */
  #refusal(state) {
    if (state === CallState.Busy) return tooBusy();
    return new ClaimscopeError(JSON.parse(/** @type {string} */ (this.#core.problem())));
  }

  /**
   * The report of a token that has just been refused at once, as JSON text.
   * @internal
   * @param {string} token
   * @param {readonly string[]} [faults]
   * @returns {string | undefined}
   */
  explainedSync(token, faults) {
    let number, matches;
    try {
      const state = this.#beginExplaining(token, this.#hostedSync);
      if (state === CallState.Fetch || state === CallState.Busy) return undefined;
      number = answer()[6];
      matches = state === CallState.Compute ? this.#signatures.compute() : undefined;
    } catch {
      // The report is an extra: that there is none must not stand in place of the refusal.
      if (number !== undefined) this.#core.abandon(number);
      return undefined;
    }
    if (isPromise(matches)) matches.catch(() => {});
    return this.#core.finish_explaining(number, typeof matches === 'boolean' ? matches : undefined, faults?.join(', '));
  }
}

/**
 * Whether a verification ended so because of what the token or the keys are.
 * @param {unknown} error
 * @returns {error is ClaimscopeError}
 */
const isRefusal = (error) => error instanceof ClaimscopeError && !error.code.startsWith('misuse.');

/** @param {Presentation & { claims: unknown }} sdJwt */
const presented = ({ claims, ...presentation }) => presentation;

/** @param {string} token */
const bounded = (token) => (token.length > mostCharacters ? token.slice(0, mostCharacters) : token);
