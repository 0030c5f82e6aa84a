/** Starts the page: the first place at once, so that it is usable; then the wasm module; then the service worker. */

import { boundPastes } from './bounds.js';
import { byId, fill, h, icon } from './dom.js';
import { start } from './engine.js';
import { takeToken } from './fragment.js';
import { lookAgain } from './inspecting.js';
import { startPlaces } from './place.js';
import { state, subscribe, update } from './state.js';
import { startTheme } from './theme.js';
import { nowSeconds, startClock } from './times.js';
import { verifyAgain } from './verifying.js';
import { startInspect } from './views/inspect.js';
import { startVerify } from './views/verify.js';

startTheme(byId('theme'));
boundPastes();
const editor = startInspect();
startVerify();
startPlaces({
  why: () => import('./views/why.js').then(({ startWhy }) => startWhy()),
  compare: () => import('./views/compare.js').then(({ startCompare }) => startCompare()),
  sign: () => import('./views/sign.js').then(({ startSign }) => startSign(editor)),
});
watchEngine();
watchClock();
watchEncrypted();
takeLink();
addEventListener('hashchange', takeLink);
if (state.text === '') editor.focus();
start().then(lookAgain);
keepOffline();

function takeLink() {
  const token = takeToken();
  if (token) editor.set(token);
}

/** Says what the module is at, as long as it is not simply there. */
function watchEngine() {
  const retry = h('button', { type: 'button', onclick: () => {
    update((state) => (state.engine = { status: 'loading', reason: '' }));
    start().then(lookAgain);
  } }, 'Try again');
  let last = '';
  subscribe(({ engine }) => {
    if (engine.status === last) return;
    last = engine.status;
    document.documentElement.dataset.engine = engine.status;
    fill(byId('engine'), engine.status === 'failed' && h('div', { class: 'notice', role: 'alert' }, icon('warn'),
      h('div', {}, h('p', {}, h('strong', {}, 'Tokens are decoded only. '), `The part that checks them did not load: ${engine.reason}.`),
        h('p', { class: 'note' }, 'What you see is what the token says; nothing of it was checked.')), retry));
  });
}

/** The clock; a report that a passed moment has made untrue is made anew. */
function watchClock() {
  let due;
  subscribe((state) => {
    due = state.inspected?.report?.summary.next_change;
  });
  startClock(() => {
    if (due === undefined || nowSeconds() < due) return;
    due = undefined;
    if (state.inspected?.mode === 'verify') verifyAgain();
    else lookAgain();
  });
}

/** The form for encrypted tokens comes with the first of them. */
function watchEncrypted() {
  let form;
  subscribe(({ inspected }) => {
    if (form || inspected?.report?.format !== 'jwe') return;
    form = import('./views/decrypt.js').then(({ startDecrypt }) => startDecrypt(), () => (form = undefined));
  });
}

/** Keeps the page's own files for the time without a network. */
async function keepOffline() {
  if (!('serviceWorker' in navigator)) return;
  const policy = globalThis.trustedTypes?.createPolicy('claimscope', { createScriptURL: () => 'sw.js' });
  const url = policy?.createScriptURL('') ?? 'sw.js';
  await navigator.serviceWorker.register(/** @type {string} */ (url)).catch(() => {});
}
