/**
 * A guard for an API: it takes a request, and gives its token's claims, or the answer that the RFCs ask for. What a token is
 * worth, the verifier says; here its verdicts become answers.
 * @module
 */

import { beginning } from '../beginning.js';
import { misuse } from '../error.js';
import { beside, corsHeaders, preflight } from './cors.js';
import { tokenOf } from './credentials.js';
import { metadataFor, metadataOf } from './metadata.js';
import { checkOptions } from './options.js';
import { answerOf, refusalBy, refusalOfUnproved } from './refusal.js';

/** @typedef {import('../host.js').HostRequest} HostRequest */
/** @typedef {import('../host.js').HostResponse} HostResponse */
/** @typedef {import('../verifier.js').Verifier} Verifier */
/** @typedef {import('./bound.js').Bound} Bound */
/** @typedef {import('./cors.js').Cors} Cors */

/**
 * @template [Claims=Record<string, any>]
 * @typedef {object} GuardOptions
 * @property {import('../verifier.js').Verifier<Claims>} verifier What `createVerifier` gave, made once.
 * @property {string[]} [scopes] Scopes that the token must have, beside those that the verifier requires.
 * @property {string[]} [acrValues] Authentication contexts of which the token's `acr` must be one (RFC 9470).
 * @property {number} [maxAuthAge] Most seconds since the user logged in (RFC 9470).
 * @property {string} [realm] The `realm` of each challenge.
 * @property {string} [resource] The API's own URL. With it, its metadata (RFC 9728) is served, and each challenge names that.
 * @property {string[]} [authorizationServers] The issuers that the metadata names. Default: those that the verifier expects by their
 *   full names.
 * @property {Record<string, unknown>} [metadata] Further members of the metadata, such as `resource_name`.
 * @property {('header' | 'body' | 'query')[]} [bearerMethods] Where a token may be sent. Default: in the header alone; in a
 *   form or a URL it ends in logs and histories (RFC 9700 §4.3.2).
 * @property {Bound | Bound[]} [bound] What `dpop` and `clientCertificate` of `claimscope/guard/bound` make: tokens that are bound to a
 *   key are taken from who has it alone. One that is bound in another way than is looked at here is refused.
 * @property {boolean} [requireBound] Refuses tokens that are bound to no key. Default `false`.
 * @property {Cors} [cors] For an API that pages of other origins call: preflights are answered, and refusals can be read.
 * @property {number} [retryAfter] Seconds after which to come again, where keys cannot be had. Default 10.
 * @property {(refusal: Refusal, request: any) => void} [onRefusal] Is told of each refusal, for logs and metrics, with the
 *   server's own request.
 */

/**
 * A request that was refused, as it can be logged: without the token, and without the query of the URL.
 * @typedef {object} Refusal
 * @property {number} status
 * @property {string} [error] The `error` of the challenge.
 * @property {string} code The check that failed, such as `claim.exp`; `keys.*` and `server.*` where keys could not be had; or
 *   `token.missing`, `token.place`, `header.scheme`, `request.invalid`; `dpop.*`, `token.certificate-bound` and
 *   `token.bound` where it is bound.
 * @property {string} message
 * @property {string} [hint]
 * @property {unknown} [cause] What the verifier threw.
 * @property {string} method
 * @property {string} path
 */

/**
 * A request, as any server can put it.
 * @typedef {object} Asked
 * @property {string} method
 * @property {string} url Whole, or from the path on.
 * @property {(name: string) => string | undefined} header The header of that name, in small letters; several joined by a comma
 *   (RFC 9110 §5.3).
 * @property {() => Promise<string[]> | string[]} [formTokens] Each `access_token` in the body, where that is a form.
 * @property {unknown} [native] The server's own request, for `onRefusal`.
 */

/**
 * What a guard answers by itself.
 * @typedef {{ status: number, headers: Record<string, string>, body?: string }} Answer
 */

/**
 * A request that may go on. `answerHeaders` are for the answer to it, where the API does CORS; `handle` and the adapters set them.
 * @template [Claims=Record<string, any>]
 * @typedef {import('../compact.js').Verified<Claims> & { answerHeaders: Record<string, string> }} Passed
 */

/**
 * @template [Claims=Record<string, any>]
 * @typedef {object} GuardMethods
 * @property {(asked: Asked) => Promise<{ passed: Passed<Claims> } | { answer: Answer }>} decide The same for servers without `Request`.
 * @property {<Rest extends any[]>(handler: (request: HostRequest, passed: Passed<Claims>, ...rest: Rest) => HostResponse | Promise<HostResponse>) =>
 *   (request: HostRequest, ...rest: Rest) => Promise<HostResponse>} handle A handler behind the guard.
 * @property {string | undefined} metadataUrl Where the metadata is (RFC 9728 §3).
 */

