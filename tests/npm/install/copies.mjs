// Copies of the package in one program, by `import` and by `require`, and realms with classes of their own.

import * as nodeCrypto from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { build } from 'esbuild';
import { JSDOM } from 'jsdom';

import { codeOf, equal } from '../suite/harness.js';
import { claims, policy } from '../suite/issuer.js';

/** @param {string} folder in which the package is installed */
export async function copyCases(folder) {
  const require = createRequire(join(folder, 'program.js'));
  const imported = await import(pathToFileURL(join(folder, 'node_modules/claimscope/js/entry/node.js')).href);
  const decrypt = await import(pathToFileURL(join(folder, 'node_modules/claimscope/js/decrypt/inline.js')).href);
  const cases = { ...copies(imported, require('claimscope')), ...decryption(imported, decrypt, require('claimscope/decrypt')), ...keysInHand(imported), ...realms(folder) };
  return { cases };
}

function copies(one, other) {
  return {
    'an error of the other copy is known': async () => {
      equal(one.ClaimscopeError === other.ClaimscopeError, false);
      const error = await other.createVerifier(policy('HS256', new Uint8Array(32).fill(7))).verify('no token').catch((thrown) => thrown);
      equal([error instanceof one.ClaimscopeError, error instanceof other.ClaimscopeError, error instanceof Error], [true, true, true]);
      equal([new Error('x') instanceof one.ClaimscopeError, null instanceof one.ClaimscopeError], [false, false]);
      class Ours extends one.ClaimscopeError {}
      equal(error instanceof Ours, false);
    },
    'keys of the other copy are used': async () => {
      const { publicKey, privateKey } = await other.generateKey('ES256');
      const token = await other.sign(claims(), { key: privateKey, algorithm: 'ES256' });
      const fetch = async () => Response.json({ keys: [publicKey] });
      for (const keys of [other.localJwks({ keys: [publicKey] }), other.remoteJwks('https://sts.example/jwks', { fetch })]) {
        equal(keys instanceof one.KeySource, true);
        for (const twice of [1, 2]) equal([twice, (await one.createVerifier(policy('ES256', keys)).verify(token)).claims.sub], [twice, 'Zoë']);
      }
    },
    'one source of the other copy is fetched once for all verifiers': async () => {
      const { publicKey, privateKey } = await other.generateKey('ES256');
      const token = await other.sign(claims(), { key: privateKey, algorithm: 'ES256' });
      let fetches = 0;
      const fetch = async () => Response.json({ keys: [publicKey] }, { status: (fetches += 1) && 200 });
      const keys = other.remoteJwks('https://sts.example/jwks', { fetch });
      for (const _ of [1, 2, 3]) await one.createVerifier(policy('ES256', keys)).verify(token);
      equal(fetches, 1);
    },
  };
}

function decryption({ ClaimscopeError }, one, other) {
  // The example of RFC 7516 A.3.
  const token = 'eyJhbGciOiJBMTI4S1ciLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0.6KB707dM9YTIgHtLvtgWQ8mKwboJW3of9locizkDTHzBC2IlrT1oOQ.AxY8DCtDaGlsbGljb3RoZQ.KDlTtXchhZTGufMYmOYGS4HffxPSUrfmqCHXaI9wOGY.U0m_YmjN04DJvceFICbCVQ';
  return {
    'a decryption key of the other copy is used, and its errors are known': async () => {
      const key = other.decryptionKey({ kty: 'oct', k: 'GawgguFyGrWKav7AX4VKUg' });
      for (const { decrypt } of [other, one, one]) {
        const { plaintext } = await decrypt(token, key);
        equal(new TextDecoder().decode(plaintext), 'Live long and prosper.');
      }
      const error = await other.decrypt('x', key).catch((thrown) => thrown);
      equal([error.code, error instanceof ClaimscopeError], ['jwe.format', true]);
    },
    'a private KeyObject is a decryption key': async () => {
      const { privateKey, publicKey } = nodeCrypto.generateKeyPairSync('rsa', { modulusLength: 2048 });
      equal(await codeOf(() => one.decrypt(token, privateKey)), 'jwe.key');
      equal(await codeOf(() => one.decrypt(token, publicKey)), 'misuse.key');
    },
  };
}

function keysInHand({ createVerifier, generateKey, sign }) {
  const made = async () => {
    const { publicKey, privateKey } = await generateKey('ES256');
    return { publicKey, token: await sign(claims(), { key: privateKey, algorithm: 'ES256' }) };
  };
  return {
    'a key is taken as the bytes of its file, and as what node:crypto has': async () => {
      const { publicKey, token } = await made();
      const object = nodeCrypto.createPublicKey({ key: publicKey, format: 'jwk' });
      const pem = object.export({ format: 'pem', type: 'spki' });
      for (const keys of [object, pem, Buffer.from(pem), Buffer.from(JSON.stringify(publicKey))]) {
        equal((await createVerifier(policy('ES256', keys)).verify(token)).claims.sub, 'Zoë');
      }
    },
    'what is no key is told at once': async () => {
      const { publicKey } = await made();
      const parameters = { name: 'ECDSA', namedCurve: 'P-256' };
      const opaque = await crypto.subtle.importKey('jwk', publicKey, parameters, true, ['verify']);
      for (const keys of [opaque, [new Uint8Array(32), new Uint8Array(32)], [publicKey], 7, null, Buffer.from('-----BEGIN PUBLIC KEY-----\n')]) {
        equal((await codeOf(async () => createVerifier(policy('ES256', keys)))).startsWith('misuse.'), true);
      }
    },
  };
}

function realms(folder) {
  const bundled = async () => {
    mkdirSync(join(folder, 'jsdom'), { recursive: true });
    const entry = join(folder, 'jsdom/program.js');
    writeFileSync(entry, "export * from 'claimscope'\n");
    const outfile = join(folder, 'jsdom/bundle.js');
    await build({ entryPoints: [entry], outfile, bundle: true, format: 'iife', globalName: 'claimscope', logLevel: 'error' });
    return readFileSync(outfile, 'utf8');
  };
  return {
    'in jsdom bytes of both realms are a secret': async () => {
      const { window } = new JSDOM('', { runScripts: 'outside-only' });
      Object.assign(window, { TextEncoder, TextDecoder });
      window.eval(await bundled());
      const { createVerifier, sign } = window.eval('claimscope');
      equal(window.Uint8Array === Uint8Array, false);
      for (const Bytes of [Uint8Array, window.Uint8Array]) {
        const secret = new Bytes(32).fill(7);
        const token = await sign(claims(), { key: secret, algorithm: 'HS256' });
        equal((await createVerifier(policy('HS256', secret)).verify(token)).claims.sub, 'Zoë');
      }
    },
    'where jsdom has no TextDecoder, that is said': async () => {
      const { window } = new JSDOM('', { runScripts: 'outside-only' });
      const program = await bundled();
      let said;
      try {
        window.eval(program);
      } catch (error) {
        said = error.message;
      }
      equal(said?.includes('TextDecoder') && said.includes('Jest'), true);
    },
  };
}
