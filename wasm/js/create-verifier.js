/**
 * Makes verifiers: of one issuer or several, of some of an issuer's tenants, with a schema for the claims.
 * @module
 */

import { base64url } from './base64url.js';
import { frozen } from './cache.js';
import { misuse, onlyKnown } from './error.js';
import { isPromise } from './kinds.js';
import { keySource, noKeys } from './local-keys.js';
import { policyOptions, stricter } from './options.js';
import { checkSchema, judged, unfit } from './schema.js';
import { Verifier } from './verifier.js';

/** @import { IssuersOptions, VerifierOptions } from './options.js' */
/** @typedef {{ verifier: Verifier, tenants: VerifierOptions['tenants'] }} Member */

/** What stands for the tenant in Entra's issuer. */
const tenantId = /\{tenantid\}/i;
/** Longer tokens are refused whatever they say. */
const mostCharacters = 250 * 1024;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * What `createVerifier` gives. Of several issuers it has a verifier each, and the one that a token's `iss` names judges it; all that
 * is decided here is whom to ask. What is of none of them is refused by the core, by a policy that expects any of them, and without
 * keys. Of one issuer it judges all tokens itself.
 * @template [Claims=Record<string, any>]
 * @extends {Verifier<Claims>}
 */
class ComposedVerifier extends Verifier {
  #each;
  #shared;
  #isAlone;
  /** @type {Map<string, Member>} */
  #named = new Map();
  /** @type {{ before: string, after: string, member: Member }[]} */
  #templates = [];

  /**
   * @param {VerifierOptions[]} each
   * @param {Pick<VerifierOptions<Claims>, 'schema' | 'report'>} shared
   * @param {boolean} isAlone
   */
  constructor(each, shared, isAlone) {
    const members = isAlone ? [] : each.map(({ tenants, ...options }) => ({ verifier: new Verifier(options), tenants }));
    super({ .../** @type {VerifierOptions<any>} */ (isAlone ? each[0] : ofAll(each)), report: shared.report });
    if ('schema' in shared) checkSchema(shared.schema);
    this.#each = each;
    this.#shared = shared;
    this.#isAlone = isAlone;
    if (isAlone) return;
    const issuers = members.map(({ verifier }) => /** @type {string[]} */ ([verifier.policy.issuer].flat()));
    this.policy = frozen({ ...this.policy, issuer: issuers.flat() });
    for (const [index, member] of members.entries()) for (const issuer of issuers[index]) this.#add(issuer, member);
  }

  /**
   * @param {string} issuer
   * @param {Member} member
   */
  #add(issuer, member) {
    if (this.#named.has(issuer)) throw misuse('options', 'an issuer is listed twice');
    this.#named.set(issuer, member);
    const [before, after] = issuer.split(tenantId);
    if (after !== undefined) this.#templates.push({ before, after, member });
    else if (member.tenants !== undefined) throw misuse('options', 'tenants goes with an issuer that has {tenantid} in it');
  }

