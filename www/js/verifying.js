/** Verifies the token by what the person gave, and names each request before it is sent. */

import { api, moreAlgorithmsFor, isReady } from './engine.js';
import { askingFetch } from './asking.js';
import { SD_JWT, found, setText, tokensIn } from './inspecting.js';
import { state, update } from './state.js';

/** `a, b c` as its words. */
export function words(text) {
  return text.split(/[\s,]+/).filter(Boolean);
}

/** The address of a key set, where the person gave one in place of the keys. */
export function jwksAddress(verify) {
  return verify.keys === 'jwks' && /^https?:\/\/\S+$/.test(verify.keyText.trim()) ? verify.keyText.trim() : undefined;
}

/** A DPoP proof for which no key is given brings one along. */
export const isByOwnKey = ({ profile, keys }) => profile === 'dpop-proof' && keys === 'issuer';

/**
 * The requests that pressing Verify sends, in order; empty where it sends none.
 *
 * @returns {{ method: string, url: string, when: string }[]}
 */
export function requests(verify) {
  const address = jwksAddress(verify);
  if (address) return [{ method: 'GET', url: address, when: '' }];
  if (verify.keys !== 'issuer' || isByOwnKey(verify) || !isReady()) return [];
  const addresses = api.issuerAddresses(verify.issuer.trim());
  if (addresses.length === 0) return [];
  const metadata = addresses.map((url, index) => ({ method: 'GET', url, when: index === 0 ? '' : 'only if there is nothing at the one before' }));
  return [...metadata, { method: 'GET', url: 'jwks_uri', when: `the address of the keys that it names, at ${origin(addresses[0])} only` }];
}

function origin(address) {
  try {
    return new URL(address).origin;
  } catch {
    return address;
  }
}

/** An address elsewhere that the metadata names: the person has to press for it first. */
class AskFirst extends Error {
  constructor(url) {
    super(`the issuer's metadata names its keys at another place, ${url.origin}`);
    this.url = url;
  }
}

/** What the last verdict was made with, so that it can be made again once time has passed. */
let held;

/**
 * Verifies and shows the report.
 *
 * @param {string} [allowed] an address at another origin that the person has pressed for
 */
export async function verify(allowed) {
  const { verify, inspected } = state;
  if (!isReady() || !inspected || verify.busy) return;
  const asked = question();
  update(() => Object.assign(verify, { busy: true, problem: null, offers: [], log: [] }));
  let refused;
  let isOver = false;
  try {
    const fetch = askingFetch((url) => {
      if (isOver) throw new Error('nothing is sent without a press');
      const asked = requests(verify).some((one) => one.url.startsWith('http') && origin(one.url) === url.origin);
      if (asked || url.href === allowed) return;
      refused = new AskFirst(url);
      throw refused;
    });
    const source = keys(verify, fetch);
    const moreAlgorithms = await moreAlgorithmsFor(words(verify.algorithms));
    // Keys that cannot be had are no fault of the token.
    if (source instanceof api.KeySource) await source.ready();
    const show = await judged(asked, { keys: source, moreAlgorithms });
    if (refused) throw refused;
    held = { keys: source, moreAlgorithms };
    update(show);
  } catch (error) {
    update(() => (verify.problem = problem(refused ?? error, verify)));
  } finally {
    isOver = true;
    update(() => (verify.busy = false));
  }
}

/** Time has passed: the verdict anew, with the keys in hand. Nobody asked for a request, and none is sent. */
export async function verifyAgain() {
  const asked = question();
  if (state.verify.busy) return;
  try {
    update(await judged(asked, held));
  } catch {
    if (state.text !== asked.text) return;
    setText(asked.text);
    const message = 'Time has passed, and the keys in hand are too old to judge by';
    update(({ verify }) => (verify.problem = { message, hint: 'Verify again.' }));
  }
}

/** What is to be judged now, and what nobody has said of it. */
function question() {
  const { verify, inspected, text, chosen } = state;
  return { inspected, text, chosen, unsaid: unsaidIn(verify), signed: written(state) };
}

