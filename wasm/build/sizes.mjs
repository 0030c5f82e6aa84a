// What the package weighs, held against the committed budget.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { buildSync } from 'esbuild';

/**
 * Prints each part's size and whether it is within budget.json; true if all are.
 * @param {string} folder of the package
 * @param {Record<string, { gzip: number, aim: number }>} budget in bytes
 */
export function report(folder, budget) {
  const parts = {
    'claimscope.wasm': readFileSync(join(folder, 'claimscope.wasm')),
    'claimscope-slim.wasm': readFileSync(join(folder, 'claimscope-slim.wasm')),
    'claimscope-lean.wasm': readFileSync(join(folder, 'claimscope-lean.wasm')),
    'claimscope-diagnosis.wasm': readFileSync(join(folder, 'claimscope-diagnosis.wasm')),
    'claimscope-decrypt.wasm': readFileSync(join(folder, 'claimscope-decrypt.wasm')),
    'claimscope-more-algorithms.wasm': readFileSync(join(folder, 'claimscope-more-algorithms.wasm')),
    // The slim entry is all JavaScript that a page needs: generated glue and API, and no wasm as text.
    'glue and API': minified(join(folder, 'js/entry/slim.js')),
    // What a browser loads to verify, with the wasm in it.
    'lean for browsers': minified(join(folder, 'lean/browser.js')),
    'glue alone': minified(join(folder, 'js/glue.js')),
    './decode': minified(join(folder, 'js/decode.js')),
  }
  let fits = true;
  for (const [name, bytes] of Object.entries(parts)) {
    const gzip = gzipSync(bytes, { level: 9 }).length;
    const { gzip: most, aim } = budget[name] ?? {};
    const verdict = most === undefined ? '' : gzip > most ? `  OVER its budget of ${most}` : `  budget ${most}`;
    const missed = aim !== undefined && gzip > aim ? `, aim ${aim} missed by ${gzip - aim}` : '';
    console.log(`${name.padEnd(27)}${String(bytes.length).padStart(9)} bytes${String(gzip).padStart(9)} gzipped${verdict}${missed}`);
    fits &&= most === undefined || gzip <= most;
  }
  if (!fits) console.log('What grew is worth its bytes? Then wasm/budget.json says so, in the same commit.');
  return fits;
}

/** One file with all that it imports, as a bundler ships it. */
function minified(entry) {
  const { outputFiles } = buildSync({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    legalComments: 'none',
  });
  return outputFiles[0].contents;
}
