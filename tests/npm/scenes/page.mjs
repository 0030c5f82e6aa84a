// A scene on the page in Chromium: filled in and pressed as a person would.

import puppeteer from 'puppeteer-core';

import { startPlayground } from '../www/playground.mjs';
import { visit } from '../www/visit.mjs';
import { ofReport } from './package.mjs';

const REPORT = 'Copy report as JSON';

/** The page, opened once for all scenes. */
export async function onPage(chromium, program, folder) {
  const browser = await puppeteer.launch({ executablePath: chromium, args: ['--no-sandbox', '--disable-gpu'], headless: true });
  const playground = await startPlayground(program, folder);
  const at = await visit(browser, playground.inspector);
  const look = ({ scene, terminal }) => (scene.question.kind === 'verify' ? verify(at, scene.question, terminal) : call(at, scene.question, terminal));
  const close = async () => {
    await browser.close();
    playground.stop();
  };
  return { look, close };
}

async function verify(at, { token, keys, issuer, audience, profile, scope }, terminal) {
  await at.begin();
  await at.fill('#token', token);
  await at.choose('keys', { issuer: 'issuer', jwksUri: 'jwks', pem: 'key', secret: 'secret' }[keys.from]);
  if (keys.from === 'jwksUri' || keys.from === 'pem') await at.fill('textarea[data-field="keyText"]', keys.value);
  if (keys.from === 'secret') await at.fill('input[data-field="keyText"]', keys.value);
  await at.fill('#verify-issuer', issuer ?? keys.value);
  await tick(at, 'waiveAudience', audience === null);
  if (audience !== null) await at.fill('#verify-audience', audience);
  await at.fill('select[data-field="profile"]', profile);
  await at.fill('#verify-algorithms', '');
  await at.fill('#verify-scopes', scope ?? '');
  await at.click('#verify-button');
  await at.settle();
  await at.until(() => !document.querySelector('#verify-button').disabled);
  if (await at.has('#verify-problem .problem')) return { verdict: 'no-keys', failures: [], key: null };
  const sides = ['format', 'signature', 'claims'].map((side) => at.text(`[data-indicator="${side}"] strong`));
  const shown = [await at.verdict(), ...(await Promise.all(sides))].map((word) => word?.toLowerCase());
  const [word, , , format, , signature, , claims] = terminal.summary;
  if (shown.join() !== [word, format, signature, claims].join().toLowerCase()) throw new Error(`the page shows ${shown}, the terminal says ${terminal.summary}`);
  // Of what is no JWT there is no report to copy: what is shown is all there is.
  if (!(await at.has('details.menu'))) return {};
  await at.page.evaluate(() => document.querySelectorAll('details.menu').forEach((menu) => (menu.open = true)));
  await at.press(REPORT);
  return ofReport(JSON.parse(await at.page.evaluate(() => window.copied)));
}

async function tick(at, name, wanted) {
  const selector = `input[data-field="${name}"]`;
  const ticked = await at.page.evaluate((selector) => document.querySelector(selector).checked, selector);
  if (ticked !== wanted) await at.click(selector);
  await at.settle();
}

/** The page does not know whether a token was sent where none is pasted, so only the first reason counts then. */
async function call(at, { url, token, answer }, terminal) {
  await at.go('why');
  const head = answer.headers.map(([name, value]) => `${name}: ${value}`);
  await at.fill('#why-token', token ?? '');
  await at.fill('#why-url', url);
  await at.fill('#response', [`HTTP/1.1 ${answer.status}`, ...head, '', answer.body].join('\n'));
  await at.until(() => document.querySelector('#diagnosis .headline'));
  await at.settle();
  const reasons = await at.page.evaluate(() => [...document.querySelectorAll('#diagnosis .reason')].map((one) => one.dataset.code));
  return { reasons: token === null ? [...reasons.slice(0, 1), ...terminal.reasons.slice(1)] : reasons };
}
