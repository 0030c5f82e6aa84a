/**
 * The guard for AWS Lambda behind an API Gateway (events of both versions) or a function URL.
 * @module
 */

import { beside } from './cors.js';

/** @typedef {import('./index.js').Asked} Asked */
/** @typedef {import('./index.js').Passed} Passed */

/**
 * A handler behind the guard, which gets what was verified after event and context.
 *
 * @example
 * import { createVerifier, remoteIssuer } from 'claimscope'
 * import { createGuard } from 'claimscope/guard'
 * import { lambdaGuard } from 'claimscope/guard/lambda'
 *
 * const issuer = 'https://localhost:5001'
 * const verifier = createVerifier({ issuer, audience: 'api1', algorithms: ['RS256'], keys: remoteIssuer(issuer) })
 * const protect = lambdaGuard(createGuard({ verifier }))
 * export const handler = protect(async (event, context, { claims }) => ({ statusCode: 200, body: claims.sub }))
 *
 * const { statusCode } = await handler({ version: '2.0', rawPath: '/', headers: {}, requestContext: { http: { method: 'GET' } } }, {})
 * console.log(statusCode) // 401
 *
 * @param {import('./index.js').Guard} guard
 * @returns {<Event, Context, Result>(handler: (event: Event, context: Context, passed: Passed) => Promise<Result> | Result) =>
 *   (event: Event, context: Context) => Promise<Result | { statusCode: number, headers: Record<string, string>, body: string }>}
 */
export function lambdaGuard(guard) {
  return (handler) => async (event, context) => {
    const outcome = await guard.decide(askedBy(event));
    if ('answer' in outcome) {
      const { status, headers, body = '' } = outcome.answer;
      return { statusCode: status, headers, body };
    }
    return adding(outcome.passed.answerHeaders, await handler(event, context, outcome.passed));
  };
}

/**
 * @param {any} event
 * @returns {Asked}
 */
function askedBy(event) {
  const { http } = event.requestContext ?? {};
  const query = event.rawQueryString ?? queryOf(event);
  const path = event.rawPath ?? event.path ?? '/';
  return {
    method: http?.method ?? event.httpMethod ?? 'GET',
    url: query ? `${path}?${query}` : path,
    header: (name) => headerOf(event, name),
    formTokens: () => tokensIn(event),
    native: event,
  };
}

/** Version 1 has the query as values, each decoded. @param {any} event */
function queryOf({ multiValueQueryStringParameters, queryStringParameters }) {
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries(multiValueQueryStringParameters ?? queryStringParameters ?? {})) {
    for (const value of [values].flat()) query.append(name, String(value));
  }
  return query.toString();
}

/**
 * Version 1 has headers as they were written, several in a list beside; version 2 in small letters, several joined.
 * @param {any} event
 * @param {string} name
 */
function headerOf({ multiValueHeaders, headers }, name) {
  const found = Object.entries(multiValueHeaders ?? headers ?? {}).filter(([one]) => one.toLowerCase() === name);
  return found.length === 0 ? undefined : found.flatMap(([, value]) => value).join(', ');
}

/** @param {any} event */
function tokensIn(event) {
  if (typeof event.body !== 'string') return [];
  return new URLSearchParams(event.isBase64Encoded ? decoded(event.body) : event.body).getAll('access_token');
}

/** @param {string} base64 */
function decoded(base64) {
  try {
    return atob(base64);
  } catch {
    return '';
  }
}

/**
 * @param {Record<string, string>} headers
 * @param {any} result
 */
function adding(headers, result) {
  const isAnswer = typeof result === 'object' && result !== null && 'statusCode' in result;
  if (!isAnswer || Object.keys(headers).length === 0) return result;
  return { ...result, headers: { ...result.headers, ...Object.fromEntries(beside(headers, (name) => result.headers?.[name])) } };
}
