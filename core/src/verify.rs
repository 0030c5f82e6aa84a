//! Verifies and explains: one list of checks, run to the first failure or to the end.

#[cfg(feature = "kinds")]
mod detached;
pub mod split;

use std::fmt;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use crate::alg::Algorithm;
use crate::checks::{
    BEFORE_KEYS, CLAIMS, CheckOutcome, Choice, Context, KEY, Rule, SCHEMA, SIGNATURE, holds_until,
    of_kind, outcome, unfit,
};
use crate::crypto::{Key, KeySet};
use crate::json::Object;
use crate::jws::{Content, Decoded, decode, decode_to_show};
use crate::jwt::Policy;
use crate::report::{
    Check, CheckId, Format, KeyReport, KeySource, Report, SignatureReport, SignatureStatus, Status,
    Verdict,
};
use crate::secret::mask_private_keys;
#[cfg(feature = "summary")]
use crate::summary::sum_up::summary;
use crate::time::Timestamp;

#[cfg(feature = "kinds")]
pub use detached::{DetachedJws, verify_detached_jws};
#[cfg(feature = "kinds")]
use split::SignatureQuestion;

/// A token that a trusted key signed and that meets the policy. There is no other way to make one than [`verify`].
#[derive(Clone, Debug, PartialEq)]
pub struct Verified {
    header: Object,
    claims: Object,
    payload: Vec<u8>,
    key: Arc<KeyReport>,
    key_index: usize,
    algorithm: Algorithm,
}

impl Verified {
    /// The JOSE header.
    pub fn header(&self) -> &Object {
        &self.header
    }

    /// The claims set.
    pub fn claims(&self) -> &Object {
        &self.claims
    }

    /// The claims set as it was signed: strict JSON, in UTF-8.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The claims as a type of the caller's own.
    ///
    /// ```
    /// # use claimscope_core::Verified;
    /// # use claimscope_core::time::Timestamp;
    /// #[derive(serde::Deserialize)]
    /// struct Order {
    ///     sub: String,
    ///     order_id: u64,
    /// }
    ///
    /// # fn handle(verified: &Verified) -> Result<(), Box<dyn std::error::Error>> {
    /// let order: Order = verified.deserialize()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Where the claims do not have this shape: the token is genuine all the same.
    pub fn deserialize<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_slice(&self.payload)
    }

    /// [`Verified::payload`], taken out.
    pub fn into_payload(self) -> Vec<u8> {
        self.payload
    }

    /// The first second at which this token no longer meets `policy`, the one that it was verified by, because it
    /// expires or grows too old; `None` where the policy lets it hold for ever.
    pub fn holds_until(&self, policy: &Policy) -> Option<Timestamp> {
        holds_until(&self.claims, policy)
    }

    /// The key that verified the signature.
    pub fn key(&self) -> &KeyReport {
        &self.key
    }

    /// That key's place in its set, from 0.
    pub fn key_index(&self) -> usize {
        self.key_index
    }

    /// The algorithm of the signature.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}

/// A signed text whose signature a trusted key verified; its payload may be anything. Made by [`verify_jws`] alone.
#[derive(Clone, Debug, PartialEq)]
pub struct VerifiedJws {
    header: Object,
    payload: Vec<u8>,
    key: Arc<KeyReport>,
    key_index: usize,
    algorithm: Algorithm,
}

impl VerifiedJws {
    /// The JOSE header.
    pub fn header(&self) -> &Object {
        &self.header
    }

    /// The payload.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The key that verified the signature.
    pub fn key(&self) -> &KeyReport {
        &self.key
    }

    /// That key's place in its set, from 0.
    pub fn key_index(&self) -> usize {
        self.key_index
    }

    /// The algorithm of the signature.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}

/// Why a token is not to be trusted: the first check that it did not pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    check: Box<Check>,
}

impl Rejection {
    /// The check.
    pub fn check(&self) -> &Check {
        &self.check
    }

    /// The stable code, which is the check's name, such as `claim.exp`.
    pub fn code(&self) -> &'static str {
        self.check.id.as_str()
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.check.id, self.check.message)
    }
}

impl std::error::Error for Rejection {}

