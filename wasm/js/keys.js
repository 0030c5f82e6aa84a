/**
 * Where keys come from, and keys that are fetched as the core's state machine says.
 * @module
 */

import { knownToCopies } from './copies.js';
import { core } from './core.js';
import { ClaimscopeError, guarded, misuse, onlyKnown, onlyText, timeBy, worded } from './error.js';

/** @typedef {import('./glue.js').Keys} Handle */

/**
 * By which of the functions below a source was made, and of what.
 * @typedef {['jwks' | 'issuer' | 'local' | 'given', any, any?]} Recipe
 */

/**
 * What a store does: keep one text under a name. Errors of it never cost a verification, nor does its silence. Whoever can
 * write to it decides what is verified.
 * @typedef {object} Store
 * @property {(name: string) => Promise<string | undefined | null> | string | undefined | null} read
 * @property {(name: string, text: string) => Promise<unknown> | unknown} write
 */

/**
 * @typedef {object} RemoteOptions
 * @property {number} [timeout] Most milliseconds for one request. Default 5000.
 * @property {number} [freshFor] Seconds for which keys are fresh where the server does not say. Default 600.
 * @property {number} [staleFor] Seconds for which keys go on serving where the server fails. Default 14400.
 * @property {number} [cooldown] Least seconds between fetches for unknown `kid`s. Default 30.
 * @property {string} [issuer] Binds the keys of `remoteJwks` to this issuer.
 * @property {Record<string, string>} [headers] More request headers, for the origin of the given address alone: where an
 *   issuer keeps its keys elsewhere, they do not go there.
 * @property {import('./host.js').HostFetch} [fetch] In place of the host's own.
 * @property {() => number} [now] The clock, in milliseconds since 1970.
 * @property {Store} [store] Keeps the keys between runs, or between workers.
 * @property {(work: Promise<unknown>) => void} [waitUntil] Is handed what goes on beside the work, for hosts that otherwise drop
 *   it with the request: `waitUntil` of `cloudflare:workers`.
 * @property {(event: import('./types.js').KeysEvent) => void} [onEvent] Is told of fetches, failures and stale keys, for metrics.
 */

/** The most bytes of an answer that are read: 1 MiB, as the core has it. */
const mostBytes = 1024 * 1024;

/** A fetch that has not come back after so many milliseconds never will; the core sees it so too. */
const lostAfter = 30_000;

/** Keys for verifiers. Made by `localJwks`, `remoteJwks` and `remoteIssuer`. */
export class KeySource {
  /** The core's side of it. @internal @type {Handle} */
  handle;

  #recipe;

  /**
   * @internal
   * @param {Handle} handle
   * @param {Recipe} recipe
   */
  constructor(handle, recipe) {
    this.handle = handle;
    this.#recipe = recipe;
    /** Whether they are fetched. */
    this.isRemote = false;
  }

  /** How another copy of the package makes the same, whose core cannot use this one's. @internal */
  recipe() {
    return this.#recipe;
  }

  /** The time by which keys age, in milliseconds since 1970; keys in hand do not. @internal @returns {number} */
  now() {
    return 0;
  }

  /**
   * Waits until keys are in hand, after which `verifySync` can be used.
   *
   * @example
   * import { generateKey, localJwks } from 'claimscope'
   *
   * const { publicKey } = await generateKey('ES256')
   * await localJwks({ keys: [publicKey] }).ready() // at once
   *
   * @returns {Promise<void>}
   */
  async ready() {}

  /** Fetches what is to be fetched, once for all who ask. @internal @returns {Promise<void>} */
  async fetch() {}

  /** Fetches beside the work that goes on. @internal */
  refreshBeside() {}
}

knownToCopies(KeySource, 'keys');

/** Keys at an address, fetched when they are first needed. Made by {@link remoteJwks} and {@link remoteIssuer}. */
export class RemoteKeySource extends KeySource {
  /** @type {Promise<void> | undefined} */
  #flight;
  /** When that began. */
  #begun = 0;
  #options;
  #name;
  #origin;
  /** The last time that the clock gave. */
  #lastTime = 0;

  /**
   * @internal
   * @param {Handle} handle
   * @param {string} name
   * @param {RemoteOptions} options
   * @param {Recipe} recipe
   */
  constructor(handle, name, options, recipe) {
    super(handle, recipe);
    this.isRemote = true;
    this.#name = `claimscope:${name}`;
    this.#origin = originOf(name);
    this.#options = { timeout: 5000, now: Date.now, ...options };
  }

  /**
   * Waits until keys are in hand, after which `verifySync` can be used; say, before a server listens.
   *
   * @example
   * import { generateKey, remoteJwks } from 'claimscope'
   *
   * const { publicKey } = await generateKey('ES256')
   * const fetch = async () => Response.json({ keys: [publicKey] })
   * const keys = remoteJwks('https://sts.example/jwks', { fetch })
   * await keys.ready()
   *
   * @returns {Promise<void>}
   * @throws {ClaimscopeError} `keys.*` and `server.*`, where they cannot be had.
   */
  async ready() {
    if (!this.handle.are_current(this.now())) await this.fetch();
    const failure = this.handle.failure(this.now());
    if (failure) throw new ClaimscopeError(JSON.parse(failure));
  }