  /**
   * Who judges a token, and whether the tenant that it names is admitted, which is asked once it is verified.
   * @param {string} token
   */
  #choose(token) {
    const issuer = this.#isAlone ? undefined : issuerIn(token);
    if (issuer === undefined) return undefined;
    const named = this.#named.get(issuer);
    if (named) return { verifier: named.verifier, isAdmitted: () => true };
    const found = this.#templates.find(({ before, after }) => issuer.startsWith(before) && issuer.endsWith(after));
    if (!found) return undefined;
    const { before, after, member } = found;
    const tenant = issuer.slice(before.length, issuer.length - after.length);
    return { verifier: member.verifier, isAdmitted: () => isAdmitted(member.tenants, tenant) };
  }

  /** @param {string} token @returns {Promise<any>} */
  verify(token) {
    const verified = super.verify(token);
    return this.#shared.schema === undefined ? verified : verified.then((verified) => this.fitted(verified, token));
  }

  /** @internal @param {import('./compact.js').Verified<any>} verified @param {string} token @returns {Promise<any>} */
  async fitted(verified, token) {
    if (this.#shared.schema === undefined) return verified;
    const { value, faults } = await judged(this.#shared.schema, verified.claims);
    if (faults.length > 0) throw await this.reported(unfit(faults), token);
    return typed(verified, value);
  }

  /** @internal */
  get isOfSeveral() {
    return !this.#isAlone;
  }

  /** @internal @param {string} token */
  judging(token) {
    return this.#choose(token)?.verifier ?? this;
  }

  /** @param {string} token @returns {any} */
  verifySync(token) {
    const verified = super.verifySync(token);
    if (this.#shared.schema === undefined) return verified;
    const { value, faults } = atOnce(judged(this.#shared.schema, verified.claims), 'the schema');
    if (faults.length > 0) throw this.reportedSync(unfit(faults), token);
    return typed(verified, value);
  }

  /** @internal @param {string} token @param {Record<string, any>} [claims] With what is disclosed, where they are not the token's own. */
  async explainedFit(token, claims) {
    const report = await this.explained(token);
    if (this.#shared.schema === undefined || !isAccepted(report)) return report;
    const { faults } = await judged(this.#shared.schema, claims ?? claimsIn(token));
    return this.explained(token, faults);
  }

  /** @internal @param {string} token @returns {Promise<any>} */
  verified(token) {
    return this.#isAlone ? super.verified(token) : this.#verifiedByOne(token);
  }

  /** @param {string} token */
  async #verifiedByOne(token) {
    const chosen = this.#choose(token);
    const verified = await chosen?.verifier.verified(token);
    return verified && (await chosen?.isAdmitted()) ? verified : super.verified(token);
  }

  /** @internal @param {string} token @returns {any} */
  verifiedSync(token) {
    const chosen = this.#choose(token);
    const verified = chosen?.verifier.verifiedSync(token);
    return verified && atOnce(chosen?.isAdmitted(), 'tenants') ? verified : super.verifiedSync(token);
  }

  /** @internal @param {string} token @param {readonly string[]} [faults] @returns {Promise<string>} */
  async explained(token, faults) {
    const chosen = this.#choose(token);
    const report = await chosen?.verifier.explained(token, faults);
    return report && (!isAccepted(report) || (await chosen?.isAdmitted())) ? report : super.explained(token, faults);
  }

  /** @internal @param {string} token @param {readonly string[]} [faults] @returns {string | undefined} */
  explainedSync(token, faults) {
    const chosen = this.#choose(token);
    if (chosen === undefined) return super.explainedSync(token, faults);
    const report = chosen.verifier.explainedSync(token, faults);
    return report && isAccepted(report) && !atOnce(chosen.isAdmitted(), 'tenants') ? super.explainedSync(token) : report;
  }

  /** @param {Parameters<Verifier['requiring']>[0]} more @returns {any} */
  requiring(more) {
    const { schema, ...others } = Object(more);
    const shared = 'schema' in Object(more) ? { ...this.#shared, schema } : this.#shared;
    return new ComposedVerifier(this.#each.map((options) => stricter(options, others)), shared, this.#isAlone);
  }
}

/** @param {string} report */
const isAccepted = (report) => JSON.parse(report).verdict === 'accepted';

/**
 * What all of several verifiers expect, and the issuers and audiences of any of them.
 * @param {VerifierOptions[]} each
 * @returns {VerifierOptions}
 */
function ofAll(each) {
  const text = (/** @type {unknown} */ value) => JSON.stringify(value);
  const isCommon = (/** @type {[string, unknown]} */ [name, value]) => each.every((/** @type {any} */ one) => text(one[name]) === text(value));
  const { cache, tenants: _, ...common } = Object.fromEntries(Object.entries(each[0]).filter(isCommon));
  const any = (/** @type {unknown[]} */ values) => values.find((one) => one === false || one === 'of-keys') ?? [...new Set(values.flat())];
  return {
    ...common,
    ...required(each, 'requiredScopes'),
    ...required(each, 'requiredClaims'),
    issuer: each.flatMap(({ issuer, tenants }) => [issuer || []].flat().map((one) => (tenants === undefined ? one : `${one} of an allowed tenant`))),
    audience: /** @type {any} */ (any(each.map(({ audience }) => audience))),
    algorithms: /** @type {any} */ (any(each.map(({ algorithms }) => algorithms))),
    keys: noKeys(),
  };
}

/**
 * What all of several verifiers require.
 * @param {VerifierOptions[]} each
 * @param {'requiredScopes' | 'requiredClaims'} name
 */
function required(each, name) {
  const [first = [], ...others] = each.map((one) => one[name]);
  const common = first.filter((value) => others.every((values) => values?.includes(value)));
  return common.length > 0 ? { [name]: common } : {};
}

/**
 * The issuer that a token names, for choosing alone: whether that is so, and whether it is written as it must be, the core judges.
 * @param {unknown} token
 * @returns {string | undefined}
 */
function issuerIn(token) {
  if (typeof token !== 'string' || token.length > mostCharacters) return undefined;
  try {
    const { iss } = claimsIn(token);
    return typeof iss === 'string' ? iss : undefined;
  } catch {
    return undefined;
  }
}

/** @param {string} token */
function claimsIn(token) {
  const start = token.indexOf('.') + 1;
  const payload = token.slice(start, token.indexOf('.', start)).replace(/=+$/, '');
  return JSON.parse(utf8.decode(base64url(payload)));
}

/**
 * What was verified, with what a schema makes of the claims. Whether the token is bound to a key must not be lost by it.
 * @param {import('./compact.js').Verified<any>} verified
 * @param {any} claims
 */
const typed = (verified, claims) => ({ ...verified, claims, confirmation: verified.claims.cnf });

/**
 * @param {VerifierOptions['tenants']} tenants
 * @param {string} tenant
 */
function isAdmitted(tenants, tenant) {
  if (tenants === undefined) return true;
  if (typeof tenants === 'function') return admitted(tenants(tenant));
  return tenants.some((one) => one.toLowerCase() === tenant.toLowerCase());
}

/**
 * What a function of the caller's says, and nothing that merely looks like a yes, such as a row of a table.
 * @param {unknown} said
 * @returns {boolean | Promise<boolean>}
 */
function admitted(said) {
  if (isPromise(said)) return said.then(admitted);
  if (typeof said !== 'boolean') throw misuse('options', 'tenants gives true or false');
  return said;
}

/**
 * @template T
 * @param {T | Promise<T>} value
 * @param {string} whose
 * @returns {T}
 */
function atOnce(value, whose) {
  if (!isPromise(value)) return value;
  value.catch(() => {});
  throw misuse('async-engine', `${whose} gives a promise; await verify()`);
}

/**
 * Makes a verifier: parse once, use many times.
 *
 * @example
 * import { createVerifier, remoteIssuer } from 'claimscope'
 *
 * const verifier = createVerifier({
 *   issuer: 'https://localhost:5001',
 *   audience: 'api1',
 *   algorithms: ['RS256'],
 *   keys: remoteIssuer('https://localhost:5001'),
 * })
 * console.log(typeof verifier.verify) // function
 *
 * @example
 * import { createVerifier, remoteIssuer } from 'claimscope'
 *
 * const issuers = ['https://localhost:5001', 'https://sts.example'].map((issuer) => ({ issuer, keys: remoteIssuer(issuer) }))
 * const verifier = createVerifier({ issuers, audience: 'api1', algorithms: ['RS256'] })
 * console.log(verifier.policy.issuer) // both
 *
 * @template [Claims=Record<string, any>]
 * @param {VerifierOptions<Claims> | IssuersOptions<Claims>} options
 * @returns {Verifier<Claims>}
 * @throws {import('./error.js').ClaimscopeError} `misuse.*` where an option makes no sense, or an expectation is neither said nor waived.
 */
export function createVerifier(options) {
  onlyKnown(options, ['keys', 'issuers', 'tenants', 'schema', 'engine', 'moreAlgorithms', 'now', 'report', 'cache', ...policyOptions]);
  const { issuers, schema, report, ...common } = /** @type {any} */ (options);
  const shared = { report, ...('schema' in options && { schema }) };
  if (!('issuers' in options)) {
    const isAlone = !('tenants' in options);
    return new ComposedVerifier([isAlone ? { ...common, keys: keySource(common.keys) } : ofIssuer(common)], shared, isAlone);
  }
  const misplaced = ['issuer', 'keys', 'tenants'].find((name) => name in common);
  if (misplaced) throw misuse('options', `${misplaced} stands in each of the issuers, and not beside them`);
  if (!Array.isArray(issuers) || issuers.length === 0) throw misuse('options', 'issuers is a list of { issuer, keys }');
  for (const one of issuers) onlyKnown(one, ['keys', 'tenants', ...policyOptions]);
  return new ComposedVerifier(issuers.map((one) => ofIssuer({ ...common, ...one })), shared, false);
}

/**
 * The options of one verifier, whose keys are a source once and for all.
 * @param {VerifierOptions} options
 */
function ofIssuer({ keys, ...options }) {
  const { issuer, tenants } = options;
  if (issuer === false) throw misuse('options', 'where tokens are told apart by their issuer, none can be waived');
  const areTenants = typeof tenants === 'function' || (Array.isArray(tenants) && tenants.every((one) => typeof one === 'string'));
  if ('tenants' in options && !areTenants) throw misuse('options', 'tenants is a list of their ids, or a function');
  return { ...options, keys: keySource(keys) };
}