/// Verifies a token strictly: exactly the compact form, a trusted key, and every expectation of the policy.
///
/// # Errors
///
/// The first check that the token does not pass.
pub fn verify(
    token: &str,
    keys: &KeySet,
    policy: &Policy,
    now: Timestamp,
) -> Result<Verified, Rejection> {
    let decoded = decode(token, Content::Claims, policy.allow_padding);
    let cx = context(&decoded, token, Some(keys), Some(policy), now, None);
    run_strict(&cx, BEFORE_KEYS)?;
    run_strict(&cx, KEY)?;
    let signature = check_signature(&cx)?;
    run_strict(&cx, CLAIMS)?;
    run_strict(&cx, of_kind(&cx))?;
    let proof = proof(&cx, signature)?;
    verified(decoded, proof)
}

/// The refusal of a token that was verified, and whose claims are not what a schema of the caller's takes: `faults` names the
/// places, and nothing that the token says there.
pub fn refused_by_schema(faults: &str) -> Rejection {
    Rejection {
        check: Box::new(unfit(faults).into_check(&SCHEMA)),
    }
}

/// Verifies the signature of a compact JWS whose payload may be anything ([RFC 7515 §5.2]). No claim is checked.
///
/// [RFC 7515 §5.2]: https://www.rfc-editor.org/rfc/rfc7515#section-5.2
///
/// # Errors
///
/// The first check that the text does not pass.
pub fn verify_jws(text: &str, keys: &KeySet) -> Result<VerifiedJws, Rejection> {
    let decoded = decode(text, Content::Any, false);
    let now = Timestamp::default();
    let cx = context(&decoded, text, Some(keys), None, now, None);
    run_strict(&cx, BEFORE_KEYS)?;
    run_strict(&cx, KEY)?;
    let signature = check_signature(&cx)?;
    let Proof {
        key,
        key_index,
        algorithm,
    } = proof(&cx, signature)?;
    match decoded.header {
        Some(header) => Ok(VerifiedJws {
            header,
            payload: decoded.payload,
            key,
            key_index,
            algorithm,
        }),
        None => Err(unproved(CheckId::FormatJson)),
    }
}

/// Runs every check and reports all. Without keys nothing is proved; without a policy only what holds for any JWT is
/// checked. It never fails, and accepts just the tokens that [`verify`] does.
pub fn explain(
    token: &str,
    keys: Option<&KeySet>,
    policy: Option<&Policy>,
    now: Timestamp,
) -> Report {
    let padding_allowed = policy.is_some_and(|policy| policy.allow_padding);
    let decoded = decode_to_show(token, padding_allowed);
    report(decoded, token, keys, policy, now, None, None)
}

/// Runs every check on what was decoded.
fn report(
    decoded: Decoded,
    token: &str,
    keys: Option<&KeySet>,
    policy: Option<&Policy>,
    now: Timestamp,
    computed: Option<bool>,
    schema_faults: Option<&str>,
) -> Report {
    let cx = Context {
        explaining: true,
        schema_faults,
        ..context(&decoded, token, keys, policy, now, computed)
    };
    let explained = |rule: &Rule| outcome(rule, &cx).into_check(rule);
    let (status, value) = (SIGNATURE.run)(&cx);
    let checks: Vec<Check> = (BEFORE_KEYS.iter().chain(KEY))
        .map(explained)
        .chain([value.into_check(&SIGNATURE)])
        .chain(CLAIMS.iter().chain(of_kind(&cx)).map(explained))
        .chain(schema_faults.map(|_| explained(&SCHEMA)))
        .collect();
    let signature = SignatureReport {
        status,
        alg: decoded
            .header
            .as_ref()
            .and_then(|header| header.get_str("alg"))
            .map(str::to_owned),
        key: cx.key().map(|key| key.report().as_ref().clone()),
    };
    #[cfg(feature = "summary")]
    let key_change = cx.key().and_then(|key| key.jwk().limits().next_change(now));
    let failed = checks.iter().any(|check| check.status == Status::Fail);
    let verdict = match trusted(&cx, status) {
        _ if failed => Verdict::Rejected,
        Some(_) if policy.is_some() => Verdict::Accepted,
        _ => Verdict::Unverified,
    };
    let report = Report {
        verdict,
        #[cfg(feature = "summary")]
        summary: Box::default(),
        format: decoded.format,
        profile: policy.map(|policy| policy.profile.name()),
        waived: policy.map(Policy::waived).unwrap_or_default(),
        parts: decoded.parts().collect(),
        header: decoded.header.map(shown),
        claims: decoded.claims.map(shown),
        signature,
        checks,
    };
    #[cfg(feature = "summary")]
    let report = Report {
        summary: Box::new(summary(&report, policy, key_change, now)),
        ..report
    };
    report
}

