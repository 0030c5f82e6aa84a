/**
 * Reads JSON without losing anything: numbers keep their text, members their order, doubled names both values.
 *
 * `JSON.parse` makes 1.0 a 1, rounds large integers and moves members whose names are numbers to the front.
 */

/**
 * @typedef {{ kind: 'object', members: { name: string, value: Value }[] }
 *   | { kind: 'array', items: Value[] }
 *   | { kind: 'string', text: string }
 *   | { kind: 'number' | 'word', text: string }} Value
 */

const TOKEN = /\s*([{}[\],:]|"(?:[^"\\]|\\.)*"|[-+.\w]+)/gy;

/** Deeper than core lets any token be. */
const MAX_DEPTH = 200;

/**
 * Reads a text that is known to be JSON.
 *
 * @param {string} text
 * @returns {Value}
 * @throws {SyntaxError} where it is not
 */
export function read(text) {
  const pattern = new RegExp(TOKEN);
  const next = () => {
    const match = pattern.exec(text);
    if (!match) throw new SyntaxError('the JSON ends too early');
    return match[1];
  };
  const value = (token, depth) => {
    if (depth > MAX_DEPTH) throw new SyntaxError('the JSON is nested too deeply');
    if (token === '{') return { kind: 'object', members: list('}', (first) => member(first, depth)) };
    if (token === '[') return { kind: 'array', items: list(']', (first) => value(first, depth + 1)) };
    if (token.startsWith('"')) return { kind: 'string', text: JSON.parse(token) };
    JSON.parse(token);
    return { kind: /^[-\d]/.test(token) ? 'number' : 'word', text: token };
  };
  const member = (name, depth) => {
    if (next() !== ':') throw new SyntaxError('a name has no value');
    return { name: JSON.parse(name), value: value(next(), depth + 1) };
  };
  const list = (end, item) => {
    const items = [];
    let token = next();
    while (token !== end) {
      items.push(item(token));
      token = next();
      if (token === ',') token = next();
      else if (token !== end) throw new SyntaxError('a comma is missing');
    }
    return items;
  };
  return value(next(), 0);
}

/** The member `name` of an object. */
export function member(value, name) {
  if (value?.kind !== 'object') return undefined;
  return value.members.find((one) => one.name === name)?.value;
}

/** The text of a member that is a string. */
export function memberText(value, name) {
  const found = member(value, name);
  return found?.kind === 'string' ? found.text : undefined;
}

/** The texts of a member that is a string or an array of strings. */
export function memberTexts(value, name) {
  const found = member(value, name);
  const items = found?.kind === 'array' ? found.items : found ? [found] : [];
  return items.filter((item) => item.kind === 'string').map((item) => item.text);
}

/** The number of a member, where it is a finite one. */
export function memberNumber(value, name) {
  const found = member(value, name);
  const number = found?.kind === 'number' ? Number(found.text) : NaN;
  return Number.isFinite(number) ? number : undefined;
}

/** As JSON on one line. */
export function compact(value) {
  switch (value.kind) {
    case 'object':
      return `{${value.members.map((one) => `${JSON.stringify(one.name)}:${compact(one.value)}`).join(',')}}`;
    case 'array':
      return `[${value.items.map(compact).join(',')}]`;
    case 'string':
      return JSON.stringify(value.text);
    default:
      return value.text;
  }
}

/** As JSON with two spaces of indentation. */
export function pretty(value, indent = '') {
  const inner = `${indent}  `;
  const wrap = (open, parts, close) =>
    parts.length === 0 ? open + close : `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${indent}${close}`;
  if (value.kind === 'object') {
    const parts = value.members.map((one) => `${JSON.stringify(one.name)}: ${pretty(one.value, inner)}`);
    return wrap('{', parts, '}');
  }
  if (value.kind === 'array') return wrap('[', value.items.map((item) => pretty(item, inner)), ']');
  return compact(value);
}

/** What copying a value gives: a string without quotes, everything else as JSON. */
export function copyText(value) {
  return value.kind === 'string' ? value.text : pretty(value);
}

/** A value that `JSON.parse` has read already. */
export function fromParsed(value) {
  const text = JSON.stringify(value);
  return text === undefined ? undefined : read(text);
}
