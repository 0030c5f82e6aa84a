//! A connection in the format of other programs: a Postman collection of version 2.1, which Bruno, Insomnia and Hoppscotch read
//! too. A pure function of what the connection's file says.
//!
//! No secret is in it, since none is in the file: each is a variable of the collection, empty until somebody sets it.

mod body;
mod names;
mod oauth2;
mod rows;

use std::collections::BTreeMap;

use claimscope_core::jwt::Expectations;
use serde_json::{Value, json};

use crate::workspace::{
    Environments, SavedConnection, SavedDpop, SavedIntrospection, SavedKeys, SavedNetwork,
    SavedRequest, WorkspaceError, variables_in,
};
use names::Names;
use rows::{header, query};

/// A connection in another program's format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// The text of the file.
    pub text: String,
    /// What a person should know of it, a sentence each: what the other program has no place for, and the variables that are to
    /// be set there. The text has it too.
    pub remarks: Vec<String>,
}

/// A connection as a Postman collection. `name` is the connection's. Its variables have their values of the environment of that
/// name, or of what [`Environments::choose`] takes without one.
///
/// # Errors
///
/// Where there is no such environment.
pub fn postman_collection(
    name: &str,
    saved: &SavedConnection,
    environments: &Environments,
    environment: Option<&str>,
) -> Result<Exported, WorkspaceError> {
    let (_, values) = environments.values(environments.choose(environment)?);
    let own = saved.variables().into_iter().chain(environments.defined());
    let names = Names::beside(own.collect());
    let mut remarks = left_out(saved);
    let mut collection = json!({
        "info": {
            "name": name,
            "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
        },
        "auth": oauth2::auth(&names, saved, &mut remarks),
        "item": items(&names, name, saved),
    });
    let used = variables_in(&collection.to_string());
    let (variables, to_set) = variables(&used.into_iter().collect::<Vec<_>>(), values);
    collection["variable"] = variables;
    if !to_set.is_empty() {
        remarks.push(format!("to be set: {}", to_set.join(", ")));
    }
    collection["info"]["description"] = json!(remarks.join("\n"));
    Ok(Exported {
        text: format!("{collection:#}\n"),
        remarks,
    })
}

fn items(names: &Names, name: &str, saved: &SavedConnection) -> Vec<Value> {
    let api = SavedRequest {
        name: name.to_owned(),
        ..SavedRequest::default()
    };
    let requests = match &saved.requests[..] {
        [] if saved.api_url.is_some() => std::slice::from_ref(&api),
        requests => requests,
    };
    requests
        .iter()
        .map(|request| item(names, request, saved))
        .collect()
}

fn item(names: &Names, request: &SavedRequest, saved: &SavedConnection) -> Value {
    let usual = if request.body.is_some() {
        "POST"
    } else {
        "GET"
    };
    let url = request.url.as_ref().or(saved.api_url.as_ref());
    let headers: Vec<Value> = request
        .headers
        .iter()
        .map(|row| header(names, request, row))
        .collect();
    let mut sent = json!({
        "method": request.method.as_deref().unwrap_or(usual).to_ascii_uppercase(),
        "header": headers,
        "url": query(names, request, url.map_or("", String::as_str)),
    });
    if let Some(body) = &request.body {
        sent["body"] = body::body(names, request, body);
    }
    let mut rows = request.headers.iter().filter(|row| !row.is_off);
    if rows.any(|row| row.name.eq_ignore_ascii_case("authorization")) {
        // It goes in place of the collection's token.
        sent["auth"] = json!({"type": "noauth"});
    }
    json!({"name": request.name, "request": sent})
}

/// The variables of a collection, and those that are empty.
fn variables(used: &[String], values: &BTreeMap<String, String>) -> (Value, Vec<String>) {
    let variable = |name: &String| {
        let value = values.get(name).map_or("", String::as_str);
        json!({"key": name, "value": value, "type": "string"})
    };
    let list = used.iter().map(variable).collect();
    let empty = used.iter().filter(|name| !values.contains_key(*name));
    (Value::Array(list), empty.cloned().collect())
}

/// What a collection has no place for.
fn left_out(saved: &SavedConnection) -> Vec<String> {
    // Taken apart without `..`, so that a new member is not forgotten here.
    let SavedConnection {
        issuer: _,
        token_endpoint: _,
        client_id: _,
        client_secret: _,
        client_key,
        client_auth: _,
        assertion: _,
        grant: _,
        scope: _,
        resource: _,
        leaves_resource_out: _,
        registers,
        authorization_details: _,
        dpop,
        api_url: _,
        sends_no_token: _,
        post_logout_redirect_uri,
        parameters: _,
        expect,
        keys,
        introspection,
        network,
        requests,
    } = saved;
    let parts = [
        (
            *expect != Expectations::default(),
            "what is expected of tokens",
        ),
        (*keys != SavedKeys::Issuer, "the keys for verifying"),
        (
            *introspection != SavedIntrospection::default(),
            "the client that introspects",
        ),
        (
            *network != SavedNetwork::default(),
            "the network settings: certificates, proxy, time-out",
        ),
        (
            *dpop != SavedDpop::Off,
            "DPoP: the token is asked for without a key that it is bound to",
        ),
        (
            client_key.is_some(),
            "the client's private key, by which it authenticates",
        ),
        (*registers, "that a login registers a client"),
        (
            post_logout_redirect_uri.is_some(),
            "where the browser ends after a logout",
        ),
    ];
    let parts = parts.into_iter().filter(|(there, _)| *there);
    let parts = parts.map(|(_, what)| format!("left out: {what}"));
    let bodies = requests.iter().filter(|request| request.lacks_body);
    let bodies = bodies.map(|request| format!("the request {} lacks its body", request.name));
    parts.chain(bodies).collect()
}

#[cfg(test)]
mod tests;
