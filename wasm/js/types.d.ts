// Made from the Rust types by wasm/tests/types.rs: `UPDATE_EXPECT=1 cargo test -p claimscope-wasm`.

/** Everything that is known of a token: the object that `--json`, the npm package and "Copy report" give. */
export interface Report {
  /** What the checks come to. */
  verdict: Verdict
  /** The same in one sentence and three indicators, for a person. The slim build of the npm package leaves it out. */
  summary?: Summary
  /** What the text is. */
  format: Format
  /** The profile that was checked; absent where no policy was given. */
  profile?: string
  /** Checks that the policy leaves out, by name, such as `audience`. */
  waived?: string[]
  /** The JOSE header, as far as it could be read. */
  header: Record<string, any> | null
  /** The claims set, as far as it could be read. */
  claims: Record<string, any> | null
  /** Where the parts lie in the text. */
  parts: Part[]
  /** What is known of the signature. */
  signature: SignatureReport
  /** Every check, in the order run. */
  checks: Check[]
}

/** What the checks come to. */
export type Verdict =
  /** A trusted key verified it and no check failed. */
  | 'accepted'
  /** Some check failed. */
  | 'rejected'
  /** Nothing failed, but nothing was proved: no key, no policy, or only a key out of the token. */
  | 'unverified'

/** A report in one sentence and three indicators, which are never merged into one. */
export interface Summary {
  /** What the verdict is worth. */
  state: IndicatorState
  /**
   * The verdict in a word or two. It says `no token` and `unverified` where the text cannot be judged at all and
   * nobody asked for proof.
   */
  word: string
  /** Why, in one sentence: lower case, no full stop. */
  headline: string
  /** The failed check that the headline is about. */
  check?: CheckId
  /** Whether it is one well-formed token, and of which kind. */
  format: Indicator
  /** Whether a key verified it. */
  signature: Indicator
  /** Whether its claims are the expected ones. */
  claims: Indicator
  /**
   * The next moment, in seconds since 1970, at which a check of this report comes out differently; absent where none
   * ever does.
   */
  next_change?: number
}

/** How one side of a token stands. */
export type IndicatorState =
  /** Checked, and as it should be. */
  | 'pass'
  /** Worth a look: allowed, or proof of nothing. */
  | 'warn'
  /** Not as it should be. */
  | 'fail'
  /** Nothing to say: it was not checked. */
  | 'none'

/** The stable name of a check, which is also the code of the error that it gives. */
export type CheckId =
  /** The token's length. */
  | 'format.size'
  /** Only `[A-Za-z0-9_.-]`. */
  | 'format.charset'
  /** Three parts for a JWS; five make a JWE. */
  | 'format.parts'
  /** Each part is canonical base64url. */
  | 'format.base64url'
  /** Header and claims are UTF-8 without byte order mark or lone surrogates. */
  | 'format.encoding'
  /** Nesting of header and claims. */
  | 'format.depth'
  /** Header and claims are JSON objects. */
  | 'format.json'
  /** No member name appears twice. */
  | 'format.duplicate-member'
  /** `alg` is present, known and not `none`. */
  | 'header.alg'
  /** `typ` fits the profile. */
  | 'header.typ'
  /** Every critical extension is understood. */
  | 'header.crit'
  /** `kid` is a string. */
  | 'header.kid'
  /** Keys or links to keys in the header, which prove nothing. */
  | 'header.embedded-key'
  /** The policy allows the algorithm. */
  | 'signature.algorithm'
  /** A key of the set fits the token. */
  | 'key.found'
  /** Only one key fits. */
  | 'key.ambiguous'
  /** The key's type fits the algorithm. */
  | 'key.type'
  /** `use`, `key_ops` and `alg` of the key allow verifying with it. */
  | 'key.use'
  /** The key is strong enough. */
  | 'key.strength'
  /** The key is the issuer's own. */
  | 'key.issuer'
  /** The signature verifies. */
  | 'signature.value'
  /** What kind of token it is, where claims say so. */
  | 'claim.type'
  /** `iss`. */
  | 'claim.iss'
  /** `aud`. */
  | 'claim.aud'
  /** `exp`. */
  | 'claim.exp'
  /** `nbf`. */
  | 'claim.nbf'
  /** `iat`. */
  | 'claim.iat'
  /** The age asked for, counted from `iat`. */
  | 'claim.age'
  /** `sub`. */
  | 'claim.sub'
  /** `client_id`. */
  | 'claim.client_id'
  /** `azp`. */
  | 'claim.azp'
  /** `jti`. */
  | 'claim.jti'
  /** `nonce`. */
  | 'claim.nonce'
  /** `scope` or `scp`. */
  | 'claim.scope'
  /** Further claims that the policy requires. */
  | 'claim.required'

