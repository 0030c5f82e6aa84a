//! `verify`: is this token to be trusted, and if not, why not.

use claimscope_client::report_markdown;
use claimscope_client::session::KeysFrom;
use claimscope_client::session::{Connection, Session, Verification};
use claimscope_client::workspace::SecretsWanted;
use claimscope_core::crypto::KeySet;
use claimscope_core::jwe::code;
use claimscope_core::jwt::{Expectations, Expected, Profile, ProvenRequest};
use claimscope_core::report::{CheckId, Report, Status, Verdict};
use claimscope_core::time::Timestamp;
use claimscope_core::url::Url;
use claimscope_core::written::{NamedToken, Written, WrittenError};

use super::keys::{self, NO_KEY_HINT, Named};
use super::{decryption, detached};
use crate::args::Verify;
use crate::connection_file::{ConnectionFile, network_of};
use crate::failure::{Exit, Failure};
use crate::{clock, input, network, output, render, report_file};

pub(crate) async fn run(arguments: &Verify) -> Result<Exit, Failure> {
    let file = ConnectionFile::open(&arguments.connection, arguments.network.verbose)?;
    require_expectations(arguments, file.as_ref())?;
    clock::check(arguments.at)?;
    let token = input::token(
        arguments.source.token.as_deref(),
        arguments.source.token_file.as_deref(),
    )?;
    let decrypted = decryption::opened(&arguments.decryption, &token)?;
    let token = match decrypted.as_ref().map(|decrypted| decrypted.nested()) {
        Some(Some(inner)) => inner.to_owned(),
        Some(None) => return Err(nobody_signed()),
        None => token,
    };
    let (mut connection, keys) = match &file {
        Some(file) => of_file(arguments, file, &token)?,
        None => of_options(arguments, &token)?,
    };
    let network = network_of(file.as_ref(), &arguments.network)?;
    let place = match &connection.keys {
        KeysFrom::JwksUrl(url) => url.clone(),
        _ => connection.issuer.clone(),
    };
    if let Some(payload) = &arguments.payload {
        return detached::run(arguments, (&token, payload), connection, (&network, &place)).await;
    }
    let expected = &mut connection.expectations;
    let at = arguments.at.unwrap_or_else(clock::now);
    let written = Written::read(&token, expected, at).map_err(no_form)?;
    let (tokens, form) = match written {
        Some(written) => {
            // Every other profile is for tokens of a kind of their own.
            if expected.profile == Profile::Jwt {
                expected.typ = written.typ;
            }
            (written.tokens, Some(written.fact))
        }
        None => {
            let name = String::new();
            (vec![NamedToken { name, token }], None)
        }
    };
    let work = async |session: &Session| {
        let (name, verification) = first_that_holds(session, &tokens, arguments.at).await?;
        let verification: Result<_, Failure> = match verification.key_failure {
            // The report says more: no published key could verify the token.
            Some(_) if verification.keys.is_some() => Ok(verification),
            // Nothing would be proved, and not for the token's fault.
            Some(failure) if session.metadata_in_hand().is_some() => {
                Err(Failure::from(failure).of_metadata())
            }
            Some(failure) => Err(Failure::from(failure).of_issuer()),
            None => Ok(verification),
        };
        Ok((name, verification?))
    };
    let (name, verification) = network::with_session(&network, &place, connection, work).await?;
    let report = &verification.inspection.report;
    let form = form.map(|form| of_signature(form, &name));
    if arguments.json {
        if let Some(form) = &form {
            output::warn(&format!("note: {form}"));
        }
        output::print_json_text(&report.to_json())?;
    } else {
        let mut facts = Vec::new();
        let opened = decrypted.as_ref().map(decryption::text);
        facts.extend(opened.map(|text| (decryption::LABEL, text)));
        facts.extend(form.map(|form| ("Form", form)));
        if let Some(used) = &verification.keys {
            let from = keys.name.as_deref().or(used.url.as_deref());
            let text = match keys
                .problem
                .or(verification.key_failure.map(|it| it.message()))
            {
                Some(problem) => format!("none: {problem}"),
                None => keys_text(&used.set, from.unwrap_or_default()),
            };
            facts.push(("Keys", text));
        }
        facts.extend(profile_hint(arguments, report).map(|hint| ("", hint)));
        facts.extend(waivers(arguments, report).map(|waiver| ("", waiver.to_owned())));
        output::print(&render::report::report(report, &facts, verification.at))?;
    }
    if let Some(path) = &arguments.markdown {
        let text = report_markdown(&verification.inspection, verification.at);
        report_file::write(path, &text)?;
    }
    Ok(Exit::when(report.verdict == Verdict::Accepted))
}

