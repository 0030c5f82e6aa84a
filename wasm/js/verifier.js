/**
 * Verifies and explains tokens.
 * @module
 */

import { base64url } from './base64url.js';
import { Remembered, frozen } from './cache.js';
import { CallState, answer, bytes, core, text, write } from './core.js';
import { algorithmNames, hostedBy, hostFor } from './engine.js';
import { ClaimscopeError, clock, guarded, jsonOf, misuse, onlyKnown, onlyText, timeBy, tooBusy, unfetched } from './error.js';
import { isPromise } from './kinds.js';
import { keySource } from './local-keys.js';

/** @typedef {import('./types.js').Report} Report */
/** @typedef {import('./types.js').KeyReport} KeyReport */
/** @typedef {import('./keys.js').KeySource} KeySource */

/**
 * What a token must be. Issuer, audience and algorithms are said or waived; nothing is silent.
 * @typedef {object} VerifierOptions
 * @property {string | string[] | false} issuer Expected `iss`, compared exactly; `false` waives the check.
 * @property {string | string[] | false} audience Expected among `aud`; `false` waives the check.
 * @property {string[] | string} algorithms Allowed algorithms; `'of-keys'` for those that the trusted keys are for.
 * @property {KeySource | object | string | Uint8Array} keys `remoteJwks`, `remoteIssuer`, `localJwks`, a JWK, a JWK set,
 *   PEM or JSON text or the bytes of such a file, a `KeyObject` of `node:crypto`, or the bytes of a shared secret.
 * @property {'jwt' | 'at+jwt' | 'id-token' | 'identityserver4'} [profile] Which kind of token. Default `'jwt'`.
 * @property {number} [clockTolerance] Forgiven difference of clocks, in seconds, 600 at the most. Default 0.
 * @property {number} [maxTokenAge] Most seconds since `iat`.
 * @property {string[]} [requiredScopes] Scopes that must all be there.
 * @property {string[]} [requiredClaims] Claims that must be there.
 * @property {string} [nonce] Expected `nonce` of an ID token.
 * @property {string} [clientId] Expected client.
 * @property {string[]} [acrValues] Authentication contexts of which `acr` must be one (RFC 9470).
 * @property {number} [maxAuthAge] Most seconds since the user logged in, by `auth_time`.
 * @property {boolean} [allowMissingExpiry] Takes tokens without `exp`.
 * @property {boolean} [allowPadding] Takes parts padded with `=`.
 * @property {boolean} [allowWeakKeys] Takes weak keys, for tests.
 * @property {'auto' | 'wasm' | 'webcrypto' | 'node'} [engine] Who computes signatures. Default `'auto'`, the fastest here.
 * @property {() => number} [now] The clock, in milliseconds since 1970. Default `Date.now`.
 * @property {{ max: number }} [cache] Remembers so many verified tokens by their SHA-256, each until it expires, grows too
 *   old, or the keys change. What is given for them is shared, and so frozen. Default: none.
 * @property {boolean} [report] Whether errors carry the whole report. Default `false`.
 */

/**
 * A verified token.
 * @typedef {object} Verified
 * @property {Record<string, any>} claims The claims set. Numbers past 2^53 are rounded, as `JSON.parse` does it.
 * @property {Readonly<Record<string, any>>} header The JOSE header, frozen: tokens of one kind share it.
 * @property {Readonly<KeyReport>} key The key that verified it.
 * @property {string} algorithm
 */

/** @typedef {{ generation: number, index: number, key: KeyReport, jwk: JsonWebKey, verify: import('./engine.js').Verify[] }} KnownKey */

