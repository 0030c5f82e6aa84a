/** Filters the list of codes by what is typed; the words may stand in any order. */

const field = /** @type {HTMLInputElement} */ (document.getElementById('words'));
const rows = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('.codes li'));

function show() {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const row of rows) {
    const text = row.textContent?.toLowerCase() ?? '';
    row.hidden = !words.every((word) => text.includes(word));
    if (!row.hidden) shown += 1;
  }
  for (const section of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('main section'))) {
    section.hidden = !section.querySelector('li:not([hidden])');
  }
  /** @type {HTMLElement} */ (document.getElementById('none')).hidden = shown > 0;
}

/** @type {HTMLElement} */ (document.getElementById('filter')).hidden = false;
field.addEventListener('input', show);
show();
