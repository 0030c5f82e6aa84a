// Drives the built page in Chromium and Firefox: `node main.mjs FOLDER PROGRAM`, called by `cargo xtask test`.
//
// FOLDER is target/www, PROGRAM the built `claimscope`, whose playground gives tokens and keys. Where the browsers are
// say CLAIMSCOPE_CHROMIUM and CLAIMSCOPE_FIREFOX, which `cargo xtask` sets; a third word runs only the cases that have it.

import { resolve } from 'node:path';

import puppeteer from 'puppeteer-core';

import { close } from '../closing.mjs';
import { cases as encrypted } from './encrypted.mjs';
import { cases as codes } from './codes.mjs';
import { cases as forms } from './forms.mjs';
import { cases as habits } from './habits.mjs';
import { cases as inspect } from './inspect.mjs';
import { cases as manners } from './manners.mjs';
import { cases as places } from './places.mjs';
import { startPlayground } from './playground.mjs';
import { serveFolder } from './server.mjs';
import { wrongSpans } from './times.mjs';
import { visit } from './visit.mjs';

const [folder, program, only = ''] = process.argv.slice(2);
const BROWSERS = [
  ['chrome', 'Chromium', process.env.CLAIMSCOPE_CHROMIUM, ['--no-sandbox', '--disable-gpu']],
  ['firefox', 'Firefox', process.env.CLAIMSCOPE_FIREFOX, []],
];
const CASES = Object.entries({ ...inspect, ...encrypted, ...forms, ...habits, ...places, ...manners, ...codes }).filter(([name]) => name.includes(only));

let passed = 0;
let skipped = 0;
const failures = [];

function count(name, error) {
  if (error) console.log(`FAILED ${name}\n  ${String(error?.stack ?? error).replaceAll('\n', '\n  ')}`);
  if (error) failures.push(`${name}: ${error?.message ?? error}`);
  else passed += 1;
}

function leaveOut(name) {
  console.log(`left out: the page in ${name}: it is not installed`);
  skipped += 1;
}

async function drive([kind, name, executablePath, args]) {
  const browser = await puppeteer.launch({ browser: kind, executablePath, args, headless: true });
  const playground = await startPlayground(program, resolve(folder));
  const plain = await serveFolder(resolve(folder));
  try {
    const at = await visit(browser, playground.inspector);
    for (const [title, run] of CASES) {
      await at.begin();
      await run({ at, browser, playground, plain: plain.url, folder: resolve(folder), program: resolve(program) }).then(
        () => count(`${name}: ${title}`),
        (error) => count(`${name}: ${title}`, error),
      );
    }
    await quiet(name, at, playground);
  } finally {
    await browser.close();
    await plain.close();
    playground.stop();
  }
}

/** After all of it: no error, no broken policy, no request to anywhere but the playground. */
async function quiet(name, at, playground) {
  const elsewhere = at.requests.filter((url) => !url.startsWith(playground.issuer) && !url.startsWith('data:') && !url.startsWith('http://localhost:1/'));
  for (const [what, found] of [['errors', at.errors], ['policy', await at.violations()], ['requests elsewhere', elsewhere]]) {
    count(`${name}: no ${what}`, found.length > 0 && found.join('\n'));
  }
}

const wrong = await wrongSpans();
count('spans are said in the words of core', wrong.length > 0 && wrong.join('\n'));

for (const browser of BROWSERS) {
  const [, name, executablePath] = browser;
  if (executablePath) await drive(browser).catch((error) => count(name, error));
  else leaveOut(name);
}
close({ passed, failures, skipped });
