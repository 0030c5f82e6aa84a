// A wasm file as text in JavaScript, so that gzip and brotli find in it what they find in the file: base64 hides where bytes begin.

import binaryen from 'binaryen';

/** In which the most frequent bytes are written: what no JavaScript, HTML or bundler writes otherwise in a string, and pure ASCII. */
const CHARACTERS = [...Array(93).keys()].map((index) => String.fromCharCode(32 + index)).filter((character) => !'\'"`\\<'.includes(character));

/** By which a less frequent byte is the character after it: the two that come after all of CHARACTERS. */
const MARKS = ['', '}', '~'];

/** The code of the last character that is no mark, and by how far the marks' entries in the table lie apart, as a shift. */
const [LAST, SHIFT] = [124, 7];

const PAGE = 64 * 1024;

/**
 * The bytes as text, and in base64 the small module that undoes it: of JavaScript, a loop over so many characters takes several times
 * as long, since it has only just been loaded.
 * @param {Uint8Array} bytes
 * @returns {[decoder: string, text: string]}
 */
export function embedded(bytes) {
  const written = [];
  const table = new Uint8Array(MARKS.length << SHIFT);
  for (const [place, byte] of byFrequency(bytes).entries()) {
    const mark = Math.floor(place / CHARACTERS.length);
    const character = CHARACTERS[place % CHARACTERS.length];
    written[byte] = MARKS[mark] + character;
    table[(mark << SHIFT) + character.charCodeAt(0)] = byte;
  }
  const text = Array.from(bytes, (byte) => written[byte]).join('');
  return [Buffer.from(decoder(text.length, table)).toString('base64'), text];
}

/** All bytes that there are, the most frequent ones first. */
function byFrequency(bytes) {
  const counts = new Uint32Array(256);
  for (const byte of bytes) counts[byte] += 1;
  return [...counts.keys()].sort((a, b) => counts[b] - counts[a]);
}

/** A module that decodes the first bytes of its memory in their place, and gives how many there are then. */
function decoder(length, table) {
  const begin = CHARACTERS[0].charCodeAt(0);
  const data = [...table.subarray(begin)].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('');
  const module = binaryen.parseText(`(module
    (memory (export "memory") ${Math.ceil((length + table.length) / PAGE)})
    (data (i32.const ${length + begin}) "${data}")
    (func (export "decode") (result i32)
      (local $from i32) (local $to i32) (local $code i32)
      (loop $next
        (local.set $code (i32.load8_u (local.get $from)))
        (if (i32.gt_u (local.get $code) (i32.const ${LAST}))
          (then
            (local.set $from (i32.add (local.get $from) (i32.const 1)))
            (local.set $code
              (i32.add
                (i32.shl (i32.sub (local.get $code) (i32.const ${LAST})) (i32.const ${SHIFT}))
                (i32.load8_u (local.get $from))))))
        (i32.store8 (local.get $to) (i32.load8_u offset=${length} (local.get $code)))
        (local.set $to (i32.add (local.get $to) (i32.const 1)))
        (local.set $from (i32.add (local.get $from) (i32.const 1)))
        (br_if $next (i32.lt_u (local.get $from) (i32.const ${length}))))
      (local.get $to)))`);
  module.setFeatures(binaryen.Features.MVP);
  module.optimize();
  return module.emitBinary();
}
