// Writes NAME.br and NAME.gz beside each file of a folder that gets smaller by it: `node compress.mjs FOLDER`.

import { readFile, readdir, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** Pictures and fonts are compressed already. */
const KINDS = ['.html', '.js', '.css', '.wasm', '.svg', '.webmanifest', '.txt'];

/** A file's bytes by both codings, as small as they get. */
const CODINGS = {
  '.br': (bytes) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
  '.gz': (bytes) => promisify(gzip)(bytes, { level: 9 }),
};

const [folder] = process.argv.slice(2);
for (const name of await readdir(folder, { recursive: true })) {
  if (!KINDS.includes(extname(name))) continue;
  const path = join(folder, name);
  const bytes = await readFile(path);
  for (const [end, compress] of Object.entries(CODINGS)) {
    const smaller = await compress(bytes);
    if (smaller.length < bytes.length) await writeFile(`${path}${end}`, smaller);
  }
}
