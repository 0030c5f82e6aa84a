/**
 * Encrypted tokens: a peer's in every algorithm, each altered in every part, and what must not open.
 * @module
 */

import { ClaimscopeError, decrypt, decryptNested } from 'claimscope/decrypt'
import * as jose from 'jose'

import examples from './examples.js'
import { codeOf, equal } from './harness.js'
import { sealed } from './sealing.js'

const WRAPPING = ['A128KW', 'A192KW', 'A256KW', 'A128GCMKW', 'A192GCMKW', 'A256GCMKW']
const CONTENT = { A128GCM: 16, A192GCM: 24, A256GCM: 32, 'A128CBC-HS256': 32, 'A192CBC-HS384': 48, 'A256CBC-HS512': 64 }
const RSA = ['RSA-OAEP', 'RSA-OAEP-256', 'RSA-OAEP-384', 'RSA-OAEP-512']
const AGREEMENT = ['ECDH-ES', 'ECDH-ES+A128KW', 'ECDH-ES+A192KW', 'ECDH-ES+A256KW']
const CURVES = ['P-256', 'P-384', 'P-521', 'X25519']
const PASSWORD = ['PBES2-HS256+A128KW', 'PBES2-HS384+A192KW', 'PBES2-HS512+A256KW']
const TEXT = '{"sub":"alice"}'

const bytes = (length) => crypto.getRandomValues(new Uint8Array(length))
const encode = (text) => new TextEncoder().encode(text)
const read = ({ plaintext }) => new TextDecoder().decode(plaintext)
const base64url = (value) => jose.base64url.encode(value)

/** Chromium has no AES with keys of 192 bits, and says so in `not opened here`. */
const has192 = () => crypto.subtle.importKey('raw', bytes(24), 'AES-GCM', false, ['decrypt']).then(() => true, () => false)
const isOf192 = (header) => /192/.test(`${header.alg} ${header.enc}`)

const seal = (header, key, text = TEXT) =>
  new jose.CompactEncrypt(typeof text === 'string' ? encode(text) : text).setProtectedHeader(header).encrypt(key)

/** Headers, each with what encrypts to it and what opens it; nothing where the host has no such keys. */
async function* forms() {
  for (const [enc, length] of Object.entries(CONTENT)) {
    const secret = bytes(length)
    yield { header: { alg: 'dir', enc }, seals: secret, opens: secret }
  }
  for (const alg of WRAPPING) {
    const secret = bytes(Number(alg.slice(1, 4)) / 8)
    for (const enc of ['A128GCM', 'A256CBC-HS512']) yield { header: { alg, enc }, seals: secret, opens: secret }
  }
  for (const alg of RSA) yield { header: { alg, enc: 'A256GCM' }, ...(await pair(alg)) }
  for (const crv of CURVES) {
    for (const alg of AGREEMENT) {
      for (const enc of ['A128GCM', 'A256CBC-HS512']) yield { header: { alg, enc }, crv, ...(await pair(alg, crv)) }
    }
  }
  for (const alg of PASSWORD) yield { header: { alg, enc: 'A256GCM' }, seals: encode('correct horse'), opens: encode('correct horse') }
}

async function pair(alg, crv) {
  const made = await jose.generateKeyPair(alg, { crv, extractable: true }).catch(() => undefined)
  return made ? { seals: made.publicKey, opens: await jose.exportJWK(made.privateKey), theirs: made.privateKey } : {}
}

/** The token with one bit of a part changed, for each part that has any; the header with one member more. */
function altered(token) {
  const parts = token.split('.')
  const changed = [1, 2, 3, 4].filter((index) => parts[index]).map((index) => {
    const part = jose.base64url.decode(parts[index])
    part[0] ^= 1
    return parts.with(index, base64url(part)).join('.')
  })
  const header = new TextDecoder().decode(jose.base64url.decode(parts[0])).replace('{', '{"x":1,')
  return [...changed, parts.with(0, base64url(header)).join('.')]
}

const withHeader = (token, header) => [base64url(header), ...token.split('.').slice(1)].join('.')

export function decryptCases() {
  return { ...formCases(), ...refusalCases(), ...keyCases(), ...nestedCases() }
}

