/** Two tokens, claim by claim. */

import { compact } from './json.js';

/**
 * Each name of either object once: those of the first in their order, then those that only the second has.
 *
 * @returns {{ name: string, first?: import('./json.js').Value, second?: import('./json.js').Value,
 *   change: 'same' | 'changed' | 'only in first' | 'only in second' }[]}
 */
export function compare(first, second) {
  const of = (value) => new Map((value?.members ?? []).map((one) => [one.name, one.value]));
  const [left, right] = [of(first), of(second)];
  return [...new Set([...left.keys(), ...right.keys()])].map((name) => {
    const [one, other] = [left.get(name), right.get(name)];
    return { name, first: one, second: other, change: change(one, other) };
  });
}

function change(first, second) {
  if (!first) return 'only in second';
  if (!second) return 'only in first';
  return canonical(first) === canonical(second) ? 'same' : 'changed';
}

/** The order of members says nothing in JSON. */
function canonical(value) {
  if (value.kind === 'object') {
    const members = [...value.members].sort((a, b) => (a.name < b.name ? -1 : 1));
    return `{${members.map((one) => `${JSON.stringify(one.name)}:${canonical(one.value)}`).join(',')}}`;
  }
  if (value.kind === 'array') return `[${value.items.map(canonical).join(',')}]`;
  return compact(value);
}
