//! The rows that a provider's file is made of.

#[cfg(feature = "diagnose")]
use crate::diagnose::cause::Cause;

/// The hosts over which a provider spreads the endpoints of one issuer. A domain stands for its subdomains too.
#[cfg_attr(
    not(feature = "findings"),
    allow(dead_code, reason = "findings alone look at hosts")
)]
pub(crate) struct Hosts {
    /// Where its issuers are.
    pub(crate) issuers: &'static [&'static str],
    /// Where their endpoints may be.
    pub(crate) endpoints: &'static [&'static str],
}

/// A provider whose client secrets are assertions that the client signs itself.
pub(crate) struct SignedSecrets {
    /// The host of its token endpoint.
    pub(super) host: &'static str,
    /// For how long a secret may hold, and who says so.
    #[cfg(feature = "diagnose")]
    pub(crate) at_most: (i64, &'static str),
    /// What a secret has to be.
    pub(crate) advice: &'static str,
}

/// What a sentence in an authorization server's refusal means, where the `error` alone says too little or something else.
pub(crate) struct Saying {
    /// `error`, where the sentence means this beside that code alone.
    pub(crate) error: Option<&'static str>,
    /// What stands in the code and the sentence behind it, in small letters: one of several between `|`, where `*` stands for
    /// anything between its parts.
    pub(crate) words: &'static str,
    /// The reason that it is.
    #[cfg(feature = "diagnose")]
    pub(crate) cause: Cause,
    /// What it means, one sentence, lower case, no full stop.
    pub(crate) meaning: &'static str,
    /// What to do next.
    pub(crate) hint: &'static str,
}

impl Saying {
    /// Whether a login is told of that the answer does not fit.
    #[cfg(feature = "diagnose")]
    pub(super) fn is_of_login(&self) -> bool {
        self.cause == Cause::LoginLost
    }

    /// Without reasons no login is told of.
    #[cfg(not(feature = "diagnose"))]
    pub(super) fn is_of_login(&self) -> bool {
        false
    }
}

/// A code that somebody gives by a name of its own, and that diagnosis needs no row for.
#[cfg(feature = "pages")]
pub(crate) struct NamedCode {
    /// The code as it is written.
    pub(crate) name: &'static str,
    /// The reason that it is.
    pub(crate) cause: Cause,
    /// What it means, one sentence, lower case, no full stop.
    pub(crate) meaning: &'static str,
    /// What to do next.
    pub(crate) hint: &'static str,
}

/// Codes by their names: `"name" => Cause, "meaning", "hint";`.
#[cfg(feature = "pages")]
macro_rules! named_codes {
    ($($name:literal => $cause:ident, $meaning:literal, $hint:literal;)*) => {
        pub(in crate::vendors) const NAMED: &[crate::vendors::table::NamedCode] = &[$(
            crate::vendors::table::NamedCode {
                name: $name,
                cause: crate::diagnose::cause::Cause::$cause,
                meaning: $meaning,
                hint: $hint,
            },
        )*];
    };
}

/// A provider's sentences, the first that fits being meant: `"error", or _: "words" => Cause, "meaning", "hint";`.
macro_rules! sayings {
    ($($error:tt: $words:literal => $cause:ident, $meaning:literal, $hint:expr;)*) => {
        pub(super) const SAYINGS: &[crate::vendors::table::Saying] = &[$(
            crate::vendors::table::Saying {
                error: crate::vendors::table::error!($error),
                words: $words,
                #[cfg(feature = "diagnose")]
                cause: crate::diagnose::cause::Cause::$cause,
                meaning: $meaning,
                hint: $hint,
            },
        )*];
    };
}

macro_rules! error {
    (_) => {
        None
    };
    ($error:literal) => {
        Some($error)
    };
}

#[cfg(feature = "pages")]
pub(super) use named_codes;
pub(super) use {error, sayings};
