/**
 * Which kind of object something is, by its tag: unlike classes, that is the same in every realm, such as those of test
 * environments and of Next.js.
 * @module
 */

/** @param {unknown} value */
export const tagOf = (value) => Object.prototype.toString.call(value).slice('[object '.length, -1);

/**
 * Whether this is compiled wasm.
 * @param {unknown} given
 * @returns {given is import('./host.js').HostModule}
 */
export const isModule = (given) => tagOf(given) === 'WebAssembly.Module';

/**
 * Whether these are bytes, such as those of a `Buffer`.
 * @param {unknown} value
 * @returns {value is Uint8Array}
 */
export const isBytes = (value) => tagOf(value) === 'Uint8Array';

/**
 * Whether something is to be waited for.
 * @template T
 * @param {T | Promise<T>} value
 * @returns {value is Promise<T>}
 */
export const isPromise = (value) => tagOf(value) === 'Promise';

const decoder = new TextDecoder();

/**
 * Whether bytes are those of a file with a key in it, as `readFileSync` gives them, and no secret.
 * @param {Uint8Array} bytes
 */
export const isKeyText = (bytes) => /^\s*(-----BEGIN |\{\s*")/.test(decoder.decode(bytes.subarray(0, 100)));
