/**
 * Every case gives the report that native core gives: the text itself, whatever computes the signature. The lean build gives
 * the verdict and the code of the full one. Encrypted tokens open or fail as they do natively.
 * @module
 */

const ENGINES = ['auto', 'wasm'];
/** What `moreAlgorithms` alone computes. */
const MORE = ['ES256K', 'Ed448', 'ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87'];

/**
 * @param {{ claimscope: typeof import('claimscope'), lean: typeof import('claimscope/lean'), decryption: typeof import('claimscope/decrypt'), more: typeof import('claimscope/more-algorithms') }} builds
 * @param {any[]} cases as `parity FILE` writes them
 */
export async function parity({ claimscope, lean, decryption, more: { moreAlgorithms } }, cases) {
  const failures = await uncomputed(claimscope, cases);
  // Of every algorithm in every build.
  for (const one of cases) if (one.options) one.options.moreAlgorithms = moreAlgorithms;
  const lacking = await lacks();
  let lacked = 0;
  let passed = 0;
  for (const one of cases) {
    try {
      if (one.decryption_key) {
        if (lacking(one)) lacked += 1;
        else await opens(decryption, one);
        passed += 1;
        continue;
      }
      if (one.form || one.payload !== undefined) {
        await (one.form ? written : detached)({ claimscope, lean }, one);
        passed += 1;
        continue;
      }
      if (await isRefused(claimscope, lean, one)) {
        passed += 1;
        continue;
      }
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
  const notes = lacked === 0 ? [] : [`${lacked} encrypted tokens are left out: this host has no AES with keys of 192 bits, or not their curve`];
  return JSON.stringify({ passed: passed - lacked, failures, notes });
}

/**
 * Keys of which none can be used, which the package refuses at once: with the reason that the native report has. Whether a
 * point is on its curve the lean build leaves to the host, and has the verdict of the native report.
 */
async function isRefused(claimscope, lean, one) {
  if (!one.keys) return false;
  const [full, less] = [claimscope, lean].map(({ localJwks }) => {
    try {
      localJwks(one.keys);
    } catch ({ code, message }) {
      return { code, message };
    }
  });
  if (!full && !less) return false;
  const { checks, summary } = JSON.parse(one.expected);
  const { status, actual } = checks.find(({ id }) => id === 'key.found');
  if (status !== 'fail' || !full?.message.endsWith(`: ${actual}`)) throw new Error(`${full?.message} where ${actual} should be`);
  const [code, expected] = less ? [less.code, full.code] : [await verdict(lean, one), summary.check];
  if (code !== expected) throw new Error(`${code} by the lean build where ${expected} is right`);
  return true;
}

/**
 * A few cases of each of those algorithms without what computes it: where it is named, no verifier is made; otherwise the first check that
 * fails is the one of the native report.
 */
async function uncomputed(claimscope, cases) {
  const failures = [];
  for (const name of MORE) {
    const own = cases.filter((one) => one.options && !one.form && one.payload === undefined && one.expected.includes(`"alg":"${name}"`));
    const isNamed = ({ options }) => options.algorithms.includes(name);
    const [named, others] = [own.filter(isNamed), own.filter((one) => !isNamed(one))].map((some) => some.slice(-5));
    if (named.length === 0 || others.length === 0) failures.push(`${name}: no case of it`);
    for (const one of [...named, ...others]) {
      const wanted = isNamed(one) ? 'misuse.engine' : firstFailed(one.expected);
      const found = await Promise.resolve().then(() => verifierOf(claimscope, one).explainJson(one.text)).then(firstFailed, ({ code }) => code);
      if (found !== wanted) failures.push(`${one.name}, without moreAlgorithms: ${found} where ${wanted} is right`);
    }
  }
  return failures;
}

const firstFailed = (report) => JSON.parse(report).checks.find(({ status }) => status === 'fail')?.id;

/** A token that is not compact: the report and the claims that the full build gives, and what the lean one says of it. */
async function written({ claimscope, lean }, one) {
  for (const engine of ENGINES) {
    const verifier = verifierOf(claimscope, one, { engine });
    const explained = await verifier.explainForm(one.text).catch(problem);
    let found = explained;
    if (!Array.isArray(explained)) {
      const { form = null, signature = '', json } = explained;
      const claims = await verifier.verifyForm(one.text).then(({ claims }) => claims, () => null);
      found = { form, signature, json, claims };
    }
    same(found, JSON.parse(one.expected));
  }
  const refused = await verifierOf(lean, one).verifyForm(one.text).catch(({ code }) => code);
  if (refused !== 'misuse.slim') throw new Error(`${refused} by the lean build, which takes compact tokens alone`);
}

/** A payload that is sent apart, by every engine of the full build, and its code by the lean one. */
async function detached({ claimscope, lean }, one) {
  const expected = JSON.parse(one.expected);
  const outcome = (verifier) => verifier.verifyDetached(one.text, one.payload).then(({ algorithm, header, key }) => [algorithm, header, key], problem);
  for (const engine of ENGINES) same(await outcome(verifierOf(claimscope, one, { engine })), expected);
  const [code] = await outcome(verifierOf(lean, one));
  if (code !== expected[0]) throw new Error(`${code} by the lean build where ${expected[0]} is right`);
}

const problem = ({ code, message }) => [code, message];

/** Objects with their members in one order: native JSON of a header is sorted otherwise than the token is written. */
const sorted = (value) =>
  value === null || typeof value !== 'object' ? value
    : Array.isArray(value) ? value.map(sorted)
      : Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, one]) => [name, sorted(one)]));

