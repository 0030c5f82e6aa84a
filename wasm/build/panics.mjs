// Takes the texts of panics out: nothing prints them here, as a panic of this module is a trap and no more.

import binaryen from 'binaryen';

import { reader } from './reader.mjs';

/** Functions that never return and only say why, or never are called. */
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
  // An error in what is written as JSON, which no type here makes: keys that are no texts, or JSON in a text that is none.
  /^<serde_json(\[\w+\])?::error::Error as serde_core(\[\w+\])?::ser::Error>::custom/,
];

/** What rustc may build with, of what is not in the first version of WebAssembly. */
const { BulkMemory, Multivalue, MutableGlobals, NontrappingFPToInt, ReferenceTypes, SIMD128, SignExt } = binaryen.Features;

/** How texts are quoted; what gives 0 has written what there was to write. */
const DEBUG = /^<.* as core(\[\w+\])?::fmt::Debug>::fmt/;

/** The name of a file of sources. */
const SOURCE = /^[\w./-]+\.rs$/;

/** Of WebAssembly's binary format: the number of the section, and the instruction. */
const [DATA, I32_CONST] = [11, 0x41];

/**
 * The module with its names, where each of these functions traps at once.
 * @param {Uint8Array} bytes
 * @param {boolean} hasWords Whether anything but panics is said in words: then they may quote something, as `{:?}` does.
 */
export function withoutPanicTexts(bytes, hasWords) {
  binaryen.setDebugInfo(true);
  const module = binaryen.readBinary(bytes);
  module.setFeatures(BulkMemory | Multivalue | MutableGlobals | NontrappingFPToInt | ReferenceTypes | SIMD128 | SignExt);
  for (let index = 0; index < module.getNumFunctions(); index += 1) {
    const found = module.getFunctionByIndex(index);
    const { name, module: imported } = binaryen.getFunctionInfo(found);
    if (imported) continue;
    if (NEVER_RETURNS.some((pattern) => pattern.test(name))) binaryen.Function.setBody(found, module.unreachable());
    else if (!hasWords && DEBUG.test(name)) binaryen.Function.setBody(found, module.i32.const(0));
  }
  const emptied = module.emitBinary();
  forgetPlaces(emptied);
  return emptied;
}

/**
 * Overwrites with zeros where in the sources a panic would say that it was: of each place the file's name, how long that is, line and column.
 * @param {Uint8Array} bytes of a module, which are changed
 */
function forgetPlaces(bytes) {
  const segments = dataOf(bytes);
  /** @param {number} address @param {number} length */
  const at = (address, length) => {
    const found = segments.find(({ start, data }) => address >= start && address + length <= start + data.length);
    return found?.data.subarray(address - found.start, address - found.start + length);
  };
  const names = new Set();
  for (const { start, data } of segments) {
    const words = new DataView(data.buffer, data.byteOffset, data.length);
    for (let offset = (4 - (start % 4)) % 4; offset + 16 <= data.length; offset += 4) {
      const [address, length, line, column] = [0, 4, 8, 12].map((word) => words.getUint32(offset + word, true));
      const isPlace = length > 3 && length < 200 && line > 0 && line < 1e5 && column > 0 && column < 1000;
      const name = isPlace ? at(address, length) : undefined;
      if (name === undefined || !SOURCE.test(Buffer.from(name).toString('latin1'))) continue;
      names.add(name);
      data.fill(0, offset, offset + 16);
    }
  }
  for (const name of names) name.fill(0);
}

/**
 * The parts of a module's memory that are not zero, each as a view of the bytes.
 * @param {Uint8Array} bytes
 */
function dataOf(bytes) {
  const read = reader(bytes, 8);
  const found = [];
  while (read.at() < bytes.length) {
    const section = read.bytes(1)[0];
    const content = reader(read.bytes(read.number()), 0);
    for (let left = section === DATA ? content.number() : 0; left > 0; left -= 1) {
      // An active segment of the one memory: where it lies is a constant.
      if (content.number() !== 0 || content.bytes(1)[0] !== I32_CONST) throw new Error('a data segment of another form');
      const start = content.number();
      content.bytes(1);
      found.push({ start, data: content.bytes(content.number()) });
    }
  }
  return found;
}
