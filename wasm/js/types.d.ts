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
  /** The verdict in a word or two: `no token` where there is none and nobody asked for proof. */
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
  /** The token is at most 250 KB long. */
  | 'format.size'
  /** The text consists of the characters `A-Z a-z 0-9 - _ .` alone. */
  | 'format.charset'
  /** The token has three parts with dots between, or five where it is encrypted. */
  | 'format.parts'
  /** Each part is base64url without padding, in its one canonical spelling. */
  | 'format.base64url'
  /** Header and claims are UTF-8 without a byte order mark or lone surrogates. */
  | 'format.encoding'
  /** Header and claims are nested at most 64 levels deep. */
  | 'format.depth'
  /** Header and payload are JSON objects. */
  | 'format.json'
  /** No name appears twice in header or claims, where two readers could take two different values. */
  | 'format.duplicate-member'
  /** The header names a signature algorithm that is known, and not `none`. */
  | 'header.alg'
  /** `typ` is the one of the kind of token that is expected, such as `at+jwt` for an access token of RFC 9068. */
  | 'header.typ'
  /** Every extension that the header calls critical is understood. */
  | 'header.crit'
  /** `kid` is a string, which names the key. */
  | 'header.kid'
  /** The header carries no key and no link to one (`jwk`, `jku`, `x5c`, `x5u`). Whoever made the token would have chosen that key, so it would prove nothing. */
  | 'header.embedded-key'
  /** The algorithm is one of those that are allowed. */
  | 'signature.algorithm'
  /** A key among those that were given fits the token's `kid` and algorithm. */
  | 'key.found'
  /** Only one key fits, so that it is clear who signed. */
  | 'key.ambiguous'
  /** The key's type is the one that the algorithm uses: RSA, elliptic curve, Ed25519 or a shared secret. */
  | 'key.type'
  /** `use`, `key_ops`, `alg` and the certificate of the key allow verifying with it. */
  | 'key.use'
  /** The key is long enough and has no known weakness. */
  | 'key.strength'
  /** The key is of the issuer that the token names. */
  | 'key.issuer'
  /** The signature verifies over header and payload with the key. */
  | 'signature.value'
  /** The token is of the kind that is expected, where its claims say which: access token, ID token, refresh token, logout token. */
  | 'claim.type'
  /** `iss` is the expected issuer, compared character by character. */
  | 'claim.iss'
  /** `aud` names the expected audience: the API, or for an ID token the client. */
  | 'claim.aud'
  /** The token has not expired: the present moment is before `exp`. */
  | 'claim.exp'
  /** The token holds already: `nbf` is not in the future. */
  | 'claim.nbf'
  /** `iat` is a time that is not in the future. */
  | 'claim.iat'
  /** The token is not older than was asked for, counted from `iat`. */
  | 'claim.age'
  /** `sub` is a string, and there where the profile requires it. */
  | 'claim.sub'
  /** `client_id` is a string, there where the profile requires it, and the expected client where one is. */
  | 'claim.client_id'
  /** `azp` names the expected client, and is there where an ID token has several audiences. */
  | 'claim.azp'
  /** `jti` is a string, and there where the profile requires it. */
  | 'claim.jti'
  /** `nonce` is the one that was sent with the login. */
  | 'claim.nonce'
  /** `at_hash` is the hash of the access token that came with the ID token. */
  | 'claim.at_hash'
  /** `c_hash` is the hash of the code that came with the ID token. */
  | 'claim.c_hash'
  /** `auth_time` says when the user logged in, and that is not longer ago than was asked for. */
  | 'claim.auth_time'
  /** `acr` is one of the authentication context classes that were asked for. */
  | 'claim.acr'
  /** `scope` or `scp` is well-formed and has every scope that is required. */
  | 'claim.scope'
  /** Every further claim that was asked for is there. */
  | 'claim.required'
  /** The claims that no other check reads, such as `amr` or `email_verified`, have the JSON types of their specifications. It warns, and never fails. */
  | 'claim.value-type'
  /** The claims are what the schema takes that the verifier was given. It is asked last, where every other check passes. */
  | 'claim.schema'
  /** A DPoP proof names the method of its request, the one that is expected where one is given. */
  | 'claim.htm'
  /** A DPoP proof names the URL of its request, without query and fragment, the one that is expected where one is given. */
  | 'claim.htu'
  /** A DPoP proof that goes with an access token has its SHA-256 in `ath`. */
  | 'claim.ath'
  /** `events` of a security event token is an object with a URI for each event, and that of a logout token has the event of a logout. */
  | 'claim.events'
  /** A request object holds the parameters of a request and no further request, and a signed authorization response has a code, tokens or an error. */
  | 'claim.parameters'

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
  /** What to do about it. The slim build of the npm package leaves it out. */
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
  /** The metadata of an API, which names its authorization servers. */
  | 'resource-metadata'
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
  /** Requests and answers as a browser saves them (HAR). */
  | 'har'
  /** A line of a log, or what a program says where it fails. */
  | 'log-line'
  /** A Secret of Kubernetes, as YAML or JSON. */
  | 'kubernetes-secret'
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
  /** Base64 around it. */
  | 'base64'
  /** The line ends and escapes of mails. */
  | 'quoted-printable'
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
  /** A token was not verified by the key that it asks for, in whose place there may be another by now. */
  | {
      type: 'not-verified'
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

/** What comes of a token that asks for a key that is not in the set, or that the key in the set does not verify. */
export type UnknownKid =
  /** The set is fetched, or is on its way. */
  | 'fetch'
  /** Nothing: a fetch has just been made. */
  | 'cooldown'
  /** Nothing: a fetch has not brought this very key, or none that verifies this very token. */
  | 'remembered'
  /** Nothing: the endpoint fails. */
  | 'backing-off'

/** The code of an error that is no failed check: a mistake of the caller, keys that could not be had, an encrypted token that was not opened, or a form that does not hold. */
export type ErrorCode =
  /** No algorithm is allowed, and not those of the trusted keys either, so that no token could ever be accepted. */
  | 'misuse.no-algorithms'
  /** No audience is expected and none is waived: tokens for other APIs would be taken without anybody having said so. */
  | 'misuse.no-audience'
  /** No issuer is expected and none is waived: it would not matter who made the token. */
  | 'misuse.no-issuer'
  /** The leeway for clocks is longer than ten minutes. A leeway is for small differences between clocks. */
  | 'misuse.leeway'
  /** An expected value is an empty text. It would either match nothing or be taken for no expectation at all. */
  | 'misuse.empty-expectation'
  /** Verification was asked for and nothing says where keys come from. */
  | 'misuse.no-keys'
  /** What was given as a key cannot be read as one, or cannot be used with the algorithm. */
  | 'misuse.key'
  /** The URL is plain http to another machine. Whoever is on the network path could read secrets and replace keys. */
  | 'misuse.https'
  /** The issuer that was given is no URL from which metadata can be asked. */
  | 'misuse.issuer'
  /** The address of the key set that was given is no absolute URL. */
  | 'misuse.jwks_uri'
  /** The token endpoint that was given is no absolute URL, or has a fragment. */
  | 'misuse.token_endpoint'
  /** The authorization endpoint that was given is no absolute URL, or has a fragment. */
  | 'misuse.authorization_endpoint'
  /** The address of an endpoint that was given is no absolute URL, or has a fragment. */
  | 'misuse.endpoint'
  /** The redirect URI is no absolute URI, has a fragment, or cannot be listened on. */
  | 'misuse.redirect_uri'
  /** The source of random bytes that was given failed, so that no state, verifier or key was made. */
  | 'misuse.no-entropy'
  /** The request cannot be sent as it is: its URL, method or a header has a form that HTTP does not allow. */
  | 'misuse.request'
  /** An option is unknown, has a value of the wrong type, or contradicts another. */
  | 'misuse.options'
  /** The text to inspect is not a string. */
  | 'misuse.text'
  /** The token is not a string. */
  | 'misuse.token'
  /** The body of the API's answer is not a string. */
  | 'misuse.body'
  /** The name of the claim or header parameter is not a string. */
  | 'misuse.name'
  /** The value is not a string. */
  | 'misuse.value'
  /** The algorithm is not a string. */
  | 'misuse.algorithm'
  /** The clock that was given does not return a time in milliseconds since 1970. With a wrong clock expired tokens could pass. */
  | 'misuse.clock'
  /** The engine that was asked for is not there, or does not compute the algorithm. */
  | 'misuse.engine'
  /** A synchronous call needs something that only comes later: keys that are still to be fetched, or a signature that crypto.subtle computes. */
  | 'misuse.async-engine'
  /** The slim build was used before its WebAssembly module was loaded. */
  | 'misuse.not-initialised'
  /** This build was made without the function that is called. */
  | 'misuse.slim'
  /** More verifications wait for the host's crypto at once than there is room for. */
  | 'misuse.too-many'
  /** The key set that was fetched has no key that can verify a signature. */
  | 'keys.none'
  /** The keys that were stored earlier cannot be taken: they are damaged, of another issuer, or too old. */
  | 'keys.snapshot'
  /** The keys in hand are too old to be used before their endpoint is asked again. */
  | 'keys.old'
  /** The endpoint of the keys did not answer in time, or the fetch was never finished. */
  | 'keys.timeout'
  /** The endpoint of the keys could not be reached. */
  | 'keys.network'
  /** The answer has no body where a JSON document should be. */
  | 'server.empty'
  /** The answer is compressed, which was not asked for. */
  | 'server.encoding'
  /** The answer is a form where a JSON document should be. */
  | 'server.form'
  /** The answer is a web page where a JSON document should be: a login page, an error page, or the page of a single-page application. */
  | 'server.html'
  /** The answer cannot be read as a JSON object. */
  | 'server.json'
  /** The answer is XML where a JSON document should be, such as SAML metadata. */
  | 'server.xml'
  /** The answer has a status other than 200, and says nothing that OAuth defines. */
  | 'server.status'
  /** The endpoint redirects. Redirects are not followed: whoever redirects could get secrets, or give keys of its own. */
  | 'server.redirect'
  /** The answer is longer than a key set may be. */
  | 'server.too-large'
  /** The answer is no set of keys. */
  | 'server.jwks'
  /** The issuer's metadata names no jwks_uri, or one from which keys cannot be fetched safely. */
  | 'server.jwks_uri'
  /** The metadata lacks what is required, or names something that cannot be used. */
  | 'server.metadata'
  /** The metadata names another issuer than the one that was asked. Nothing of it is used: anyone could serve such metadata. */
  | 'server.issuer'
  /** The issuer's metadata names no token_endpoint, or one that cannot be used. */
  | 'server.token_endpoint'
  /** The token came with a token_type that is not known here, or of type DPoP without a key that was shown for it. A client must not use such a token. */
  | 'server.token_type'
  /** The issuer's metadata names no authorization_endpoint, or one that cannot be used. */
  | 'server.authorization_endpoint'
  /** The issuer's metadata does not name the endpoint that this needs, or one that cannot be used. */
  | 'server.endpoint'
  /** The device authorization response lacks device_code, user_code or verification_uri. */
  | 'server.device-response'
  /** The introspection response does not say whether the token is active. */
  | 'server.introspection-response'
  /** A signed introspection response was asked for, and what came is a plain one, or a JWT that does not hold: its type, its signature, its issuer, the API that it is for, or its time. Nothing of it is used. */
  | 'server.introspection-jwt'
  /** The answer to a pushed authorization request has no request_uri. */
  | 'server.pushed-response'
  /** The userinfo response has no sub, or is a JWT that does not hold. */
  | 'server.userinfo-response'
  /** Userinfo speaks of another user than the ID token. Nothing of it may be used. */
  | 'server.userinfo-subject'
  /** The token response lacks access_token or token_type, or has something in it that no token may. */
  | 'server.token-response'
  /** The server registered the client otherwise than it was asked to: with another redirect URI, without the authorization code grant, or with an authentication that the client cannot do. No login can work with it. */
  | 'server.registration-unfit'
  /** The answer to a registration gives no client_id. */
  | 'server.registration'
  /** the request lacks a parameter, repeats one, or is not a form */
  | 'declined.invalid_request'
  /** the client is unknown, or its secret or way of authenticating is not accepted */
  | 'declined.invalid_client'
  /** the user name, password, code or refresh token is wrong, expired, used already or another client's */
  | 'declined.invalid_grant'
  /** this client may not use this grant */
  | 'declined.unauthorized_client'
  /** the server does not offer this grant */
  | 'declined.unsupported_grant_type'
  /** a scope is unknown, malformed, or not allowed to this client with this grant */
  | 'declined.invalid_scope'
  /** the resource that was asked for is unknown or not allowed */
  | 'declined.invalid_target'
  /** the server wants a DPoP proof with a nonce of its own */
  | 'declined.use_dpop_nonce'
  /** the DPoP proof is missing or not accepted */
  | 'declined.invalid_dpop_proof'
  /** the server failed by itself */
  | 'declined.server_error'
  /** the server is too busy or down for now */
  | 'declined.temporarily_unavailable'
  /** the user or the server refused */
  | 'declined.access_denied'
  /** the user has not finished yet */
  | 'declined.authorization_pending'
  /** the client asks too often */
  | 'declined.slow_down'
  /** the device code has expired */
  | 'declined.expired_token'
  /** the server does not give codes to this client, or at all */
  | 'declined.unsupported_response_type'
  /** the user is not logged in, and the request allowed no login page */
  | 'declined.login_required'
  /** the user has not consented yet, and the request allowed no consent page */
  | 'declined.consent_required'
  /** the server needs the user, and the request allowed no page */
  | 'declined.interaction_required'
  /** several users are logged in, and the request allowed no page to choose one */
  | 'declined.account_selection_required'
  /** the request_uri is unknown, used already or expired */
  | 'declined.invalid_request_uri'
  /** the signed request is not accepted */
  | 'declined.invalid_request_object'
  /** the user could not log in the way that was asked for */
  | 'declined.unmet_authentication_requirements'
  /** the authorization_details are unknown to the server or malformed */
  | 'declined.invalid_authorization_details'
  /** the server does not revoke tokens of this kind */
  | 'declined.unsupported_token_type'
  /** a redirect URI of the client to be registered is not allowed, or that of the request is not registered */
  | 'declined.invalid_redirect_uri'
  /** a value of the client to be registered is not allowed */
  | 'declined.invalid_client_metadata'
  /** the software statement is not valid */
  | 'declined.invalid_software_statement'
  /** the software statement is not approved at this server */
  | 'declined.unapproved_software_statement'
  /** the access token is expired, revoked, malformed or not meant for this endpoint */
  | 'declined.invalid_token'
  /** the access token lacks a scope that the endpoint requires */
  | 'declined.insufficient_scope'
  /** it gives a code of its own */
  | 'declined.other'
  /** The text is no well-formed encrypted token. */
  | 'jwe.format'
  /** The header's `alg` or `enc` is missing, unknown, not opened here, or not allowed. RSA1_5 never is: it can be read by who may ask often enough. */
  | 'jwe.alg'
  /** A header parameter that the algorithm needs is missing or malformed, or `crit` demands what is not understood. */
  | 'jwe.header'
  /** The key that was given cannot be used with the token's `alg`. */
  | 'jwe.key'
  /** The token does not open with this key: it was encrypted to another one, or was altered. */
  | 'jwe.decryption'
  /** What was encrypted is no signed token. Whoever has the public key can encrypt, so that nothing proves who made it. */
  | 'jwe.unsigned'
  /** Opening the token would take more time or space than any token needs. */
  | 'jwe.bound'
  /** The text is an SD-JWT with a disclosure that the issuer signed no digest of, or whose key binding does not hold: by its signature, what it was signed over, its times, or the audience and nonce that are expected. Or a key binding is expected, and there is none. */
  | 'sd-jwt.presentation'
  /** The text is a JWS in JSON form that leaves nothing to verify: its payload is sent apart or is not encoded, or a header says what it must not say there. */
  | 'jws-json.form'
