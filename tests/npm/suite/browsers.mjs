// The suite in real browsers, each file served as it is; the import map takes the place of a bundler.

import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join, normalize } from 'node:path'
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const flags = ['--no-sandbox', '--disable-gpu', '--disable-background-networking']

/** Gives what `outcome` is on a page that loads this script. */
export async function inChromium(folder, script) {
  const { chromium } = resolved('playwright-core')
  const executablePath = process.env.CLAIMSCOPE_CHROMIUM ?? '/usr/bin/chromium'
  const browser = await chromium.launch({ executablePath, args: flags })
  return visit(browser, folder, script)
}

export async function inFirefox(folder, script) {
  const puppeteer = resolved('puppeteer-core')
  const executablePath = process.env.CLAIMSCOPE_FIREFOX ?? '/usr/bin/firefox-esr'
  const browser = await puppeteer.launch({ browser: 'firefox', executablePath, headless: true })
  return visit(browser, folder, script)
}

async function visit(browser, folder, script) {
  const server = createServer((request, response) => serve(folder, script, request.url, response))
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening))
  try {
    const page = await browser.newPage()
    await page.goto(`http://localhost:${server.address().port}/`)
    await page.waitForFunction('globalThis.outcome !== undefined')
    return await page.evaluate('globalThis.outcome')
  } finally {
    await browser.close()
    server.close()
  }
}

async function serve(folder, script, url, response) {
  if (url === '/') {
    const imports = { claimscope: '/node_modules/claimscope/js/entry/browser.js' }
    const map = `<script type="importmap">${JSON.stringify({ imports })}</script>`
    response.setHeader('Content-Type', 'text/html')
    response.end(`<!doctype html><title>suite</title>${map}<script type="module" src="/${script}"></script>`)
    return
  }
  try {
    const path = join(folder, normalize(decodeURIComponent(new URL(url, 'http://localhost').pathname)))
    response.setHeader('Content-Type', 'text/javascript')
    response.end(await readFile(path))
  } catch {
    response.statusCode = 404
    response.end()
  }
}

/** The suite runs in a folder of its own; its tools stay where they are installed. */
export function resolved(name) {
  const loaded = require(name)
  return loaded.default ?? loaded
}
