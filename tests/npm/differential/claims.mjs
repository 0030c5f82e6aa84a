// Tokens by what is odd about their claims, and about the parameters of their header.

import { AUDIENCE, ISSUER, NOW, SOME, claimsOf, keyOf, jwkOf, row, rows, saying, setOf, tokenOf, written } from './token.mjs';
import { publicOf } from './keys.mjs';

export const claims = () => [...dates(), ...tolerances(), ...audiences(), ...issuers(), ...others(), ...types(), ...critical(), ...keysInside()];

/** Values as JSON has them, each in the claim. */
const of = (claim, texts) =>
  written('claims', Object.fromEntries(Object.entries(texts).map(([kind, text]) => [`${claim} ${kind}`, `${JSON.stringify(claimsOf({ [claim]: undefined })).slice(0, -1)},"${claim}":${text}}`])));

const ODD = { text: '"1700000300"', null: 'null', true: 'true', list: `[${NOW + 300}]`, object: '{}', 'empty text': '""', 'text of a date': '"2033-05-18T03:33:20Z"' };

const dates = () => [
  ...of('exp', {
    ...ODD,
    'a second ago': NOW - 1,
    now: NOW,
    'in a second': NOW + 1,
    'half a second ago': NOW - 0.5,
    'in half a second': NOW + 0.5,
    zero: 0,
    'minus zero': '-0',
    negative: -1,
    'written with an exponent': '1.7000003e9',
    'in milliseconds': (NOW + 300) * 1000,
    'past doubles': '9007199254740993',
    'past 64 bits': '18446744073709551616',
    'past all numbers': '1e400',
    'past all numbers, negative': '-1e400',
    'nearly zero': '1e-400',
  }),
  ...saying('claims', { 'exp missing': { exp: undefined } }),
  ...of('nbf', {
    ...ODD,
    now: NOW,
    'in a second': NOW + 1,
    'in half a second': NOW + 0.5,
    'half a second ago': NOW - 0.5,
    negative: -1,
    'past all numbers': '1e400',
    'past all numbers, negative': '-1e400',
  }),
  ...of('iat', { ...ODD, 'in a second': NOW + 1, 'in a day': NOW + 86_400, 'in half a second': NOW + 0.5, negative: -1, 'past all numbers': '1e400', 'past all numbers, negative': '-1e400' }),
  ...saying('claims', { 'iat missing': { iat: undefined } }),
];

/** The same with five seconds forgiven. */
const tolerances = () =>
  Object.entries({
    'exp four seconds ago, five forgiven': { exp: NOW - 4 },
    'exp five seconds ago, five forgiven': { exp: NOW - 5 },
    'exp six seconds ago, five forgiven': { exp: NOW - 6 },
    'nbf in five seconds, five forgiven': { nbf: NOW + 5 },
    'nbf in six seconds, five forgiven': { nbf: NOW + 6 },
    'iat in five seconds, five forgiven': { iat: NOW + 5 },
    'iat in six seconds, five forgiven': { iat: NOW + 6 },
  }).map(([kind, said]) => row(kind, 'RS256', tokenOf('RS256', { claims: said }), { tolerance: 5 }));

const audiences = () =>
  saying('claims', {
    'aud: a list of it alone': { aud: [AUDIENCE] },
    'aud: among others': { aud: ['api2', AUDIENCE, 'api3'] },
    'aud: another': { aud: 'api2' },
    'aud: a list of others': { aud: ['api2', 'api3'] },
    'aud: an empty list': { aud: [] },
    'aud: an empty text': { aud: '' },
    'aud: missing': { aud: undefined },
    'aud: null': { aud: null },
    'aud: a number': { aud: 1 },
    'aud: an object': { aud: { 0: AUDIENCE } },
    'aud: with a number after it': { aud: [AUDIENCE, 1] },
    'aud: with a number before it': { aud: [1, AUDIENCE] },
    'aud: with null after it': { aud: [AUDIENCE, null] },
    'aud: a list in a list': { aud: [[AUDIENCE]] },
    'aud: in capitals': { aud: 'API1' },
    'aud: its beginning': { aud: 'api' },
    'aud: more than it': { aud: 'api12' },
    'aud: with a slash': { aud: 'api1/' },
    'aud: with a space': { aud: 'api1 ' },
    'aud: as one text with another': { aud: 'api1 api2' },
    'aud: twice': { aud: [AUDIENCE, AUDIENCE] },
  });

