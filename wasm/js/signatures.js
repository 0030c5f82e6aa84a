/**
 * Signatures that the host computes, and what is known of the keys for it.
 * @module
 */

import { answer, bytes } from './core.js';
import { algorithmNames, hostFor } from './engine.js';
import { misuse } from './error.js';
import { isPromise } from './kinds.js';

/** @typedef {{ generation: number, index: number, key: import('./types.js').KeyReport, jwk: JsonWebKey, verify: import('./engine.js').Verify[] }} KnownKey */

/** The keys of one source, each prepared once. @internal */
export class Signatures {
  #keys;
  #engine;
  #more;
  /** What is known of each key, by key set and place. @type {Map<string, KnownKey>} */
  #known = new Map();
  /** The one that was used last. @type {KnownKey | undefined} */
  #last;

  /**
   * @param {import('./keys.js').KeySource} keys
   * @param {import('./engine.js').EngineName | 'auto'} engine
   * @param {import('./engine.js').Host | undefined} more
   */
  constructor(keys, engine, more) {
    this.#keys = keys;
    this.#engine = engine;
    this.#more = more;
  }

  /** Has the host compute what the core asks for. */
  compute() {
    const words = answer();
    const [input, inputLength, signature, signatureLength] = [words[0], words[1], words[2], words[3]];
    const algorithm = words[5];
    const { jwk, verify } = this.keyAt(words[7], words[4]);
    const ready = verify[algorithm];
    if (ready !== undefined) return ready(bytes(signature, signatureLength), bytes(input, inputLength));
    // The memory may move before the key is there.
    const copies = [bytes(signature, signatureLength).slice(), bytes(input, inputLength).slice()];
    const name = algorithmNames()[algorithm];
    let importing;
    try {
      importing = hostFor(name, this.#engine, this.#more)(jwk, name);
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
  keyAt(generation, index) {
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
}

/** @param {any} error */
function refusedKey(error) {
  // A key that the host does not take verifies nothing; an algorithm that it lacks is another matter.
  if (error?.name === 'NotSupportedError') {
    throw misuse('engine', 'this runtime does not compute the algorithm; choose engine: \'wasm\'');
  }
  return false;
}
