// Every scene through the packed package and the page, held against what the terminal says and what is expected:
// `node main.mjs TARGET TARBALL WWW SCENES PROGRAM`, called by `cargo xtask test`. SCENES is the built program `scenes`.

import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

import { close } from '../closing.mjs';
import { install } from '../runtimes/stage.mjs';
import { inPackage } from './package.mjs';
import { onPage } from './page.mjs';

const [target, tarball, www, program, claimscope] = process.argv.slice(2).map((word) => resolve(word));

const child = spawn(program, [], { stdio: ['pipe', 'pipe', 'inherit'] });
const scenes = await new Promise((found, failed) => {
  createInterface({ input: child.stdout }).once('line', (line) => found(JSON.parse(line)));
  child.once('exit', (code) => failed(new Error(`scenes ended with ${code}`)));
});

let [passed, skipped] = [0, 0];
const failures = [];

/** Holds what a face said against the terminal, member by member as far as the face gives them. */
function hold(face, { scene, terminal }, seen) {
  const differing = Object.keys(seen).filter((name) => JSON.stringify(seen[name]) !== JSON.stringify(terminal[name]));
  if (differing.length === 0) return void (passed += 1);
  failures.push(`${face}: ${scene.name}: ${differing.join(', ')}`);
  console.log(`FAILED ${face}: ${scene.name}`);
  for (const name of differing) console.log(`  ${name}: terminal ${JSON.stringify(terminal[name])}\n  ${' '.repeat(name.length)}  ${face} ${JSON.stringify(seen[name])}`);
}

async function each(face, look) {
  for (const line of scenes) {
    try {
      hold(face, line, await look(line));
    } catch (error) {
      failures.push(`${face}: ${line.scene.name}: ${error?.message ?? error}`);
      console.log(`FAILED ${face}: ${line.scene.name}\n  ${error?.stack ?? error}`);
    }
  }
}

try {
  const folder = join(target, 'npm/scenes');
  install(folder, tarball);
  const api = await import(pathToFileURL(join(folder, 'node_modules/claimscope/js/entry/node.js')).href);
  await each('npm', ({ scene }) => inPackage(api, scene));
  if (process.env.CLAIMSCOPE_CHROMIUM) {
    const page = await onPage(process.env.CLAIMSCOPE_CHROMIUM, claimscope, www);
    await each('page', (line) => page.look(line)).finally(page.close);
  } else {
    console.log('left out: the scenes on the page: Chromium is not installed');
    skipped += 1;
  }
} finally {
  child.stdin.end();
}
console.log(`${scenes.length} scenes in the terminal, the package and the page`);
close({ passed, failures, skipped });