function formCases() {
  return {
    'what jose encrypts in every algorithm opens, and not once a part is altered': async () => {
      const missing = new Set()
      let opened = 0
      for await (const { header, crv, seals, opens, theirs } of forms()) {
        const name = `${header.alg} ${header.enc} ${crv ?? ''}`
        const token = seals && (await seal(header, seals).catch(() => undefined))
        if (token === undefined || (isOf192(header) && !(await has192()))) {
          missing.add(crv && !seals ? crv : name)
          continue
        }
        const { plaintext } = await jose.compactDecrypt(token, theirs ?? opens, { keyManagementAlgorithms: [header.alg], maxPBES2Count: 10_000 })
        const own = await decrypt(token, opens).catch(({ code, message }) => ({ plaintext: encode(`${code}: ${message}`) }))
        equal([name, read(own)], [name, read({ plaintext })])
        equal([name, own.header.alg, own.header.enc, own.nested], [name, header.alg, header.enc, undefined])
        for (const one of altered(token)) equal([name, await codeOf(() => decrypt(one, opens))], [name, 'jwe.decryption'])
        opened += 1
      }
      if (opened < 30) throw new Error(`only ${opened} forms were tried`)
      return missing.size > 0 ? `encrypted tokens: this host has no ${[...missing].join('; ')}` : undefined
    },
    'what the host has not is said, and is no wrong key': async () => {
      if (await has192()) return
      // Made elsewhere, since nothing here makes one.
      const token = 'eyJhbGciOiJkaXIiLCJlbmMiOiJBMTkyR0NNIn0..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA'
      equal(await codeOf(() => decrypt(token, bytes(24))), 'jwe.alg')
    },
    'the examples of the RFCs open, or are refused by name': async () => {
      for (const { name, key, token, plaintext, refused, word } of examples) {
        const outcome = await decrypt(token, typeof key === 'string' ? encode(key) : key).catch((error) => error)
        const found = outcome.plaintext ? [name, read(outcome)] : [name, outcome.code, outcome.message.includes(word)]
        equal(found, plaintext ? [name, plaintext] : [name, refused, true])
      }
      equal(examples.length, 13)
    },
    'compressed content opens up to a bound': async () => {
      if (typeof CompressionStream === 'undefined') return 'compressed tokens: this host compresses nothing'
      const compressed = async (content) => new Uint8Array(await new Response(new Blob([content]).stream().pipeThrough(new CompressionStream('deflate-raw'))).arrayBuffer())
      const key = bytes(32)
      // jose compresses by itself where zip is DEF, or refuses it.
      const opened = async (content, zip = 'DEF') => read(await decrypt(await sealed(key, content, { zip }), key))
      equal(await opened(await compressed(encode(TEXT))), TEXT)
      equal((await opened(await compressed(new Uint8Array(250 * 1024).fill(97)))).length, 250 * 1024)
      equal(await codeOf(async () => opened(await compressed(new Uint8Array(50 * 2 ** 20)))), 'jwe.bound')
      equal(await codeOf(() => opened(encode(TEXT))), 'jwe.header')
      const text = await compressed(encode(TEXT))
      equal(await codeOf(() => opened(text.subarray(0, -2))), 'jwe.header')
      equal(await codeOf(() => opened(text, 'BR')), 'jwe.header')
    },
  }
}