/** One side of a token. */
export interface Indicator {
  /** How it stands. */
  state: IndicatorState
  /** The same in a word or two. */
  word: string
  /** Why, in a few words. */
  detail: string
}

/** What the text is. */
export type Format =
  /** A signed token, compact form ([RFC 7515 §7.1](https://www.rfc-editor.org/rfc/rfc7515#section-7.1)). */
  | 'jws'
  /** An encrypted token, compact form ([RFC 7516 §7.1](https://www.rfc-editor.org/rfc/rfc7516#section-7.1)). */
  | 'jwe'
  /** No JWT: a reference token or anything without its shape. */
  | 'opaque'
  /** Shaped like a JWT, and broken. */
  | 'malformed'
  /** No token: prose, or a document, which an inspection names. */
  | 'other'

/** A part of the token. Offsets count bytes of the text that was given, or UTF-16 units for JavaScript. */
export interface Part {
  /** `header`, `payload`, `signature`; a JWE has `header`, `encrypted_key`, `iv`, `ciphertext`, `tag`. */
  name: string
  /** Where it starts. */
  start: number
  /** One past its end. */
  end: number
}

/** What is known of the signature. */
export interface SignatureReport {
  /** How it stands. */
  status: SignatureStatus
  /** The header's `alg`, known or not. */
  alg?: string
  /** The key that was tried. */
  key?: KeyReport
}

/** How the signature stands. */
export type SignatureStatus =
  /** A key verified it. */
  | 'valid'
  /** A key did not verify it. */
  | 'invalid'
  /** No key was tried. */
  | 'not-checked'

/** The key that was tried. */
export interface KeyReport {
  /** Its `kid`. */
  kid?: string
  /** Its thumbprint ([RFC 7638](https://www.rfc-editor.org/rfc/rfc7638)); absent for a shared secret. */
  thumbprint?: string
  /** Where it came from. */
  source: KeySource
}

/** Where a key came from, which is what its word is worth. */
export type KeySource =
  /** The issuer's published set, found by discovery. */
  | 'issuer-jwks'
  /** A set that the person gave. */
  | 'jwks'
  /** A single key that the person gave. */
  | 'key'
  /** A shared secret that the person gave. */
  | 'secret'
  /** The token itself, which proves nothing. */
  | 'embedded'

/** One check, with all that it takes to understand it. */
export interface Check {
  /** Which one. */
  id: CheckId
  /** How it went. */
  status: Status
  /** What would be right. */
  expected?: string
  /** What the token has. Never a secret or a whole token. */
  actual?: string
  /** One sentence for a person, lower case, no full stop. */
  message: string
  /** Where the rule stands, such as `RFC 7519 §4.1.4`. */
  spec: string
  /** What to do about it. */
  hint?: string
}

/** How a check went. */
export type Status =
  /** As expected. */
  | 'pass'
  /** Not as expected: the token is rejected. */
  | 'fail'
  /** Allowed here, and worth knowing. */
  | 'warn'
  /** Not run: nothing to check, or an earlier failure left nothing to look at. */
  | 'skip'

