/**
 * The issuer of the tests: what its tokens say, what is asked of them, and its keys at an address.
 * @module
 */

export const claims = () => ({ iss: 'https://sts.example', aud: 'api1', exp: 2e9, sub: 'Zoë' })

export const policy = (algorithm, keys, more) => ({
  issuer: 'https://sts.example',
  audience: 'api1',
  algorithms: [algorithm],
  keys,
  now: () => 1.7e12,
  ...more,
})

/** A token, and the key set that has its key. @param {typeof import('claimscope')} claimscope */
export async function served({ generateKey, sign }, algorithm) {
  const { privateKey, publicKey } = await generateKey(algorithm)
  return { token: await sign(claims(), { key: privateKey, algorithm }), jwks: { keys: [publicKey] } }
}

export const json = (value) => new Response(JSON.stringify(value), { headers: { 'Content-Type': 'application/json' } })
