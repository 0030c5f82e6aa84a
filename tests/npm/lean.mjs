// What a bundle carries of the package: whoever only verifies ships no diagnosis; and how the slim entry is started by hand.

import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { bundlers } from './runtimes/bundlers.mjs';
import { install } from './runtimes/stage.mjs';

const PROGRAMS = {
  verifies: "import { createVerifier } from 'claimscope'\nglobalThis.outcome = createVerifier\n",
  lean: "import { createVerifier } from 'claimscope/lean'\nglobalThis.outcome = createVerifier\n",
  guards: "import { createVerifier } from 'claimscope'\nimport { createGuard } from 'claimscope/guard'\nglobalThis.outcome = [createVerifier, createGuard]\n",
  'computes more': "import { moreAlgorithms } from 'claimscope/more-algorithms'\nglobalThis.outcome = moreAlgorithms\n",
  decrypts: "import { decrypt } from 'claimscope/decrypt'\nglobalThis.outcome = decrypt\n",
  explains: "import { explainRejection } from 'claimscope'\nglobalThis.outcome = explainRejection\n",
};

/** What each check found wrong. */
export async function lean(target, tarball) {
  const folder = join(target, 'npm/lean');
  install(folder, tarball);
  const modules = join(folder, 'node_modules/claimscope');
  return {
    'who only verifies ships no diagnosis, no guard and nothing that decrypts': await shipped(folder, modules),
    'the slim entry is started by hand': await started(modules),
  };
}

async function shipped(folder, modules) {
  const part = (name) => readFileSync(join(modules, name), 'utf8').slice(90_000, 90_300);
  const [tokens, lean] = [part('js/wasm-text.js'), part('lean/browser.js')];
  const [diagnosis, decrypt, more] = ['diagnosis', 'decrypt', 'more-algorithms'].map((name) => part(`js/${name}/wasm-text.js`));
  const wrong = [];
  for (const [name, bundle] of Object.entries(bundlers)) {
    for (const [kind, program] of Object.entries(PROGRAMS)) {
      const output = join(folder, 'bundles', name.toLowerCase());
      rmSync(output, { recursive: true, force: true });
      mkdirSync(output, { recursive: true });
      writeFileSync(join(folder, 'program.js'), program);
      await bundle(folder, join(folder, 'program.js'));
      const files = readdirSync(output, { recursive: true }).map(String).filter((file) => file.endsWith('.js'));
      const texts = files.map((file) => readFileSync(join(output, file), 'utf8'));
      const has = (piece) => texts.some((text) => text.includes(piece));
      for (const [build, piece, wanted] of [['full', tokens, !['lean', 'decrypts', 'computes more'].includes(kind)], ['lean', lean, kind === 'lean'], ['decrypt', decrypt, kind === 'decrypts'], ['more', more, kind === 'computes more']]) {
        if (has(piece) !== wanted) wrong.push(`${name}: the program that ${kind} has ${wanted ? 'no' : 'the'} ${build} core`);
      }
      if (has('oauth-protected-resource') !== (kind === 'guards')) wrong.push(`${name}: what ${kind} has ${kind === 'guards' ? 'no' : 'the'} guard`);
      if (has(diagnosis) !== (kind === 'explains')) wrong.push(`${name}: what ${kind} has ${has(diagnosis) ? 'the' : 'no'} diagnosis`);
    }
  }
  return wrong;
}

/** The first check that a token fails among several issuers, with a schema that takes nothing: in an error, and the same in a report. */
async function failedOf({ createVerifier, sign }, iss) {
  const secret = new Uint8Array(32).fill(7);
  const issuers = ['https://a.example', 'https://b.example'].map((issuer) => ({ issuer, keys: secret }));
  const schema = { '~standard': { version: 1, vendor: 'none', validate: () => ({ issues: [{ message: 'no' }] }) } };
  const verifier = createVerifier({ issuers, audience: 'api1', algorithms: ['HS256'], schema, report: true });
  const token = await sign({ iss, aud: 'api1', exp: 2e9 }, { key: secret, algorithm: 'HS256' });
  const { code, report } = await verifier.verify(token).catch((error) => error);
  return report.checks.find(({ status }) => status === 'fail').id === code ? code : `${code}, and otherwise in the report`;
}

async function started(modules) {
  const slim = await import(pathToFileURL(join(modules, 'js/entry/slim.js')).href);
  const file = (name) => readFileSync(join(modules, `${name}.wasm`));
  const refusal = { status: 401, headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' } };
  const outcome = (work) => Promise.resolve().then(work).catch(({ code, name }) => code ?? name);
  const explained = async () => (await slim.explainRejection(refusal)).reasons.length > 0;
  const steps = [
    ['inspecting before init', await outcome(() => slim.inspect('x')), 'misuse.not-initialised'],
    ['explaining before initDiagnosis', await outcome(explained), 'misuse.not-initialised'],
    ['what is no wasm', await outcome(() => slim.initDiagnosis(new Uint8Array(8))), 'CompileError'],
    ['a file that is not served', await outcome(() => slim.initDiagnosis(new Response('', { status: 404 }))), 'Error'],
    ['explaining without the core', await outcome(() => slim.initDiagnosis(file('claimscope-diagnosis')).then(explained)), true],
    ['the slim core', await outcome(() => slim.init(Promise.resolve(file('claimscope-slim'))).then(() => slim.inspect('x').format)), 'opaque'],
    ['an issuer that is not listed, by the slim core', await outcome(() => failedOf(slim, 'https://c.example')), 'claim.iss'],
    ['a schema that takes nothing, by the slim core', await outcome(() => failedOf(slim, 'https://a.example')), 'claim.schema'],
    ['a form that the slim core does not take', await outcome(() => slim.createVerifier({ issuer: false, audience: 'api1', algorithms: ['HS256'], keys: new Uint8Array(32).fill(7) }).verifyForm('eyJ.e30.AA~')), 'misuse.slim'],
    ['what the slim core lacks', await outcome(() => slim.describeClaim('iss')), 'misuse.slim'],
  ];
  return steps.filter(([, found, expected]) => found !== expected).map(([step, found]) => `${step}: ${found}`);
}