/**
 * @template [Claims=Record<string, any>]
 * @typedef {((request: HostRequest) => Promise<Passed<Claims> | HostResponse>) & GuardMethods<Claims>} Guard
 */

/**
 * Makes a guard, once for an API or for a route of it.
 *
 * @example
 * import { createVerifier, generateKey, sign } from 'claimscope'
 * import { createGuard } from 'claimscope/guard'
 *
 * const { publicKey, privateKey } = await generateKey('ES256')
 * const verifier = createVerifier({ issuer: 'https://a.example', audience: 'api1', algorithms: ['ES256'], keys: publicKey })
 * const guard = createGuard({ verifier, scopes: ['orders.read'], realm: 'orders' })
 *
 * const refused = await guard(new Request('https://api.example/orders'))
 * if (refused instanceof Response) console.log(refused.status, refused.headers.get('WWW-Authenticate'))
 * // 401 Bearer realm="orders", scope="orders.read"
 *
 * const claims = { iss: 'https://a.example', aud: 'api1', exp: 2e9, scope: 'orders.read', sub: 'alice' }
 * const token = await sign(claims, { key: privateKey, algorithm: 'ES256' })
 * const passed = await guard(new Request('https://api.example/orders', { headers: { Authorization: `Bearer ${token}` } }))
 * if (!(passed instanceof Response)) console.log(passed.claims.sub) // alice
 *
 * @template [Claims=Record<string, any>]
 * @param {GuardOptions<Claims>} options
 * @returns {Guard<Claims>}
 * @throws {import('../error.js').ClaimscopeError} `misuse.*` where an option makes no sense.
 */
export function createGuard(options) {
  checkOptions(/** @type {GuardOptions<any>} */ (options));
  const { resource, bearerMethods = ['header'], cors, onRefusal, requireBound = false } = options;
  const bound = [options.bound ?? []].flat();
  /** @type {import('../verifier.js').Verifier<any>} */
  const verifier = stricter(options);
  const algs = bound.find((one) => one.algs !== undefined)?.algs;
  const schemes = schemesBy(bound, requireBound);
  const scopes = (verifier.policy?.requiredScopes ?? []).flatMap((several) => several.split(' '));
  const metadata = resource === undefined ? undefined : metadataOf(resource, membersOf(/** @type {GuardOptions<any>} */ (options), verifier, scopes, bound));
  const known = {
    realm: options.realm,
    scope: scopes.length > 0 ? scopes.join(' ') : undefined,
    acrValues: verifier.policy?.acrValues?.join(' '),
    maxAge: verifier.policy?.maxAuthAge?.toString(),
    resourceMetadata: metadata?.url,
    retryAfter: options.retryAfter,
    schemes,
    algs,
  };

  /** @param {Asked} asked @param {import('./refusal.js').Why} refusal */
  const refuse = (asked, refusal) => {
    const { scheme, headers: _, ...told } = refusal;
    tell(onRefusal, { ...told, method: asked.method, path: pathOf(asked.url) }, asked.native);
    const answer = answerOf(refusal, known);
    const headers = { ...answer.headers, ...refusal.headers };
    return { answer: { ...answer, headers: { ...headers, ...corsHeaders(cors, asked, headers) } } };
  };

  /** @type {GuardMethods<Claims>['decide']} */
  const decide = async (asked) => {
    const answer = (metadata && metadataFor(metadata, asked, pathOf(asked.url))) ?? preflight(cors, asked);
    if (answer) return { answer };
    const found = await tokenOf(asked, bearerMethods, schemes);
    if (!('token' in found)) return refuse(asked, { ...found, status: found.error ? 400 : 401 });
    try {
      const verified = await verifier.verify(found.token);
      const { refusal, headers } = await bindingOf(bound, requireBound, { ...found, asked, claims: claimsOf(verified), verifier });
      if (refusal) return refuse(asked, { ...refusal, headers, scheme: found.scheme });
      return { passed: { ...verified, answerHeaders: { ...headers, ...corsHeaders(cors, asked, headers) } } };
    } catch (error) {
      return refuse(asked, { ...refusalBy(error), scheme: found.scheme });
    }
  };

  /** @param {Request} request */
  const guard = async (request) => {
    const outcome = await decide(askedBy(request));
    return 'passed' in outcome ? outcome.passed : new Response(outcome.answer.body, outcome.answer);
  };

  /** @type {GuardMethods<Claims>['handle']} */
  const handle = (handler) => async (request, ...rest) => {
    const passed = await guard(request);
    return passed instanceof Response ? passed : adding(passed.answerHeaders, await handler(request, passed, ...rest));
  };
  return Object.assign(guard, { decide, handle, metadataUrl: metadata?.url });
}

