/**
 * What `createGuard` is told, held against what it can be: a mistake shows when the API starts.
 * @module
 */

import { misuse, onlyKnown } from '../error.js';

/** @typedef {import('./index.js').GuardOptions} GuardOptions */

const known = [
  'verifier', 'scopes', 'acrValues', 'maxAuthAge', 'realm', 'resource', 'authorizationServers', 'metadata', 'bearerMethods', 'bound',
  'requireBound', 'cors',
  'retryAfter', 'onRefusal',
];
/** A scope (RFC 6749 §3.3), or several with a space between; an `acr` is a string without spaces. */
const scopes = /^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/;
/** What a quoted string can hold as it is meant (RFC 9110 §5.6.4). */
const printable = /^[\x20-\x7e]*$/;

/** @param {GuardOptions} options */
export function checkOptions(options) {
  onlyKnown(options, known);
  const { verifier, bound = [], requireBound = false, realm, cors, retryAfter, onRefusal, bearerMethods = ['header'] } = options;
  const wrong = [
    [typeof verifier?.verify !== 'function', 'verifier is what createVerifier gives'],
    [![bound].flat().every((one) => typeof one?.check === 'function'), 'bound is what dpop and clientCertificate of claimscope/guard/bound make'],
    [typeof requireBound !== 'boolean' || (requireBound && [bound].flat().length === 0), 'requireBound is true or false, and asks for bound'],
    [[bound].flat().some(({ algs }) => algs) && typeof verifier?.proof !== 'function', 'dpop takes a verifier that createVerifier made'],
    [realm !== undefined && !(typeof realm === 'string' && printable.test(realm)), 'realm is a text of printable ASCII'],
    [!isListOf(options.scopes, scopes), 'scopes is a list of scopes, without quotes, backslashes and letters outside ASCII'],
    [!isListOf(options.acrValues, scopes), 'acrValues is a list of texts of printable ASCII, without quotes and backslashes'],
    [!isListOf(options.authorizationServers, printable), 'authorizationServers is a list of issuers'],
    [!isListOf(bearerMethods, /^(header|body|query)$/), 'bearerMethods is a list of header, body and query'],
    [cors !== undefined && !isCors(cors), 'cors is { origins }, with \'*\' or a list such as [\'https://app.example\']'],
    [retryAfter !== undefined && !(Number.isSafeInteger(retryAfter) && retryAfter > 0), 'retryAfter is a whole number of seconds, 1 or more'],
    [onRefusal !== undefined && typeof onRefusal !== 'function', 'onRefusal is a function'],
  ].find(([isWrong]) => isWrong);
  if (wrong) throw misuse('options', String(wrong[1]));
}

/**
 * @param {unknown} value
 * @param {RegExp} form
 */
function isListOf(value, form) {
  return value === undefined || (Array.isArray(value) && value.every((one) => typeof one === 'string' && form.test(one)));
}

/** @param {import('./cors.js').Cors} cors */
function isCors(cors) {
  onlyKnown(cors, ['origins', 'methods', 'headers', 'maxAge']);
  const { origins, methods, headers, maxAge = 0 } = cors;
  const token = /^[!#$%&'*+.^`|~\w-]+$/;
  const areOrigins = origins === '*' || (origins !== undefined && isListOf(origins, /^[\x21-\x7e]+$/));
  return areOrigins && isListOf(methods, token) && isListOf(headers, token) && Number.isSafeInteger(maxAge) && maxAge >= 0;
}
