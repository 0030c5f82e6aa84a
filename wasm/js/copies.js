/**
 * What the package's copies know of each other: one program may load it by `import` and by `require`, each with its own classes
 * and its own wasm.
 * @module
 */

/**
 * Marks a class, so that `instanceof` knows those of another copy too; not those of a class that extends it.
 * @param {Function & { prototype: any }} marked
 * @param {string} name
 */
export function knownToCopies(marked, name) {
  const mark = Symbol.for(`claimscope.${name}`);
  Object.defineProperty(marked.prototype, mark, { value: true });
  Object.defineProperty(marked, Symbol.hasInstance, {
    value(/** @type {any} */ value) {
      const isOwn = Function.prototype[Symbol.hasInstance].call(this, value);
      return isOwn || (this === marked && typeof value === 'object' && value?.[mark] === true);
    },
  });
}
