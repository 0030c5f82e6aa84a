// A scene in the npm package, as a program on Node would ask it.

/** What the package says. */
export async function inPackage(api, { question }) {
  return question.kind === 'verify' ? verify(api, question) : call(api, question);
}

/** What a report says, in the members of the terminal's. */
export function ofReport(report) {
  const { verdict, summary, checks, signature } = report;
  const sides = ['format', 'signature', 'claims'].flatMap((side) => [summary[side].state, summary[side].word]);
  return {
    verdict,
    failures: checks.filter((check) => check.status === 'fail').map((check) => check.id),
    key: signature.key ? [signature.key.kid ?? null, signature.key.source] : null,
    summary: [summary.word, summary.headline, ...sides],
  };
}

function keysOf(api, { from, value }) {
  if (from === 'issuer') return api.remoteIssuer(value);
  if (from === 'jwksUri') return api.remoteJwks(value);
  return from === 'secret' ? new TextEncoder().encode(value) : value;
}

async function verify(api, { token, keys, issuer, audience, profile, scope }) {
  const options = { issuer: issuer ?? false, audience: audience ?? false, algorithms: 'of-keys', profile };
  const requiredScopes = scope ? [scope] : [];
  const source = keysOf(api, keys);
  const verifier = api.createVerifier({ ...options, requiredScopes, keys: source });
  if (source instanceof api.KeySource) {
    const refused = await source.ready().then(() => undefined, (error) => error);
    if (refused) return { verdict: 'no-keys', failures: [], key: null };
  }
  const seen = ofReport(await verifier.explain(token));
  const code = await verifier.verify(token).then(() => undefined, (error) => error.code);
  if (seen.verdict === 'accepted' ? code !== undefined : seen.failures.length > 0 && code !== seen.failures[0]) {
    throw new Error(`verify() says ${code}, explain() ${seen.verdict} ${seen.failures}`);
  }
  return seen;
}

async function call(api, { url, token, answer }) {
  const { reasons } = await api.explainRejection(answer, { url, token: token ?? '' });
  return { reasons: reasons.map((reason) => reason.code) };
}
