// What clients that others wrote read out of the guard's answers: each challenge, and the metadata.

import * as oauth from 'oauth4webapi';

import { rows } from '../suite/answers.js';
import { ORIGIN, api } from '../suite/guarded.js';
import { equal } from '../suite/harness.js';

/** @param {typeof import('./load.js')} loaded */
export function clientCases(loaded) {
  return {
    'oauth4webapi reads each challenge': async () => {
      const { guards, tokens } = await api(loaded);
      let challenges = 0;
      for (const [name, [sent, expected]] of Object.entries(rows(tokens))) {
        if (sent.method || sent.form || expected.status < 400) continue;
        const error = await refusalOf(guards, sent);
        equal([name, error instanceof oauth.WWWAuthenticateChallengeError], [name, Boolean(expected.challenge)]);
        if (!expected.challenge) continue;
        equal([name, error.status, error.cause.map(spelt).join(', ')], [name, expected.status, expected.challenge]);
        challenges += 1;
      }
      equal(challenges > 15, true);
      return `oauth4webapi reads ${challenges} challenges`;
    },
    'oauth4webapi takes the metadata': async () => {
      const { guards } = await api(loaded);
      const resource = new URL(`${ORIGIN}/orders`);
      const options = { [oauth.customFetch]: async (url, init) => guards['/orders'](new Request(url, init)) };
      const response = await oauth.resourceDiscoveryRequest(resource, options);
      const { authorization_servers: servers, resource_name: name } = await oauth.processResourceDiscoveryResponse(resource, response);
      equal([servers, name], [['https://sts.example'], 'Orders']);
    },
  };
}

/** Its client sends a token of its own; the row's header stands in its place. */
async function refusalOf(guards, { path = '/orders', headers, authorization }) {
  const url = new URL(ORIGIN + path);
  const fetch = async () => {
    const sent = new Headers(headers);
    for (const value of [authorization ?? []].flat()) sent.append('Authorization', value);
    return guards[url.pathname](new Request(url, { headers: sent }));
  };
  try {
    await oauth.protectedResourceRequest('a-token', 'GET', url, undefined, undefined, { [oauth.customFetch]: fetch });
  } catch (error) {
    return error;
  }
  return undefined;
}

/** A challenge as it was written, of what the client made of it. */
function spelt({ scheme, parameters }) {
  const written = Object.entries(parameters).map(([name, value]) => `${name}="${value.replace(/["\\]/g, '\\$&')}"`);
  const name = { bearer: 'Bearer', dpop: 'DPoP' }[scheme];
  return [name, written.join(', ')].filter(Boolean).join(' ');
}
