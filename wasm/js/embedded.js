/**
 * The wasm that is part of the JavaScript: a text that is compressed as well as the file itself.
 * @module
 */

/**
 * The bytes of a wasm file.
 * @param {[decoder: string, text: string]} embedded A module that decodes the text in its own memory, and the text.
 */
export function bytesOf([decoder, text]) {
  const small = new WebAssembly.Module(Uint8Array.from(atob(decoder), (character) => character.charCodeAt(0)));
  const { memory, decode } = /** @type {any} */ (new WebAssembly.Instance(small).exports);
  new TextEncoder().encodeInto(text, new Uint8Array(memory.buffer));
  return new Uint8Array(memory.buffer, 0, decode());
}