/** What was found in a text, and the report on it. */
export interface Inspection extends Report {
  /**
   * Where the token starts in the text, counted as parts are; left out where it had to be put together, such as over
   * line breaks.
   */
  token_start?: number
  /** What the text was, apart from a token. */
  pasted_as: PastedAs
  /** The same in words, such as `a key set (JWKS)`. */
  pasted_text: string
  /** What was taken off around the token, and would do harm where it is sent along. */
  removed?: Removed[]
  /** Every token of the text where it has several or names them; the first is the one that the report is about. */
  tokens?: FoundToken[]
  /** The profile that would check more than `jwt` does, by what the token looks like. */
  suggested_profile?: string
  /** What a document says, member by member; no secret stands here. */
  members?: Member[]
}

/** What was pasted. */
export type PastedAs =
  /** The token and nothing else. */
  | 'token'
  /** A token with white space or quotes around it. */
  | 'trimmed'
  /** An `Authorization` header, or its value. */
  | 'authorization-header'
  /** JSON that is none of the documents below. */
  | 'json'
  /** A token broken over lines. */
  | 'wrapped'
  /** Other text with a token in it, such as a log line. */
  | 'text'
  /** The answer of a token endpoint that grants. */
  | 'token-response'
  /** An error as JSON, of a token endpoint or of an API. */
  | 'error-response'
  /** The answer of an introspection endpoint. */
  | 'introspection'
  /** The answer of a device authorization endpoint. */
  | 'device-authorization'
  /** The answer of a userinfo endpoint. */
  | 'user-info'
  /** The metadata of an issuer or authorization server. */
  | 'metadata'
  /** A set of keys. */
  | 'key-set'
  /** One key as a JWK. */
  | 'key'
  /** Keys as PEM, or one of OpenSSH. */
  | 'pem'
  /** A certificate as PEM. */
  | 'certificate'
  /** The claims of a token, decoded already. */
  | 'claims'
  /** The header of a token, decoded already. */
  | 'header'
  /** A signed token in JSON form. */
  | 'jws-json'
  /** The body of a token request. */
  | 'token-request'
  /** Any other form-encoded body. */
  | 'form'
  /** The address that an authorization server sends the browser back to. */
  | 'redirect-address'
  /** The address of an authorization request. */
  | 'authorization-request'
  /** Any other address. */
  | 'url'
  /** A `Cookie` header, or the value of a cookie. */
  | 'cookie'
  /** A `Set-Cookie` header. */
  | 'set-cookie'
  /** A `WWW-Authenticate` header. */
  | 'challenge'
  /** A curl command. */
  | 'curl-command'
  /** An HTTP request as text. */
  | 'http-request'
  /** An HTTP response as text. */
  | 'http-response'
  /** A web page. */
  | 'html'
  /** XML, such as a SAML assertion. */
  | 'xml'

/** Something that was taken off, and what it would do. */
export interface Removed {
  /** What. */
  kind: RemovedKind
  /** One sentence for a person, lower case, no full stop. */
  message: string
}

/** What was taken off to get at the token. */
export type RemovedKind =
  /** Spaces and tabs around it. */
  | 'white-space'
  /** Line breaks within it, or at its end. */
  | 'line-breaks'
  /** Quotation marks. */
  | 'quotes'
  /** A comma, semicolon or full stop after it. */
  | 'punctuation'
  /** `Bearer` in front of `Bearer`. */
  | 'repeated-scheme'
  /** Backslashes of a quoted text. */
  | 'escapes'
  /** Percent-encoding. */
  | 'percent-encoding'
  /** Base64 around the value of a cookie. */
  | 'base64'
  /** Zero-width characters, byte order marks, changes of direction. */
  | 'invisible-characters'

/** A token among several. */
export interface FoundToken {
  /** The name that it stands under, such as `id_token`. */
  name?: string
  /** What it looks like. */
  format: Format
}

