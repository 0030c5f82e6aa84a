// Hundreds of odd tokens, judged by the package, by jose and by aws-jwt-verify. The package takes no token that jose does not take,
// and whoever says otherwise than the rest is named with the reason.

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { equal } from '../suite/harness.js';
import { DISAGREEMENTS, LOOSER } from './disagreements.mjs';
import { tokens } from './tokens.mjs';
import { byAws, byJose, ours } from './verifiers.mjs';

/** @param {string} folder in which the package is installed */
export async function differentialCases(folder) {
  const full = await import(pathToFileURL(join(folder, 'node_modules/claimscope/js/entry/node.js')).href);
  const lean = createRequire(join(folder, 'program.js'))('claimscope/lean');
  const own = ours({ full, lean });
  const all = tokens();
  const met = new Set();
  let agreed = 0;
  const cases = {};
  for (const token of all) {
    cases[nameIn(cases, token.name)] = async () => {
      const said = await judged(own, token);
      const taking = Object.keys(said).filter((name) => said[name].took);
      if ([0, 3].includes(taking.length)) return void (agreed += 1);
      const taken = taking.join(' and ');
      const isLooser = said.claimscope.took && !said.jose.took;
      const isNamed = (isLooser ? LOOSER : DISAGREEMENTS).some((row) => row.taken === taken && row.kinds.includes(token.kind));
      if (!isNamed) throw new Error(`${isLooser ? 'the package takes what jose refuses' : 'a disagreement that is not named'}: ${words(said)}`);
      met.add(`${taken}: ${token.kind}`);
    };
  }
  cases['every disagreement that is named is there'] = () => {
    const named = [...DISAGREEMENTS, ...LOOSER].flatMap(({ taken, kinds }) => kinds.map((kind) => `${taken}: ${kind}`));
    equal(named.filter((one, index) => !met.has(one) || named.indexOf(one) !== index), []);
    return `${all.length} tokens: on ${agreed} all agree; ${all.length - agreed} in ${named.length} named disagreements`;
  };
  return { cases };
}

const nameIn = (cases, name) => (name in cases ? nameIn(cases, `${name} again`) : name);
const words = (said) => Object.entries(said).map(([name, { word }]) => `${name}: ${word}`).join('; ');

/** Keys that a build without software for the curve cannot look through: it finds at the signature what others find in the key. */
const FOUND_LATER = ['key: a point that is not on the curve', 'key: a point that is zero'];

/** What each says: the package in all of its builds and engines alike, and the same claims where jose takes it too. */
async function judged(own, token) {
  const builds = {};
  for (const [name, verify] of Object.entries(own)) builds[name] = await verdict(verify, token);
  const isOther = ({ took, word }) => took !== builds.auto.took || (word !== builds.auto.word && !FOUND_LATER.includes(token.kind));
  const other = Object.keys(builds).find((name) => isOther(builds[name]));
  if (other) throw new Error(`the package says otherwise by itself: auto ${builds.auto.word}; ${other} ${builds[other].word}`);
  const said = { claimscope: builds.auto, jose: await verdict(byJose, token), aws: await verdict(byAws, token) };
  if (said.claimscope.took && said.jose.took) equal(said.claimscope.claims, said.jose.claims);
  return said;
}

async function verdict(verify, token) {
  try {
    return { took: true, word: 'takes it', claims: await verify(token) };
  } catch (error) {
    return { took: false, word: error.code ?? `${error.name}: ${error.message}`.slice(0, 80) };
  }
}
