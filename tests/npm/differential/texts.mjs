// Tokens by what is odd about their text: base64url, UTF-8, JSON and members that stand there twice.

import { base64url, chance } from './keys.mjs';
import { NOW, SOME, claimsOf, headerOf, row, sealed, tokenOf, written } from './token.mjs';

const CLAIMS = JSON.stringify(claimsOf());
const HEADER = JSON.stringify(headerOf('RS256'));
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const bytes = (...parts) => Buffer.concat(parts.map((one) => Buffer.from(one)));
/** An object's text with further text before its end. */
const and = (text, object = CLAIMS) => `${object.slice(0, -1)},${text}}`;

export const texts = () => [...bases(), ...shapes(), ...encodings(), ...json(), ...duplicates(), ...accidents()];

/** A token of which each part would have padding, with one part changed; header and claims are signed as they then stand. */
function changing(alg, index, change) {
  for (let n = 0; ; n += 1) {
    const parts = tokenOf(alg, { header: { x: 'x'.repeat(n % 3) }, claims: { jti: 'x'.repeat(Math.floor(n / 3)) } }).split('.');
    if (parts.slice(0, 2).some((one) => one.length % 4 === 0)) continue;
    if (index === 2) return parts.with(2, change(parts[2])).join('.');
    return sealed(alg, ...parts.with(index, change(parts[index])).slice(0, 2));
  }
}

const bases = () =>
  Object.entries({
    'with padding': (text) => text + '='.repeat((4 - (text.length % 4)) % 4),
    'with too much padding': (text) => `${text}====`,
    'with bits at the end that stand for nothing': (text) => text.slice(0, -1) + ALPHABET[ALPHABET.indexOf(text.at(-1)) + 1],
    'with a space in it': (text) => `${text.slice(0, 8)} ${text.slice(8)}`,
    'with the end of a line in it': (text) => `${text.slice(0, 8)}\n${text.slice(8)}`,
    'with a tab behind it': (text) => `${text}\t`,
    'with a question mark in it': (text) => `${text.slice(0, 8)}?${text.slice(8)}`,
    'with a byte of zero behind it': (text) => `${text}\0`,
    'with a character more': (text) => `${text}${'A'.repeat((4 - (text.length % 4) + 1) % 4 || 4)}`,
    'with %3D behind it': (text) => `${text}%3D`,
    'with a full-width letter': (text) => `${text.slice(0, 8)}Ａ${text.slice(9)}`,
  }).flatMap(([kind, change]) => ['header', 'claims', 'signature'].map((part, index) => row(`${part} ${kind}`, 'RS256', changing('RS256', index, change))));

/** A signature, header and claims in the alphabet of base64 that is not for URLs. */
const standard = (text) => text.replaceAll('-', '+').replaceAll('_', '/');

const shapes = () => {
  const token = tokenOf('RS256');
  const [header, claims, signature] = token.split('.');
  const whole = {
    'an empty text': '',
    'one dot': '.',
    'two dots': '..',
    'a part alone': header,
    'two parts': `${header}.${claims}`,
    'four parts': `${token}.`,
    'a part more': `${token}.${signature}`,
    'five parts': `${header}.${header}.${claims}.${claims}.${signature}`,
    'a dot before it': `.${token}`,
    'no header': `.${claims}.${signature}`,
    'no claims': sealed('RS256', header, ''),
    'a space before it': ` ${token}`,
    'the end of a line behind it': `${token}\n`,
    'a scheme before it': `Bearer ${token}`,
    'quotes around it': `"${token}"`,
    'a zero byte behind it': `${token}\0`,
    'a mark of byte order before it': `\ufeff${token}`,
    'two tokens': `${token},${token}`,
    'as JSON': JSON.stringify({ protected: header, payload: claims, signature }),
    'commas for dots': token.replaceAll('.', ','),
    'full-width dots': token.replaceAll('.', '．'),
    'header and claims swapped': sealed('RS256', claims, header),
    'a header as claims': sealed('RS256', header, header),
    'signature in the standard alphabet': `${header}.${claims}.${standard(signature)}`,
    'claims in the standard alphabet': sealed('RS256', header, standard(base64url(and('"x":"???>>>~~~"')))),
    'header in the standard alphabet': sealed('RS256', standard(base64url(and('"x":"???>>>~~~"', HEADER))), claims),
  };
  return Object.entries(whole).map(([kind, text]) => row(`text: ${kind}`, 'RS256', text));
};

const encodings = () => [
  ...written('claims', {
    'claims: a mark of byte order': bytes('\ufeff', CLAIMS),
    'claims: a byte that is no UTF-8': bytes(and('"x":"').slice(0, -1), [0xff], '"}'),
    'claims: an overlong slash': bytes(and('"x":"').slice(0, -1), [0xc0, 0xaf], '"}'),
    'claims: half of a pair in UTF-8': bytes(and('"x":"').slice(0, -1), [0xed, 0xa0, 0x80], '"}'),
    'claims: half of a pair, escaped': and('"x":"\\ud800"'),
    'claims: half of a pair in a name': and('"\\udc00":1'),
    'claims: a whole pair, escaped': and('"x":"\\ud83d\\ude00"'),
    'claims: an escaped zero': and('"x":"\\u0000"'),
    'claims: UTF-16': Buffer.from(CLAIMS, 'utf16le'),
    'claims: Latin-1': Buffer.from(CLAIMS, 'latin1'),
    'claims: cut in a character': Buffer.from(and('"x":"é"')).subarray(0, -3),
  }),
  ...written('header', {
    'header: a mark of byte order': bytes('\ufeff', HEADER),
    'header: a byte that is no UTF-8': bytes(and('"x":"', HEADER).slice(0, -1), [0xff], '"}'),
    'header: half of a pair, escaped': and('"x":"\\ud800"', HEADER),
    'header: UTF-16': Buffer.from(HEADER, 'utf16le'),
  }),
];

