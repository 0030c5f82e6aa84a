//! ASP.NET Core's JwtBearer handler: core judges the token, this file says it in the handler's words and order.

use claimscope_core::crypto::KeySet;
use claimscope_core::explain;
use claimscope_core::json::{Object, Value};
use claimscope_core::report::{Check, CheckId, KeySource, Report, SignatureStatus, Status};
use claimscope_core::time::Timestamp;

use crate::clock::invariant_text;
use crate::key::SigningMaterial;

use crate::api_settings::ApiSettings;

/// Why a token does not authenticate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NotAuthenticated {
    /// The check that failed; absent where the token was not looked at.
    pub(crate) check: Option<CheckId>,
    /// The handler's `error_description`; absent where it gives none.
    pub(crate) description: Option<String>,
    /// The reason, for the log.
    pub(crate) reason: String,
    /// What to do about it, for the log.
    pub(crate) hint: String,
}

/// The token of an `Authorization` header; `None` where the handler sees none, which is no failure.
pub(crate) fn bearer_token(authorization: &str) -> Option<&str> {
    let scheme = authorization.get(..7)?;
    let token = authorization.get(7..)?.trim();
    (scheme.eq_ignore_ascii_case("Bearer ") && !token.is_empty()).then_some(token)
}

/// Authenticates `token`, whose claims come back; `own_audiences` are good beside the configured one.
///
/// # Errors
/// The first failure in the order of .NET's JsonWebTokenHandler: signature, lifetime, audience, issuer, type.
pub(crate) fn authenticate(
    token: &str,
    settings: &ApiSettings,
    own_audiences: &[String],
    key: &SigningMaterial,
    now: Timestamp,
) -> Result<Object, NotAuthenticated> {
    let policy = settings
        .policy(own_audiences)
        .map_err(|misuse| NotAuthenticated {
            check: None,
            description: None,
            reason: format!("the API is set up wrongly: {misuse}"),
            hint: "correct the API's settings".to_owned(),
        })?;
    // A key that is named is tried whatever the token's kid, as TryAllIssuerSigningKeys has it.
    let keys = key
        .public()
        .map(|jwk| KeySet::from_key(jwk, KeySource::Key));
    let report = explain(token, keys.as_ref(), Some(&policy), now);
    let judge = Judge {
        token,
        report: &report,
        settings,
        kid: key.kid(),
    };
    judge.run()?;
    Ok(report.claims.unwrap_or_default())
}

/// Reads a report in the handler's order.
struct Judge<'a> {
    token: &'a str,
    report: &'a Report,
    settings: &'a ApiSettings,
    kid: &'a str,
}