/**
 * The verifier that asks for what this guard asks for as well.
 * @param {GuardOptions<any>} options
 */
function stricter({ verifier, scopes, acrValues, maxAuthAge }) {
  const given = Object.entries({ requiredScopes: scopes, acrValues, maxAuthAge }).filter(([, value]) => value !== undefined);
  if (given.length === 0) return verifier;
  if (typeof verifier.requiring !== 'function') throw misuse('options', 'scopes, acrValues and maxAuthAge take a verifier that createVerifier made');
  return verifier.requiring(Object.fromEntries(given));
}

/**
 * The claims, with what the token is bound to, which a schema may have left out.
 * @param {import('../compact.js').Verified<any>} verified
 */
function claimsOf(verified) {
  return 'confirmation' in verified ? { ...verified.claims, cnf: verified.confirmation } : verified.claims;
}

/**
 * The schemes by which tokens come. Where all are bound by DPoP, none comes as a bearer token.
 * @param {Bound[]} bound
 * @param {boolean} requireBound
 * @returns {('Bearer' | 'DPoP')[]}
 */
function schemesBy(bound, requireBound) {
  const byProof = bound.filter(({ algs }) => algs !== undefined).length;
  if (byProof === 0) return ['Bearer'];
  return requireBound && byProof === bound.length ? ['DPoP'] : ['Bearer', 'DPoP'];
}

/**
 * What all bindings come to: the first that refuses, and what the answer carries.
 * @param {Bound[]} bound
 * @param {boolean} requireBound
 * @param {import('./bound.js').Sent} sent
 */
async function bindingOf(bound, requireBound, sent) {
  let [isBound, headers] = [false, {}];
  const unproved = refusalOfUnproved(sent.claims.cnf, bound.map(({ member }) => member));
  if (unproved) return { refusal: unproved, headers };
  for (const one of bound) {
    const binding = await one.check(sent);
    headers = { ...headers, ...binding.headers };
    if (binding.refusal) return { refusal: binding.refusal, headers };
    isBound ||= binding.isBound;
  }
  const message = 'the token is bound to no key, and only bound ones are taken';
  const refusal = { status: 401, error: 'invalid_token', code: bound.some(({ algs }) => algs) ? 'dpop.required' : 'token.certificate-bound', message };
  return requireBound && !isBound ? { refusal, headers } : { headers };
}

/**
 * @param {GuardOptions} options
 * @param {Verifier} verifier
 * @param {string[]} scopes
 * @param {Bound[]} bound
 */
function membersOf({ authorizationServers, bearerMethods = ['header'], metadata, requireBound = false }, verifier, scopes, bound) {
  // A template of issuers is no issuer that a client could ask.
  const issuers = [verifier.policy?.issuer ?? []].flat().filter((issuer) => issuer !== false && !issuer.includes('{'));
  return {
    authorization_servers: authorizationServers ?? issuers,
    scopes_supported: scopes,
    bearer_methods_supported: bearerMethods,
    ...Object.assign({}, ...bound.map((one) => one.metadata(requireBound))),
    ...metadata,
  };
}

/** @param {Request} request @returns {Asked} */
function askedBy(request) {
  return {
    method: request.method,
    url: request.url,
    header: (name) => request.headers.get(name) ?? undefined,
    formTokens: async () => new URLSearchParams(await beginning(request)).getAll('access_token'),
    native: request,
  };
}

/** The path of a URL, or of what a request line has. @param {string} url */
function pathOf(url) {
  const path = url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '');
  return path === '' ? '/' : path;
}

/**
 * Whoever is told cannot make a request fail.
 * @param {GuardOptions['onRefusal']} onRefusal
 * @param {Refusal} refusal
 * @param {unknown} request
 */
async function tell(onRefusal, refusal, request) {
  try {
    await onRefusal?.(refusal, request);
  } catch {
    // The request is refused all the same.
  }
}

/**
 * A response with further headers.
 * @param {Record<string, string>} headers
 * @param {Response} response
 */
function adding(headers, response) {
  if (Object.keys(headers).length === 0) return response;
  const changed = new Response(response.body, response);
  for (const [name, value] of beside(headers, (name) => response.headers.get(name))) changed.headers.set(name, value);
  return changed;
}