  /**
   * Fetches now, unless a fetch is under way or the server is to be left alone. What came of it, events tell.
   *
   * @example
   * import { generateKey, remoteJwks } from 'claimscope'
   *
   * const { publicKey } = await generateKey('ES256')
   * const fetch = async () => Response.json({ keys: [publicKey] })
   * const onEvent = ({ type }) => console.log(type) // started, then fetched
   * const keys = remoteJwks('https://sts.example/jwks', { fetch, onEvent })
   * await keys.refresh()
   *
   * @returns {Promise<void>}
   */
  refresh() {
    return this.fetch();
  }

  /** @internal */
  fetch() {
    const now = this.now();
    if (this.#flight && Math.abs(now - this.#begun) <= lostAfter) return this.#join(this.#flight);
    // The caller's own fetch may ask for keys: by then the flight must be known.
    const flight = Promise.resolve()
      .then(() => this.#run())
      .finally(() => {
        if (this.#flight === flight) this.#flight = undefined;
      });
    [this.#flight, this.#begun] = [flight, now];
    return flight;
  }

  /** @internal */
  refreshBeside() {
    // Later: the caller's own functions must not run between a call into the core and the reading of its answer.
    queueMicrotask(() => this.#beside(Promise.resolve().then(() => this.fetch())));
  }

  /** @internal */
  now() {
    this.#lastTime = timeBy(this.#options.now);
    return this.#lastTime;
  }

  /**
   * Waits for a fetch that another call has begun, as long as one may take: hosts drop it with the request of that call.
   * @param {Promise<void>} flight
   */
  async #join(flight) {
    let timer;
    const patience = new Promise((resolve) => {
      timer = setTimeout(resolve, 2 * this.#options.timeout);
    });
    await Promise.race([flight, patience]);
    clearTimeout(timer);
  }

  /**
   * Whoever is handed the work cannot make a verification fail.
   * @param {Promise<unknown>} work
   */
  #beside(work) {
    const quiet = work.catch(() => {});
    try {
      this.#options.waitUntil?.(quiet);
    } catch {
      // The work goes on, as long as the host lets it.
    }
  }

  async #run() {
    // Another process may have fetched since: then its keys are newer than those in hand, and the network is spared.
    const kept = await this.#stored((store) => store.read(this.#name));
    if (typeof kept === 'string' && this.handle.restore(kept, this.now())) return this.#tell();
    let request = this.handle.start(this.now());
    while (request) request = await this.#exchange(JSON.parse(request));
    const snapshot = this.handle.snapshot();
    if (snapshot) this.#beside(this.#stored((store) => store.write(this.#name, snapshot)));
    this.#tell();
  }

  /**
   * One request; the next of the same fetch, if there is one.
   * @param {{ ticket: number, url: string, headers: [string, string][] }} request
   * @returns {Promise<string | undefined>}
   */
  async #exchange({ ticket, url, headers }) {
    const { fetch = globalThis.fetch, timeout, headers: more } = this.#options;
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), timeout);
    try {
      const expired = new Promise((_, reject) => {
        limit.signal.addEventListener('abort', () => reject(new Refused('timeout')));
      });
      const exchange = async () => {
        const response = await fetch(url, {
          headers: { ...(originOf(url) === this.#origin ? more : {}), ...Object.fromEntries(headers) },
          redirect: 'manual',
          signal: limit.signal,
        });
        if (response.type === 'opaqueredirect' || response.redirected) throw new Refused('redirect');
        return { response, body: await bounded(response) };
      };
      const { response, body } = /** @type {{ response: Response, body: Uint8Array }} */ (
        await Promise.race([exchange(), expired])
      );
      return this.handle.accept(ticket, response.status, [...response.headers].flat(), body, this.#lastGoodTime());
    } catch (error) {
      const why = error instanceof Refused ? error.why : limit.signal.aborted ? 'timeout' : 'network';
      this.handle.fail(ticket, why, this.#lastGoodTime());
      limit.abort();
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  /** A fetch under way comes to its end even where the clock fails. */
  #lastGoodTime() {
    try {
      return this.now();
    } catch {
      return this.#lastTime;
    }
  }

  /**
   * A store that fails, or is silent, is a store that has nothing.
   * @param {(store: Store) => unknown} work
   */
  async #stored(work) {
    const { store, timeout } = this.#options;
    if (!store) return undefined;
    let timer;
    const silence = new Promise((resolve) => {
      timer = setTimeout(resolve, timeout);
    });
    try {
      return await Promise.race([work(store), silence]);
    } catch {
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Whoever is told cannot make a verification fail. */
  #tell() {
    const { onEvent } = this.#options;
    const events = JSON.parse(this.handle.take_events() || '[]');
    if (!onEvent) return;
    for (const event of events) {
      try {
        Promise.resolve(onEvent(event.type === 'failed' ? worded(event) : event)).catch(() => {});
      } catch {
        // The next may still be told.
      }
    }
  }
}

/** @param {string} address */
function originOf(address) {
  try {
    return new URL(address).origin;
  } catch {
    return undefined;
  }
}

/** Why an exchange was broken off. */
class Refused extends Error {
  /** @param {string} why */
  constructor(why) {
    super(why);
    this.why = why;
  }
}

/**
 * The body, as long as it keeps within the bound.
 * @param {Response} response
 */
async function bounded(response) {
  if (!response.body) return new Uint8Array(await response.arrayBuffer());
  /** @type {Uint8Array[]} */
  const chunks = [];
  let length = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > mostBytes) {
      reader.cancel().catch(() => {});
      throw new Refused('too-large');
    }
    chunks.push(value);
  }
  const body = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.length;
  }
  return body;
}

/**
 * The keys at a `jwks_uri` (RFC 8414 §2), fetched when they are first needed and kept through outages.
 *
 * @example
 * import { remoteJwks } from 'claimscope'
 *
 * const keys = remoteJwks('https://localhost:5001/.well-known/openid-configuration/jwks', { staleFor: 3600 })
 * console.log(keys.isRemote) // true
 *
 * @param {string | import('./host.js').HostUrl} url
 * @param {RemoteOptions} [options]
 * @returns {RemoteKeySource}
 * @throws {ClaimscopeError} `misuse.*` where the URL is none, or `http` to another machine.
 */
export function remoteJwks(url, options = {}) {
  checkRemote(options, ['issuer']);
  checkBinding(options);
  const { issuer, freshFor, staleFor, cooldown } = options;
  const handle = guarded(() => core().Keys.of_jwks_uri(String(url), issuer, freshFor, staleFor, cooldown));
  return new RemoteKeySource(handle, String(url), options, ['jwks', String(url), options]);
}

/**
 * The addresses at which {@link remoteIssuer} asks for an issuer's metadata, each only if there is nothing at the one before;
 * none where the text names no issuer. Nothing is sent.
 *
 * @example
 * import { issuerAddresses } from 'claimscope'
 *
 * console.log(issuerAddresses('https://localhost:5001'))
 *
 * @param {string} issuer
 * @returns {string[]}
 */
export function issuerAddresses(issuer) {
  onlyText(issuer, 'issuer');
  return core().metadata_addresses(issuer).split('\n').filter(Boolean);
}

/**
 * The keys of an issuer, found by its metadata (OpenID Connect Discovery, RFC 8414) and bound to it.
 *
 * @example
 * import { remoteIssuer } from 'claimscope'
 *
 * const keys = remoteIssuer('https://localhost:5001')
 * console.log(keys.isRemote) // true
 *
 * @param {string | import('./host.js').HostUrl} issuer As tokens have it in `iss`, to the letter.
 * @param {RemoteOptions} [options]
 * @returns {RemoteKeySource}
 * @throws {ClaimscopeError} `misuse.*` where it is no URL, or `http` to another machine.
 */
export function remoteIssuer(issuer, options = {}) {
  checkRemote(options, []);
  const { freshFor, staleFor, cooldown } = options;
  const handle = guarded(() => core().Keys.of_issuer(String(issuer), freshFor, staleFor, cooldown));
  return new RemoteKeySource(handle, String(issuer), options, ['issuer', String(issuer), options]);
}

/** The least of each number; all are bounded by what timers take. */
const numbers = { timeout: 1, freshFor: 1, staleFor: 0, cooldown: 0 };
const functions = ['fetch', 'now', 'onEvent', 'waitUntil'];

/**
 * @param {any} options
 * @param {string[]} more
 */
function checkRemote(options, more) {
  onlyKnown(options, [...Object.keys(numbers), ...functions, 'headers', 'store', ...more]);
  for (const [name, least] of Object.entries(numbers)) {
    const value = options[name];
    if (value === undefined || (Number.isSafeInteger(value) && value >= least && value < 2 ** 31)) continue;
    const unit = name === 'timeout' ? 'milliseconds' : 'seconds';
    throw misuse('options', `${name} is a whole number of ${unit}, ${least} or more`);
  }
  for (const name of functions) {
    if (options[name] !== undefined && typeof options[name] !== 'function') throw misuse('options', `${name} is a function`);
  }
  const { store } = options;
  if (store !== undefined && !(typeof store?.read === 'function' && typeof store.write === 'function')) {
    throw misuse('options', 'a store has read and write; memoryStore, cacheApiStore, kvStore and redisStore make one');
  }
}

/**
 * Keys must not become anybody's because the issuer that they are to be bound to is undefined.
 * @param {{ issuer?: string }} options
 */
export function checkBinding(options) {
  if ('issuer' in options) onlyText(options.issuer, 'issuer');
}
