// Chromium and Firefox: a page without a bundler, and what bundlers make of it.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { bundlers } from './bundlers.mjs';
import { serve } from './server.mjs';

const IMPORTS = {
  claimscope: '/node_modules/claimscope/js/entry/browser.js',
  'claimscope/guard': '/node_modules/claimscope/js/guard/index.js',
  'claimscope/lean': '/node_modules/claimscope/lean/browser.js',
  'claimscope/guard/bound': '/node_modules/claimscope/js/guard/bound.js',
  'claimscope/decrypt': '/node_modules/claimscope/js/decrypt/inline.js',
  'claimscope/more-algorithms': '/node_modules/claimscope/js/more-algorithms/inline.js',
  jose: '/node_modules/jose/dist/webapi/index.js',
  valibot: '/node_modules/valibot/dist/index.mjs',
  zod: '/node_modules/zod/index.js',
};
const CHROMIUM_OPTIONS = ['--no-sandbox', '--disable-gpu', '--disable-quic'];

/** By name: runs of suite and parity in each browser, and of the suite as each bundler ships it. */
export async function browsers(folder) {
  const chromium = await launch(process.env.CLAIMSCOPE_CHROMIUM, inChromium);
  const firefox = await launch(process.env.CLAIMSCOPE_FIREFOX, inFirefox);
  const { origin, close } = await serve(folder);
  const imports = JSON.stringify({ imports: IMPORTS });
  const plain = (browser) =>
    browser && (async (kind) => {
      const map = `<script type="importmap">${imports}</script>`;
      return browser.outcome(`${origin}/${page(folder, 'plain', kind, map, `/${kind}/page.js`)}`);
    });
  const runs = { Chromium: { run: plain(chromium) }, Firefox: { run: plain(firefox) } };
  for (const [name, bundle] of Object.entries(bundlers)) {
    const run = async () => {
      const script = await bundle(folder, join(folder, 'suite/page.js'));
      return chromium.outcome(`${origin}/${page(folder, name.toLowerCase(), 'suite', '', script)}`);
    };
    runs[`${name} in Chromium`] = { run: chromium && run, kinds: ['suite'] };
  }
  return { runs, close: () => Promise.all([chromium?.close(), firefox?.close(), close()]) };
}

/** Writes a page that runs a script, and gives its path from the folder. */
function page(folder, name, kind, head, script) {
  mkdirSync(join(folder, 'pages'), { recursive: true });
  const path = `pages/${name}-${kind}.html`;
  const text = `<!doctype html><title>${kind}</title>${head}<script type="module" src="${script}"></script>\n`;
  writeFileSync(join(folder, path), text);
  return path;
}

async function launch(executablePath, start) {
  return executablePath ? start(executablePath) : undefined;
}

async function inChromium(executablePath) {
  const { chromium } = await import('playwright-core');
  return driven(await chromium.launch({ executablePath, args: CHROMIUM_OPTIONS }));
}

async function inFirefox(executablePath) {
  const { launch } = await import('puppeteer-core');
  return driven(await launch({ browser: 'firefox', executablePath }));
}

/** What Playwright and Puppeteer have in common is all that is needed. */
function driven(browser) {
  return {
    close: () => browser.close(),
    outcome: async (url) => {
      const page = await browser.newPage();
      page.setDefaultTimeout(300_000);
      const errors = [];
      page.on('pageerror', (error) => errors.push(error.message));
      try {
        await page.goto(url);
        const outcome = await page.evaluate(() => globalThis.outcome);
        if (outcome === undefined) throw new Error(errors.join('\n') || 'the page ran nothing');
        return outcome;
      } finally {
        await page.close();
      }
    },
  };
}
