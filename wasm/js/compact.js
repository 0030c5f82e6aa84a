/**
 * Verifies and explains compact tokens.
 * @module
 */

import { base64url } from './base64url.js';
import { Remembered, frozen } from './cache.js';
import { CallState, answer, core, text, write } from './core.js';
import { algorithmNames, hostedBy } from './engine.js';
import { ClaimscopeError, guarded, misuse, onlyText, timeBy, tooBusy, unfetched } from './error.js';
import { isPromise } from './kinds.js';
import { keySource } from './local-keys.js';
import { read, stricter } from './options.js';
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
 * A longer token goes to the core cut, which refuses it by its size; its memory would grow, and never shrink. One more than the
 * core takes apart, so that it does not take the cut one for whole.
 */
const mostCharacters = 1024 * 1024 + 1;
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Verifies compact tokens by one policy.
 * @template [Claims=Record<string, any>]
 */
export class CompactVerifier {
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
  verified(token) {
    /** @type {number} */
    let now;
    /** @type {Verified<any> | undefined} */
    let known;
    const begin = () => {
      now = timeBy(this.#now);
      known = this.#recall(token, now);
      return known ? CallState.Accepted : this.#begin(token, now, this.#hosted);
    };
    return this.#settled(token, begin, (number, matches) => this.#core.finish(number, matches), () => known ?? this.#result(token, now));
  }

  /**
   * By which key and algorithm a JWS is signed whose payload is sent apart.
   * @internal
   * @param {string} jws
   * @param {Uint8Array} payload
   */
  proved(jws, payload) {
    const begin = () => {
      this.#keysNow = this.#keys.now();
      return this.#core.begin_detached(write(bounded(jws)), payload, this.#keysNow, this.#hosted);
    };
    return this.#settled(jws, begin, (number, matches) => this.#core.finish_detached(number, matches), () => this.#proof(jws));
  }

  /**
   * Takes a text through the core, with keys that are fetched for it and a signature that the host computes.
   * @template Result
   * @param {string} token
   * @param {() => number} begin
   * @param {(number: number, matches: boolean) => number} finish
   * @param {() => Result} accepted Reads the core's answer at once, before anything else is called.
   * @returns {Promise<Result>}
   */
  async #settled(token, begin, finish, accepted) {
    for (let attempt = 0; ; attempt += 1) {
      let state = begin();
      if (state === CallState.Fetch) {
        if (attempt > 2) throw unfetched();
        await this.#keys.fetch();
        continue;
      }
      if (state === CallState.Compute) {
        const number = answer()[6];
        state = finish(number, await this.#computed(number));
      }
      if (state === CallState.Accepted) return accepted();
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
   * @returns {import('./verifier.js').Verifier<More>}
   */
  requiring(more) {
    const { constructor } = /** @type {any} */ (this);
    return new constructor(stricter(/** @type {VerifierOptions<any>} */ (this.#options), more));
  }

  /**
   * What there is to verify in a text that is no compact token, as JSON; nothing of any other.
   * @internal
   * @param {string} text
   * @param {string | undefined} keyBinding
   */
  written(text, keyBinding) {
    const core = this.#core;
    if (!('written' in core)) throw misuse('slim', 'this build takes compact tokens alone; claimscope takes every form');
    return guarded(() => core.written(bounded(text), timeBy(this.#now), keyBinding));
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

  /**
   * What the core says of a DPoP proof, and of when: its signature by the key in its own header, which proves nothing by itself.
   * @internal
   * @param {string} proof
   * @param {Pick<VerifierOptions, 'algorithms' | 'clockTolerance' | 'maxTokenAge'>} rules
   * @returns {Promise<{ report: Report, now: number }>}
   */
  async proof(proof, rules) {
    const now = timeBy(this.#now);
    const verifier = new CompactVerifier({ ...rules, profile: 'dpop-proof', issuer: false, audience: false, keys: 'of-proof', now: () => now });
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
    const words = answer();
    const verified = { claims: JSON.parse(text(words[0], words[1])), ...this.#proof(token) };
    return this.#remembered === undefined ? verified : this.#remembered.keep(token, now, verified);
  }

  /**
   * By what the core has just accepted a text.
   * @param {string} token
   */
  #proof(token) {
    // Taking them apart by name is slower, and the next call may move them.
    const words = answer();
    const [index, algorithm, generation] = [words[2], words[3], words[4]];
    return { header: this.#headerOf(token), key: this.#signatures.keyAt(generation, index).key, algorithm: algorithmNames()[algorithm] };
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
export const isRefusal = (error) => error instanceof ClaimscopeError && !error.code.startsWith('misuse.');

/** @param {string} token */
const bounded = (token) => (token.length > mostCharacters ? token.slice(0, mostCharacters) : token);