const json = () => {
  const kinds = {
    'an array': '[]',
    'an array of pairs': '[["iss","https://sts.example"]]',
    'a text': '"claims"',
    'a number': '1',
    null: 'null',
    true: 'true',
    'white space': '  ',
    'no JSON': 'claims',
    'an empty object': '{}',
  };
  const odd = {
    'not ended': (text) => text.slice(0, -1),
    'a comma at the end': (text) => `${text.slice(0, -1)},}`,
    'text behind it': (text) => `${text}x`,
    'a second object behind it': (text) => text + text,
    'white space around it': (text) => ` \r\n\t${text} \n`,
    'a no-break space before it': (text) => `\u00a0${text}`,
    'a comment': (text) => `/* */${text}`,
    'single quotes': (text) => text.replaceAll('"', "'"),
    'a name without quotes': (text) => and('x:1', text),
    'a raw end of line in a text': (text) => and('"x":"a\nb"', text),
    'an unknown escape': (text) => and('"x":"\\x"', text),
    'a number with a plus': (text) => and('"x":+1', text),
    'a number with a leading zero': (text) => and('"x":01', text),
    'a number without its fraction': (text) => and('"x":1.', text),
    'a number in hex': (text) => and('"x":0x1', text),
    NaN: (text) => and('"x":NaN', text),
    undefined: (text) => and('"x":undefined', text),
    'a huge number': (text) => and('"x":1e400', text),
    'an exact number past doubles': (text) => and('"x":9007199254740993', text),
    'lists in lists, 30 deep': (text) => and(`"x":${'['.repeat(30)}${']'.repeat(30)}`, text),
    'lists in lists, 100 deep': (text) => and(`"x":${'['.repeat(100)}${']'.repeat(100)}`, text),
    'lists in lists, 10,000 deep': (text) => and(`"x":${'['.repeat(10_000)}${']'.repeat(10_000)}`, text),
  };
  const of = (part, text) => ({
    ...Object.fromEntries(Object.entries(kinds).map(([kind, one]) => [`${part}: ${kind}`, one])),
    ...Object.fromEntries(Object.entries(odd).map(([kind, change]) => [`${part}: ${kind}`, change(text)])),
  });
  const long = (size) => row(`claims of ${size / 1000} kB`, 'RS256', tokenOf('RS256', { claims: { x: 'x'.repeat(size) } }));
  return [...written('claims', of('claims', CLAIMS)), ...written('header', of('header', HEADER)), long(100_000), long(400_000)];
};

const duplicates = () => [
  ...written('claims', {
    'claims: exp twice, the last has passed': and(`"exp":${NOW - 300}`),
    'claims: exp twice, the first has passed': `{"exp":${NOW - 300},${CLAIMS.slice(1)}`,
    'claims: exp twice, alike': and(`"exp":${NOW + 300}`),
    'claims: iss twice, the last is another': and('"iss":"https://evil.example"'),
    'claims: iss twice, the first is another': `{"iss":"https://evil.example",${CLAIMS.slice(1)}`,
    'claims: aud twice': and('"aud":"api2"'),
    'claims: sub twice': and('"sub":"mallory"'),
    'claims: sub twice, once escaped': and('"s\\u0075b":"mallory"'),
    'claims: a name of nobody twice': and('"x":1,"x":2'),
    'claims: a name twice, further in': and('"x":{"y":1,"y":2}'),
    'claims: __proto__': and('"__proto__":{"admin":true}'),
    'claims: constructor': and('"constructor":{"prototype":{"admin":true}}'),
    'claims: exp in capitals too': and(`"EXP":${NOW - 300}`),
  }),
  ...written('header', {
    'header: alg twice, the last is none': and('"alg":"none"', HEADER),
    'header: alg twice, the first is none': `{"alg":"none",${HEADER.slice(1)}`,
    'header: alg twice, alike': and('"alg":"RS256"', HEADER),
    'header: alg twice, once escaped': and('"\\u0061lg":"none"', HEADER),
    'header: kid twice': and('"kid":"issuer-ES256"', HEADER),
    'header: kid twice, the first is unknown': `{"kid":"nobody",${HEADER.slice(1)}`,
    'header: __proto__': and('"__proto__":{"alg":"none"}', HEADER),
    'header: crit twice': and('"crit":["exp"],"crit":[]', HEADER),
  }),
];

/** Tokens as they come out of copying by hand, wherever chance has it. */
const accidents = () =>
  SOME.flatMap((alg) =>
    Array.from({ length: 8 }, (_, n) => {
      const token = tokenOf(alg);
      const [high, low, letter] = chance(`accident ${alg} ${n}`, 3);
      const at = (high * 256 + low) % token.length;
      const other = ALPHABET[letter % 64] === token[at] ? '~' : ALPHABET[letter % 64];
      return [
        row(`a character replaced`, alg, token.slice(0, at) + other + token.slice(at + 1)),
        row(`a character left out`, alg, token.slice(0, at) + token.slice(at + 1)),
      ][n % 2];
    }),
  );
