/**
 * What the guard answers, byte for byte.
 * @module
 */

import { equal } from './harness.js'
import { ORIGIN } from './guarded.js'

const METADATA = `${ORIGIN}/.well-known/oauth-protected-resource/orders`
const ORDERS = `scope="orders.read", resource_metadata="${METADATA}"`
const PAGE = { Origin: 'https://app.example' }
const STRANGER = { Origin: 'https://evil.example' }
const ASKS = { 'Access-Control-Request-Method': 'PUT', 'Access-Control-Request-Headers': 'authorization, content-type' }

const described = (code) => `the token fails the check ${code}`
const body = (error, description, code) => JSON.stringify({ error, error_description: description, code })
const malformed = (description) => ({
  status: 400,
  challenge: `Bearer realm="orders", error="invalid_request", error_description="${description}", resource_metadata="${METADATA}"`,
  body: body('invalid_request', description, 'request.invalid'),
})
const without = (code, description) => ({ status: 401, challenge: `Bearer realm="orders", ${ORDERS}`, body: body(undefined, description, code) })
const invalid = (code) => ({
  status: 401,
  challenge: `Bearer realm="orders", error="invalid_token", error_description="${described(code)}", ${ORDERS}`,
  body: body('invalid_token', described(code), code),
})
const stepUp = (code) => ({
  status: 401,
  challenge: `Bearer error="insufficient_user_authentication", error_description="${described(code)}", acr_values="gold silver", max_age="300"`,
  body: body('insufficient_user_authentication', described(code), code),
})
const UNPROVED = 'the token is bound to a key by DPoP, and came as a bearer token'
const byProof = (code, error, description) => ({
  status: 401,
  challenge: `Bearer realm="bound", DPoP realm="bound", error="${error}", error_description="${description}", algs="ES256"`,
  body: body(error, description, code),
})
const CERTIFICATE = 'the token is bound to a client certificate, and this API looks at none'
const KEY = 'the token is bound to a key, and this API looks at no proof of it'
const unproved = (code, description) => ({
  status: 401,
  challenge: `Bearer realm="orders", error="invalid_token", error_description="${description}", ${ORDERS}`,
  body: body('invalid_token', description, code),
})
const unprovedBeside = (code, description) => ({
  status: 401,
  challenge: `Bearer realm="bound", error="invalid_token", error_description="${description}", DPoP realm="bound", algs="ES256"`,
  body: body('invalid_token', description, code),
})
const passes = { status: 200, challenge: null, body: '{"sub":"Zoë"}' }

/**
 * A request, by the names of the tokens in it, and what comes back. `authorization` may be a list, which is sent as several headers.
 * @param {Record<string, string>} tokens
 */
