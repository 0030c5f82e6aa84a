/** Verifies the token by what the person gave, and names each request before it is sent. */

import { api, isReady } from './engine.js';
import { askingFetch } from './asking.js';
import { found } from './inspecting.js';
import { state, update } from './state.js';

/** `a, b c` as its words. */
export function words(text) {
  return text.split(/[\s,]+/).filter(Boolean);
}

/** The address of a key set, where the person gave one in place of the keys. */
export function jwksAddress(verify) {
  return verify.keys === 'jwks' && /^https?:\/\/\S+$/.test(verify.keyText.trim()) ? verify.keyText.trim() : undefined;
}

/**
 * The requests that pressing Verify sends, in order; empty where it sends none.
 *
 * @returns {{ method: string, url: string, when: string }[]}
 */
export function requests(verify) {
  const address = jwksAddress(verify);
  if (address) return [{ method: 'GET', url: address, when: '' }];
  if (verify.keys !== 'issuer' || !isReady()) return [];
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

/**
 * Verifies and shows the report.
 *
 * @param {string} [allowed] an address at another origin that the person has pressed for
 */
export async function verify(allowed) {
  const { verify, inspected, text } = state;
  if (!isReady() || !inspected || verify.busy) return;
  const unsaid = unsaidIn(verify);
  if (unsaid) return update(() => (verify.problem = unsaid));
  update(() => Object.assign(verify, { busy: true, problem: null, log: [] }));
  let refused;
  try {
    const fetch = askingFetch((url) => {
      const asked = requests(verify).some((one) => one.url.startsWith('http') && origin(one.url) === url.origin);
      if (asked || url.href === allowed) return;
      refused = new AskFirst(url);
      throw refused;
    });
    const source = keys(verify, fetch);
    const verifier = new api.Verifier({ ...policy(verify), keys: source });
    // Keys that cannot be had are no fault of the token.
    if (source instanceof api.KeySource) await source.ready();
    const json = await verifier.explainJson(inspected.token);
    if (refused) throw refused;
    update((state) => {
      // The token was replaced while the keys were on their way.
      if (state.text !== text) return;
      const kept = { token: inspected.token, start: inspected.start, pasted: inspected.pasted };
      state.inspected = { ...found(json, 'verify'), ...kept };
      verify.problem = waivable(state.inspected.report.checks);
    });
  } catch (error) {
    update(() => (verify.problem = problem(refused ?? error, verify)));
  } finally {
    update(() => (verify.busy = false));
  }
}

/** Checks that a person may let pass for a try, and what then is given up. */
const WAIVERS = { 'key.strength': ['allowWeakKeys', 'Take weak keys'], 'claim.exp': ['allowMissingExpiry', 'Take tokens without exp'] };

/** The first failed check that can be let pass; a token that has expired cannot. */
function waivable(checks) {
  const failed = checks.find(({ id, status, actual }) => status === 'fail' && id in WAIVERS && (id !== 'claim.exp' || actual === 'absent'));
  return failed ? { message: `${failed.message}.`, hint: 'For a try, that can be let pass; the report then says so.', waive: WAIVERS[failed.id] } : null;
}

/** What the person has neither said nor given up; a secret has no issuer to ask for keys. */
function unsaidIn(verify) {
  if (!verify.waiveAudience && words(verify.audience).length === 0) {
    return { message: 'No audience is expected.', hint: 'Say below for which API the token has to be, or take it for any.', waive: ['waiveAudience', 'Take any audience'] };
  }
  if (!verify.waiveIssuer && verify.issuer.trim() === '' && verify.keys !== 'issuer') {
    return { message: 'No issuer is expected.', hint: 'Say below by whom the token has to be issued, or take it from any.', waive: ['waiveIssuer', 'Take any issuer'] };
  }
  return undefined;
}

/** The options of a verifier; an empty field is a waiver only where its box is ticked. */
function policy(verify) {
  const algorithms = words(verify.algorithms);
  return {
    issuer: verify.waiveIssuer ? false : verify.issuer.trim(),
    audience: verify.waiveAudience ? false : words(verify.audience),
    algorithms: algorithms.length > 0 ? algorithms : 'of-keys',
    profile: verify.profile,
    clockTolerance: Number(verify.tolerance) || 0,
    requiredScopes: words(verify.scopes),
    allowMissingExpiry: verify.allowMissingExpiry,
    allowWeakKeys: verify.allowWeakKeys,
  };
}

function keys(verify, fetch) {
  if (verify.keys === 'issuer') return api.remoteIssuer(verify.issuer.trim(), { fetch });
  const address = jwksAddress(verify);
  if (address) return api.remoteJwks(address, { fetch });
  if (verify.keys === 'secret') return secretBytes(verify.keyText, verify.secretEncoding);
  return verify.keyText.trim();
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
  if (sent?.status !== 'no answer') return { message, hint: error?.hint };
  const hint =
    'Either nobody answers there, or the server does not let web pages read the answer (CORS). ' +
    'Open the address in a tab of its own and paste what it shows as JWKS.';
  return { message, hint, link: sent.url };
}