/// The first of several signatures that holds, else the first of all; with its name.
async fn first_that_holds(
    session: &Session,
    tokens: &[NamedToken],
    at: Option<Timestamp>,
) -> Result<(String, Verification), Failure> {
    let mut first = None;
    for NamedToken { name, token } in tokens {
        let verification = session.verify_exactly(token, at).await?;
        if verification.inspection.report.verdict == Verdict::Accepted {
            return Ok((name.clone(), verification));
        }
        first.get_or_insert((name.clone(), verification));
    }
    first.ok_or_else(|| Failure::input(input::NO_TOKEN))
}

/// A form that does not hold. An SD-JWT was refused for what it is; of a JWS as JSON there was nothing to refuse.
fn no_form(error: WrittenError) -> Failure {
    let (code, message) = (error.code(), error.to_string());
    match error {
        WrittenError::SdJwt(_) => Failure::refused(code, message)
            .hint("`claimscope inspect` shows every disclosure and the key binding"),
        WrittenError::JwsJson(_) => {
            Failure::of_code(code, message).hint("`claimscope inspect` shows what stands in it")
        }
        _ => Failure::of_code(code, message),
    }
}

/// The form, and which of its signatures the report is on.
fn of_signature(form: String, name: &str) -> String {
    match name {
        "" => form,
        name => format!("{form}; this is on {name}"),
    }
}

/// What is encrypted and not signed proves nothing of who made it.
fn nobody_signed() -> Failure {
    let failure = Failure::refused(
        code::UNSIGNED,
        "the encrypted token holds no signed one, so that nothing proves who made it",
    );
    failure.hint("let the issuer sign the token, and then encrypt it")
}

/// What the options say: keys, and what is expected.
fn of_options(arguments: &Verify, token: &str) -> Result<(Connection, Named), Failure> {
    let mut keys = keys::named(&arguments.keys, token)?;
    let mut expectations = expectations(arguments, None)?;
    let mut connection = Connection {
        keys: std::mem::take(&mut keys.from),
        ..Connection::default()
    };
    match (&arguments.issuer, &connection.keys) {
        // Its own metadata says which name tokens have.
        (Some(issuer), KeysFrom::Issuer) => connection.issuer.clone_from(issuer),
        (Some(issuer), _) => expectations = expectations.issuer(issuer),
        (None, _) => expectations = expectations.waive_issuer(),
    }
    if arguments.profile == Some(Profile::DpopProof) && !arguments.keys.is_given() {
        keys.name = Some("the proof itself".to_owned());
    }
    connection.expectations = expectations;
    Ok((connection, keys))
}

/// What the file says, with the options laid over it.
fn of_file(
    arguments: &Verify,
    file: &ConnectionFile,
    token: &str,
) -> Result<(Connection, Named), Failure> {
    let wants_keys = !arguments.keys.is_given();
    let mut connection = file.connection(SecretsWanted {
        keys: wants_keys,
        ..SecretsWanted::default()
    })?;
    let mut keys = keys::named(&arguments.keys, token)?;
    match wants_keys {
        true => keys.name = file.keys_name(),
        false => connection.keys = std::mem::take(&mut keys.from),
    }
    let mut expectations = expectations(arguments, Some(&connection.expectations))?;
    if arguments.no_issuer {
        expectations = expectations.waive_issuer();
    }
    if let Some(issuer) = &arguments.issuer {
        connection.issuer.clone_from(issuer);
        expectations.issuer = Expected::Unsaid;
    }
    if connection.issuer.is_empty() && expectations.issuer.is_unsaid() {
        return Err(Failure::usage("no issuer is expected").hint(
            "add issuer to the connection's file, or say that any will do with --no-issuer",
        ));
    }
    connection.expectations = expectations;
    Ok((connection, keys))
}

/// How many keys there are, where they are from, and which were passed over.
fn keys_text(keys: &KeySet, from: &str) -> String {
    let (usable, skipped) = (keys.keys().len(), keys.skipped());
    if skipped.is_empty() {
        return format!("{} from {}", render::counted(usable, "key"), from);
    }
    let all = render::counted(usable + skipped.len(), "key");
    let reasons: Vec<_> = skipped.iter().map(|key| key.reason.to_string()).collect();
    format!(
        "{usable} of {all} from {}; {} passed over: {}",
        from,
        skipped.len(),
        reasons.join("; ")
    )
}

