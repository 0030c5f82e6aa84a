//! Verification in two halves, for hosts that compute signatures themselves and perhaps later.

use std::sync::Arc;

use super::{
    Rejection, Verified, check_signature, context, index_in, proof, report, run_strict, unproved,
    verified,
};
use crate::alg::Algorithm;
use crate::checks::{BEFORE_KEYS, CLAIMS, Choice, Context, KEY};
use crate::crypto::{Key, KeySet};
use crate::jws::{Content, Decoded, decode, decode_to_show};
use crate::jwt::Policy;
use crate::report::{CheckId, Format, Report};
use crate::time::Timestamp;

/// A token that has passed every check that needs no key: what is known before keys are fetched for it.
#[must_use]
pub struct Parsed {
    text: Text,
    policy: Arc<Policy>,
    now: Timestamp,
}

/// A token that has passed every check up to its signature. Whoever computes that calls [`Pending::finish`].
///
/// [`verify`](crate::verify) and the two halves run the same rules in the same order.
#[must_use]
pub struct Pending {
    text: Text,
    keys: Arc<KeySet>,
    policy: Arc<Policy>,
    now: Timestamp,
}

/// What a host is asked: whether `key` verifies `signature` over `signing_input` with `algorithm`.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct SignatureQuestion<'a> {
    /// What was signed, in ASCII ([RFC 7515 §5.1](https://www.rfc-editor.org/rfc/rfc7515#section-5.1)).
    pub signing_input: &'a [u8],
    /// The signature as JOSE has it: for ECDSA, `r` and `s` side by side.
    pub signature: &'a [u8],
    /// The key that was chosen.
    pub key: &'a Key,
    /// Its place in the set, from 0.
    pub key_index: usize,
    /// The algorithm.
    pub algorithm: Algorithm,
}

/// A token and what was read of it.
struct Text {
    token: Box<str>,
    decoded: Decoded,
}

impl Text {
    fn read(token: &str, padding_allowed: bool) -> Self {
        Self {
            token: token.into(),
            decoded: decode(token, Content::Claims, padding_allowed),
        }
    }

    fn kid(&self) -> Option<&str> {
        self.decoded.header.as_ref()?.get_str("kid")
    }

    fn algorithm(&self) -> Option<Algorithm> {
        self.decoded.algorithm
    }

    fn question<'a>(&'a self, cx: &Context<'a>) -> Option<SignatureQuestion<'a>> {
        let (Choice::One(key), Some(algorithm)) = (&cx.choice, cx.algorithm) else {
            return None;
        };
        Some(SignatureQuestion {
            signing_input: &self.token.as_bytes()[..self.decoded.signing_input_bytes],
            signature: &self.decoded.signature,
            key,
            key_index: index_in(cx, key)?,
            algorithm,
        })
    }
}

impl Parsed {
    /// Runs the checks that need no key.
    ///
    /// # Errors
    ///
    /// The first check that the token does not pass.
    pub fn new(token: &str, policy: Arc<Policy>, now: Timestamp) -> Result<Self, Rejection> {
        let text = Text::read(token, policy.allow_padding);
        let cx = context(&text.decoded, &text.token, None, Some(&policy), now, None);
        run_strict(&cx, BEFORE_KEYS)?;
        Ok(Self { text, policy, now })
    }

    /// The `kid` of the key that the token asks for.
    pub fn kid(&self) -> Option<&str> {
        self.text.kid()
    }

    /// The algorithm that the token names, which is one that the policy allows.
    pub fn algorithm(&self) -> Option<Algorithm> {
        self.text.algorithm()
    }

    /// Goes on with these keys, up to the signature.
    ///
    /// # Errors
    ///
    /// The first check that the token does not pass.
    pub fn with_keys(self, keys: Arc<KeySet>) -> Result<Pending, Rejection> {
        let pending = Pending {
            text: self.text,
            keys,
            policy: self.policy,
            now: self.now,
        };
        run_strict(&pending.cx(None), KEY)?;
        Ok(pending)
    }

    /// Refuses a token for which no keys are looked up, since it is of none of the issuers that are expected.
    pub fn without_keys(self) -> Rejection {
        let Text { token, decoded } = &self.text;
        let cx = context(decoded, token, None, Some(&self.policy), self.now, None);
        let failed = check_signature(&cx).and_then(|_| run_strict(&cx, CLAIMS));
        failed.err().unwrap_or_else(|| unproved(CheckId::KeyFound))
    }
}