/** What goes to the core; an option that is misspelt must not be passed over. */
const policyOptions = [
  'issuer', 'audience', 'algorithms', 'profile', 'clockTolerance', 'maxTokenAge', 'requiredScopes', 'requiredClaims',
  'nonce', 'clientId', 'acrValues', 'maxAuthAge', 'allowMissingExpiry', 'allowPadding', 'allowWeakKeys',
];
/** Expectations that must not vanish because what was to hold them is undefined, or nothing that JSON has. */
const unlessUndefined = [
  'profile', 'nonce', 'clientId', 'acrValues', 'maxAuthAge', 'requiredScopes', 'requiredClaims', 'maxTokenAge',
];
/**
 * A longer token goes to the core cut, which refuses it by its size; its memory would grow, and never shrink. One more than the
 * core takes apart, so that it does not take the cut one for whole.
 */
const mostCharacters = 1024 * 1024 + 1;
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Verifies tokens by one policy. Made by {@link createVerifier}. */
export class Verifier {
  #core;
  /** @type {KeySource} */
  #keys;
  #options;
  #engine;
  #now;
  #hosted;
  #hostedSync;
  #withReport;
  /** @type {Remembered | undefined} */
  #remembered;
  /** What is known of each key, by key set and place. @type {Map<string, KnownKey>} */
  #known = new Map();
  /** The one that was used last. @type {KnownKey | undefined} */
  #last;
  /** When the keys were last looked up. */
  #keysNow = 0;
  #headerText = '.';
  /** @type {Record<string, any>} */
  #header = {};

