/** Inspect: what was pasted, its summary, the failed checks, the claims, and the form that verifies. */

import { byId, fill, h, icon } from '../dom.js';
import { linkTo } from '../fragment.js';
import { choose, isAnswer, setText } from '../inspecting.js';
import { read } from '../json.js';
import { setPlace } from '../place.js';
import { reportJson, reportMarkdown } from '../report.js';
import { SAMPLE_SECRET, sampleToken } from '../sample.js';
import { forget, state, subscribe, update } from '../state.js';
import { failedChecks, otherChecks } from './checks.js';
import { partView } from './claims.js';
import { copyWords } from './copy.js';
import { createEditor } from './editor.js';
import { pastedView } from './pasted.js';
import { indicatorsOf, renderSummary, summaryOf } from './summary.js';
import { timelineView } from './timeline.js';

/** The other places, for who has no token at hand. */
const OFFERS = [
  ['why', 'Got a 401?', 'Paste the answer of the API and see what it did not like.'],
  ['compare', 'Two tokens?', 'See claim by claim what differs between them.'],
  ['sign', 'Need one for a test?', 'Edit the claims and sign with your own key.'],
];

/** Builds the place; gives the box so that a shared link can fill it. */
export function startInspect() {
  const editor = createEditor({
    id: 'token',
    label: 'Encoded token',
    placeholder: 'Paste anything: a token, Bearer …, a token response, an error, a redirect, a key set, a cookie, a curl command',
    onText: setText,
  });
  const clear = h('button', { type: 'button', class: 'quiet', id: 'clear', title: 'Forget the token, the key and what you expect', onclick: () => {
    forget();
    replace(editor, '');
  } }, 'Clear');
  const head = h('div', { class: 'section-title' }, h('h2', {}, 'Encoded'), h('div', { class: 'title-buttons' },
    copyWords('Copy', 'the text', () => state.text), clear));
  byId('encoded').append(intro(), head, editor.element, start(editor));
  let last;
  let lastAs;
  let lastEngine;
  subscribe((state) => {
    byId('place-inspect').toggleAttribute('data-empty', state.text.trim() === '');
    if (last === state.inspected && lastAs === state.claimsAs && lastEngine === state.engine.status) return;
    [last, lastAs, lastEngine] = [state.inspected, state.claimsAs, state.engine.status];
    editor.render(state.text, state.inspected);
    renderSummary(byId('summary'), state.inspected);
    renderDecoded(state);
  });
  return editor;
}

function replace(editor, text) {
  editor.set(text);
  editor.focus();
}

/** Shown until something is pasted. */
function intro() {
  return h('div', { class: 'intro' },
    h('h1', {}, 'What does this token say, and would an API take it?'),
    h('p', {}, 'Paste a token. It is decoded and checked right here, by the rules that APIs go by.'));
}

function start(editor) {
  const sample = h('button', { type: 'button', class: 'primary', id: 'sample' }, 'Try a sample token');
  sample.addEventListener('click', async () => {
    const token = await sampleToken();
    update(({ verify }) => Object.assign(verify, { keyText: SAMPLE_SECRET, secretEncoding: 'text' }));
    replace(editor, token);
  });
  return h('div', { class: 'start' },
    h('div', { class: 'try' }, sample, h('span', { class: 'muted' }, 'It is signed with a known secret, so you can verify it too.')),
    h('ul', { class: 'offers' }, OFFERS.map(([place, title, text]) => h('li', {},
      h('button', { type: 'button', onclick: () => setPlace(place) }, h('strong', {}, title), h('span', {}, text))))));
}

function renderDecoded({ inspected, claimsAs }) {
  const root = byId('decoded');
  if (!inspected) return void fill(root);
  const { report, header, claims, problem } = inspected;
  fill(root,
    isAnswer(inspected) && h('div', { class: 'notice' }, icon('warn'),
      h('div', {}, 'This may say why an API said no.'), h('button', { type: 'button', id: 'to-why', onclick: explainAnswer }, 'Explain it')),
    problem && h('section', { class: 'card failed' }, h('p', {}, icon('fail'), ` ${problem}`)),
    report && failedChecks(report),
    timelineView(claims),
    pastedView(inspected, state.chosen, choose),
    report?.format !== 'other' && (header || claims || !report) && [
      tools(inspected, claimsAs),
      state.opened?.nested !== undefined && partView('outer-header', read(JSON.stringify(state.opened.header)), report, claimsAs),
      partView('header', header, report, claimsAs),
      partView('payload', claims, report, claimsAs),
    ],
    report && otherChecks(report, inspected.at));
}

/** An answer that was pasted here belongs to the place that explains it. */
async function explainAnswer() {
  const { text } = state;
  await setPlace('why');
  const box = /** @type {HTMLTextAreaElement | null} */ (document.getElementById('response'));
  // The place may not have been loaded.
  if (!box) return;
  byId('clear').click();
  box.value = text;
  box.dispatchEvent(new Event('input'));
}

function tools(inspected, claimsAs) {
  const choice = (as, label) => h('button', {
    type: 'button', 'aria-pressed': String(claimsAs === as), onclick: () => update((state) => (state.claimsAs = as)),
  }, label);
  return h('div', { class: 'decoded-tools' },
    h('div', { class: 'segments', role: 'group', 'aria-label': 'Show as' }, choice('table', 'Table'), choice('json', 'JSON')),
    inspected.report && h('details', { class: 'menu' }, h('summary', {}, 'Copy or share'), h('div', { class: 'menu-body' },
      // What is undecided here has a verdict there.
      inspected.undecided === undefined && [
        h('p', { class: 'menu-title' }, 'Report, the token left out'),
        copyWords('Copy report as JSON', 'the report as JSON', () => reportJson(inspected)),
        copyWords('Copy report as Markdown', 'the report as Markdown', () => reportMarkdown(inspected, indicatorsOf(summaryOf(inspected)))),
      ],
      h('p', { class: 'menu-title' }, 'Link that holds the token'),
      h('p', { class: 'note' }, 'The token stands behind # and reaches no server, but whoever has the link has the token.'),
      copyWords('Copy link', 'the link', () => linkTo(state.opened?.token ?? inspected.token)))));
}