const issuers = () => [
  ...saying('claims', {
    'iss: with a slash': { iss: `${ISSUER}/` },
    'iss: in capitals': { iss: 'https://STS.example' },
    'iss: with its port': { iss: `${ISSUER}:443` },
    'iss: by http': { iss: 'http://sts.example' },
    'iss: with a Cyrillic letter': { iss: 'https://sts.ехample' },
    'iss: with a space': { iss: `${ISSUER} ` },
    'iss: with more behind it': { iss: `${ISSUER}.evil.example` },
    'iss: a list of it': { iss: [ISSUER] },
    'iss: null': { iss: null },
    'iss: a number': { iss: 1 },
    'iss: an empty text': { iss: '' },
    'iss: missing': { iss: undefined },
    'iss: percent-encoded': { iss: 'https://sts%2Eexample' },
  }),
  ...['é', 'e\u0301'].flatMap((one) => ['é', 'e\u0301'].map((other) => {
    const by = { issuer: `${ISSUER}/caf${one}` };
    return row(one === other ? 'iss: not of ASCII' : 'iss: composed otherwise', 'RS256', tokenOf('RS256', { claims: { iss: `${ISSUER}/caf${other}` } }), by);
  })),
];

const others = () =>
  saying('claims', {
    'sub: missing': { sub: undefined },
    'sub: a number': { sub: 1 },
    'sub: null': { sub: null },
    'sub: a list': { sub: ['Zoë'] },
    'sub: an empty text': { sub: '' },
    'jti: a text': { jti: 'a' },
    'jti: a number': { jti: 1 },
    'scope: a list': { scope: ['orders.read'] },
    'scope: a number': { scope: 1 },
    'cnf: a list': { cnf: [] },
    'an unknown claim': { 'https://claims.example/x': { y: [1, 'two', null] } },
  });

const types = () =>
  saying('header', {
    'typ: missing': { typ: undefined },
    'typ: in small letters': { typ: 'jwt' },
    'typ: at+jwt': { typ: 'at+jwt' },
    'typ: at+jwt, in full': { typ: 'application/at+jwt' },
    'typ: JOSE': { typ: 'JOSE' },
    'typ: dpop+jwt': { typ: 'dpop+jwt' },
    'typ: logout+jwt': { typ: 'logout+jwt' },
    'typ: secevent+jwt': { typ: 'secevent+jwt' },
    'typ: an empty text': { typ: '' },
    'typ: a number': { typ: 1 },
    'typ: null': { typ: null },
    'typ: a list': { typ: ['JWT'] },
    'cty: JWT': { cty: 'JWT' },
    'cty: a number': { cty: 1 },
    'zip: DEF': { zip: 'DEF' },
    'enc: A128GCM': { enc: 'A128GCM' },
    'an unknown parameter': { x: { y: 1 } },
  });

const critical = () => [
  ...saying('header', {
    'crit: an empty list': { crit: [] },
    'crit: an unknown name': { crit: ['x'], x: 1 },
    'crit: an unknown name that is not there': { crit: ['x'] },
    'crit: a name twice': { crit: ['x', 'x'], x: 1 },
    'crit: a text': { crit: 'x', x: 1 },
    'crit: null': { crit: null },
    'crit: false': { crit: false },
    'crit: a number in it': { crit: [1] },
    'crit: alg, which it must not name': { crit: ['alg'] },
    'crit: exp': { crit: ['exp'], exp: NOW + 300 },
    'crit: an empty name': { crit: [''], '': 1 },
    'crit: b64, which is true': { crit: ['b64'], b64: true },
    'crit: b64, which is false': { crit: ['b64'], b64: false },
    'crit: b64, which is not there': { crit: ['b64'] },
    'crit: b64 and an unknown name': { crit: ['b64', 'x'], b64: true, x: 1 },
    'b64: true, and not critical': { b64: true },
    'b64: false, and not critical': { b64: false },
    'b64: a text': { b64: 'false' },
    'b64: null': { b64: null },
  }),
  ...rows('crit: an unknown name', SOME.slice(1), (alg) => tokenOf(alg, { header: { crit: ['x'], x: 1 } })),
];

/** Keys that a token brings itself: the issuer's own say nothing, and those of others are not asked. */
const keysInside = () => {
  const stranger = keyOf('RS256', 'stranger');
  const jwk = publicOf(stranger);
  const certificate = 'MIIBszCCAVmgAwIBAgIUYQ==';
  const header = { jwk, jku: 'https://evil.example/jwks', x5u: 'https://evil.example/x5c', x5c: [certificate], 'x5t#S256': 'AAAA' };
  return Object.keys(header).flatMap((name) => [
    row(`${name} of the header: not asked`, 'RS256', tokenOf('RS256', { header: { [name]: header[name] } })),
    row(`${name} of the header: signed by it`, 'RS256', tokenOf('RS256', { header: { [name]: header[name], kid: undefined }, key: stranger }), { keys: setOf(jwkOf('RS256')) }),
  ]);
};
