// Takes the page's pictures: `node shots.mjs FOLDER PROGRAM IMAGES`, called by `cargo xtask shots`.

import { join, resolve } from 'node:path';

import puppeteer from 'puppeteer-core';

import { startPlayground, tokenResponse } from './playground.mjs';
import { visit } from './visit.mjs';

const [folder, program, images] = process.argv.slice(2);
/** The pictures are taken so long after their tokens were made. */
const AGE_MS = 20 * 60 * 1000;
const response = () => `HTTP/1.1 401 Unauthorized
Date: ${new Date(Date.now() + AGE_MS).toUTCString()}
Server: Kestrel
WWW-Authenticate: Bearer error="invalid_token", error_description="The audience 'api1' is invalid"
`;

/** A picture: its file, size, theme, and what a person did before. */
const PICTURES = [
  ['web-light.png', 1280, 820, 'light', refused],
  ['web-dark.png', 1280, 820, 'dark', verified],
  ['web-narrow.png', 390, 844, 'light', refused],
  ['web-why.png', 1280, 820, 'light', why],
];

async function verified(at, token) {
  await at.fill('#token', token);
  await at.click('#verify-button');
  await at.untilVerdict('Accepted');
}

async function refused(at, token) {
  await at.fill('#token', `Bearer ${token}`);
  await at.fill('#verify-audience', 'api2');
  await at.click('#verify-button');
  await at.untilVerdict('Rejected');
}

async function why(at, token) {
  await at.go('why');
  await at.fill('#response', response());
  await at.fill('#why-token', token);
  await at.fill('#why-audience', 'https://orders.example');
  await at.until(() => document.querySelector('#diagnosis .headline'));
}

function later(age) {
  const { now } = Date;
  Date.now = () => now() + age;
}

const executablePath = process.env.CLAIMSCOPE_CHROMIUM;
const browser = await puppeteer.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--lang=en-GB'], headless: true });
// Its usual ports, so that the pictures show them.
const playground = await startPlayground(program, resolve(folder), []);
try {
  for (const [file, width, height, theme, prepare] of PICTURES) {
    const at = await visit(browser, playground.inspector, { width, height, before: later, given: AGE_MS });
    // A zone in which local time differs from UTC.
    await at.page.emulateTimezone('Europe/Berlin');
    await at.fill('#theme', theme);
    const { access_token: token } = JSON.parse(await tokenResponse(playground.issuer));
    await prepare(at, token);
    await at.page.evaluate(() => (document.activeElement.blur(), scrollTo(0, 0)));
    await at.page.evaluate(() => document.querySelectorAll('.editor').forEach((one) => (one.scrollTop = 0)));
    await at.settle();
    const path = join(images, file);
    const bytes = await at.page.screenshot({ path });
    console.log(`${file}: ${bytes.length} bytes`);
    await at.close();
  }
} finally {
  await browser.close();
  playground.stop();
}
