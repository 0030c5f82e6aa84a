//! `verify`: is this token to be trusted, and if not, why not.

use claimscope_core::explain;
use claimscope_core::jwt::{Expectations, Policy, Profile};
use claimscope_core::report::{Report, Verdict};

use super::keys::{self, Found, NO_KEY_HINT};
use crate::args::Verify;
use crate::failure::{Failure, Outcome};
use crate::{clock, input, output, render};

pub(crate) async fn run(arguments: &Verify) -> Result<Outcome, Failure> {
    require_expectations(arguments)?;
    clock::check(arguments.at)?;
    // The policy is made before anything is read or fetched, so that a slip of the hand costs nothing.
    policy(arguments, arguments.issuer.as_deref())?;
    let token = input::token(
        arguments.source.token.as_deref(),
        arguments.source.token_file.as_deref(),
    )?;
    let found = keys::load(arguments).await?;
    let policy = policy(
        arguments,
        found.issuer.as_deref().or(arguments.issuer.as_deref()),
    )?;
    // Only now: in a pipe the token may be younger than this process.
    let now = clock::at(arguments.at);
    let report = explain(&token, Some(&found.keys), Some(&policy), now);
    if arguments.json {
        output::print_raw(format!("{}\n", report.to_json()).as_bytes())?;
    } else {
        let mut facts = vec![("Keys", keys_text(&found))];
        facts.extend(profile_hint(arguments, &report).map(|hint| ("", hint)));
        output::print(&render::report::report(&report, &facts, now))?;
    }
    Ok(Outcome::when(report.verdict == Verdict::Accepted))
}

/// How many keys there are, where they are from, and which were passed over.
fn keys_text(found: &Found) -> String {
    let (usable, skipped) = (found.keys.keys().len(), found.keys.skipped());
    if skipped.is_empty() {
        return format!("{} from {}", render::counted(usable, "key"), found.from);
    }
    let all = render::counted(usable + skipped.len(), "key");
    let reasons: Vec<_> = skipped.iter().map(|key| key.reason.to_string()).collect();
    format!(
        "{usable} of {all} from {}; {} passed over: {}",
        found.from,
        skipped.len(),
        reasons.join("; ")
    )
}

/// Nothing is expected in silence: issuer, audience and keys are named or waived. All that is missing is said at once.
fn require_expectations(arguments: &Verify) -> Result<(), Failure> {
    let keys = arguments.jwks.is_some()
        || arguments.key.is_some()
        || arguments.secret_env.is_some()
        || arguments.secret_file.is_some()
        || arguments.secret.is_some();
    let source = &arguments.source;
    let mut missing = Vec::new();
    if input::lacks_token(source.token.as_deref(), source.token_file.as_deref()) {
        missing.push((input::NO_TOKEN, input::NO_TOKEN_HINT));
    }
    if arguments.issuer.is_none() && !keys {
        missing.push(("there is no key to verify with", NO_KEY_HINT));
    }
    if arguments.issuer.is_none() && !arguments.no_issuer {
        missing.push((
            "no issuer is expected",
            "name it with --issuer URL, or say that any will do with --no-issuer",
        ));
    }
    if arguments.audience.is_empty() && !arguments.no_audience {
        missing.push(("no audience is expected", audience_hint(arguments)));
    }
    if missing.is_empty() {
        return Ok(());
    }
    let (messages, hints): (Vec<_>, Vec<_>) = missing.into_iter().unzip();
    Err(Failure::usage(messages.join("; ")).hint(hints.join("; ")))
}

/// What a token is expected to name: an ID token is for a client, every other for an API.
fn audience_hint(arguments: &Verify) -> &'static str {
    match arguments.profile {
        Some(Profile::IdToken) => {
            "name your client, which an ID token is for, with --audience CLIENT_ID"
        }
        _ => {
            "name your API as its tokens do with --audience A, or say that any will do with --no-audience"
        }
    }
}

fn policy(arguments: &Verify, issuer: Option<&str>) -> Result<Policy, Failure> {
    let mut builder = Expectations::of(arguments.profile.unwrap_or(Profile::Jwt))
        .leeway_seconds(arguments.leeway);
    builder = match issuer {
        Some(issuer) => builder.issuer(issuer),
        None => builder.waive_issuer(),
    };
    if arguments.no_audience {
        builder = builder.waive_audience();
    }
    for audience in &arguments.audience {
        builder = builder.audience(audience);
    }
    builder = if arguments.alg.is_empty() {
        builder.algorithms_of_keys()
    } else {
        builder.algorithms(arguments.alg.iter().copied())
    };
    for scope in &arguments.scope {
        builder = builder.scope(scope);
    }
    for name in &arguments.require_claim {
        builder = builder.require_claim(name);
    }
    if let Some(client_id) = &arguments.client_id {
        builder = builder.client_id(client_id);
    }
    if let Some(nonce) = &arguments.nonce {
        builder = builder.nonce(nonce);
    }
    if let Some(seconds) = arguments.max_age {
        builder = builder.max_age_seconds(u64::from(seconds));
    }
    if arguments.allow_missing_expiry {
        builder = builder.allow_missing_expiry();
    }
    if arguments.allow_padding {
        builder = builder.allow_padding();
    }
    if arguments.allow_weak_keys {
        builder = builder.allow_weak_keys();
    }
    Ok(builder.policy()?)
}

/// Which profile would check more, where none was named and the token has the looks of one.
fn profile_hint(arguments: &Verify, report: &Report) -> Option<String> {
    if arguments.profile.is_some() {
        return None;
    }
    let profile = Profile::suggested(report.header.as_ref()?, report.claims.as_ref()?)?;
    let looks = profile.text();
    Some(format!(
        "this looks like {looks}; --profile {profile} also checks that it is nothing else"
    ))
}