impl Judge<'_> {
    fn run(&self) -> Result<(), NotAuthenticated> {
        self.format()?;
        self.signature()?;
        self.lifetime()?;
        self.audience()?;
        self.issuer()?;
        self.kind()?;
        self.rest()
    }

    /// What is no token at all gets no description.
    fn format(&self) -> Result<(), NotAuthenticated> {
        let broken = |check: &&Check| check.id.as_str().starts_with("format.");
        match self.report.failures().find(broken) {
            Some(check) => Err(failure(None, check)),
            None if self.report.claims.is_none() => Err(NotAuthenticated {
                check: None,
                description: None,
                reason: "the token is not a signed JWT that this API can read".to_owned(),
                hint: "send the access token as the token endpoint gave it".to_owned(),
            }),
            None => Ok(()),
        }
    }

    fn signature(&self) -> Result<(), NotAuthenticated> {
        if self.report.signature.status == SignatureStatus::Valid {
            return Ok(());
        }
        let kid = self.header("kid").filter(|kid| !kid.is_empty());
        // A token without a signature is refused before any key is looked for.
        if self.token.ends_with('.') || kid == Some(self.kid) {
            return Err(self.unproved("The signature is invalid"));
        }
        if kid.is_some() {
            // A kid that nobody knows may only mean that the token is old, or another server's.
            self.lifetime()?;
            self.issuer()?;
            self.audience()?;
        }
        let mut failure = self.unproved("The signature key was not found");
        failure.hint = format!(
            "the token server's key has the kid {}; ask that server for a new token",
            self.kid
        );
        Err(failure)
    }

    fn unproved(&self, description: &str) -> NotAuthenticated {
        let is_proof = |check: &&Check| {
            let id = check.id.as_str();
            ["header.", "key.", "signature."]
                .iter()
                .any(|group| id.starts_with(group))
                && check.id != CheckId::HeaderTyp
        };
        self.report.failures().find(is_proof).map_or_else(
            || NotAuthenticated {
                check: None,
                description: Some(description.to_owned()),
                reason: "the signature could not be checked".to_owned(),
                hint: "send the access token as the token endpoint gave it".to_owned(),
            },
            |check| failure(Some(description.to_owned()), check),
        )
    }

    fn lifetime(&self) -> Result<(), NotAuthenticated> {
        let (not_before, expires) = (self.time("nbf"), self.time("exp"));
        if let (Some(not_before), Some(expires)) = (not_before, expires)
            && not_before > expires
        {
            let (not_before, expires) = (invariant_text(not_before), invariant_text(expires));
            return Err(NotAuthenticated {
                check: Some(CheckId::ClaimNbf),
                description: Some(format!(
                    "The token lifetime is invalid; NotBefore: '{not_before}', Expires: '{expires}'"
                )),
                reason: "the token begins after its own end".to_owned(),
                hint: "set the times right where the token is made".to_owned(),
            });
        }
        let not_yet = not_before
            .map(|time| format!("The token is not valid before '{}'", invariant_text(time)));
        let expired =
            expires.map(|time| format!("The token expired at '{}'", invariant_text(time)));
        let order = match self.claim("exp") {
            None => [
                (
                    CheckId::ClaimExp,
                    Some("The token has no expiration".to_owned()),
                ),
                (CheckId::ClaimNbf, not_yet),
            ],
            Some(_) => [(CheckId::ClaimNbf, not_yet), (CheckId::ClaimExp, expired)],
        };
        for (id, description) in order {
            if let Some(check) = self.failed(id) {
                return Err(failure(description, check));
            }
        }
        Ok(())
    }

    fn audience(&self) -> Result<(), NotAuthenticated> {
        let Some(check) = self.failed(CheckId::ClaimAud) else {
            return Ok(());
        };
        let audiences = match self.claim("aud") {
            None => "empty".to_owned(),
            Some(Value::String(audience)) => audience.clone(),
            Some(Value::Array(audiences)) if !audiences.is_empty() => audiences
                .iter()
                .map(|audience| audience.as_str().unwrap_or_default())
                .collect::<Vec<_>>()
                .join(", "),
            Some(_) => "empty".to_owned(),
        };
        let description = format!("The audience '{audiences}' is invalid");
        Err(failure(Some(description), check))
    }

    fn issuer(&self) -> Result<(), NotAuthenticated> {
        let Some(check) = self.failed(CheckId::ClaimIss) else {
            return Ok(());
        };
        let issuer = self.claim("iss").and_then(Value::as_str);
        let description = format!("The issuer '{}' is invalid", issuer.unwrap_or_default());
        Err(failure(Some(description), check))
    }

    /// The handler gives no description for a wrong `typ`.
    fn kind(&self) -> Result<(), NotAuthenticated> {
        let types = &self.settings.valid_types;
        let typ = self.header("typ").unwrap_or_default();
        if types.is_empty() || types.iter().any(|valid| valid == typ) {
            return Ok(());
        }
        Err(NotAuthenticated {
            check: Some(CheckId::HeaderTyp),
            description: None,
            reason: format!(
                "the token's typ is {}, and the API takes {}",
                crate::log::echo(typ),
                types.join(" or ")
            ),
            hint: "send an access token; an ID token is not for APIs".to_owned(),
        })
    }

    /// Core is stricter than the handler: what it alone refuses gets no description.
    fn rest(&self) -> Result<(), NotAuthenticated> {
        let judged = |check: &&Check| {
            let future_iat = check.id == CheckId::ClaimIat && self.time("iat").is_some();
            check.id != CheckId::HeaderTyp && !future_iat
        };
        match self.report.failures().find(judged) {
            Some(check) => Err(failure(None, check)),
            None => Ok(()),
        }
    }

    fn failed(&self, id: CheckId) -> Option<&Check> {
        self.report
            .check(id)
            .filter(|check| check.status == Status::Fail)
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.report.header.as_ref()?.get_str(name)
    }

    fn claim(&self, name: &str) -> Option<&Value> {
        self.report.claims.as_ref()?.get(name)
    }

    /// A NumericDate as .NET reads it: fractions cut off, nothing before 1970.
    fn time(&self, name: &str) -> Option<Timestamp> {
        let number = self.claim(name)?.as_number()?;
        let seconds = number.as_i64().or_else(|| {
            // The cast saturates, which is right for times beyond the range.
            Some(number.as_f64())
                .filter(|seconds| seconds.is_finite())
                .map(|seconds| seconds.trunc() as i64)
        })?;
        Some(Timestamp::from_unix_seconds(seconds.max(0)))
    }
}

fn failure(description: Option<String>, check: &Check) -> NotAuthenticated {
    let mut reason = format!("{}: {}", check.id, check.message);
    if let (Some(expected), Some(actual)) = (&check.expected, &check.actual) {
        reason.push_str(&format!(" (expected {expected}, found {actual})"));
    }
    NotAuthenticated {
        check: Some(check.id),
        description,
        reason,
        hint: check
            .hint
            .clone()
            .unwrap_or_else(|| "compare the token's claims with what the API expects".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::bearer_token;

    #[test]
    fn finds_the_token_as_the_handler_does() {
        for (header, token) in [
            ("Bearer abc", Some("abc")),
            ("bEARER   abc  ", Some("abc")),
            ("Bearer a,Bearer b", Some("a,Bearer b")),
            ("Bearer", None),
            ("Bearer ", None),
            ("Bearer\tabc", None),
            ("Basic abc", None),
            ("", None),
            ("B\u{e4}arer abc", None),
        ] {
            assert_eq!(bearer_token(header), token, "{header:?}");
        }
    }
}
