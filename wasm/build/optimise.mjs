// Binaryen's wasm-opt, with its result kept: it takes half a minute.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { withoutPanicTexts } from './panics.mjs';

/** What stands together in the sources is alike, so that it is compressed better together. */
const ORDER = '--reorder-functions-by-name';

/** Nothing lies in the first bytes of the memory, which the end of the stack comes down to: so that an offset needs no addition. */
const UNUSED = '--low-memory-unused';

/** Takes apart what LLVM has nested for machines, and nests it anew. */
const REBUILT = ['--flatten', '--rereloop'];

/** For wasm-opt. */
export const FLAGS = [UNUSED, '-Oz', ...REBUILT, '-Oz', '-Oz', '--converge', ORDER, '--strip-debug', '--strip-producers', '--strip-target-features'];

/** The other half of what makes the result. */
const PANICS = readFileSync(join(import.meta.dirname, 'panics.mjs'));

/**
 * The bytes of an optimised wasm file. `kept` is a path, without its ending, for them and for the hash of what they were made from.
 * @param {string} file
 * @param {string} kept
 * @param {boolean} hasWords
 */
export function optimised(file, kept, hasWords) {
  const hash = createHash('sha256').update(readFileSync(file)).update(FLAGS.join(' ')).update(PANICS).update(String(hasWords)).digest('hex');
  const [result, stamp] = [`${kept}.wasm`, `${kept}.sha256`];
  if (!existsSync(result) || !existsSync(stamp) || readFileSync(stamp, 'utf8') !== hash) {
    const binaryen = dirname(createRequire(import.meta.url).resolve('binaryen/package.json'));
    const program = join(binaryen, 'bin/wasm-opt');
    writeFileSync(`${kept}.in.wasm`, withoutPanicTexts(readFileSync(file), hasWords));
    execFileSync(process.execPath, [program, ...FLAGS, `${kept}.in.wasm`, '-o', result], { stdio: 'inherit' });
    writeFileSync(stamp, hash);
  }
  return readFileSync(result);
}