export const rows = ({ good, expired, scopeless, forged, strong, old, bound, ofCertificate, ofBoth, ofKey, ofText, proof, proofOfPost, sealed, sealedForOthers }) => ({
  'no token': [{}, without('token.missing', 'no access token was sent')],
  'another scheme': [{ authorization: 'Basic YTpi' }, without('header.scheme', 'the Authorization header has another scheme than Bearer')],
  'a scheme alone': [{ authorization: 'Bearer' }, malformed('the Authorization header has something else than one token after its scheme')],
  'a word after the token': [{ authorization: `Bearer ${good} x` }, malformed('the Authorization header has something else than one token after its scheme')],
  'quotes around the token': [{ authorization: `Bearer "${good}"` }, malformed('the Authorization header has something else than one token after its scheme')],
  'no scheme': [{ authorization: '=' }, malformed('the Authorization header has no scheme')],
  'two headers': [{ authorization: [`Bearer ${good}`, `Bearer ${good}`] }, malformed('the Authorization header has something else than one token after its scheme')],
  'a token in the URL': [{ path: `/orders?access_token=${good}` }, without('token.place', 'an access token was sent in the URL, where none is taken')],
  'a token in header and URL': [{ path: `/orders?a=b&access_token=${good}`, authorization: `Bearer ${good}` }, malformed('more than one access token was sent')],
  'a token in header and form': [{ form: `a=b&access_token=${good}`, authorization: `Bearer ${good}` }, malformed('more than one access token was sent')],
  'a token in a form': [{ form: `access_token=${good}` }, without('token.place', 'an access token was sent in the body, where none is taken')],
  'no JWT': [{ authorization: 'Bearer abc' }, invalid('format.parts')],
  'an expired token': [{ authorization: `Bearer ${expired}` }, invalid('claim.exp')],
  'a forged token': [{ authorization: `Bearer ${forged}` }, invalid('signature.value')],
  'a scope is missing': [
    { authorization: `Bearer ${scopeless}` },
    {
      status: 403,
      challenge: `Bearer realm="orders", error="insufficient_scope", error_description="${described('claim.scope')}", ${ORDERS}`,
      body: body('insufficient_scope', described('claim.scope'), 'claim.scope'),
    },
  ],
  'a good token': [{ authorization: `Bearer ${good}` }, passes],
  'the scheme in small letters': [{ authorization: `bearer ${good}` }, passes],
  'two spaces': [{ authorization: `BEARER  ${good}` }, passes],
  'HEAD without a token': [{ method: 'HEAD' }, { ...without('token.missing', ''), body: '' }],
  'HEAD with a token': [{ method: 'HEAD', authorization: `Bearer ${good}` }, { ...passes, body: '' }],
  'OPTIONS that is no preflight': [{ method: 'OPTIONS' }, without('token.missing', 'no access token was sent')],
  'a preflight': [
    { method: 'OPTIONS', headers: { ...PAGE, ...ASKS } },
    {
      status: 204,
      challenge: null,
      body: '',
      headers: {
        'Access-Control-Allow-Origin': 'https://app.example',
        'Access-Control-Allow-Methods': 'PUT',
        'Access-Control-Allow-Headers': 'authorization, content-type',
        'Access-Control-Max-Age': '600',
        Vary: 'Origin',
      },
    },
  ],
  'a preflight from elsewhere': [
    { method: 'OPTIONS', headers: { ...STRANGER, ...ASKS } },
    { status: 204, challenge: null, body: '', headers: { 'Access-Control-Allow-Origin': null, 'Access-Control-Allow-Methods': null, Vary: 'Origin' } },
  ],
  'a page that may call': [
    { headers: PAGE },
    {
      ...without('token.missing', 'no access token was sent'),
      headers: { 'Access-Control-Allow-Origin': 'https://app.example', 'Access-Control-Expose-Headers': 'WWW-Authenticate, Retry-After', Vary: 'Origin' },
    },
  ],
  'a page that may call, with a token': [
    { headers: PAGE, authorization: `Bearer ${good}` },
    { ...passes, headers: { 'Access-Control-Allow-Origin': 'https://app.example', Vary: 'Origin' } },
  ],
  'a page that may not': [
    { headers: STRANGER },
    { ...without('token.missing', 'no access token was sent'), headers: { 'Access-Control-Allow-Origin': null, Vary: 'Origin' } },
  ],
  'the metadata': [
    { path: '/.well-known/oauth-protected-resource/orders' },
    {
      status: 200,
      challenge: null,
      body: `{"resource":"${ORIGIN}/orders","authorization_servers":["https://sts.example"],"scopes_supported":["orders.read"],"bearer_methods_supported":["header"],"resource_name":"Orders"}`,
      headers: { 'Content-Type': 'application/json', 'Access-Control-Allow-Origin': '*' },
    },
  ],
  'a preflight for the metadata': [
    { method: 'OPTIONS', path: '/.well-known/oauth-protected-resource/orders', headers: { ...STRANGER, ...ASKS } },
    { status: 204, challenge: null, body: '', headers: { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Headers': '*' } },
  ],
  'a login of no known strength': [{ path: '/transfer', authorization: `Bearer ${good}` }, stepUp('claim.auth_time')],
  'a login that was too long ago': [{ path: '/transfer', authorization: `Bearer ${old}` }, stepUp('claim.auth_time')],
  'a login that is strong and new': [{ path: '/transfer', authorization: `Bearer ${strong}` }, passes],
  'no token for a strong login': [{ path: '/transfer' }, { status: 401, challenge: 'Bearer', body: body(undefined, 'no access token was sent', 'token.missing') }],
  'a bound token with its proof': [{ path: '/bound', authorization: `DPoP ${bound}`, headers: { DPoP: proof } }, passes],
  'a bound token without proof': [
    { path: '/bound', authorization: `DPoP ${bound}` },
    byProof('dpop.required', 'invalid_dpop_proof', 'no DPoP proof was sent'),
  ],
  'a bound token with a proof for something else': [
    { path: '/bound', authorization: `DPoP ${bound}`, headers: { DPoP: proofOfPost } },
    byProof('dpop.proof', 'invalid_dpop_proof', 'the DPoP proof is not for this request: its htm is not the method of the request'),
  ],
  'a bound token by the scheme Bearer': [
    { path: '/bound', authorization: `Bearer ${bound}`, headers: { DPoP: proof } },
    unprovedBeside('dpop.required', UNPROVED),
  ],
  'a token bound by DPoP where no proof is looked at': [{ authorization: `Bearer ${bound}` }, unproved('dpop.required', UNPROVED)],
  'a token bound to a certificate where none is looked at': [{ authorization: `Bearer ${ofCertificate}` }, unproved('token.certificate-bound', CERTIFICATE)],
  'a token bound to a key of which no proof is known': [{ authorization: `Bearer ${ofKey}` }, unproved('token.bound', KEY)],
  'a token whose binding is no object': [{ authorization: `Bearer ${ofText}` }, unproved('token.bound', KEY)],
  'a token bound to a certificate where proofs are looked at': [
    { path: '/bound', authorization: `Bearer ${ofCertificate}` },
    unprovedBeside('token.certificate-bound', CERTIFICATE),
  ],
  'a token bound to a key and a certificate where proofs are looked at': [
    { path: '/bound', authorization: `Bearer ${ofBoth}` },
    unprovedBeside('token.certificate-bound', CERTIFICATE),
  ],
  'a token of another binding where proofs are looked at': [{ path: '/bound', authorization: `Bearer ${ofKey}` }, unprovedBeside('token.bound', KEY)],
  'a token whose binding is no object where proofs are looked at': [{ path: '/bound', authorization: `Bearer ${ofText}` }, unprovedBeside('token.bound', KEY)],
  'no token for a route of bound ones': [
    { path: '/bound' },
    { status: 401, challenge: 'Bearer realm="bound", DPoP realm="bound", algs="ES256"', body: body(undefined, 'no access token was sent', 'token.missing') },
  ],
  'an encrypted token': [{ path: '/sealed', authorization: `Bearer ${sealed}` }, passes],
  'a token that was encrypted for others': [
    { path: '/sealed', authorization: `Bearer ${sealedForOthers}` },
    {
      status: 401,
      challenge: `Bearer error="invalid_token", error_description="${described('jwe.decryption')}"`,
      body: body('invalid_token', described('jwe.decryption'), 'jwe.decryption'),
    },
  ],
  'an encrypted token where the key of the API opens none': [
    { path: '/amiss', authorization: `Bearer ${sealed}` },
    {
      status: 503,
      challenge: null,
      body: body('temporarily_unavailable', 'tokens cannot be verified at the moment', 'misuse.key'),
      headers: { 'Retry-After': '10' },
    },
  ],
  'keys that cannot be had': [
    { path: '/down', authorization: `Bearer ${good}` },
    {
      status: 503,
      challenge: null,
      body: body('temporarily_unavailable', 'tokens cannot be verified at the moment', 'keys.network'),
      headers: { 'Retry-After': '30' },
    },
  ],
  'no token while keys cannot be had': [
    { path: '/down' },
    { status: 401, challenge: 'Bearer realm="a \\"quoted\\" \\\\ realm"', body: body(undefined, 'no access token was sent', 'token.missing') },
  ],
})

/**
 * Holds one answer against its row.
 * @param {{ status: number, header: (name: string) => string | null, body: string }} answer
 */
export function compare(answer, { status, challenge, body, headers = {} }) {
  const found = { status: answer.status, challenge: answer.header('WWW-Authenticate'), body: answer.body, headers: {} }
  for (const name of Object.keys(headers)) found.headers[name] = answer.header(name)
  // A framework may say which characters its JSON has.
  if (found.headers['Content-Type']) found.headers['Content-Type'] = found.headers['Content-Type'].split(';')[0]
  equal(found, { status, challenge, body, headers })
  const isRefusal = status >= 400
  if (isRefusal) equal(answer.header('Cache-Control'), 'no-store')
  if (isRefusal && body) equal(answer.header('Content-Type')?.split(';')[0], 'application/json')
}

/** The whole of an answer, in which no part of a token may stand. */
export function holdsNoToken(answer, names, tokens) {
  const text = names.map((name) => answer.header(name)).join() + answer.body
  for (const token of Object.values(tokens)) for (const part of token.split('.').filter(Boolean)) equal(text.includes(part), false)
}
