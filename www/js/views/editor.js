/** A box for tokens: a text area whose text is drawn once more behind it, in the colours of the token's parts. */

import { append, fill, h } from '../dom.js';
import { partsOf } from '../find.js';
import { EDITED_CHARACTERS } from '../inspecting.js';
import { size } from '../text.js';

/** How much of a longer text the box shows. */
const EXCERPT = 1000;

/**
 * @param {{ id: string, label: string, placeholder: string, onText: (text: string) => void }} options
 */
export function createEditor({ id, label, placeholder, onText }) {
  const box = /** @type {HTMLTextAreaElement} */ (
    h('textarea', { id, 'aria-label': label, placeholder, spellcheck: 'false', autocapitalize: 'off', autocomplete: 'off', 'aria-describedby': `${id}-note` })
  );
  const mirror = h('div', { class: 'editor-mirror', 'aria-hidden': 'true' });
  const note = h('p', { class: 'note', id: `${id}-note` });
  const legend = h('ul', { class: 'legend', 'aria-label': 'Parts of the token' });
  const element = h('div', { class: 'editor-frame' }, h('div', { class: 'editor' }, mirror, box), legend, note);
  /** The whole text, where the box shows only its beginning. */
  let long = '';

  const take = (text) => {
    long = text.length > EDITED_CHARACTERS ? text : '';
    const shown = long ? long.slice(0, EXCERPT) : text;
    if (box.value !== shown) box.value = shown;
    box.readOnly = long !== '';
    fill(mirror, `${shown}\n`);
    onText(text);
  };
  box.addEventListener('input', () => take(box.value));
  // A long text must not reach the box: laying out 10 MB would freeze the page.
  box.addEventListener('paste', (event) => {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (long === '' && text.length <= EDITED_CHARACTERS) return;
    event.preventDefault();
    take(text);
  });
  box.addEventListener('drop', (event) => {
    const text = event.dataTransfer?.getData('text/plain') ?? '';
    if (text.length <= EDITED_CHARACTERS) return;
    event.preventDefault();
    take(text);
  });

  return {
    element,
    box,
    set: take,
    focus: () => box.focus(),
    /** Draws the parts of what was found in the text. */
    render(text, inspected) {
      const shown = long ? '' : text;
      const parts = inspected && shown ? inspected.report?.parts ?? partsOf(inspected.token) : [];
      paint(mirror, shown || box.value, parts, inspected?.start, shown ? brokenAt(inspected?.report) : undefined);
      fill(legend, parts.map((part) =>
        h('li', { class: `legend-${part.name}` }, part.name, ' ', h('span', { class: 'muted' }, String(part.end - part.start)))));
      fill(note, notes(long, inspected));
    },
  };
}

function notes(long, inspected) {
  if (long) {
    return `${size(new Blob([long]).size)} were pasted; the first ${EXCERPT} characters are shown. Paste again to replace them.`;
  }
  const { kind, text, removed } = inspected?.pasted ?? { removed: [] };
  const named = !text || ['token', 'trimmed'].includes(kind) ? '' : `This is ${text}.`;
  return [named, ...removed.map(({ message }) => h('span', { class: 'taken-off' }, ` Taken off: ${message}.`))];
}

/** Where in the token its format broke, from 0. The report says so in words alone, which count from 1. */
function brokenAt(report) {
  const failed = report?.checks.find((check) => check.status === 'fail' && ['format.charset', 'format.base64url'].includes(check.id));
  const place = /\bcharacter (\d+)\b/.exec(failed?.message ?? '');
  return place ? Number(place[1]) - 1 : undefined;
}

/**
 * The text in pieces, each in the colour of its part, and the character that broke it marked. A token put together over
 * line breaks has no one place.
 */
function paint(mirror, text, parts, start, broken) {
  const spot = broken === undefined ? -1 : start + broken;
  const marked = (from, to) => spot < from || spot >= to ? text.slice(from, to)
    : [text.slice(from, spot), h('mark', {}, text.slice(spot, spot + 1)), text.slice(spot + 1, to)];
  const pieces = [];
  let done = 0;
  for (const part of start === undefined || start === null ? [] : parts) {
    const [from, to] = [start + part.start, start + part.end];
    if (to > text.length || from < done) break;
    pieces.push(text.slice(done, from), h('span', { class: `part-text part-text-${part.name}` }, marked(from, to)));
    done = to;
  }
  fill(mirror);
  // The last line feed keeps the mirror as high as the box, which shows an empty last line.
  append(mirror, [...pieces, text.slice(done), '\n']);
}
