/** Buttons that copy, and the one place where the page says aloud what happened. */

import { byId, fill, h, icon } from '../dom.js';

/** Says a sentence to screen readers. */
export function announce(sentence) {
  byId('status').textContent = sentence;
}

/**
 * A small button with a picture.
 *
 * @param {string} name what it copies
 * @param {() => string} text
 */
export function copyButton(name, text) {
  const button = h('button', { type: 'button', class: 'quiet copy', 'aria-label': `Copy ${name}`, title: `Copy ${name}` });
  fill(button, icon('copy'));
  button.addEventListener('click', () => copy(button, name, text, icon('copy')));
  return button;
}

/** A button with words. */
export function copyWords(label, name, text) {
  const button = h('button', { type: 'button', class: 'quiet' }, label);
  button.addEventListener('click', () => copy(button, name, text, label));
  return button;
}

async function copy(button, name, text, back) {
  const done = await write(text());
  announce(done ? `Copied ${name}` : `${name} could not be copied: the browser does not allow it`);
  fill(button, done ? icon('done') : icon('fail'), typeof back === 'string' ? (done ? 'Copied' : 'Not copied') : null);
  button.dataset.done = String(done);
  setTimeout(() => {
    delete button.dataset.done;
    fill(button, back);
  }, 1400);
}

async function write(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Plain http has no clipboard, and a person may forbid it.
    const box = /** @type {HTMLTextAreaElement} */ (h('textarea', { class: 'visually-hidden', readonly: true }, text));
    document.body.append(box);
    box.select();
    const done = document.execCommand('copy');
    box.remove();
    return done;
  }
}
