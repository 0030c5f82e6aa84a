// What an application exports of the package, so that its own declarations have to name it.
import {
  createVerifier,
  decode,
  engines,
  explainRejection,
  generateKey,
  inspect,
  localJwks,
  memoryStore,
  remoteIssuer,
  remoteJwks,
  sign,
  type ClaimsSchema,
  type EngineName,
  type IssuerOptions,
  type Jwk,
  type KeyPair,
  type KeySource,
  type RemoteKeySource,
  type RemoteOptions,
  type Verified,
  type Verifier,
  type VerifierOptions,
} from 'claimscope'
import { decrypt, decryptNested, decryptionKey, type Decrypted, type DecryptionKey } from 'claimscope/decrypt'
import { createGuard, type Guard, type Passed } from 'claimscope/guard'
import { lambdaGuard } from 'claimscope/guard/lambda'

export const keys = remoteIssuer('https://sts.example')
export const others = remoteJwks('https://sts.example/jwks', { store: memoryStore() })
export const local = localJwks('{"keys":[]}')
export const options = { issuer: 'https://sts.example', audience: 'api1', algorithms: ['ES256'], keys } satisfies VerifierOptions
export const verifier = createVerifier(options)
export const verify = (token: string) => verifier.verify(token)
export const report = (token: string) => verifier.explain(token)
export const pair = () => generateKey('ES256')
export const looked = (text: string) => inspect(text)
export const taken = decode
export const signed = sign
export const computed = engines()
export const why = () => explainRejection({ status: 401, headers: { 'WWW-Authenticate': 'Bearer' } })
export const guard = createGuard({ verifier, scopes: ['orders.read'] })
export const handler = lambdaGuard(guard)(async (event: { version: string }, _: unknown, passed) => ({ statusCode: 200, body: event.version + passed.claims.sub }))

export const key: DecryptionKey = decryptionKey({ kty: 'oct', k: 'GawgguFyGrWKav7AX4VKUg' })
export const opened = (token: string) => decrypt(token, key, { algorithms: ['A128KW'], encryptions: ['A256GCM'] })
export const plaintext = ({ plaintext }: Decrypted): Uint8Array => plaintext
export const inside = async (token: string) => verifier.verify(await decryptNested(token, new Uint8Array(32)))

export const named: [KeySource, Verifier, Guard] = [keys, verifier, guard]
export const ready = (source: RemoteKeySource) => source.ready().then(() => source.refresh())
export const waiting = (source: KeySource) => source.ready()
export const subject = ({ claims }: Verified | Passed): unknown => claims.sub
export const remote: RemoteOptions = { cooldown: 10, onEvent: ({ type }) => void type }
export const made = ({ publicKey, privateKey }: KeyPair<'ES256'>): Jwk[] => [publicKey, privateKey]
export const engine: EngineName = 'wasm'

export interface Order {
  sub: string
  order_id: number
}
export const typed = (schema: ClaimsSchema<Order>) => createVerifier({ ...options, schema })
export const orderOf = async (verifier: Verifier<Order>, token: string): Promise<number> => (await verifier.verify(token)).claims.order_id
export const orders = (schema: ClaimsSchema<Order>) => createGuard({ verifier: verifier.requiring({ schema, requiredScopes: ['orders.read'] }) })
export const ordered = async (schema: ClaimsSchema<Order>) => {
  const outcome = await orders(schema).decide({ method: 'GET', url: '/orders', header: () => undefined })
  return 'passed' in outcome ? outcome.passed.claims.order_id.toFixed() : outcome.answer.status
}
export const issuers: IssuerOptions[] = [{ issuer: 'https://sts.example', keys, requiredScopes: ['a'] }]
export const several = createVerifier({ issuers, audience: 'api1', algorithms: ['ES256'] })
export const tenants = createVerifier({ ...options, tenants: async (tenant) => tenant.length === 36 })
// @ts-expect-error: a list of issuers needs the keys of each
export const keyless = () => createVerifier({ issuers: [{ issuer: 'https://sts.example' }], audience: 'api1', algorithms: ['ES256'] })
// @ts-expect-error: the claims are those of the schema
export const wrong = async (verifier: Verifier<Order>, token: string) => (await verifier.verify(token)).claims.orderId