/** A member of a document. */
export interface Member {
  /** Its name. */
  name: string
  /** Its value as text, shortened; `•••` in place of a credential. */
  value: string
  /** What it says, in one phrase. */
  meaning?: string
  /** What is odd about it. */
  note?: string
}

/** Why the API said no, as far as it can be told from outside. */
export interface Diagnosis {
  /** The status of the answer. */
  status: number
  /** The most likely reason in one line, such as `401: the token is for another API`. */
  headline: string
  /** What the server itself said, challenge and body, without control characters. */
  server_words: string[]
  /** All reasons, the most likely first; empty where the API said yes. */
  reasons: Reason[]
  /** What else is worth knowing, such as clocks that differ. */
  notes: string[]
}

/** One reason. */
export interface Reason {
  /** A stable name, such as `token.audience`. */
  code: string
  /** One sentence for a person, lower case, no full stop. */
  title: string
  /** What speaks for it, such as `token aud = api://orders; API expects https://orders`. */
  evidence: string[]
  /** How certain it is. */
  certainty: Certainty
  /** What to do about it. */
  fix: string
  /** Where the rule stands; left out where no specification speaks of it. */
  spec?: string
}

/** How certain a reason is. */
export type Certainty =
  /** Nothing speaks against it. */
  | 'possible'
  /** One source speaks for it. */
  | 'likely'
  /** The server says so, or nothing else can be. */
  | 'certain'

/** What is known of a name. */
export interface Entry {
  /** The name, exactly as written in tokens. */
  name: string
  /** What it says, in one phrase. */
  meaning: string
  /** Who defines or uses it: a specification, or vendors. */
  used_by: string
  /** What its value is, where its specification says so. */
  value: ValueType
}

/** What the value of a member is, by its specification. */
export type ValueType =
  /** Not said here, or one of several. */
  | 'any'
  /** A string. */
  | 'text'
  /** `true` or `false`, without quotation marks. */
  | 'boolean'
  /** A NumericDate, seconds since 1970. */
  | 'date'
  /** An array of strings. */
  | 'texts'
  /** A string, or an array of strings. */
  | 'text-or-texts'
  /** An object. */
  | 'object'

/** What happened. No event holds what a token said. */
export type KeysEvent =
  /** A fetch has begun. */
  | {
      type: 'started'
      /** Where, with telling parameters masked. */
      url: string
    }
  /** A fetch has brought keys, or confirmed the ones in hand. */
  | {
      type: 'fetched'
      /** How many keys can be used. */
      keys: number
      /** How many were passed over. */
      skipped: number
      /** Whether the endpoint only said that nothing has changed. */
      not_modified: boolean
      /** Whether the set is another than before. */
      changed: boolean
      /** How long the keys are fresh. */
      fresh_seconds: number
    }
  /** A fetch has failed. */
  | {
      type: 'failed'
      /** The error's code. */
      code: string
      /** One sentence. */
      message: string
      /** When the endpoint will be asked again at the earliest, in Unix milliseconds. */
      retry_at_ms: number
    }
  /** Keys that could not be renewed in time are served; told once after each failure. */
  | {
      type: 'served-stale'
      /** How long ago they were fetched or confirmed. */
      age_seconds: number
    }
  /** A token asked for a key that is not in the set. */
  | {
      type: 'unknown-kid'
      /** What comes of it. */
      outcome: UnknownKid
    }
  /** Keys came from a store. */
  | {
      type: 'restored'
      /** How long ago they were fetched or confirmed. */
      age_seconds: number
    }
  /** The host's clock jumped back, so that the keys' age is not known: they are fetched anew. */
  | {
      type: 'clock-jumped'
      /** How far. */
      back_seconds: number
    }

/** What comes of a token that asks for a key that is not in the set. */
export type UnknownKid =
  /** The set is fetched, or is on its way. */
  | 'fetch'
  /** Nothing: a fetch has just been made. */
  | 'cooldown'
  /** Nothing: a fetch has not brought this very key. */
  | 'remembered'
  /** Nothing: the endpoint fails. */
  | 'backing-off'
