/** Compare: two tokens side by side, claim by claim. Nothing is verified here. */

import { byId, fill, h } from '../dom.js';
import { compare } from '../comparing.js';
import { lookAt } from '../inspecting.js';
import { compact } from '../json.js';
import { state, subscribe } from '../state.js';
import { shown } from '../text.js';
import { date, relative, utc } from '../times.js';
import { describe } from '../engine.js';
import { createEditor } from './editor.js';

const MARKS = { same: '=', changed: '≠', 'only in first': '−', 'only in second': '+' };

export function startCompare() {
  const sides = [null, null];
  const texts = ['', ''];
  let all = false;
  const result = h('div', { id: 'compare-result' });
  const render = () => renderResult(result, sides, all, (value) => {
    all = value;
    render();
  });
  const look = (index, text) => {
    texts[index] = text;
    sides[index] = text.trim() === '' ? null : lookAt(text);
    editors[index].render(text, sides[index]);
    render();
  };
  const editors = ['First token', 'Second token'].map((label, index) =>
    createEditor({ id: `compare-${index}`, label, placeholder: 'Paste a token', onText: (text) => queueMicrotask(() => look(index, text)) }));
  byId('place-compare').append(
    h('div', { class: 'place-head' }, h('h1', {}, 'Compare two tokens'),
      h('p', {}, 'Old and new, staging and production, access and ID token: what differs, claim by claim.')),
    h('div', { class: 'two-columns' }, editors.map((editor, index) =>
      h('div', {}, h('div', { class: 'section-title' }, h('h2', {}, index === 0 ? 'First' : 'Second')), editor.element))),
    result);
  let place = 'inspect';
  let engine = state.engine.status;
  subscribe((state) => {
    // What was inspected is the first one, unless another stands there.
    if (place !== 'compare' && state.place === 'compare' && texts[0] === '' && state.text !== '') editors[0].set(state.text);
    if (engine !== state.engine.status) texts.forEach((text, index) => text !== '' && look(index, text));
    place = state.place;
    engine = state.engine.status;
  });
}

function renderResult(root, [first, second], all, choose) {
  if (!first || !second) return void fill(root, h('p', { class: 'empty' }, 'Paste both tokens to see what differs.'));
  const parts = [['Header', compare(first.header, second.header)], ['Payload', compare(first.claims, second.claims)]];
  const rows = parts.flatMap(([, list]) => list);
  const differ = rows.filter((row) => row.change !== 'same').length;
  const box = h('input', { type: 'checkbox', checked: all, onchange: (event) => choose(event.target.checked) });
  fill(root,
    h('div', { class: 'compare-head' },
      h('p', { id: 'compare-summary' }, differ === 0 ? `All ${rows.length} values are the same.` : `${differ} of ${rows.length} values differ.`),
      h('label', { class: 'waiver' }, box, 'show what is the same too')),
    parts.map(([title, list]) => table(title, all ? list : list.filter((row) => row.change !== 'same'))));
}

function table(title, rows) {
  if (rows.length === 0) return null;
  return h('section', { class: `card part part-${title.toLowerCase()}` },
    h('div', { class: 'part-title' }, h('h2', {}, title)),
    h('table', { class: 'compare' },
      h('thead', {}, h('tr', {}, ['Name', 'First', 'Second', 'Difference'].map((name) => h('th', { scope: 'col' }, name)))),
      h('tbody', {}, rows.map((row) => h('tr', { class: row.change === 'same' ? '' : 'differs', 'data-claim': row.name },
        h('th', { scope: 'row' }, shown(row.name, { limit: 120 })),
        cell('First', row.name, row.first), cell('Second', row.name, row.second),
        h('td', { class: 'change' }, h('span', { 'aria-hidden': 'true' }, MARKS[row.change]), ` ${row.change}`))))));
}

function cell(side, name, value) {
  if (!value) return h('td', { class: 'muted', 'data-label': side }, 'absent');
  const seconds = value.kind === 'number' && describe(name, false)?.value === 'date' ? Number(value.text) : NaN;
  const at = Number.isFinite(seconds) ? date(seconds) : undefined;
  const text = value.kind === 'string' ? value.text : compact(value);
  return h('td', { 'data-label': side }, h('span', { class: 'value' }, shown(text)), at && h('p', { class: 'moment' }, h('span', {}, relative(seconds)), h('span', {}, utc(at))));
}