/** What these keys say, as a change of the state. */
async function judged({ inspected, text, chosen, unsaid, signed }, given) {
  const { verify } = state;
  const explain = async (leftOut, pasted) => {
    const verifier = new api.Verifier({ ...policy(verify, leftOut), ...given });
    const { json, form, signature } = await verifier.explainForm(pasted);
    return { form, signature, ...found(json, 'verify') };
  };
  const fields = unsaid.map(({ field }) => field);
  const first = await explain(fields, signed);
  const isDone = unsaid.length === 0 && isAccepted(first);
  // Whether it would be accepted if all of that were let pass, and what is then said of its signature.
  const lenient = isDone ? first : await explain([...fields, ...Object.values(WAIVERS).map(([field]) => field)], signed);
  const { form, signature: name } = lenient;
  const tokens = tokensIn(text);
  const counted = name ? tokens.findIndex((one) => one.name === name) : -1;
  const token = tokens[counted]?.token ?? inspected.token;
  // Another signature may hold where a weak key is let pass: what is said is on that one.
  const { report, ...own } = first.signature === name ? first : await explain(fields, token);
  const isOfSeveral = inspected.pasted.kind === 'jws-json' && tokens.length > 1;
  const each = isOfSeveral ? await Promise.all(tokens.map((one) => explain(fields, one.token))) : [];
  const signature = name ?? (isOfSeveral ? tokens[chosen]?.name : undefined);
  return (state) => {
    // The token was replaced while the keys were on their way.
    if (state.text !== text || state.inspected?.token !== inspected.token) return;
    verify.offers = isAccepted({ report }) || isAccepted(lenient) ? offers(unsaid, report) : [];
    const isOpen = unsaid.length > 0 && verify.offers.length > 0;
    if (isOpen) report.summary.signature = lenient.report.summary.signature;
    const signatures = each.map((one) => (unsaid.length > 0 && isAccepted(one) ? OPEN : one.report.summary));
    const pasted = { ...inspected.pasted, form, signature, counted: counted < 0 ? undefined : counted, signatures };
    const kept = { token, start: inspected.start, pasted, undecided: isOpen ? undecided(verify.offers) : undefined };
    state.inspected = { ...own, report: asUnsaid(report, unsaid), ...kept };
  };
}

const isAccepted = ({ report }) => report.verdict === 'accepted';

/** The token that is looked at in the form in which it is written: a JWS as JSON, an SD-JWT with what follows its JWT, or compact. */
function written({ text, chosen, opened, inspected: { token, pasted } }) {
  const whole = text.trim();
  if (pasted.kind === 'jws-json' && chosen === 0 && whole.startsWith('{')) return whole;
  const within = opened?.nested ?? text;
  const place = within.indexOf(token);
  return SD_JWT.exec(place < 0 ? '' : within.slice(place))?.[0] ?? token;
}

/**
 * What a person may let pass for a try.
 *
 * @typedef {{ message: string, field: string, label: string, what: string, name?: string, check?: string }} Offer
 */

/** Checks that can be let pass: the field that says so, its words, and what it is about. */
const WAIVERS = {
  'key.strength': ['allowWeakKeys', 'Take weak keys', 'the strength of the key'],
  'claim.exp': ['allowMissingExpiry', 'Take tokens without exp', 'its end'],
};

/**
 * Everything that stands between a token whose signature is valid and its acceptance: all of it can be said or let pass.
 *
 * @returns {Offer[]}
 */
function offers(unsaid, { checks }) {
  const failed = checks.filter(({ id, status }) => status === 'fail' && id in WAIVERS);
  return [...unsaid, ...failed.map(({ id, message }) => {
    const [field, label, what] = WAIVERS[id];
    return { message, field, label, what };
  })];
}

/** What is said of a signature that is valid while something is unsaid. */
const OPEN = { word: 'signature valid', headline: 'not accepted yet: say what you expect' };

/** Why the token is not judged yet. */
function undecided(offers) {
  return `not accepted yet: say what you expect, or let it pass (${offers.map(({ what }) => what).join(', ')})`;
}

