/** A token's life on a line (iat, nbf, now, exp) and how long it still has. */

import { fill, h } from '../dom.js';
import { memberNumber } from '../json.js';
import { duration, live, nowSeconds, relative, wholeSeconds } from '../times.js';

/** From here on the countdown is red. */
const HURRY_SECONDS = 30;
/** Marks that stand closer than this, in percent of the line, share one label. */
const APART = 14;

/** The line with its countdown; nothing where the token names no time. */
export function timelineView(claims) {
  const times = ['iat', 'nbf', 'exp']
    .map((name) => ({ name, number: memberNumber(claims, name) }))
    .filter((mark) => mark.number !== undefined)
    .map(({ name, number }) => ({ name, at: wholeSeconds(number) }));
  if (times.length === 0) return null;
  const of = (name) => times.find((mark) => mark.name === name)?.at;
  const life = { from: of('nbf') ?? of('iat'), to: of('exp') };
  const line = live(h('div', { class: 'timeline-line', role: 'img' }), (element) => draw(element, times, life, nowSeconds()));
  return h('section', { class: 'card timeline', 'aria-label': 'Lifetime' }, countdown(life), line);
}

function countdown({ from, to }) {
  return live(h('p', { class: 'countdown', id: 'countdown' }), (element) => {
    const now = nowSeconds();
    const [tone, text] = remaining(from, to, now);
    element.dataset.tone = tone;
    element.textContent = text;
  });
}

/** What the countdown says, and how loudly. */
export function remaining(from, to, now) {
  if (to !== undefined && now >= to) return ['bad', `Expired ${relative(to, now)}`];
  if (from !== undefined && now < from) return ['warn', `Not valid yet: holds ${relative(from, now)}`];
  if (to === undefined) return ['warn', 'Never expires: there is no exp'];
  return [to - now <= HURRY_SECONDS ? 'bad' : 'good', `Expires in ${duration(to - now)}`];
}

function draw(element, times, life, now) {
  const marks = [...times, { name: 'now', at: now }].sort((a, b) => a.at - b.at);
  const [first, last] = [marks[0].at, marks[marks.length - 1].at];
  const place = (at) => ((at - first) / Math.max(1, last - first)) * 100;
  const span = h('div', { class: `timeline-span ${remaining(life.from, life.to, now)[0]}` });
  const start = life.from === undefined ? 0 : place(life.from);
  span.style.setProperty('--from', `${start}%`);
  span.style.setProperty('--to', `${life.to === undefined ? 100 : place(life.to)}%`);
  const labels = groups(marks, place).map((group) => {
    const label = h('div', { class: group.names.includes('now') ? 'mark is-now' : 'mark' },
      h('strong', {}, group.names.join(' · ')), group.names.includes('now') ? null : h('span', {}, relative(group.at, now)));
    label.style.setProperty('--at', `${group.place}%`);
    label.dataset.end = group.place < 8 ? 'left' : group.place > 92 ? 'right' : '';
    return label;
  });
  fill(element, h('div', { class: 'timeline-track' }), span, labels);
  const words = times.map((mark) => `${mark.name} ${relative(mark.at, now)}`).join(', ');
  if (element.getAttribute('aria-label') !== words) element.setAttribute('aria-label', words);
}

/** `now` keeps a label of its own, above the line. */
function groups(marks, place) {
  const found = [];
  for (const mark of marks) {
    const last = found.findLast((group) => !group.names.includes('now'));
    if (mark.name !== 'now' && last && place(mark.at) - last.place < APART) last.names.push(mark.name);
    else found.push({ names: [mark.name], at: mark.at, place: place(mark.at) });
  }
  return found;
}
