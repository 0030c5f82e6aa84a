/** Secrets are dots until they are to be seen. */

import { h } from '../dom.js';

/** The box that shows a secret; `name` is what a screen reader says of it. */
export function showBox(name, onShow) {
  const box = /** @type {HTMLInputElement} */ (h('input', { type: 'checkbox', 'aria-label': `Show ${name}` }));
  box.addEventListener('change', () => onShow(box.checked));
  return h('label', { class: 'waiver' }, box, 'show');
}

/** Makes dots of what stands in an area of text, and gives the box that shows it. A password's field has one line, and browsers keep it. */
export function hideText(area, name) {
  area.classList.add('dots');
  return showBox(name, (isShown) => area.classList.toggle('dots', !isShown));
}
