//! What a key's container allows: the algorithm identifier beside the numbers, or the certificate around them.

use crate::alg::Algorithm;
use crate::time::Timestamp;

/// What holds for a key beside the members of its JWK.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Limits {
    /// The algorithms that an identifier of RSASSA-PSS leaves ([RFC 4055 §1.2]); `None` where any of its type will do.
    ///
    /// [RFC 4055 §1.2]: https://www.rfc-editor.org/rfc/rfc4055#section-1.2
    pub(super) algorithms: Option<&'static [Algorithm]>,
    /// Its certificate has a keyUsage without signatures ([RFC 5280 §4.2.1.3]).
    ///
    /// [RFC 5280 §4.2.1.3]: https://www.rfc-editor.org/rfc/rfc5280#section-4.2.1.3
    pub(super) no_signatures: bool,
    /// When its certificate holds.
    pub(super) validity: Option<Validity>,
    /// What is wrong with `x5c`.
    pub(super) x5c_problem: Option<&'static str>,
}

/// From when until when a certificate holds, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Validity {
    pub(super) not_before: Timestamp,
    pub(super) not_after: Timestamp,
}

fn named(allowed: &[Algorithm]) -> &'static str {
    match allowed {
        [] => "RSASSA-PSS with parameters that no JWS algorithm has",
        [only] => only.name(),
        _ => "RSASSA-PSS",
    }
}

impl Limits {
    /// What the key is for, where that is not `algorithm`.
    pub(crate) fn refused(&self, algorithm: Algorithm) -> Option<&'static str> {
        let allowed = self.algorithms?;
        (!allowed.contains(&algorithm)).then(|| named(allowed))
    }

    /// What alone the key is for, by its own words or its certificate's; `None` where they say nothing.
    #[cfg(feature = "registry")]
    pub(crate) fn only(&self) -> Option<&'static str> {
        self.algorithms.map(named)
    }

    /// The value of `alg` that keeps a JWK within these limits; one name is all that it has for that.
    pub(crate) fn alg(&self) -> Option<&'static str> {
        let first = self.algorithms?.first();
        Some(first.map_or("RSASSA-PSS", |algorithm| algorithm.name()))
    }

    /// Whether its certificate keeps it from signatures.
    pub(super) fn no_signatures(&self) -> bool {
        self.no_signatures
    }

    /// What a certificate that does not hold at `now` says instead.
    pub(crate) fn outside_validity(&self, now: Timestamp) -> Option<String> {
        let validity = self.validity?;
        if now < validity.not_before {
            let start = validity.not_before;
            Some(format!("the key's certificate holds only from {start} on"))
        } else if now > validity.not_after {
            let end = validity.not_after;
            Some(format!("the key's certificate expired at {end}"))
        } else {
            None
        }
    }

    /// Whether a certificate says them.
    pub(super) fn is_of_certificate(&self) -> bool {
        self.validity.is_some()
    }

    /// These, and what the key's certificate says.
    pub(super) fn beside(&self, certificate: &Self) -> Self {
        Self {
            algorithms: self.algorithms.or(certificate.algorithms),
            ..certificate.clone()
        }
    }

    /// The next second at which [`Limits::outside_validity`] says something else.
    #[cfg(feature = "summary")]
    pub(crate) fn next_change(&self, now: Timestamp) -> Option<Timestamp> {
        let validity = self.validity?;
        let changes = [validity.not_before, validity.not_after.plus_seconds(1)];
        changes.into_iter().find(|at| *at > now)
    }

    /// What is wrong with `x5c`.
    pub(super) fn x5c_problem(&self) -> Option<&'static str> {
        self.x5c_problem
    }
}
