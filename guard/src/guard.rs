//! The guard: what it is told, and what it decides of a request.

use std::fmt;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use claimscope_core::crypto::KeySet;
use claimscope_core::json::Object;
use claimscope_core::jwt::Policy;
use claimscope_core::split::Parsed;
use claimscope_core::time::Timestamp;
use claimscope_core::{Rejection, Verified};
use http::{HeaderMap, Method, Response, Uri};

use crate::answer::{Refusal, Told};
use crate::credentials::token_of;
use crate::keys::{GuardClock, VerificationKeys};
use crate::metadata::Metadata;

/// Seconds after which to come again where keys cannot be had, where nothing else was said.
const RETRY_AFTER_SECONDS: u32 = 10;

/// A mistake in what a guard is told; no request can cause it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GuardMisuse {
    /// A realm, a scope or an `acr` that has something else than printable ASCII; its name.
    NotPrintable(&'static str),
    /// A resource that is no `https` URL, or `http` one of this machine, or has a fragment; as it was given.
    Resource(String),
}

impl fmt::Display for GuardMisuse {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotPrintable(what) => {
                write!(formatter, "the {what} is a text of printable ASCII")
            }
            Self::Resource(given) => write!(
                formatter,
                "the resource is the API's own https URL without a fragment, such as https://api.example/orders, and not {given:?}"
            ),
        }
    }
}

impl std::error::Error for GuardMisuse {}

/// What is to be done with a request.
#[derive(Debug)]
pub enum Decision {
    /// It may go on, with its token.
    Passed(Box<Verified>),
    /// It is refused, with this answer.
    Refused(Box<Refusal>, Response<String>),
    /// It asks for the API's metadata, and this is the answer.
    Metadata(Response<String>),
}

type OnRefusal = dyn Fn(&Refusal, &Method, &Uri) + Send + Sync;

/// A guard, made once for an API or for a route of it. It is a [`tower::Layer`]; clones share their keys.
pub struct Guard<K> {
    policy: Arc<Policy>,
    keys: Arc<K>,
    told: Arc<Told>,
    metadata: Option<Arc<Metadata>>,
    now_ms: GuardClock,
    on_refusal: Option<Arc<OnRefusal>>,
}

impl<K> Clone for Guard<K> {
    fn clone(&self) -> Self {
        Self {
            policy: Arc::clone(&self.policy),
            keys: Arc::clone(&self.keys),
            told: Arc::clone(&self.told),
            metadata: self.metadata.clone(),
            now_ms: Arc::clone(&self.now_ms),
            on_refusal: self.on_refusal.clone(),
        }
    }
}

impl<K> fmt::Debug for Guard<K> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Guard");
        shown.field("policy", &self.policy).finish_non_exhaustive()
    }
}

impl Guard<Arc<KeySet>> {
    /// A guard with keys in hand.
    ///
    /// # Errors
    /// Where a scope or an `acr` of the policy could not stand in a header.
    pub fn new(policy: Policy, keys: KeySet) -> Result<Self, GuardMisuse> {
        Self::with_keys(policy, Arc::new(keys))
    }
}

impl<K: VerificationKeys> Guard<K> {
    /// A guard with keys from elsewhere, such as [`PublishedKeys`](crate::PublishedKeys). The policy says what a token must be,
    /// scopes and strength of login among it.
    ///
    /// # Errors
    /// Where a scope or an `acr` of the policy could not stand in a header.
    pub fn with_keys(policy: Policy, keys: K) -> Result<Self, GuardMisuse> {
        for (what, texts) in [("scope", &policy.scopes), ("acr", &policy.acr_values)] {
            texts.iter().try_for_each(|text| printable(what, text))?;
        }
        let told = Told {
            realm: None,
            scope: joined(&policy.scopes),
            acr_values: joined(&policy.acr_values),
            max_age: policy
                .max_auth_age_seconds
                .map(|seconds| seconds.to_string()),
            resource_metadata: None,
            retry_after_seconds: RETRY_AFTER_SECONDS,
        };
        Ok(Self {
            policy: Arc::new(policy),
            keys: Arc::new(keys),
            told: Arc::new(told),
            metadata: None,
            now_ms: Arc::new(now_ms),
            on_refusal: None,
        })
    }

