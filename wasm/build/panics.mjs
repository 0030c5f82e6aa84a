// Takes the texts of panics out: nothing prints them here, as a panic of this module is a trap and no more.

import binaryen from 'binaryen';

/** Functions that never return and only say why. */
const NEVER_RETURNS = [
  /^<?core(\[\w+\])?::panicking::/,
  /^<?core(\[\w+\])?::(option|result)::(unwrap|expect)_failed$/,
  /^<?core(\[\w+\])?::(slice|str)::.*_fail(_rt)?$/,
  /^<?core(\[\w+\])?::cell::panic_already_(mutably_)?borrowed$/,
  /^<?std(\[\w+\])?::panicking::/,
  /^<?std(\[\w+\])?::thread::local::panic_access_error$/,
  /^<?alloc(\[\w+\])?::(alloc::handle_alloc_error|raw_vec::(handle_error|capacity_overflow))$/,
  /^<?hashbrown(\[\w+\])?::raw::Fallibility>?::capacity_overflow$/,
  /^__rustc(\[\w+\])?::(rust_begin_unwind|rust_panic)$/,
];

/** What rustc may build with, of what is not in the first version of WebAssembly. */
const { BulkMemory, Multivalue, MutableGlobals, NontrappingFPToInt, ReferenceTypes, SIMD128, SignExt } = binaryen.Features;

/**
 * The module with its names, where each of these functions traps at once.
 * @param {Uint8Array} bytes
 */
export function withoutPanicTexts(bytes) {
  binaryen.setDebugInfo(true);
  const module = binaryen.readBinary(bytes);
  module.setFeatures(BulkMemory | Multivalue | MutableGlobals | NontrappingFPToInt | ReferenceTypes | SIMD128 | SignExt);
  for (let index = 0; index < module.getNumFunctions(); index += 1) {
    const found = module.getFunctionByIndex(index);
    const { name, module: imported } = binaryen.getFunctionInfo(found);
    if (!imported && NEVER_RETURNS.some((pattern) => pattern.test(name))) binaryen.Function.setBody(found, module.unreachable());
  }
  return module.emitBinary();
}