/** The report, in which what nobody has said is not waived but `not_said`. */
function asUnsaid(report, unsaid) {
  if (unsaid.length === 0) return report;
  const names = unsaid.map(({ name }) => name);
  const checks = report.checks.map((check) => {
    const one = check.status === 'skip' && unsaid.find(({ check: id }) => id === check.id);
    return one ? { ...check, message: `not looked at: ${one.message}` } : check;
  });
  return { ...report, checks, waived: report.waived?.filter((one) => !names.includes(one)), not_said: names };
}

/** What the person has neither said nor given up; a secret has no issuer to ask for keys. */
function unsaidIn(verify) {
  const missing = [];
  // A proof is for a request, and names neither.
  if (verify.profile === 'dpop-proof') return missing;
  if (!verify.waiveAudience && words(verify.audience).length === 0) {
    const message = 'nothing says for which API it has to be';
    missing.push({ message, field: 'waiveAudience', label: 'Take any audience', what: 'its audience', name: 'audience', check: 'claim.aud' });
  }
  if (!verify.waiveIssuer && verify.issuer.trim() === '' && verify.keys !== 'issuer') {
    const message = 'nothing says who has to have issued it';
    missing.push({ message, field: 'waiveIssuer', label: 'Take any issuer', what: 'its issuer', name: 'issuer', check: 'claim.iss' });
  }
  return missing;
}

/** The options of a verifier; `leftOut` are waivers beside those of the person, by which no token is accepted: see `undecided`. */
function policy(verify, leftOut) {
  const algorithms = words(verify.algorithms);
  const isLeftOut = (field) => verify[field] || leftOut.includes(field);
  const hasParties = verify.profile !== 'dpop-proof';
  return {
    issuer: hasParties && !isLeftOut('waiveIssuer') && verify.issuer.trim(),
    audience: hasParties && !isLeftOut('waiveAudience') && words(verify.audience),
    algorithms: algorithms.length > 0 ? algorithms : 'of-keys',
    profile: verify.profile,
    clockTolerance: Number(verify.tolerance) || 0,
    requiredScopes: words(verify.scopes),
    allowMissingExpiry: isLeftOut('allowMissingExpiry'),
    allowWeakKeys: isLeftOut('allowWeakKeys'),
  };
}

function keys(verify, fetch) {
  if (isByOwnKey(verify)) return 'of-proof';
  if (verify.keys === 'issuer') return api.remoteIssuer(verify.issuer.trim(), { fetch });
  const address = jwksAddress(verify);
  if (address) return api.remoteJwks(address, { fetch });
  if (verify.keys === 'secret') return secretBytes(verify.keyText, verify.secretEncoding);
  const text = verify.keyText.trim();
  if (text === '') throw new Error('There is no key yet: paste it above');
  if (text.startsWith('<')) throw new Error('That is a web page, and no key. What the address of the keys shows is JSON: paste that');
  return text;
}

/** @returns {Uint8Array} */
export function secretBytes(text, encoding) {
  if (encoding === 'text') return new TextEncoder().encode(text);
  const standard = text.trim().replace(/-/g, '+').replace(/_/g, '/').replace(/=+$/, '');
  try {
    return Uint8Array.from(atob(standard), (character) => character.charCodeAt(0));
  } catch {
    throw new Error('the secret is not base64url: choose text, or paste it anew');
  }
}

function problem(error, verify) {
  if (error instanceof AskFirst) {
    return { message: error.message, hint: 'Nothing was sent there yet.', ask: error.url.href };
  }
  const message = error instanceof Error ? error.message : String(error);
  const sent = verify.log.at(-1);
  if (sent?.status !== 'no answer') {
    const hint = verify.keys === 'jwks' && sent ? "If that is the issuer's address, choose Issuer's keys above: they are found by it." : error?.hint;
    return { message, hint, code: error?.code };
  }
  const hint =
    'Either nobody answers there, or the server does not let web pages read the answer (CORS). ' +
    'Open the address in a tab of its own and paste what it shows as JWKS.';
  return { message, hint, link: sent.url, code: error?.code };
}