function same(found, expected) {
  const [own, wanted] = [found, expected].map((value) => JSON.stringify(sorted(value)));
  if (own !== wanted) throw new Error(difference(own, wanted));
}

const keysOf = ({ localJwks }, { keys, secret, of_proof: ofProof }) => (ofProof ? 'of-proof' : keys ? localJwks(keys) : new Uint8Array(secret));

function verifierOf(build, { now, options, ...one }, more = {}) {
  return build.createVerifier({ ...options, ...more, keys: keysOf(build, one), now: () => now });
}

/** What is in an encrypted token, or why it does not open. */
async function opens({ decrypt }, { text, decryption_key: key, expected }) {
  const found = await decrypt(text, key).then(
    ({ plaintext, header, nested }) => [base64url(plaintext), header, nested ?? null],
    ({ code, message }) => [code, message],
  );
  const [own, wanted] = [found, JSON.parse(expected)].map((value) => JSON.stringify(value));
  if (own !== wanted) throw new Error(difference(own, wanted));
}

const base64url = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/** Says of a case whether it would open natively, and this host computes no such thing. */
async function lacks() {
  const has = (work) => Promise.resolve().then(work).then(() => true, () => false);
  const aes192 = await has(() => crypto.subtle.importKey('raw', new Uint8Array(24), 'AES-GCM', false, ['decrypt']));
  const curves = {};
  for (const namedCurve of ['P-256', 'P-384', 'P-521']) curves[namedCurve] = await has(() => crypto.subtle.generateKey({ name: 'ECDH', namedCurve }, false, ['deriveBits']));
  curves.X25519 = await has(() => crypto.subtle.generateKey('X25519', false, ['deriveBits']));
  return ({ text, expected, decryption_key: { crv } }) => {
    if (/^\["(jwe\.(?!decryption)|misuse)/.test(expected)) return false;
    const header = atob(text.split('.')[0].replaceAll('-', '+').replaceAll('_', '/'));
    return (!aes192 && /192/.test(header)) || curves[crv] === false;
  };
}

/** The same among several issuers: as by the issuer alone where the token names it, and refused otherwise. */
async function among(claimscope, lean, one, alone) {
  if (!one.options?.issuer || one.of_proof) return;
  const several = ({ issuer, ...options }, keys) => ({ ...options, issuers: [{ issuer, keys }, { issuer: 'https://other.example/of-several', keys }] });
  const [full, less] = await Promise.all([verdict(claimscope, one, several), verdict(lean, one, several)]);
  if (full !== less) throw new Error(`among several issuers ${less} by the lean build where ${full} is right`);
  const ofNobody = full.startsWith('claim.iss') || /^claim\.iss|^key|^signature\.value/.test(alone);
  if (full !== alone && (full.startsWith('{') || !ofNobody)) throw new Error(`${full} among several issuers, and ${alone} by its own`);
}

/** The claims of a token that is accepted, or the code of the check that it fails. */
async function verdict(build, { text, now, options, ...one }, make = (options, keys) => ({ ...options, keys })) {
  if (!options) return undefined;
  return build.createVerifier({ ...make(options, keysOf(build, one)), now: () => now })
    .verify(text)
    .then(({ claims }) => JSON.stringify(claims), ({ code, message }) => `${code}${message ? '' : ', without a sentence'}`);
}

async function reports(build, one) {
  if (!one.options) return [build.inspectJson(one.text, { now: () => one.now })];
  return Promise.all(ENGINES.map((engine) => verifierOf(build, one, { engine }).explainJson(one.text)));
}

/** Where two texts part. */
function difference(actual, expected) {
  let at = 0;
  while (at < actual.length && actual[at] === expected[at]) at += 1;
  const around = (text) => text.slice(Math.max(0, at - 40), at + 80);
  return `${around(actual)} where ${around(expected)} should be`;
}
