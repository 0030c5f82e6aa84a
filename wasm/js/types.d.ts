/** One check of a report: what was expected, what was found, where the rule stands and what to do. */
export interface Check {
  /** The stable name, such as `claim.exp`. */
  id: string
  status: 'pass' | 'fail' | 'warn' | 'skip'
  expected?: string
  actual?: string
  /** One sentence for a person. */
  message: string
  /** Where the rule stands, such as `RFC 7519 §4.1.4`. */
  spec: string
  hint?: string
}

/** The key that was tried. */
export interface KeyReport {
  kid?: string
  /** RFC 7638; absent for a shared secret. */
  thumbprint?: string
  source: 'issuer-jwks' | 'jwks' | 'key' | 'secret' | 'embedded'
}

/** Everything that is known of a token. */
export interface Report {
  verdict: 'accepted' | 'rejected' | 'unverified'
  format: 'jws' | 'jwe' | 'opaque' | 'malformed'
  profile?: string
  waived?: string[]
  header: Record<string, any> | null
  claims: Record<string, any> | null
  /** Where the parts lie in the token, in UTF-16 units. */
  parts: { name: string, start: number, end: number }[]
  signature: { status: 'valid' | 'invalid' | 'not-checked', alg?: string, key?: KeyReport }
  checks: Check[]
}

/** What was found in a text, and the report on it. */
export interface Inspection extends Report {
  /** Where the token starts in the text, where it stands in one piece. */
  token_start?: number
  pasted_as: 'token' | 'trimmed' | 'authorization-header' | 'json' | 'wrapped' | 'text'
  /** The token itself; not enumerable. */
  readonly token: string
}

/** Why an API said no, as far as it can be told from outside. */
export interface Diagnosis {
  status: number
  headline: string
  server_words: string[]
  /** The most likely first. */
  reasons: {
    code: string
    title: string
    evidence: string[]
    certainty: 'possible' | 'likely' | 'certain'
    fix: string
    spec?: string
  }[]
  notes: string[]
}
