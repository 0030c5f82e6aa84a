// DPoP as others have it: oauth4webapi's client against the guard, and its resource server beside the guard on the same proofs.

import * as oauth from 'oauth4webapi';

import { equal } from '../suite/harness.js';
import { claims } from '../suite/issuer.js';
import { NOW, bound, outcomeOf, publicOf, wrongProofs } from '../suite/proofs.js';

const ORIGIN = 'https://api.example';
const ISSUER = { issuer: 'https://sts.example', jwks_uri: 'https://sts.example/jwks' };

/** What oauth4webapi takes of the wrong proofs, and why the guard does not. */
const TAKEN_THERE = {
  'too old': 'it takes proofs for 300 seconds',
  'too far ahead': 'and 300 ahead',
  'an empty id': 'it takes any text as jti',
  'an endless id': 'it has no bound on jti',
  'expired by its own word': 'it does not look at exp of a proof',
};

/** @param {typeof import('./load.js')} loaded */
export function judgeCases({ claimscope, createGuard, dpop }) {
  return {
    "oauth4webapi's client proves its key, and takes the nonce that it is given": async () => {
      const { issuer, signed } = await bound(claimscope);
      for (const algorithm of ['ES256', 'RS256', 'PS256', 'Ed25519']) {
        const pair = await oauth.generateKeyPair(algorithm, { extractable: true });
        const { jkt } = await publicOf(await crypto.subtle.exportKey('jwk', pair.publicKey));
        const verifier = claimscope.createVerifier({ issuer: ISSUER.issuer, audience: 'api1', algorithms: ['ES256'], keys: issuer.publicKey });
        const algorithms = ['ES256', 'RS256', 'PS256', 'EdDSA', 'Ed25519'];
        const guard = createGuard({ verifier, bound: dpop({ publicUrl: ORIGIN, nonce: true, algorithms }), requireBound: true });
        const client = oauth.DPoP({ client_id: 'tests' }, pair);
        const token = await signed({ cnf: { jkt } });
        const send = () => {
          const options = { DPoP: client, [oauth.customFetch]: (url, init) => guard.handle(() => Response.json({ ok: true }))(new Request(url, init)) };
          return oauth.protectedResourceRequest(token, 'GET', new URL(`${ORIGIN}/orders?a=b`), undefined, undefined, options);
        };
        const refused = await send().catch((error) => error);
        equal([algorithm, oauth.isDPoPNonceError(refused)], [algorithm, true]);
        for (const _ of [1, 2]) equal([algorithm, (await send()).status], [algorithm, 200]);
      }
    },
    "oauth4webapi's resource server and the guard say the same of each proof": async () => {
      const made = await bound(claimscope);
      const more = { cnf: { jkt: made.jkt }, iat: NOW, jti: 'a token', client_id: 'tests' };
      const token = await made.signed(more, { typ: 'at+jwt' });
      const own = (options = {}) => made.proof({ of: token, ...options });
      const guard = createGuard({ verifier: made.verifier, bound: dpop({ publicUrl: ORIGIN }) });
      const wrong = await wrongProofs(claimscope, { ...made, token, proof: own });
      const rows = [['a right one', await own({ jti: 'right' })], ['another right one', await own({ htu: `${ORIGIN}/orders?x` })], ...wrong];
      const otherwise = [];
      for (const [name, proof] of rows) {
        const ours = (await outcomeOf(guard, { authorization: `DPoP ${token}`, dpop: proof })).status === 200;
        const theirs = await taken(token, proof, made.issuer.publicKey);
        if (ours !== theirs) otherwise.push([name, ours, theirs]);
      }
      equal(otherwise.filter(([name, ours]) => ours || !(name in TAKEN_THERE)), []);
      return `${rows.length} proofs judged by the guard and by oauth4webapi; otherwise: ${otherwise.map(([name]) => `${name} (${TAKEN_THERE[name]})`).join(', ') || 'none'}`;
    },
  };
}

/** Whether oauth4webapi lets a request pass, at the time of the tests. */
async function taken(token, proof, key) {
  const headers = new Headers({ Authorization: `DPoP ${token}` });
  if (proof !== undefined) headers.set('DPoP', proof);
  const options = {
    requireDPoP: true,
    signingAlgorithms: ['ES256'],
    [oauth.clockSkew]: NOW - Math.floor(Date.now() / 1000),
    [oauth.clockTolerance]: 30,
    [oauth.customFetch]: async () => Response.json({ keys: [key] }),
  };
  try {
    await oauth.validateJwtAccessToken(ISSUER, new Request(`${ORIGIN}/orders?a=b`, { headers }), claims().aud, options);
    return true;
  } catch {
    return false;
  }
}