  /** @param {VerifierOptions} options */
  constructor(options) {
    onlyKnown(options, ['keys', 'engine', 'now', 'report', 'cache', ...policyOptions]);
    const { keys, engine = 'auto', now = Date.now, report = false, cache, ...policy } = options;
    const vanished = Object.entries(policy).find(
      ([name, value]) => unlessUndefined.includes(name) && JSON.stringify(value) === undefined,
    );
    if (vanished) throw misuse('options', `${vanished[0]} is undefined; leave it out where nothing is expected`);
    this.#keys = keySource(keys);
    this.#options = { ...options, keys: this.#keys };
    const text = jsonOf(policy);
    this.#core = guarded(() => new (core().Verifier)(text, this.#keys.handle));
    /** What it was told to expect. @type {Readonly<Omit<VerifierOptions, 'keys' | 'engine' | 'now' | 'report' | 'cache'>>} */
    this.policy = frozen(JSON.parse(text));
    this.#engine = engine;
    this.#now = clock(now);
    this.#hosted = hostedBy(engine, false);
    this.#hostedSync = hostedBy(engine, true);
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
   * @returns {Promise<Verified>}
   * @throws {ClaimscopeError} The first check that the token does not pass.
   */
  async verify(token) {
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
        let matches;
        try {
          matches = await this.#compute();
        } catch (error) {
          this.#core.abandon(number);
          throw error;
        }
        state = this.#core.finish(number, matches);
      }
      if (state === CallState.Accepted) return this.#result(token, now);
      const error = this.#refusal(state);
      if (attempt < 3 && (await this.#hasNewerKeys(token))) continue;
      // The report is an extra: that there is none must not stand in place of the refusal.
      if (this.#withReport) error.report = await this.explain(token).catch(() => undefined);
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
   * @returns {Verified}
   * @throws {ClaimscopeError} The first check that the token does not pass; `misuse.async-engine` where it cannot be told
   *   at once.
   */
  verifySync(token) {
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
        matches = this.#compute();
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
    if (this.#withReport) error.report = this.#explainSync(token);
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
  async explainJson(token) {
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
      let matches;
      try {
        if (state === CallState.Compute) matches = await this.#compute();
      } catch (error) {
        this.#core.abandon(number);
        throw error;
      }
      const report = /** @type {string} */ (this.#core.finish_explaining(number, matches));
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
   * @param {Pick<VerifierOptions, 'requiredScopes' | 'requiredClaims' | 'acrValues' | 'maxAuthAge'>} more Scopes and claims
   *   are added to those that are required already; the others stand in place of what was said before.
   * @returns {Verifier}
   */
  requiring(more) {
    onlyKnown(more, ['requiredScopes', 'requiredClaims', 'acrValues', 'maxAuthAge']);
    const wanted = { ...this.#options, ...more };
    for (const name of /** @type {const} */ (['requiredScopes', 'requiredClaims'])) {
      const [known, added] = [this.policy[name], more[name]];
      if (Array.isArray(known) && Array.isArray(added)) wanted[name] = [...new Set([...known, ...added])];
    }
    return new Verifier(wanted);
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

  /** Has the host compute what the core asks for. */
  #compute() {
    const words = answer();
    const [input, inputLength, signature, signatureLength] = [words[0], words[1], words[2], words[3]];
    const algorithm = words[5];
    const { jwk, verify } = this.#keyAt(words[7], words[4]);
    const ready = verify[algorithm];
    if (ready !== undefined) return ready(bytes(signature, signatureLength), bytes(input, inputLength));
    // The memory may move before the key is there.
    const copies = [bytes(signature, signatureLength).slice(), bytes(input, inputLength).slice()];
    const name = algorithmNames()[algorithm];
    let importing;
    try {
      importing = hostFor(name, this.#engine)(jwk, name);
    } catch (error) {
      return refusedKey(error);
    }
    const go = (/** @type {import('./engine.js').Verify} */ imported) => {
      verify[algorithm] = imported;
      return imported(copies[0], copies[1]);
    };
    return isPromise(importing) ? importing.then(go, refusedKey) : go(importing);
  }

  /**
   * @param {number} generation
   * @param {number} index
   */
  #keyAt(generation, index) {
    if (this.#last?.generation === generation && this.#last.index === index) return this.#last;
    const name = `${generation}.${index}`;
    let known = this.#known.get(name);
    if (known === undefined) {
      const { jwk, key } = JSON.parse(/** @type {string} */ (this.#keys.handle.for_host(index)));
      // A host that turns its keys over and over must not fill the memory.
      if (this.#known.size > 2000) this.#known.clear();
      known = { generation, index, jwk, key: Object.freeze(key), verify: [] };
      this.#known.set(name, known);
    }
    this.#last = known;
    return known;
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
      key: this.#keyAt(generation, index).key,
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
   * The report of a token that has just been refused at once.
   * @param {string} token
   * @returns {Report | undefined}
   */
  #explainSync(token) {
    let number, matches;
    try {
      const state = this.#beginExplaining(token, this.#hostedSync);
      if (state === CallState.Fetch || state === CallState.Busy) return undefined;
      number = answer()[6];
      matches = state === CallState.Compute ? this.#compute() : undefined;
    } catch {
      // The report is an extra: that there is none must not stand in place of the refusal.
      if (number !== undefined) this.#core.abandon(number);
      return undefined;
    }
    if (isPromise(matches)) matches.catch(() => {});
    const report = this.#core.finish_explaining(number, typeof matches === 'boolean' ? matches : undefined);
    return JSON.parse(/** @type {string} */ (report));
  }
}

/** @param {string} token */
const bounded = (token) => (token.length > mostCharacters ? token.slice(0, mostCharacters) : token);

/** @param {any} error */
function refusedKey(error) {
  // A key that the host does not take verifies nothing; an algorithm that it lacks is another matter.
  if (error?.name === 'NotSupportedError') {
    throw misuse('engine', 'this runtime does not compute the algorithm; choose engine: \'wasm\'');
  }
  return false;
}

/**
 * Makes a verifier: parse once, use many times.
 *
 * @example
 * import { createVerifier, remoteIssuer } from 'claimscope'
 *
 * const verifier = createVerifier({
 *   issuer: 'https://localhost:5001',
 *   audience: 'api1',
 *   algorithms: ['RS256'],
 *   keys: remoteIssuer('https://localhost:5001'),
 * })
 * console.log(typeof verifier.verify) // function
 *
 * @param {VerifierOptions} options
 * @returns {Verifier}
 * @throws {ClaimscopeError} `misuse.*` where an option makes no sense, or an expectation is neither said nor waived.
 */
export function createVerifier(options) {
  return new Verifier(options);
}
