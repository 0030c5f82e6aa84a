//! `--keep`, and `kept`: tokens that outlive a run, in a store that the system's keychain has the key to.

use std::sync::Arc;
use std::time::Duration;

use claimscope_client::session::{FreshToken, KeptRow, NamedRow, Session, TokenOrigin};
use claimscope_client::{RowName, SealedStore, StoreError};
use claimscope_core::time::{Timestamp, duration_text, relative_text};
use serde_json::{Value, json};

use crate::args::Kept;
use crate::failure::{Exit, Failure};
use crate::harmless::harmless;
use crate::{clock, output};

/// How long another process may take with a row that is to be deleted.
const PATIENCE: Duration = Duration::from_secs(10);

/// The session, which keeps its tokens where that is asked for. Where it cannot be, that is said, and the command goes on.
pub(super) async fn keeping(session: &Session, keep: bool) -> Session {
    let session = session.clone();
    if !keep {
        return session;
    }
    match open().await {
        Ok(store) => session.keeping_tokens(Arc::new(store)),
        Err(error) => {
            not_kept(&error);
            session
        }
    }
}

async fn open() -> Result<SealedStore, StoreError> {
    SealedStore::open(SealedStore::default_folder()?).await
}

fn not_kept(error: &StoreError) {
    say("the token is not kept", error.message(), &error.hint());
}

fn say(what: &str, why: String, hint: &str) {
    let why = harmless(&why);
    output::warn(&format!("note: {what}: {why}\n  what to do  {hint}"));
}

/// Says on standard error where a token came from that may have been kept, and whether it is kept now.
pub(super) fn tell(fresh: &FreshToken) {
    let (now, token) = (clock::now(), &fresh.token);
    if let Some(error) = &fresh.row_damage {
        let hint = "none: a new token was asked for";
        say("what was kept was set aside", error.message(), hint);
    }
    let left = token.expires.map(|(end, _)| left(end, now));
    if let Some(failure) = &fresh.renewal_failure {
        let then = match (fresh.origin, &left) {
            (TokenOrigin::Held, Some(left)) => format!("it still holds for {left}"),
            (TokenOrigin::Held, None) => "it is used as it is".to_owned(),
            _ => "a new one was asked for".to_owned(),
        };
        let message = harmless(&failure.message());
        output::warn(&format!(
            "note: the kept token could not be renewed: {message}; {then}"
        ));
    }
    if let Some(error) = &fresh.keep_failure {
        return not_kept(error);
    }
    let came = clock::utc_text(token.received_at);
    output::warn(&match (fresh.origin, left) {
        (TokenOrigin::Held, Some(left)) => {
            format!("The kept token of {came} was taken; it holds for another {left}.")
        }
        (TokenOrigin::Held, None) => {
            format!("The kept token of {came} was taken; nothing says when it ends.")
        }
        (TokenOrigin::Refreshed, _) => {
            "The kept token was at its end, and was renewed with its refresh token.".to_owned()
        }
        (TokenOrigin::Granted, _) => {
            "The token is kept for the next run with --keep and the same options.".to_owned()
        }
    });
}

fn left(end: Timestamp, now: Timestamp) -> String {
    let seconds = end.unix_seconds().saturating_sub(now.unix_seconds());
    duration_text(seconds.max(0).unsigned_abs())
}

pub(crate) async fn run(arguments: &Kept) -> Result<Exit, Failure> {
    if arguments.delete_all {
        let folder =
            SealedStore::default_folder().map_err(claimscope_client::SessionError::from)?;
        let deleted = SealedStore::delete_all(&folder, PATIENCE).await;
        return told_deleted(
            arguments,
            deleted.map_err(claimscope_client::SessionError::from)?,
        );
    }
    let store = open()
        .await
        .map_err(claimscope_client::SessionError::from)?;
    let rows = KeptRow::all(&store).map_err(claimscope_client::SessionError::from)?;
    if !arguments.delete.is_empty() {
        let names = named(&rows, &arguments.delete)?;
        let deleted = store.delete(&names, PATIENCE).await;
        deleted.map_err(claimscope_client::SessionError::from)?;
        return told_deleted(arguments, names.len());
    }
    match arguments.json {
        true => output::print_json(&Value::Array(rows.iter().map(to_json).collect()))?,
        false if rows.is_empty() => output::print("Nothing is kept.\n")?,
        false => {
            let now = clock::now();
            let rows: Vec<_> = rows.iter().map(|row| shown(row, now)).collect();
            output::print(&rows.join("\n"))?;
        }
    }
    Ok(Exit::Done)
}

/// The rows that a person names, each by the beginning of its digits.
fn named(rows: &[NamedRow], wanted: &[String]) -> Result<Vec<RowName>, Failure> {
    let find = |wanted: &String| {
        let mut found = rows.iter().filter(|(name, _)| name.short() == wanted);
        match (found.next(), found.next()) {
            (Some((name, _)), None) => Ok(name.clone()),
            (Some(_), Some(_)) => Err(Failure::usage(format!("{wanted} stands for several rows"))
                .hint("delete all with --delete-all")),
            (None, _) => Err(Failure::usage(format!("nothing is kept as {wanted}"))
                .hint("`claimscope kept` lists what is")),
        }
    };
    wanted.iter().map(find).collect()
}

fn told_deleted(arguments: &Kept, deleted: usize) -> Result<Exit, Failure> {
    match arguments.json {
        true => output::print_json(&json!({ "deleted": deleted }))?,
        false => output::print(&format!(
            "Deleted here: {deleted}. The issuer does not know of it: `claimscope revoke` tells it.\n"
        ))?,
    }
    Ok(Exit::Done)
}

fn shown((name, row): &NamedRow, now: Timestamp) -> String {
    let id = name.short();
    let row = match row {
        Ok(row) => row,
        Err(error) => return format!("{id}  {}\n", harmless(&error.message())),
    };
    let mut lines = vec![match &row.grant {
        Some(grant) => format!("{id}  token by {}", harmless(grant)),
        None => format!("{id}  client that was registered"),
    }];
    let mut line = |name: &str, value: &str| {
        lines.push(format!("          {name:<11}{}", harmless(value)));
    };
    line("issuer", &row.issuer);
    line("client_id", &row.client_id);
    if !row.scope.is_empty() {
        line("scope", &row.scope);
    }
    if let Some(subject) = &row.subject {
        line("user", subject);
    }
    line("kept since", &clock::full_text(row.received_at, now));
    if let Some(end) = row.expires_at {
        line("ends", &relative_text(end, now));
    }
    if row.grant.is_some() {
        line(
            "renewed",
            match row.has_refresh_token {
                true => "with its refresh token",
                false => "by its grant",
            },
        );
    }
    if row.has_dpop_key {
        line("DPoP key", "kept with it");
    }
    format!("{}\n", lines.join("\n"))
}

fn to_json((name, row): &NamedRow) -> Value {
    let id = name.short();
    match row {
        Ok(row) => json!({
            "id": id,
            "issuer": row.issuer,
            "client_id": row.client_id,
            "grant": row.grant,
            "scope": row.scope,
            "subject": row.subject,
            "received_at": row.received_at.unix_seconds(),
            "expires_at": row.expires_at.map(Timestamp::unix_seconds),
            "has_refresh_token": row.has_refresh_token,
            "has_dpop_key": row.has_dpop_key,
        }),
        Err(error) => {
            json!({ "id": id, "error": { "code": error.code(), "message": error.message() } })
        }
    }
}
