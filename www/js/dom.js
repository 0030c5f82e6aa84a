/** Builds elements. Text gets on the page by `textContent` and no other way, so that no claim is ever read as markup. */

const SVG = 'http://www.w3.org/2000/svg';

/**
 * An element with properties and children.
 *
 * @param {string} tag
 * @param {Record<string, unknown>} [props] attributes by name; `on…` functions listen; `true` is a bare attribute and
 *   `false`, `null` or `undefined` none at all.
 * @param {...(Node | string | number | null | undefined | false | unknown[])} children
 * @returns {HTMLElement}
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === false || value === null || value === undefined) continue;
    if (typeof value === 'function') element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (name === 'value' || name === 'checked') Object.assign(element, { [name]: value });
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  append(element, children);
  return element;
}

/** Adds children: nodes as they are, everything else as text. */
export function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

/** Puts `children` in place of what `element` holds. */
export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
}

/** The element with this id, which index.html has. */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`index.html has no ${id}`);
  return element;
}

/** Shapes on a grid of 16: what is filled, then what is drawn over it. */
const ICONS = {
  pass: { disc: true, lines: 'M4.8 8.3 7 10.5 11.2 5.8' },
  fail: { disc: true, lines: 'M5.5 5.5 10.5 10.5 M10.5 5.5 5.5 10.5' },
  warn: { triangle: true, lines: 'M8 6.2 V9.2 M8 11.6 V11.7' },
  skip: { ring: true, lines: 'M5.2 8 H10.8' },
  waiting: { ring: true, lines: 'M8 5 V8 L10 9.6' },
  copy: { lines: 'M5.5 5.5 H13 V13 H5.5 Z M3 10.5 V3 H10.5' },
  done: { lines: 'M3.5 8.5 6.5 11.5 12.5 4.5' },
};

/**
 * A picture that repeats what a word beside it says, so that no screen reader needs it.
 *
 * @param {keyof typeof ICONS} name
 */
export function icon(name) {
  const shape = ICONS[name];
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('class', `icon icon-${name}`);
  svg.setAttribute('aria-hidden', 'true');
  const draw = (className, path) => {
    const element = document.createElementNS(SVG, 'path');
    element.setAttribute('class', className);
    element.setAttribute('d', path);
    svg.append(element);
  };
  const disc = 'M8 .8 A7.2 7.2 0 1 1 7.99 .8 Z';
  if (shape.disc) draw('back', disc);
  if (shape.triangle) draw('back', 'M8 1.2 15.4 14.4 H.6 Z');
  if (shape.ring) draw('ring', 'M8 1.7 A6.3 6.3 0 1 1 7.99 1.7 Z');
  draw('lines', shape.lines);
  return svg;
}
