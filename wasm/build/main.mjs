// Makes the npm package from what cargo and wasm-bindgen left: `node wasm/build/main.mjs TARGET VERSION`, called by `cargo xtask package`.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { commonJs } from './commonjs.mjs';
import { embedded } from './embed.mjs';
import { glue, glueTypes, sharedGlue } from './glue.mjs';
import { lean } from './lean.mjs';
import { optimised } from './optimise.mjs';
import { report } from './sizes.mjs';
import { declarations } from './types.mjs';

const [target, version] = process.argv.slice(2);
const wasm = resolve(import.meta.dirname, '..');
const root = resolve(wasm, '..');
const npm = resolve(target, 'npm');
const folder = join(npm, 'package');
const at = (...names) => join(folder, ...names);

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

cpSync(join(wasm, 'js'), at('js'), { recursive: true });
for (const name of ['LICENSE-MIT', 'LICENSE-APACHE']) cpSync(join(root, name), at(name));
cpSync(join(wasm, 'npm/README.md'), at('README.md'));
const manifest = JSON.parse(readFileSync(join(wasm, 'npm/package.json'), 'utf8'));
writeFileSync(at('package.json'), `${JSON.stringify({ ...manifest, version }, null, 2)}\n`);

const bindgen = (kind, name) => join(npm, 'bindgen', kind, name);
const text = (kind, name) => readFileSync(bindgen(kind, name), 'utf8');
for (const [kind, name] of [['full', 'claimscope'], ['slim', 'claimscope-slim'], ['lean', 'claimscope-lean'], ['diagnosis', 'claimscope-diagnosis'], ['decrypt', 'claimscope-decrypt'], ['more-algorithms', 'claimscope-more-algorithms']]) {
  writeFileSync(at(`${name}.wasm`), optimised(bindgen(kind, 'claimscope_bg.wasm'), join(npm, 'bindgen', `${kind}.opt`), kind !== 'lean'));
}
writeFileSync(at('js/glue.js'), sharedGlue(text('full', 'claimscope.js'), text('slim', 'claimscope.js')));
for (const kind of ['diagnosis', 'decrypt', 'more-algorithms']) writeFileSync(at('js', kind, 'glue.js'), glue(text(kind, 'claimscope.js')));
writeFileSync(join(npm, 'bindgen/lean.glue.js'), glue(text('lean', 'claimscope.js')));
for (const [kind, path] of [['full', 'js/glue.d.ts'], ['diagnosis', 'js/diagnosis/glue.d.ts'], ['decrypt', 'js/decrypt/glue.d.ts'], ['more-algorithms', 'js/more-algorithms/glue.d.ts']]) {
  writeFileSync(at(path), glueTypes(text(kind, 'claimscope.d.ts')));
}
for (const [name, inside] of [['claimscope', 'js'], ['claimscope-lean', 'js/lean'], ['claimscope-diagnosis', 'js/diagnosis'], ['claimscope-decrypt', 'js/decrypt'], ['claimscope-more-algorithms', 'js/more-algorithms']]) {
  const [decoder, characters] = embedded(readFileSync(at(`${name}.wasm`)));
  writeFileSync(at(inside, 'wasm-text.js'), `// ${name}.wasm, for hosts that cannot read files.\nexport default ['${decoder}', '${characters}']\n`);
  writeFileSync(at(inside, 'wasm-text.d.ts'), 'declare const text: [decoder: string, text: string]\nexport default text\n');
}
writeFileSync(at('wasm.d.ts'), "declare const module: import('./js/entry/slim.js').HostModule\nexport default module\n");

await declarations(folder, wasm);
await commonJs(folder);
await lean(folder, join(npm, 'bindgen/lean.glue.js'));

const packed = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', npm], {
  cwd: folder,
  encoding: 'utf8',
  shell: process.platform === 'win32',
  stdio: ['ignore', 'pipe', 'ignore'],
});
const [{ filename, files, size }] = Object.values(JSON.parse(packed));
const tarball = join(npm, `claimscope-${version}.tgz`);
if (filename !== `claimscope-${version}.tgz`) renameSync(join(npm, filename), tarball);
console.log(`${files.length} files, ${size} bytes packed`);
process.exitCode = report(folder, JSON.parse(readFileSync(join(wasm, 'budget.json'), 'utf8'))) ? 0 : 1;
