/**
 * Protected resource metadata: by it a client finds all that it needs from the API's URL (RFC 9728).
 * @module
 */

import { misuse } from '../error.js';

/** @typedef {import('./index.js').Answer} Answer */
/** @typedef {import('./index.js').Asked} Asked */

const wellKnown = '/.well-known/oauth-protected-resource';

/** Any page may read it: it says nothing that is not for everybody. */
const open = { 'Access-Control-Allow-Origin': '*' };

/**
 * The metadata's address and text.
 * @param {string} resource
 * @param {Record<string, unknown>} members
 */
export function metadataOf(resource, members) {
  const url = parsed(resource);
  // A terminating slash of the path goes before the name goes in (RFC 9728 §3.1).
  const path = wellKnown + url.pathname.replace(/\/$/, '');
  const has = (/** @type {unknown} */ value) => value !== undefined && !(Array.isArray(value) && value.length === 0);
  const said = Object.entries(Object.assign({ resource }, members, { resource })).filter(([, value]) => has(value));
  return { url: `${url.origin}${path}${url.search}`, path, text: JSON.stringify(Object.fromEntries(said)) };
}

/**
 * What is answered where the metadata is asked for; nothing where something else is.
 * @param {{ path: string, text: string }} metadata
 * @param {Asked} asked
 * @param {string} asksFor The path of the request.
 * @returns {Answer | undefined}
 */
export function metadataFor({ path, text }, asked, asksFor) {
  if (asksFor !== path) return undefined;
  switch (asked.method) {
    case 'GET':
    case 'HEAD':
      return { status: 200, headers: { 'Content-Type': 'application/json', 'Cache-Control': 'max-age=300', ...open }, body: text };
    case 'OPTIONS':
      return { status: 204, headers: { ...open, 'Access-Control-Allow-Methods': 'GET', 'Access-Control-Allow-Headers': '*' } };
    default:
      return { status: 405, headers: { Allow: 'GET, HEAD, OPTIONS', ...open } };
  }
}

/** @param {string} resource */
function parsed(resource) {
  let url;
  try {
    url = new URL(resource);
  } catch {
    // Told below, with what is no web address.
  }
  if (!url || !/^https?:$/.test(url.protocol) || resource.includes('#')) {
    throw misuse('options', 'resource is the API\'s own URL, without a fragment, such as https://api.example/orders');
  }
  return url;
}