/// Nothing is expected in silence: issuer, audience and keys are named or waived. All that is missing is said at once.
fn require_expectations(arguments: &Verify, file: Option<&ConnectionFile>) -> Result<(), Failure> {
    let said = file.map(|file| &file.saved);
    let has_audience = said.is_some_and(|said| !said.expect.audience.is_unsaid());
    // A DPoP proof names neither issuer nor audience.
    let has_parties = arguments.profile.unwrap_or_default().has_parties();
    let keys = arguments.keys.is_given();
    let source = &arguments.source;
    let mut missing = Vec::new();
    if input::lacks_token(source.token.as_deref(), source.token_file.as_deref()) {
        missing.push((input::NO_TOKEN, input::NO_TOKEN_HINT));
    }
    // It brings its key along, too.
    if has_parties && file.is_none() && arguments.issuer.is_none() && !keys {
        missing.push(("there is no key to verify with", NO_KEY_HINT));
    }
    // Of a payload that is sent apart no claim is checked.
    let is_apart = arguments.payload.is_some();
    let names_issuer = arguments.issuer.is_some() || arguments.no_issuer || is_apart;
    if has_parties && file.is_none() && !names_issuer {
        missing.push((
            "no issuer is expected",
            "name it with --issuer URL, or say that any will do with --no-issuer",
        ));
    }
    let names_audience =
        has_audience || !arguments.audience.is_empty() || arguments.no_audience || is_apart;
    if has_parties && !names_audience {
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

/// Everything that is expected but the issuer; what a connection's file says holds where no option says another thing.
fn expectations(arguments: &Verify, said: Option<&Expectations>) -> Result<Expectations, Failure> {
    let mut builder = said.cloned().unwrap_or_default();
    if let Some(profile) = arguments.profile {
        builder.profile = profile;
    }
    if let Some(seconds) = arguments.leeway {
        builder.leeway_seconds = seconds;
    }
    if arguments.no_audience {
        builder = builder.waive_audience();
    }
    if !arguments.audience.is_empty() {
        builder.audience = Expected::AnyOf(arguments.audience.clone());
    }
    if !arguments.alg.is_empty() {
        builder = builder.algorithms(arguments.alg.iter().copied());
    } else if builder.algorithms.is_unsaid() {
        builder = builder.algorithms_of_keys();
    }
    if !arguments.scope.is_empty() {
        builder.scopes.clone_from(&arguments.scope);
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
    let binding = (
        &arguments.key_binding_audience,
        &arguments.key_binding_nonce,
    );
    if let (Some(audience), Some(nonce)) = binding {
        builder = builder.key_binding(audience, nonce);
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
    if let Some(request) = proven_request(arguments)? {
        builder = builder.proof_for(request);
    }
    Ok(builder)
}

/// The request that a DPoP proof must be for.
fn proven_request(arguments: &Verify) -> Result<Option<ProvenRequest>, Failure> {
    let (Some(method), Some(url)) = (&arguments.htm, &arguments.htu) else {
        return Ok(None);
    };
    let url = Url::parse(url).map_err(|error| Failure::usage(format!("--htu: {error}")))?;
    let request = ProvenRequest::new(method, url);
    let Some(path) = &arguments.access_token_file else {
        return Ok(Some(request));
    };
    let token = input::token(None, Some(path))?;
    Ok(Some(request.with_token(token.trim())))
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

/// Which options would take the token as it is, where a waiver is all that it lacks; nobody waives what was not named.
fn waivers(arguments: &Verify, report: &Report) -> impl Iterator<Item = &'static str> {
    let fails = |id: CheckId| {
        report
            .check(id)
            .is_some_and(|check| check.status == Status::Fail)
    };
    let lacks_expiry = fails(CheckId::ClaimExp)
        && report
            .claims
            .as_ref()
            .is_some_and(|claims| claims.get("exp").is_none());
    let is_encoded = fails(CheckId::SignatureValue)
        && arguments.keys.secret_encoding.is_none()
        && report
            .check(CheckId::SignatureValue)
            .and_then(|check| check.hint.as_deref())
            .is_some_and(|hint| hint.contains("once it is decoded from"));
    let payload = report.parts.get(1);
    let is_apart = fails(CheckId::FormatJson) && payload.is_some_and(|part| part.start == part.end);
    let notes = [
        is_apart.then_some(
            "the payload of this JWS is sent apart: --payload FILE verifies its signature over that file",
        ),
        lacks_expiry.then_some("--allow-missing-expiry takes tokens that never expire"),
        is_encoded.then_some(
            "--secret-encoding says how the secret is written down: base64, base64url or hex",
        ),
    ];
    notes.into_iter().flatten()
}
