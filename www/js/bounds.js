/** No field takes more than it can show: a browser that lays out megabytes of text is busy for seconds. */

import { size } from './text.js';

/** Key sets and answers of APIs are far smaller. */
const MOST_CHARACTERS = 256_000;

/** Refuses longer pastes and drops, with a sentence at the field. Boxes for tokens take them in their own way before. */
export function boundPastes() {
  document.addEventListener('paste', (event) => refuse(event, event.clipboardData));
  document.addEventListener('drop', (event) => refuse(event, event.dataTransfer));
  document.addEventListener('input', ({ target }) => say(target, ''));
}

function refuse(event, data) {
  const text = data?.getData('text/plain') ?? '';
  if (event.defaultPrevented || text.length <= MOST_CHARACTERS) return;
  event.preventDefault();
  say(event.target, `That is ${size(text.length)} of text; this field takes at most ${size(MOST_CHARACTERS)}. Nothing was pasted.`);
}

function say(field, sentence) {
  if (!(field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement)) return;
  if (field.validationMessage === sentence) return;
  field.setCustomValidity(sentence);
  field.reportValidity();
}
