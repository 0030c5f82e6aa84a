/**
 * Verified tokens that need not be verified again: the core remembers them by their hash, this keeps what was given out.
 * @module
 */

import { isHashedByHost, writeHash } from './core.js';
import { misuse } from './error.js';

/** @typedef {import('./compact.js').Verified} Verified */

/** The core's word for no slot. */
const none = 0xffffffff;

/** Longer tokens are refused whatever they say, so hashing them would be a waste. */
const mostCharacters = 250 * 1024;

/** What was given out for verified tokens, by the slots in which the core remembers them. @internal */
export class Remembered {
  #core;
  /** @type {Verified[]} */
  #given = [];

  /**
   * @param {import('./glue.js').Verifier} core
   * @param {{ max: number }} options
   */
  constructor(core, options) {
    const { max, ...others } = options ?? {};
    if (!Number.isSafeInteger(max) || max < 1 || Object.keys(others).length > 0) {
      throw misuse('options', 'cache is { max: the number of tokens to remember, 1 or more }');
    }
    core.remember_up_to(Math.min(max, none));
    this.#core = core;
  }

  /**
   * What was given for this token, while it and its key hold.
   * @param {string} token
   * @param {number} now
   * @param {number} keysNow
   * @returns {Verified | undefined}
   */
  find(token, now, keysNow) {
    if (typeof token !== 'string' || token.length > mostCharacters) return undefined;
    const slot = this.#core.recall(writeHash(token), isHashedByHost(), now, keysNow) >>> 0;
    return slot === none ? undefined : this.#given[slot];
  }

  /**
   * Remembers the token that the core has just accepted. It will be given to many, so nobody may change it.
   * @param {string} token
   * @param {number} now
   * @param {Verified} verified
   * @returns {Verified}
   */
  keep(token, now, verified) {
    this.#given[this.#core.remember(writeHash(token), isHashedByHost(), now) >>> 0] = frozen(verified);
    return verified;
  }
}

/**
 * Frozen with all that is in it.
 * @template T
 * @param {T} value
 * @returns {T}
 */
export function frozen(value) {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
}