    /// The `realm` of each challenge.
    ///
    /// # Errors
    /// Where it could not stand in a header.
    pub fn realm(mut self, realm: &str) -> Result<Self, GuardMisuse> {
        printable("realm", realm)?;
        Arc::make_mut(&mut self.told).realm = Some(realm.to_owned());
        Ok(self)
    }

    /// The API's own URL: its metadata is served there, and each challenge names them. `further` has more members of the
    /// metadata, such as `resource_name`.
    ///
    /// # Errors
    /// Where it is no URL of an API.
    pub fn resource(mut self, url: &str, further: &Object) -> Result<Self, GuardMisuse> {
        let metadata = Metadata::new(url, further, &self.policy)?;
        Arc::make_mut(&mut self.told).resource_metadata = Some(metadata.url.clone());
        self.metadata = Some(Arc::new(metadata));
        Ok(self)
    }

    /// Seconds after which to come again, where keys cannot be had. The default is 10.
    #[must_use]
    pub fn retry_after_seconds(mut self, seconds: u32) -> Self {
        Arc::make_mut(&mut self.told).retry_after_seconds = seconds.max(1);
        self
    }

    /// Tells the time in Unix milliseconds, in place of this machine's clock.
    #[must_use]
    pub fn clock(mut self, now_ms: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        self.now_ms = Arc::new(now_ms);
        self
    }

    /// Is told of each refusal, for logs and metrics, with the request's method and URL. A query may hold a token, which no log
    /// should.
    #[must_use]
    pub fn on_refusal(
        mut self,
        tell: impl Fn(&Refusal, &Method, &Uri) + Send + Sync + 'static,
    ) -> Self {
        self.on_refusal = Some(Arc::new(tell));
        self
    }

    /// Decides a request by what stands before its body.
    pub async fn decide(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Decision {
        let metadata = self.metadata.as_ref();
        if let Some(answer) = metadata.and_then(|one| one.answer(method, uri.path())) {
            return Decision::Metadata(answer);
        }
        let verified = match token_of(uri, headers) {
            Ok(token) => self.verified(&token).await,
            Err(refusal) => Err(refusal),
        };
        match verified {
            Ok(verified) => Decision::Passed(Box::new(verified)),
            Err(refusal) => {
                if let Some(tell) = &self.on_refusal {
                    tell(&refusal, method, uri);
                }
                let answer = refusal.answer(&self.told);
                Decision::Refused(Box::new(refusal), answer)
            }
        }
    }

    async fn verified(&self, token: &str) -> Result<Verified, Refusal> {
        let parsed = self.parsed(token)?;
        let (kid, algorithm) = (parsed.kid().map(str::to_owned), parsed.algorithm());
        let found = self
            .keys
            .keys(kid.as_deref(), algorithm, &self.now_ms)
            .await;
        let keys = found.map_err(Refusal::without_keys)?;
        let verified = match with_keys(parsed, &keys) {
            Ok(verified) => verified,
            Err(rejection) => {
                let failed = rejection.check().id;
                let newer = self.keys.newer(token, failed, &keys, &self.now_ms).await;
                let Some(newer) = newer else {
                    return Err(rejection.into());
                };
                with_keys(self.parsed(token)?, &newer)?
            }
        };
        match verified.claims().get("cnf") {
            Some(cnf) => Err(Refusal::of_confirmation(cnf)),
            None => Ok(verified),
        }
    }

    /// What can be said of a token without keys.
    fn parsed(&self, token: &str) -> Result<Parsed, Rejection> {
        let now = Timestamp::from_unix_seconds((self.now_ms)().div_euclid(1_000));
        Parsed::new(token, Arc::clone(&self.policy), now)
    }
}

/// Whether a text can stand in a header.
fn printable(what: &'static str, text: &str) -> Result<(), GuardMisuse> {
    match text.bytes().all(|byte| matches!(byte, 0x20..=0x7e)) {
        true => Ok(()),
        false => Err(GuardMisuse::NotPrintable(what)),
    }
}

fn with_keys(parsed: Parsed, keys: &Arc<KeySet>) -> Result<Verified, Rejection> {
    parsed.with_keys(Arc::clone(keys))?.finish_here()
}

fn joined(values: &[String]) -> Option<String> {
    (!values.is_empty()).then(|| values.join(" "))
}

fn now_ms() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
