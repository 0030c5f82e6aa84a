/** The four places of the page, and the buttons that lead there. All but the first are loaded when somebody first goes there. */

import { byId, fill, h } from './dom.js';
import { subscribe, update } from './state.js';

const PLACES = ['inspect', 'why', 'compare', 'sign'];

/** What loads and builds a place. @type {Record<string, () => Promise<void>>} */
let parts = {};
/** The places that were built, or are being built. @type {Record<string, Promise<void> | undefined>} */
const begun = {};

/** Goes to a place, and waits until it can be used. */
export async function setPlace(place) {
  update((state) => {
    state.place = place;
  });
  if (parts[place]) await (begun[place] ??= begin(place));
}

async function begin(place) {
  const root = byId(`place-${place}`);
  fill(root);
  try {
    await parts[place]();
    // Who listens since now learns where the person is.
    update(() => {});
  } catch {
    begun[place] = undefined;
    fill(root, h('p', { class: 'notice', role: 'alert' }, 'This part of the page could not be loaded. Choose it again once the server answers.'));
  }
}

/** @param {Record<string, () => Promise<void>>} loaded what loads and builds each place but the first */
export function startPlaces(loaded) {
  parts = loaded;
  const buttons = [...document.querySelectorAll('[data-place]')];
  for (const button of buttons) button.addEventListener('click', () => setPlace(button.getAttribute('data-place')));
  subscribe((state) => {
    for (const place of PLACES) byId(`place-${place}`).hidden = place !== state.place;
    for (const button of buttons) {
      if (button.getAttribute('data-place') === state.place) button.setAttribute('aria-current', 'page');
      else button.removeAttribute('aria-current');
    }
  });
}
