/**
 * Every case gives the report that native core gives: the text itself, whatever computes the signature. The lean build gives
 * the verdict and the code of the full one.
 * @module
 */

const ENGINES = ['auto', 'wasm'];

/**
 * @param {{ claimscope: typeof import('claimscope'), lean: typeof import('claimscope/lean') }} builds
 * @param {any[]} cases as `parity FILE` writes them
 */
export async function parity({ claimscope, lean }, cases) {
  const failures = [];
  let passed = 0;
  for (const one of cases) {
    try {
      for (const text of await reports(claimscope, one)) {
        if (text !== one.expected) throw new Error(difference(text, one.expected));
      }
      const [full, less] = await Promise.all([verdict(claimscope, one), verdict(lean, one)]);
      if (full !== less) throw new Error(`${less} by the lean build where ${full} is right`);
      await among(claimscope, lean, one, full);
      passed += 1;
    } catch (error) {
      failures.push(`${one.name}: ${error?.message ?? error}`);
    }
  }
  return JSON.stringify({ passed, failures });
}

/** The same among several issuers: as by the issuer alone where the token names it, and refused otherwise. */
async function among(claimscope, lean, one, alone) {
  if (!one.options?.issuer) return;
  const several = ({ issuer, ...options }, keys) => ({ ...options, issuers: [{ issuer, keys }, { issuer: 'https://other.example/of-several', keys }] });
  const [full, less] = await Promise.all([verdict(claimscope, one, several), verdict(lean, one, several)]);
  if (full !== less) throw new Error(`among several issuers ${less} by the lean build where ${full} is right`);
  const ofNobody = full.startsWith('claim.iss') || /^claim\.iss|^key|^signature\.value/.test(alone);
  if (full !== alone && !ofNobody) throw new Error(`${full} among several issuers, and ${alone} by its own`);
}

/** The claims of a token that is accepted, or the code of the check that it fails. */
async function verdict({ createVerifier, localJwks }, { text, now, options, keys, secret }, make = (options, keys) => ({ ...options, keys })) {
  if (!options) return undefined;
  const given = keys ? localJwks(keys) : new Uint8Array(secret);
  return createVerifier({ ...make(options, given), now: () => now })
    .verify(text)
    .then(({ claims }) => JSON.stringify(claims), ({ code, message }) => `${code}${message ? '' : ', without a sentence'}`);
}

async function reports({ createVerifier, inspectJson, localJwks }, { text, now, options, keys, secret }) {
  const clock = () => now;
  if (!options) return [inspectJson(text, { now: clock })];
  const given = keys ? localJwks(keys) : new Uint8Array(secret);
  const each = (engine) => createVerifier({ ...options, keys: given, now: clock, engine }).explainJson(text);
  return Promise.all(ENGINES.map(each));
}

/** Where two texts part. */
function difference(actual, expected) {
  let at = 0;
  while (at < actual.length && actual[at] === expected[at]) at += 1;
  const around = (text) => text.slice(Math.max(0, at - 40), at + 80);
  return `${around(actual)} where ${around(expected)} should be`;
}
