/** The four places of the page, and the buttons that lead there. */

import { byId } from './dom.js';
import { subscribe, update } from './state.js';

const PLACES = ['inspect', 'why', 'compare', 'sign'];

/** Goes to a place. */
export function setPlace(place) {
  update((state) => {
    state.place = place;
  });
}

export function startPlaces() {
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
