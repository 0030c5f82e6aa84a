// What makes up the bytes of a wasm file: `node wasm/build/size-map.mjs TARGET KIND`, called by `cargo xtask sizes`.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { FLAGS } from './optimise.mjs';
import { reader } from './reader.mjs';

/** Rows of the table; the rest stands in one. */
const ROWS = 40;

const [target, kind] = process.argv.slice(2);
const kept = join(target, 'npm/bindgen', `${kind}.opt`);
const binaryen = dirname(createRequire(import.meta.url).resolve('binaryen/package.json'));
const named = `${kept}.named.wasm`;
execFileSync(process.execPath, [join(binaryen, 'bin/wasm-opt'), ...FLAGS.filter((flag) => flag !== '--strip-debug'), '-g', `${kept}.in.wasm`, '-o', named], { stdio: 'inherit' });
print(groupsOf(sectionsOf(readFileSync(named))), readFileSync(`${kept}.wasm`));

/** A module's sections, by number; of those that are custom, the names alone. */
function sectionsOf(bytes) {
  const found = {};
  const read = reader(bytes, 8);
  while (read.at() < bytes.length) {
    const number = read.bytes(1)[0];
    const content = read.bytes(read.number());
    const name = number === 0 ? reader(content, 0) : undefined;
    if (name === undefined) found[number] = content;
    else if (name.text() === 'name') found.name = content.subarray(name.at());
  }
  return found;
}

/** Functions by crate and module, and the data. */
function groupsOf(sections) {
  const names = functionNames(sections.name);
  const groups = new Map([['data', [sections[11] ?? new Uint8Array()]]]);
  const read = reader(sections[10], 0);
  const first = importedFunctions(sections[2]);
  const count = read.number();
  for (let index = 0; index < count; index += 1) {
    const group = groupOf(names.get(first + index) ?? '');
    groups.set(group, [...(groups.get(group) ?? []), read.bytes(read.number())]);
  }
  return groups;
}

/**
 * The crate and module of a function: those of the first path in its name, such as the type that has it. What JavaScript calls has
 * no path, and stands for all that was inlined into it.
 */
function groupOf(name) {
  if (!name.includes('::')) return name === '' ? 'without a name' : `called: ${name.split(' ')[0]}`;
  const [, crate, module] = /([a-z]\w*)(?:\[\w+\])?::(?:([a-z]\w*)(?:::|>)|)/.exec(name.replace(/^<[^:]*>::/, 'core::')) ?? [];
  return module === undefined ? (crate ?? 'core') : `${crate}::${module}`;
}

function functionNames(section) {
  const names = new Map();
  const read = reader(section, 0);
  while (read.at() < section.length) {
    const isOfFunctions = read.bytes(1)[0] === 1;
    const inner = reader(read.bytes(read.number()), 0);
    if (isOfFunctions) for (let left = inner.number(); left > 0; left -= 1) names.set(inner.number(), inner.text());
  }
  return names;
}

function importedFunctions(section) {
  if (section === undefined) return 0;
  const read = reader(section, 0);
  let functions = 0;
  for (let left = read.number(); left > 0; left -= 1) {
    read.text();
    read.text();
    // wasm-bindgen imports functions alone.
    if (read.bytes(1)[0] !== 0) throw new Error('something else than a function is imported');
    read.number();
    functions += 1;
  }
  return functions;
}

function print(groups, shipped) {
  const measured = [...groups].map(([name, parts]) => {
    const bytes = Buffer.concat(parts);
    return { name, bytes: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
  });
  measured.sort((a, b) => b.bytes - a.bytes);
  const rest = measured.splice(ROWS);
  const sum = (of) => rest.reduce((total, one) => total + one[of], 0);
  if (rest.length > 0) measured.push({ name: `${rest.length} smaller ones`, bytes: sum('bytes'), gzip: sum('gzip') });
  for (const { name, bytes, gzip } of measured) console.log(line(name, bytes, gzip));
  console.log(line('the file', shipped.length, gzipSync(shipped, { level: 9 }).length));
  console.log('Each is gzipped by itself, which comes to more than the file does.');
}

function line(name, bytes, gzip) {
  return `${name.padEnd(44)}${String(bytes).padStart(8)} bytes${String(gzip).padStart(8)} gzipped`;
}
