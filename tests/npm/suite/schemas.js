/**
 * Claims of the caller's own types: a schema by Standard Schema, asked after every check.
 * @module
 */

import { createGuard } from 'claimscope/guard'
import { clientCertificate } from 'claimscope/guard/bound'
import * as v from 'valibot'
import { z } from 'zod'

import { codeOf, equal } from './harness.js'
import { claims, policy } from './issuer.js'
import { outcomeOf } from './proofs.js'

const zod = z.object({ sub: z.string(), role: z.enum(['admin', 'reader']), address: z.object({ street: z.string() }).optional(), since: z.number().transform((at) => new Date(at * 1000)) })
const valibot = v.object({ sub: v.string(), role: v.picklist(['admin', 'reader']), address: v.optional(v.object({ street: v.string() })), since: v.pipe(v.number(), v.transform((at) => new Date(at * 1000))) })
const good = { ...claims(), role: 'admin', since: 1e9 }
const secret = new Uint8Array(32).fill(9)

/** @param {typeof import('claimscope')} claimscope */
export function schemaCases({ ClaimscopeError, createVerifier, sign }) {
  const make = (said) => sign({ ...good, ...said }, { key: secret, algorithm: 'HS256' })
  const verifierOf = (schema, more) => createVerifier(policy('HS256', secret, { schema, ...more }))
  /** A schema by hand, which tells what it was asked. */
  const asking = (validate) => {
    const asked = []
    return { asked, schema: { '~standard': { version: 1, vendor: 'test', validate: (value) => (asked.push(value.sub), validate(value)) } } }
  }
  const cases = {}
  for (const [name, schema] of Object.entries({ zod, valibot })) {
    cases[`${name}: what the schema makes of the claims is given`] = async () => {
      const verifier = verifierOf(schema, { cache: { max: 5 } })
      const token = await make({})
      for (const verified of [await verifier.verify(token), verifier.verifySync(token), await verifier.verify(token)]) {
        equal([verified.claims.role, verified.claims.since instanceof Date, 'iss' in verified.claims], ['admin', true, false])
        equal(verified.header.alg, 'HS256')
      }
      const { verdict, checks } = await verifier.explain(token)
      equal([verdict, checks.at(-1).id, checks.at(-1).status], ['accepted', 'claim.schema', 'pass'])
    }
    cases[`${name}: claims that do not fit are refused, by their places and not their values`] = async () => {
      const verifier = verifierOf(schema, { report: true })
      const token = await make({ role: 'hunter2', address: { street: 4711 } })
      for (const verify of [() => verifier.verify(token), async () => verifier.verifySync(token)]) {
        const error = await verify().catch((error) => error)
        equal([error instanceof ClaimscopeError, error.code, error.status], [true, 'claim.schema', 401])
        equal(error.issues, ['role', 'address.street'])
        equal(error.message, 'the claims are not what the schema takes: role, address.street')
        equal([error.report.verdict, error.report.summary.headline], ['rejected', error.message])
        const { report, ...rest } = error
        equal(/hunter2|4711/.test(JSON.stringify([rest, error.message, report.checks])), false)
        equal(error.challenge, 'Bearer error="invalid_token", error_description="the token fails the check claim.schema"')
      }
      equal((await verifier.explain(token)).checks.filter(({ status }) => status === 'fail').map(({ id }) => id), ['claim.schema'])
    }
  }
  return {
    ...cases,
    'a schema is asked after all checks alone': async () => {
      const { asked, schema } = asking((value) => ({ value }))
      const verifier = verifierOf(schema)
      for (const said of [{ exp: 1 }, { aud: 'api2' }, { iss: 'https://other.example' }]) {
        const token = await make(said)
        await codeOf(() => verifier.verify(token))
        await codeOf(() => verifier.verifySync(token))
        equal((await verifier.explain(token)).checks.some(({ id }) => id === 'claim.schema'), false)
      }
      equal(asked, [])
      await verifier.verify(await make({}))
      equal(asked, ['Zoë'])
    },
    'a schema may take its time, and is then not for verifySync': async () => {
      const { schema } = asking(async (value) => (value.role === 'admin' ? { value } : { issues: [{ message: 'no', path: [{ key: 'role' }] }, { message: 'no' }] }))
      const verifier = verifierOf(schema)
      const token = await make({})
      equal((await verifier.verify(token)).claims.role, 'admin')
      const error = await verifier.verify(await make({ role: 'x' })).catch((error) => error)
      equal([error.code, error.issues], ['claim.schema', ['role', 'the claims as a whole']])
      equal(await codeOf(() => verifier.verifySync(token)), 'misuse.async-engine')
      equal((await verifier.explain(await make({ role: 'x' }))).verdict, 'rejected')
    },
    'a promise that is not the host\'s own is waited for': async () => {
      const { schema } = asking((value) => ({ then: (give) => give(value.role === 'admin' ? { value } : { issues: [] }) }))
      equal((await verifierOf(schema).verify(await make({}))).claims.role, 'admin')
      equal(await codeOf(async () => verifierOf(schema).verify(await make({ role: 'x' }))), 'claim.schema')
      equal(await codeOf(async () => verifierOf(schema).verifySync(await make({}))), 'misuse.async-engine')
    },
    'a schema without issues to name refuses all the same, and one that throws is heard': async () => {
      const token = await make({})
      equal(await codeOf(() => verifierOf(asking(() => ({ issues: [] })).schema).verify(token)), 'claim.schema')
      equal(await codeOf(() => verifierOf(asking(() => { throw new RangeError('mine') }).schema).verify(token)), 'RangeError: mine')
    },
    'a claim without a name that does not fit is a fault too': async () => {
      const verifier = verifierOf(z.object({ sub: z.string() }).catchall(z.string().or(z.number())))
      const token = await make({ '': { no: 'text' } })
      equal(await codeOf(() => verifier.verify(token)), 'claim.schema')
      equal((await verifier.explain(token)).verdict, 'rejected')
    },
    'a schema for a route, and for several issuers': async () => {
      const verifier = createVerifier({ issuers: [{ issuer: 'https://sts.example', keys: secret }], audience: 'api1', algorithms: ['HS256'], now: () => 1.7e12, schema: zod })
      equal((await verifier.verify(await make({}))).claims.since.getTime(), 1e12)
      equal(await codeOf(async () => verifier.verify(await make({ role: 1 }))), 'claim.schema')
      equal((await verifier.explain(await make({ role: 1 }))).verdict, 'rejected')
      const route = createVerifier(policy('HS256', secret)).requiring({ schema: v.object({ jti: v.string() }) })
      equal(await codeOf(async () => route.verify(await make({}))), 'claim.schema')
      const other = verifier.requiring({ schema: v.object({ sub: v.string() }), requiredClaims: ['sub'] })
      equal((await other.verify(await make({}))).claims, { sub: 'Zoë' })
    },
    'at a guard, a schema that leaves cnf out does not make a bound token a bearer token': async () => {
      const token = await make({ cnf: { 'x5t#S256': 'A'.repeat(43) } })
      const guard = createGuard({ verifier: verifierOf(zod), bound: clientCertificate(({ certificate }) => certificate) })
      const status = async (certificate) => (await outcomeOf(guard, { authorization: `Bearer ${token}`, native: { certificate } })).status
      equal([await status(undefined), await status('A'.repeat(43)), await status('B'.repeat(43))], [401, 200, 401])
      const { status: refused, code } = await outcomeOf(guard, { authorization: `Bearer ${await make({ role: 1 })}` })
      equal([refused, code], [401, 'claim.schema'])
    },
    'what is no schema is told': async () => {
      for (const schema of [undefined, null, {}, () => true, { '~standard': {} }]) equal(await codeOf(() => verifierOf(schema)), 'misuse.options')
    },
  }
}