function refusalCases() {
  return {
    'headers that are not taken, each with its code and a sentence': async () => {
      const key = bytes(16)
      const token = await seal({ alg: 'dir', enc: 'A128GCM' }, key)
      const rows = [
        ['{"alg":"RSA1_5","enc":"A128GCM"}', 'jwe.alg', 'RSA1_5'],
        ['{"alg":"none","enc":"A128GCM"}', 'jwe.alg', 'none'],
        ['{"enc":"A128GCM"}', 'jwe.alg', 'alg'],
        ['{"alg":"dir"}', 'jwe.alg', 'enc'],
        ['{"alg":"dir","enc":"A512GCM"}', 'jwe.alg', 'A512GCM'],
        ['{"alg":"dir","enc":"A128GCM","crit":["exp"],"exp":1}', 'jwe.header', 'crit'],
        ['{"alg":"dir","enc":"A128GCM","zip":"BR"}', 'jwe.header', 'zip'],
        ['{"alg":"dir","enc":"A128GCM","alg":"dir"}', 'jwe.format', 'again'],
        ['{"alg":"dir","enc":"A128GCM"}x', 'jwe.format', ''],
        ['{"alg":"A128GCMKW","enc":"A128GCM"}', 'jwe.header', 'iv'],
        ['{"alg":"PBES2-HS256+A128KW","enc":"A128GCM","p2s":"AAAAAAAAAAA","p2c":1000001}', 'jwe.bound', 'p2c'],
        ['{"alg":"PBES2-HS256+A128KW","enc":"A128GCM","p2s":"AAAAAAAAAAA","p2c":0}', 'jwe.header', 'p2c'],
        ['{"alg":"PBES2-HS256+A128KW","enc":"A128GCM","p2s":"AAAA","p2c":1000}', 'jwe.header', 'p2s'],
        ['{"alg":"RSA-OAEP","enc":"A128GCM"}', 'jwe.key', 'RSA'],
        ['{"alg":"A256KW","enc":"A128GCM"}', 'jwe.key', '32'],
      ]
      for (const [header, code, word] of rows) {
        const error = await decrypt(withHeader(token, header), key).catch((error) => error)
        equal([header, error instanceof ClaimscopeError, error.code, error.message.includes(word), error.status], [header, true, code, true, 401])
      }
    },
    'only what is allowed opens, and dir and PBES2 where they are named': async () => {
      const [secret, password] = [bytes(16), encode('correct horse')]
      const wrapped = await seal({ alg: 'A128KW', enc: 'A256GCM' }, secret)
      const direct = await seal({ alg: 'dir', enc: 'A128GCM' }, secret)
      const locked = await seal({ alg: PASSWORD[0], enc: 'A256GCM' }, password)
      const all = Object.keys(CONTENT)
      const rows = [
        [wrapped, secret, { algorithms: ['A128KW'] }],
        [wrapped, secret, { algorithms: ['A128KW'], encryptions: ['A256GCM'] }],
        [wrapped, secret, { encryptions: all }],
        [wrapped, secret, {}],
        [wrapped, secret, { algorithms: ['dir', 'RSA-OAEP'] }, 'jwe.alg'],
        [wrapped, secret, { algorithms: ['A128KW'], encryptions: ['A128GCM'] }, 'jwe.alg'],
        [direct, secret, { encryptions: all }, 'jwe.alg'],
        [direct, secret, { algorithms: ['dir'], encryptions: all }],
        [locked, password, { encryptions: all }, 'jwe.alg'],
        [locked, password, { algorithms: PASSWORD }],
        [wrapped, secret, { algorithms: [] }, 'misuse.options'],
        [wrapped, secret, { algorithms: ['A128kw'] }, 'misuse.options'],
        [wrapped, secret, { algorithms: 'A128KW' }, 'misuse.options'],
        [wrapped, secret, { algorithms: undefined }, 'misuse.options'],
        [wrapped, secret, { keyManagementAlgorithms: ['A128KW'] }, 'misuse.options'],
      ]
      for (const [token, key, options, code = 'nothing thrown'] of rows) {
        const name = JSON.stringify(options)
        equal([name, await codeOf(() => decrypt(token, key, options))], [name, code])
        const inside = code === 'nothing thrown' ? 'jwe.unsigned' : code
        equal([name, await codeOf(() => decryptNested(token, key, options))], [name, inside])
      }
    },
    'other texts, and tokens with something around them': async () => {
      const key = bytes(16)
      const token = await seal({ alg: 'dir', enc: 'A128GCM' }, key)
      for (const text of ['', 'a.b.c', '....', `${token} `, ` ${token}`, `${token}.`, `${token}=`, token.replace('.', '. '), 'eyJhbGciOiJub25lIn0.e30.', `${token}${'A'.repeat(260_000)}`]) {
        equal([text.slice(0, 40), await codeOf(() => decrypt(text, key))], [text.slice(0, 40), 'jwe.format'])
      }
      for (const none of [undefined, null, 7, {}]) equal(await codeOf(() => decrypt(none, key)), 'misuse.token')
    },
    'no error tells of the token or the key': async () => {
      const secret = encode('a secret of 16 b')
      const token = await seal({ alg: 'dir', enc: 'A128GCM' }, secret)
      for (const one of altered(token)) {
        const error = await decrypt(one, secret).catch((error) => error)
        const said = JSON.stringify([error.message, error.hint, error.challenge, `${error.stack}`])
        for (const part of [...one.split('.').filter((part) => part.length > 8), 'a secret of']) equal([part, said.includes(part)], [part, false])
      }
    },
    'a shorter tag does not open': async () => {
      for (const enc of ['A128GCM', 'A128CBC-HS256']) {
        const key = bytes(CONTENT[enc])
        const token = await seal({ alg: 'dir', enc }, key)
        equal(await codeOf(() => decrypt(token.slice(0, -6), key)), 'jwe.decryption')
      }
    },
    'a point that is not on the curve, and one of small order, do not open': async () => {
      const { opens } = await pair('ECDH-ES', 'P-256')
      const epk = { kty: 'EC', crv: 'P-256', x: base64url(bytes(32)), y: base64url(bytes(32)) }
      const body = `..${base64url(bytes(12))}.${base64url(bytes(9))}.${base64url(bytes(16))}`
      equal(await codeOf(() => decrypt(base64url(JSON.stringify({ alg: 'ECDH-ES', enc: 'A128GCM', epk })) + body, opens)), 'jwe.decryption')
      const x25519 = await pair('ECDH-ES', 'X25519')
      if (!x25519.opens) return
      const small = { kty: 'OKP', crv: 'X25519', x: base64url(new Uint8Array(32)) }
      equal(await codeOf(() => decrypt(base64url(JSON.stringify({ alg: 'ECDH-ES', enc: 'A128GCM', epk: small })) + body, x25519.opens)), 'jwe.decryption')
    },
  }
}