impl Pending {
    /// Runs the checks that come before the signature: [`Parsed::new`] and [`Parsed::with_keys`] in one.
    ///
    /// # Errors
    ///
    /// The first check that the token does not pass.
    pub fn begin(
        token: &str,
        keys: Arc<KeySet>,
        policy: Arc<Policy>,
        now: Timestamp,
    ) -> Result<Self, Rejection> {
        Parsed::new(token, policy, now)?.with_keys(keys)
    }

    /// What there is to compute; `None` where the token cannot be accepted, whatever the signature.
    pub fn question(&self) -> Option<SignatureQuestion<'_>> {
        self.text.question(&self.cx(None))
    }

    /// The algorithm that the token names, which is one that the policy allows.
    pub fn algorithm(&self) -> Option<Algorithm> {
        self.text.algorithm()
    }

    /// Runs the remaining checks, where the host has found that the signature matches or that it does not.
    ///
    /// # Errors
    ///
    /// The first check that the token does not pass.
    pub fn finish(self, matches: bool) -> Result<Verified, Rejection> {
        self.complete(Some(matches))
    }

    /// Runs the remaining checks and computes the signature with the key set's own provider.
    ///
    /// # Errors
    ///
    /// The first check that the token does not pass.
    pub fn finish_here(self) -> Result<Verified, Rejection> {
        self.complete(None)
    }

    fn complete(self, computed: Option<bool>) -> Result<Verified, Rejection> {
        let cx = self.cx(computed);
        let signature = check_signature(&cx)?;
        run_strict(&cx, CLAIMS)?;
        run_strict(&cx, super::of_kind(&cx))?;
        let proof = proof(&cx, signature)?;
        verified(self.text.decoded, proof)
    }

    fn cx(&self, computed: Option<bool>) -> Context<'_> {
        let (keys, policy) = (Some(&*self.keys), Some(&*self.policy));
        context(
            &self.text.decoded,
            &self.text.token,
            keys,
            policy,
            self.now,
            computed,
        )
    }
}

/// A token to be explained, whose signature the host may compute first.
#[must_use]
pub struct Explaining {
    text: Text,
    keys: Option<Arc<KeySet>>,
    policy: Option<Arc<Policy>>,
    now: Timestamp,
    schema_faults: Option<String>,
}

impl Explaining {
    /// Takes the token apart.
    pub fn begin(token: &str, policy: Option<Arc<Policy>>, now: Timestamp) -> Self {
        let padding_allowed = policy.as_ref().is_some_and(|policy| policy.allow_padding);
        Self {
            text: Text {
                token: token.into(),
                decoded: decode_to_show(token, padding_allowed),
            },
            keys: None,
            policy,
            now,
            schema_faults: None,
        }
    }

    /// The `kid` of the key that the token asks for.
    pub fn kid(&self) -> Option<&str> {
        self.text.kid()
    }

    /// The algorithm that the token names, where it is a signed one that is known.
    pub fn algorithm(&self) -> Option<Algorithm> {
        let is_signed = self.text.decoded.format == Format::Jws;
        self.text.algorithm().filter(|_| is_signed)
    }

    /// Adds the keys to check with.
    pub fn with_keys(self, keys: Arc<KeySet>) -> Self {
        Self {
            keys: Some(keys),
            ..self
        }
    }

    /// Adds what came of a schema of the caller's, where one was run: the places of the claims that are not as it wants them,
    /// none where they are.
    pub fn with_schema_faults(self, schema_faults: Option<String>) -> Self {
        Self {
            schema_faults,
            ..self
        }
    }

    /// What there is to compute; `None` where there is no one key to check with.
    pub fn question(&self) -> Option<SignatureQuestion<'_>> {
        let decoded = &self.text.decoded;
        let (keys, policy) = (self.keys.as_deref(), self.policy.as_deref());
        let cx = context(decoded, &self.text.token, keys, policy, self.now, None);
        let question = self.text.question(&cx)?;
        let computable =
            decoded.format == Format::Jws && question.key.fits(question.algorithm).is_ok();
        computable.then_some(question)
    }

    /// The token itself.
    pub fn token(&self) -> &str {
        &self.text.token
    }

    /// The report, with what the host found; with `None` the key set's own provider computes.
    pub fn finish(self, matches: Option<bool>) -> Report {
        let (keys, policy) = (self.keys.as_deref(), self.policy.as_deref());
        let Text { token, decoded } = self.text;
        let schema_faults = self.schema_faults.as_deref();
        report(
            decoded,
            &token,
            keys,
            policy,
            self.now,
            matches,
            schema_faults,
        )
    }
}
