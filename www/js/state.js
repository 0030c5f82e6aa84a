/** All that the page knows, in one object; views read it, and `update` is the only way to change it. */

/**
 * What was pasted beside a token, as core says it. `form`: in which it was judged; `signature`: which of several the report is on, and
 * `counted`: which of `tokens` that is. `signatures`: what each of several came to.
 *
 * @typedef {{ kind: string, text: string, removed: import('../claimscope/js/claimscope.js').Removed[],
 *   tokens: import('../claimscope/js/claimscope.js').FoundToken[], members: import('../claimscope/js/claimscope.js').Member[], form?: string,
 *   signature?: string, counted?: number, signatures?: { word: string, headline: string }[] }} Pasted
 */

/**
 * What was found in the pasted text. `mode`: `inspect` looked at it, `verify` judged it, `decode` could only decode it. `at`: the moment
 * that the report speaks of, in seconds since 1970.
 * `undecided`: its signature is valid, and this has nobody said yet, so that it is neither accepted nor rejected.
 *
 * @typedef {{ mode: 'inspect' | 'verify' | 'decode', at?: number, report: any, header?: import('./json.js').Value,
 *   claims?: import('./json.js').Value, token: string, start?: number, pasted: Pasted, problem?: string,
 *   undecided?: string }} Inspected
 */

/** What is given up of a check; each token anew, as a waiver is about one. */
export function noWaivers() {
  return { waiveIssuer: false, waiveAudience: false, allowMissingExpiry: false, allowWeakKeys: false };
}

/** What to verify with, before anything was said. `touched` names the fields that the person wrote; others follow the token. */
function blankForm() {
  return {
    keys: 'issuer',
    keyText: '',
    secretEncoding: 'text',
    issuer: '',
    audience: '',
    algorithms: '',
    profile: 'jwt',
    scopes: '',
    tolerance: '0',
    ...noWaivers(),
    touched: new Set(),
    busy: false,
    /** @type {{ message: string, hint?: string, link?: string, ask?: string, code?: string } | null} */
    problem: null,
    /** What can be let pass for a try. @type {import('./verifying.js').Offer[]} */
    offers: [],
    /** Every request that left this page, in order. */
    log: /** @type {{ url: string, status: string }[]} */ ([]),
  };
}

/** What opens an encrypted token, before anything was given. */
function noKey() {
  return {
    key: '',
    encoding: 'text',
    busy: false,
    /** @type {{ message: string, hint?: string, code?: string } | null} */
    problem: null,
  };
}

/**
 * What was in an encrypted token: the one that it held, or its content as text.
 *
 * @typedef {{ token: string, header: Record<string, any>, nested?: string, content: string }} OpenedToken
 */

export const state = {
  /** Which of the four places is shown. */
  place: 'inspect',
  /** The pasted text, whole; the box may show less of it. */
  text: '',
  /** Which of the tokens in the text is looked at. */
  chosen: 0,
  /** @type {Inspected | null} */
  inspected: null,
  /** The wasm module: `loading`, `ready` or `failed`, with a sentence. */
  engine: { status: 'loading', reason: '' },
  verify: blankForm(),
  decryption: noKey(),
  /** @type {OpenedToken | null} */
  opened: null,
  /** Claims as a table or as JSON. */
  claimsAs: 'table',
};

const listeners = new Set();
let queued = false;

/** Calls `listener` after each change. */
export function subscribe(listener) {
  listeners.add(listener);
}

/** Changes the state; the views follow once the current work is done. */
export function update(change) {
  change(state);
  if (queued) return;
  queued = true;
  queueMicrotask(() => {
    queued = false;
    for (const listener of listeners) listener(state);
  });
}

/** Forgets the token, the key and every expectation. */
export function forget() {
  update((state) => Object.assign(state, { text: '', chosen: 0, inspected: null, verify: blankForm(), decryption: noKey(), opened: null }));
}