/// A part of the token as a report has it.
fn shown(mut part: Object) -> Object {
    mask_private_keys(&mut part);
    part
}

fn context<'a>(
    decoded: &'a Decoded,
    token: &'a str,
    keys: Option<&'a KeySet>,
    policy: Option<&'a Policy>,
    now: Timestamp,
    computed: Option<bool>,
) -> Context<'a> {
    let signed = decoded
        .header
        .as_ref()
        .filter(|_| decoded.format == Format::Jws);
    let algorithm = decoded.algorithm.filter(|_| signed.is_some());
    let kid = signed.and_then(|header| header.get_str("kid"));
    Context {
        token,
        decoded,
        keys,
        policy,
        now,
        algorithm,
        choice: Choice::make(keys, kid, algorithm),
        computed,
        schema_faults: None,
        explaining: false,
    }
}

/// Runs the rules to the first that fails.
fn run_strict(cx: &Context<'_>, rules: &[Rule]) -> Result<(), Rejection> {
    rules
        .iter()
        .try_for_each(|rule| passed(rule, outcome(rule, cx)))
}

/// Runs the check of the signature.
fn check_signature(cx: &Context<'_>) -> Result<SignatureStatus, Rejection> {
    let (status, outcome) = (SIGNATURE.run)(cx);
    passed(&SIGNATURE, outcome).map(|()| status)
}

fn passed<T>(rule: &Rule<T>, outcome: CheckOutcome) -> Result<(), Rejection> {
    match outcome.status {
        Status::Fail => Err(Rejection {
            check: Box::new(outcome.into_check(rule)),
        }),
        Status::Pass | Status::Warn | Status::Skip => Ok(()),
    }
}

/// By which key a token was proved.
struct Proof {
    key: Arc<KeyReport>,
    key_index: usize,
    algorithm: Algorithm,
}

fn proof(cx: &Context<'_>, signature: SignatureStatus) -> Result<Proof, Rejection> {
    let (key, algorithm) = trusted(cx, signature).ok_or_else(|| unproved(CheckId::KeyIssuer))?;
    Ok(Proof {
        key: Arc::clone(key.report()),
        key_index: index_in(cx, key).unwrap_or_default(),
        algorithm,
    })
}

/// The place of a key in the set that it was chosen from.
fn index_in(cx: &Context<'_>, key: &Key) -> Option<usize> {
    let keys = cx.keys.map(KeySet::keys).unwrap_or_default();
    keys.iter().position(|one| std::ptr::eq(one, key))
}

/// What was decoded, now that every check has passed.
fn verified(decoded: Decoded, proof: Proof) -> Result<Verified, Rejection> {
    match (decoded.header, decoded.claims) {
        (Some(header), Some(claims)) => Ok(Verified {
            header,
            claims,
            payload: decoded.payload,
            key: proof.key,
            key_index: proof.key_index,
            algorithm: proof.algorithm,
        }),
        // Both are there: without either, a format check has failed.
        _ => Err(unproved(CheckId::FormatJson)),
    }
}

/// The key and algorithm that proved the token, where something did: a valid signature by a key from outside it.
fn trusted<'a>(cx: &Context<'a>, signature: SignatureStatus) -> Option<(&'a Key, Algorithm)> {
    let (key, algorithm) = (cx.key()?, cx.algorithm?);
    let proved = signature == SignatureStatus::Valid && key.source() != KeySource::Embedded;
    proved.then_some((key, algorithm))
}

/// Nothing failed and yet nothing is proved: the key came out of the token itself.
fn unproved(id: CheckId) -> Rejection {
    let rule = Rule {
        id,
        spec: "RFC 8725 §3.10",
        run: |_| CheckOutcome::unproved(),
    };
    Rejection {
        check: Box::new(CheckOutcome::unproved().into_check(&rule)),
    }
}
