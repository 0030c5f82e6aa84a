//! A connection file, read member by member.

use claimscope_core::alg::Algorithm;
use claimscope_oauth::{AuthenticationMethod, AuthorizationDetails};

use super::error::WorkspaceError;
use super::json::json_of;
use super::members::Members;
use super::names_of_secrets::names_secret;
use super::parts::{named, values, version};
use super::saved::{SavedConnection, SavedDpop};
use super::source::Source;
use super::{expect, grant, introspection, keys, network, request};
use crate::session::AssertionOptions;

/// What the file says.
pub(super) fn connection(source: &Source<'_>) -> Result<SavedConnection, WorkspaceError> {
    let document = source.document()?;
    let members = Members::new(source, document.as_table(), "");
    version(&members, true)?;
    let saved = SavedConnection {
        issuer: members.text("issuer")?,
        token_endpoint: members.text("token_endpoint")?,
        client_id: members.text("client_id")?,
        client_secret: members.secret("client_secret")?,
        client_key: members.secret("client_key")?,
        client_auth: client_auth(&members)?,
        assertion: assertion(&members)?,
        grant: grant::read(&members)?,
        scope: scope(&members)?,
        resource: members.text("resource")?,
        leaves_resource_out: members.flag("no_resource")?,
        registers: members.flag("register")?,
        authorization_details: authorization_details(&members)?,
        dpop: dpop(&members)?,
        api_url: members.url("api_url")?,
        sends_no_token: members.flag("no_token")?,
        post_logout_redirect_uri: members.text("post_logout_redirect_uri")?,
        parameters: match members.table("parameters")? {
            Some(table) => values(&table, names_secret)?,
            None => Vec::new(),
        },
        expect: expect::read(&members)?,
        keys: keys::read(&members)?,
        introspection: introspection::read(&members)?,
        network: network::read(&members)?,
        requests: request::read(&members)?,
    };
    members.finish()?;
    for (name, url) in [
        ("issuer", &saved.issuer),
        ("token_endpoint", &saved.token_endpoint),
        ("api_url", &saved.api_url),
        ("post_logout_redirect_uri", &saved.post_logout_redirect_uri),
    ] {
        request::without_secret(&members, name, url.as_deref())?;
    }
    require_one_place(&members, &saved)?;
    Ok(saved)
}

fn client_auth(members: &Members<'_>) -> Result<Option<AuthenticationMethod>, WorkspaceError> {
    named(
        members,
        "client_auth",
        AuthenticationMethod::from_name,
        || {
            let names = AuthenticationMethod::ALL.map(AuthenticationMethod::name);
            names.join(", ")
        },
    )
}

fn assertion(members: &Members<'_>) -> Result<AssertionOptions, WorkspaceError> {
    let lifetime = members.number("assertion_lifetime")?;
    let lifetime_seconds = lifetime.map(|seconds| {
        u32::try_from(seconds).map_err(|_| {
            members.fault(
                members.key_span("assertion_lifetime"),
                "assertion_lifetime is too long".to_owned(),
            )
        })
    });
    Ok(AssertionOptions {
        audience: members.text("assertion_audience")?,
        lifetime_seconds: lifetime_seconds.transpose()?,
        algorithm: named(members, "assertion_alg", Algorithm::from_name, || {
            let rows = claimscope_core::alg::ROWS.iter();
            rows.map(|row| row.name).collect::<Vec<_>>().join(", ")
        })?,
        kid: members.text("assertion_kid")?,
    })
}

fn scope(members: &Members<'_>) -> Result<Vec<String>, WorkspaceError> {
    let texts = members.texts("scope")?;
    let words = texts.iter().flat_map(|text| text.split_whitespace());
    Ok(words.map(str::to_owned).collect())
}

fn authorization_details(members: &Members<'_>) -> Result<Option<String>, WorkspaceError> {
    const NAME: &str = AuthorizationDetails::NAME;
    let Some(item) = members.item(NAME) else {
        return Ok(None);
    };
    let text = match item.as_str() {
        Some(_) => members.text_of(NAME, item)?,
        None => json_of(members, NAME, item)?.to_string(),
    };
    match AuthorizationDetails::parse(&text) {
        Ok(_) => Ok(Some(text)),
        Err(why) => Err(members.fault(item.span(), format!("{NAME} cannot be meant: {why}"))),
    }
}

fn dpop(members: &Members<'_>) -> Result<SavedDpop, WorkspaceError> {
    let key = members.secret("dpop_key")?;
    Ok(match (members.flag("dpop")?, key) {
        (_, Some(key)) => SavedDpop::Key(key),
        (true, None) => SavedDpop::Made,
        (false, None) => SavedDpop::Off,
    })
}

/// Refuses what says two things at once.
fn require_one_place(members: &Members<'_>, saved: &SavedConnection) -> Result<(), WorkspaceError> {
    if saved.issuer.is_some() && saved.token_endpoint.is_some() {
        let reason = "issuer and token_endpoint both say where to ask for the token";
        let span = members.key_span("token_endpoint");
        return Err(members
            .fault(span, reason.to_owned())
            .hint("leave one of them out"));
    }
    if saved.client_auth == Some(AuthenticationMethod::None) && saved.client_secret.is_some() {
        let reason = "client_auth none sends no secret, and client_secret names one";
        let span = members.key_span("client_secret");
        return Err(members
            .fault(span, reason.to_owned())
            .hint("leave one of them out"));
    }
    Ok(())
}