function keyCases() {
  return {
    'a key in each form': async () => {
      const { publicKey, privateKey } = await jose.generateKeyPair('RSA-OAEP-256', { extractable: true })
      const token = await seal({ alg: 'RSA-OAEP-256', enc: 'A128GCM' }, publicKey)
      const jwk = await jose.exportJWK(privateKey)
      const pem = await jose.exportPKCS8(privateKey)
      for (const key of [jwk, JSON.stringify(jwk), pem, encode(pem), encode(JSON.stringify(jwk)), { ...jwk, kid: 'a', use: 'enc', alg: 'RSA-OAEP-256' }]) {
        equal(read(await decrypt(token, key)), TEXT)
      }
      const secret = bytes(16)
      const direct = await seal({ alg: 'dir', enc: 'A128GCM' }, secret)
      for (const key of [secret, { kty: 'oct', k: base64url(secret) }, { kty: 'oct', k: base64url(secret), alg: 'A128GCM' }]) equal(read(await decrypt(direct, key)), TEXT)
    },
    'a key that is for something else, is public, or is none': async () => {
      const { publicKey, privateKey } = await jose.generateKeyPair('RSA-OAEP-256', { extractable: true })
      const token = await seal({ alg: 'RSA-OAEP-256', enc: 'A128GCM' }, publicKey)
      const [jwk, open] = [await jose.exportJWK(privateKey), await jose.exportJWK(publicKey)]
      const ec = (await pair('ECDH-ES', 'P-256')).opens
      const rows = [
        [{ ...jwk, alg: 'RSA-OAEP' }, 'jwe.key'],
        [{ ...jwk, use: 'sig' }, 'misuse.key'],
        [{ ...jwk, alg: 'RS256' }, 'misuse.key'],
        [ec, 'jwe.key'],
        [bytes(32), 'jwe.key'],
        [(await pair('RSA-OAEP-256')).opens, 'jwe.decryption'],
        [open, 'misuse.key'],
        [privateKey, 'misuse.key'],
        ['no key', 'misuse.key'],
        [{}, 'misuse.key'],
        [undefined, 'misuse.key'],
        [null, 'misuse.key'],
        [[], 'misuse.key'],
        [new Uint8Array(), 'misuse.options'],
      ]
      // Most hosts want the primes too, and say of the key alone that it does not do.
      const bare = await codeOf(() => decrypt(token, { kty: 'RSA', n: jwk.n, e: jwk.e, d: jwk.d }))
      equal([bare, ['misuse.key', 'nothing thrown'].includes(bare)], [bare, true])
      for (const [key, code] of rows) equal([JSON.stringify(key)?.slice(0, 30), await codeOf(() => decrypt(token, key))], [JSON.stringify(key)?.slice(0, 30), code])
    },
  }
}

function nestedCases() {
  return {
    'the token inside is verified by a verifier as any other': async () => {
      const secret = bytes(32)
      const signed = await new jose.SignJWT({ iss: 'a', aud: 'api1', sub: 'alice', exp: 2e9 }).setProtectedHeader({ alg: 'HS256' }).sign(secret)
      const token = await seal({ alg: 'A256KW', enc: 'A256GCM', cty: 'JWT' }, secret, signed)
      equal(await decryptNested(token, secret), signed)
      const { nested, header } = await decrypt(token, secret)
      equal([nested, header.cty], [signed, 'JWT'])
    },
    'what nobody signed is not taken for a token': async () => {
      const secret = bytes(32)
      const token = await seal({ alg: 'dir', enc: 'A256GCM' }, secret)
      const error = await decryptNested(token, secret).catch((error) => error)
      equal([error.code, error.status, error.hint], ['jwe.unsigned', 401, 'let the issuer sign the token, and then encrypt it'])
    },
  }
}
