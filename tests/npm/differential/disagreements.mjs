// Who takes tokens that another refuses, and why. A disagreement that is not here fails the test, and so does one that no longer occurs.

/** @typedef {{ taken: string, kinds: string[], why: string, spec: string }} Disagreement */

/** @type {Disagreement[]} */
export const DISAGREEMENTS = [
  {
    taken: 'claimscope and jose',
    kinds: ['a good token, PS256', 'a good token, PS384', 'a good token, PS512', 'a good token, Ed25519', 'RSA: begins with a zero byte'],
    why: 'aws-jwt-verify has neither RSASSA-PSS nor the newer name of EdDSA',
    spec: 'RFC 7518 §3.5, RFC 9864 §2.2',
  },
  {
    taken: 'claimscope and jose',
    kinds: ['a good token, HS256', 'a good token, HS384', 'a good token, HS512', 'secret: of 32 bytes', 'secret: zeros', 'secret: of 200 bytes'],
    why: 'aws-jwt-verify has no HMAC',
    spec: 'RFC 7518 §3.2',
  },
  {
    taken: 'jose',
    kinds: ['secret: of 31 bytes', 'secret: of 1 byte', 'secret: a word', 'secret: of 32 bytes, HS512'],
    why: 'a key of HMAC is at least as long as its hash, which jose leaves to the caller',
    spec: 'RFC 7518 §3.2',
  },
  {
    taken: 'jose',
    kinds: ['RSA: without its zero byte'],
    why: "Node's crypto takes a signature of RSASSA-PSS that is shorter than the modulus",
    spec: 'RFC 8017 §8.1.2',
  },
  {
    taken: 'jose and aws',
    kinds: ['header with padding', 'claims with padding', 'signature with padding'],
    why: 'base64url has no padding in JOSE; both decode it all the same',
    spec: 'RFC 7515 §2',
  },
  {
    taken: 'jose and aws',
    kinds: ['header', 'claims', 'signature'].map((part) => `${part} with bits at the end that stand for nothing`),
    why: 'one token has one spelling; the bits at the end have to be zero',
    spec: 'RFC 4648 §3.5',
  },
  {
    taken: 'jose',
    kinds: [
      ...['with a space in it', 'with the end of a line in it', 'with a tab behind it'].flatMap((kind) => ['header', 'claims', 'signature'].map((part) => `${part} ${kind}`)),
      'text: the end of a line behind it',
    ],
    why: "white space is no character of base64url; Node's decoder, which jose asks, passes over it",
    spec: 'RFC 7515 §2, RFC 4648 §3.3',
  },
  {
    taken: 'aws',
    kinds: ['claims: a byte that is no UTF-8', 'claims: an overlong slash', 'claims: half of a pair in UTF-8', 'claims: Latin-1', 'header: a byte that is no UTF-8'],
    why: 'a JWT is UTF-8; aws-jwt-verify puts a replacement for what is none, so that two different tokens read alike',
    spec: 'RFC 8725 §3.7',
  },
  {
    taken: 'jose',
    kinds: ['claims: a mark of byte order', 'header: a mark of byte order'],
    why: 'JSON begins with no mark; the decoder that jose asks takes it away',
    spec: 'RFC 8259 §8.1',
  },
  {
    taken: 'jose and aws',
    kinds: ['claims: half of a pair, escaped', 'claims: half of a pair in a name', 'header: half of a pair, escaped'],
    why: 'half of a pair is no character, and what readers make of it differs',
    spec: 'RFC 8259 §8.2',
  },
  {
    taken: 'jose and aws',
    kinds: ['claims: lists in lists, 100 deep', 'header: lists in lists, 100 deep', 'claims of 400 kB'],
    why: 'a reader may bound depth and size, and only claimscope does',
    spec: 'RFC 8259 §9',
  },
  {
    taken: 'jose',
    kinds: ['claims: lists in lists, 10,000 deep', 'header: lists in lists, 10,000 deep'],
    why: 'as above; aws-jwt-verify runs out of stack',
    spec: 'RFC 8259 §9',
  },
  {
    taken: 'jose and aws',
    kinds: [
      'claims: exp twice, the first has passed',
      'claims: exp twice, alike',
      'claims: iss twice, the first is another',
      'claims: sub twice',
      'claims: sub twice, once escaped',
      'claims: a name of nobody twice',
      'claims: a name twice, further in',
      'header: alg twice, the first is none',
      'header: alg twice, alike',
      'header: kid twice, the first is unknown',
    ],
    why: 'names are unique, or readers disagree which value counts: JSON.parse takes the last, unseen',
    spec: 'RFC 7519 §4, RFC 7515 §4',
  },
  {
    taken: 'aws',
    kinds: ['header: crit twice'],
    why: 'as above, and the last of them is an empty list, which jose refuses',
    spec: 'RFC 7515 §4',
  },
  {
    taken: 'aws',
    kinds: ['exp now', 'exp five seconds ago, five forgiven'],
    why: 'a token must not be taken on or after its exp; aws-jwt-verify takes it at that very second',
    spec: 'RFC 7519 §4.1.4',
  },
  {
    taken: 'aws',
    kinds: ['exp missing'],
    why: 'exp is optional in a JWT, and demanded here and of jose by its option',
    spec: 'RFC 7519 §4.1.4, RFC 9068 §2.2',
  },
  {
    taken: 'jose',
    kinds: ['exp past all numbers', 'nbf past all numbers, negative', 'iat past all numbers', 'iat past all numbers, negative'],
    why: 'a date is a number of seconds; what is past all numbers becomes Infinity, which jose compares as if it were one',
    spec: 'RFC 7519 §2',
  },
  {
    taken: 'jose and aws',
    kinds: ['iat in a second', 'iat in half a second', 'iat in a day', 'iat in six seconds, five forgiven'],
    why: 'a token that is not yet issued is taken by those who do not look at iat; its clock is wrong, or it was made up',
    spec: 'RFC 7519 §4.1.6',
  },
  {
    taken: 'jose',
    kinds: ['aud: with a number after it', 'aud: with a number before it', 'aud: with null after it'],
    why: 'aud is a list of texts; jose looks for the one among whatever is there',
    spec: 'RFC 7519 §4.1.3',
  },
  {
    taken: 'jose',
    kinds: ['sub: a number', 'sub: null', 'sub: a list', 'jti: a number'],
    why: 'both are texts, and an application will take them for one',
    spec: 'RFC 7519 §4.1.2, §4.1.7',
  },
  {
    taken: 'claimscope and jose',
    kinds: ['scope: a list'],
    why: 'scope is a text with spaces; some issuers write a list, which only aws-jwt-verify refuses',
    spec: 'RFC 8693 §4.2',
  },
  {
    taken: 'jose',
    kinds: ['scope: a number'],
    why: 'as above, and no issuer writes that',
    spec: 'RFC 8693 §4.2',
  },
  {
    taken: 'jose and aws',
    kinds: ['typ: JOSE', 'typ: dpop+jwt', 'typ: logout+jwt', 'typ: secevent+jwt', 'typ: an empty text'],
    why: 'a JWT of another kind must not pass for an access token; both look at typ only where they are told to',
    spec: 'RFC 8725 §3.11',
  },
  {
    taken: 'jose and aws',
    kinds: ['typ: a number', 'typ: null', 'typ: a list'],
    why: 'typ is a text',
    spec: 'RFC 7515 §4.1.9',
  },
  {
    taken: 'aws',
    kinds: [
      ...['an empty list', 'an unknown name', 'an unknown name that is not there', 'a name twice', 'a text', 'null', 'false', 'a number in it'].map((kind) => `crit: ${kind}`),
      ...['alg, which it must not name', 'exp', 'an empty name', 'b64, which is false', 'b64, which is not there', 'b64 and an unknown name'].map((kind) => `crit: ${kind}`),
    ],
    why: 'what crit names must be understood, or the token refused; aws-jwt-verify does not look at it',
    spec: 'RFC 7515 §4.1.11',
  },
  {
    taken: 'jose and aws',
    kinds: ['crit: b64, which is true'],
    why: 'jose understands b64; claimscope does so for detached payloads alone, since no JWT has a use for it',
    spec: 'RFC 7797 §6, RFC 7515 §4.1.11',
  },
  {
    taken: 'jose and aws',
    kinds: ['b64: false, and not critical', 'b64: a text', 'b64: null'],
    why: 'whoever honours b64 reads another payload than who does not, so that it must be critical, and no JWT has it',
    spec: 'RFC 7797 §6',
  },
  {
    taken: 'claimscope and jose',
    kinds: ['kid: none, one key'],
    why: 'kid is optional, and there is only one key that fits; aws-jwt-verify demands it',
    spec: 'RFC 7515 §4.1.4',
  },
  {
    taken: 'claimscope and jose',
    kinds: ['kid: of two keys of two kinds'],
    why: 'only one of them is for the algorithm; aws-jwt-verify takes the first of that name',
    spec: 'RFC 7517 §4.5',
  },
  {
    taken: 'jose',
    kinds: ['kid: none, two keys of the kind', 'kid: none, and neither key has one', 'kid: of two keys, the second is right'],
    why: 'claimscope does not try one key after the other; jose does where the caller asks for it, as here; aws-jwt-verify takes the first of the name',
    spec: 'RFC 7517 §4.5',
  },
  {
    taken: 'jose and aws',
    kinds: ['kid: of two keys, the first is right', 'kid: of the same key twice'],
    why: 'as above: keys of one set have names of their own',
    spec: 'RFC 7517 §4.5',
  },
  {
    taken: 'aws',
    kinds: ['sign', 'encrypt', 'twice the same', ', an empty list', ', a text'].map((kind) => `key: key_ops${kind.startsWith(',') ? '' : ' '}${kind}`),
    why: 'a key is used for what its key_ops name, each once; aws-jwt-verify does not look at them',
    spec: 'RFC 7517 §4.3',
  },
  {
    taken: 'aws',
    kinds: ['key: RSA of 1024 bits'],
    why: 'RSA has at least 2048 bits',
    spec: 'RFC 7518 §3.3',
  },
  {
    taken: 'jose and aws',
    kinds: ['key: n with padding', 'key: n in the standard alphabet'],
    why: 'numbers of a key are base64url as the parts of a token are',
    spec: 'RFC 7518 §2',
  },
  {
    taken: 'jose and aws',
    kinds: ['key: x with a zero byte before it'],
    why: 'a coordinate is as long as the curve wants it',
    spec: 'RFC 7518 §6.2.1.2',
  },
  {
    taken: 'jose and aws',
    kinds: ['key: Ed25519 of small order'],
    why: 'with such a key one signature holds for every text',
    spec: 'RFC 8032 §5.1.7, RFC 7748 §6.1',
  },
];

/** What jose refuses and the package takes. Nothing is added here where jose is right. @type {Disagreement[]} */
export const LOOSER = [
  {
    taken: 'claimscope and aws',
    kinds: ['key: key_ops of nobody and verify'],
    why: "other names than those of the RFC may stand in key_ops; jose hands them to Node's crypto, which knows no others",
    spec: 'RFC 7517 §4.3',
  },
  {
    taken: 'claimscope and aws',
    kinds: ['key: the private one'],
    why: "of the caller's own key the public half is used; jose takes no private one in a set, and the package none that was fetched",
    spec: 'RFC 7517 §9.2',
  },
];
