//! A connection as a new file, in one fixed order; what is written over a file that is there goes through `merge`.

use serde_json::Value as Json;
use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, Value, value};

use super::FORMAT_VERSION;
use super::expect;
use super::grant::member_of;
use super::place::SecretPlace;
use super::request::BODY_LEFT_OUT;
use super::saved::{
    SavedBody, SavedConnection, SavedDpop, SavedGrant, SavedIntrospection, SavedKeys, SavedNetwork,
    SavedRequest, SavedRow, SavedValue,
};
use super::write_value::{of_part, of_place, of_row, of_value};
use crate::session::AssertionOptions;

/// The file.
pub(super) fn document(saved: &SavedConnection) -> DocumentMut {
    // Taken apart without `..`, so that a new member is not forgotten here.
    let SavedConnection {
        issuer,
        token_endpoint,
        client_id,
        client_secret,
        client_key,
        client_auth,
        assertion,
        grant,
        scope,
        resource,
        leaves_resource_out,
        registers,
        authorization_details,
        dpop,
        api_url,
        sends_no_token,
        post_logout_redirect_uri,
        parameters,
        expect: expectations,
        keys,
        introspection,
        network,
        requests,
    } = saved;
    let mut document = DocumentMut::new();
    let table = document.as_table_mut();
    table.insert("claimscope", value(FORMAT_VERSION));
    text(table, "issuer", issuer.as_deref());
    text(table, "token_endpoint", token_endpoint.as_deref());
    text(table, "client_id", client_id.as_deref());
    secret(table, "client_secret", client_secret.as_ref());
    secret(table, "client_key", client_key.as_ref());
    text(
        table,
        "client_auth",
        client_auth.map(|method| method.name()),
    );
    put_assertion(table, assertion);
    put_grant(table, grant);
    texts(table, "scope", scope);
    text(table, "resource", resource.as_deref());
    flag(table, "no_resource", *leaves_resource_out);
    flag(table, "register", *registers);
    text(
        table,
        "authorization_details",
        authorization_details.as_deref(),
    );
    match dpop {
        SavedDpop::Off => {}
        SavedDpop::Made => put(table, "dpop", true),
        SavedDpop::Key(place) => secret(table, "dpop_key", Some(place)),
    }
    text(table, "api_url", api_url.as_deref());
    flag(table, "no_token", *sends_no_token);
    text(
        table,
        "post_logout_redirect_uri",
        post_logout_redirect_uri.as_deref(),
    );
    let parameters = parameters.iter();
    let parameters = named(parameters.map(|(name, value)| (name, of_value(value))));
    section(table, "parameters", parameters);
    section(table, "expect", of_json(expect::to_json(expectations)));
    section(table, "keys", of_keys(keys));
    section(table, "introspection", of_introspection(introspection));
    section(table, "network", of_network(network));
    if !requests.is_empty() {
        let tables: ArrayOfTables = requests.iter().map(of_request).collect();
        table.insert("request", Item::ArrayOfTables(tables));
    }
    document
}

fn put(table: &mut Table, name: &str, it: impl Into<Value>) {
    table.insert(name, value(it));
}

fn text(table: &mut Table, name: &str, text: Option<&str>) {
    if let Some(text) = text {
        put(table, name, text);
    }
}

fn flag(table: &mut Table, name: &str, is_on: bool) {
    if is_on {
        put(table, name, true);
    }
}

fn number(table: &mut Table, name: &str, number: Option<u64>) {
    if let Some(number) = number.and_then(|number| i64::try_from(number).ok()) {
        put(table, name, number);
    }
}

fn texts(table: &mut Table, name: &str, texts: &[String]) {
    if !texts.is_empty() {
        put(
            table,
            name,
            texts.iter().map(String::as_str).collect::<Array>(),
        );
    }
}

fn section(table: &mut Table, name: &str, inner: Table) {
    if !inner.is_empty() {
        table.insert(name, Item::Table(inner));
    }
}

fn secret(table: &mut Table, name: &str, place: Option<&SecretPlace>) {
    if let Some(place) = place {
        put(table, name, of_place(place));
    }
}

/// Names and values; a name that comes several times gets a list.
fn named<'a>(pairs: impl Iterator<Item = (&'a String, Value)>) -> Table {
    let mut table = Table::new();
    for (name, new) in pairs {
        let before = table.get_mut(name).and_then(Item::as_value_mut);
        match before {
            None => put(&mut table, name, new),
            Some(Value::Array(list)) => list.push_formatted(new),
            Some(one) => {
                let list: Array = [one.clone(), new].into_iter().collect();
                *one = list.into();
            }
        }
    }
    table
}

fn rows(rows: &[SavedRow]) -> Table {
    named(rows.iter().map(|row| (&row.name, of_row(row))))
}

fn put_assertion(table: &mut Table, assertion: &AssertionOptions) {
    let AssertionOptions {
        audience,
        lifetime_seconds,
        algorithm,
        kid,
    } = assertion;
    text(table, "assertion_audience", audience.as_deref());
    number(table, "assertion_lifetime", lifetime_seconds.map(u64::from));
    text(
        table,
        "assertion_alg",
        algorithm.map(|algorithm| algorithm.name()),
    );
    text(table, "assertion_kid", kid.as_deref());
}

fn put_grant(table: &mut Table, grant: &SavedGrant) {
    let SavedGrant {
        name,
        fields: _,
        pastes,
        wait_seconds,
    } = grant;
    text(table, "grant", name.as_deref());
    let fields = grant.form().map_or(&[][..], |form| form.fields);
    for field in fields {
        let member = member_of(field);
        match grant.field(field.name) {
            None => {}
            Some(SavedValue::Text(text)) if field.is_switch && text.is_empty() => {}
            Some(SavedValue::Text(_)) if field.is_switch => put(table, member, true),
            Some(SavedValue::Text(text)) if field.name == "max-age" => match text.parse::<i64>() {
                Ok(seconds) => put(table, member, seconds),
                Err(_) => put(table, member, text.as_str()),
            },
            Some(saved) => put(table, member, of_value(saved)),
        }
    }
    flag(table, "paste", *pastes);
    number(table, "wait", *wait_seconds);
}

fn of_keys(keys: &SavedKeys) -> Table {
    let mut table = Table::new();
    match keys {
        SavedKeys::Issuer => {}
        SavedKeys::Jwks(place) => put(&mut table, "jwks", place.as_str()),
        SavedKeys::Key(SecretPlace::File(path)) => put(&mut table, "key", path.as_str()),
        SavedKeys::Key(place) => secret(&mut table, "key", Some(place)),
        SavedKeys::Public(text) => put(&mut table, "public_key", text.as_str()),
        SavedKeys::Secret(place, encoding) => {
            secret(&mut table, "secret", Some(place));
            text(
                &mut table,
                "secret_encoding",
                encoding.map(|encoding| encoding.name()),
            );
        }
    }
    table
}

fn of_introspection(introspection: &SavedIntrospection) -> Table {
    let SavedIntrospection {
        client_id,
        client_secret,
    } = introspection;
    let mut table = Table::new();
    text(&mut table, "client_id", client_id.as_deref());
    secret(&mut table, "client_secret", client_secret.as_ref());
    table
}

fn of_network(network: &SavedNetwork) -> Table {
    let SavedNetwork {
        ca_files,
        trust_fingerprints,
        client_cert_file,
        client_cert_key,
        client_cert_password,
        proxy,
        timeout_seconds,
    } = network;
    let mut table = Table::new();
    texts(&mut table, "ca_file", ca_files);
    texts(&mut table, "trust_fingerprint", trust_fingerprints);
    text(&mut table, "client_cert_file", client_cert_file.as_deref());
    secret(&mut table, "client_cert_key", client_cert_key.as_ref());
    let password = client_cert_password.as_ref();
    secret(&mut table, "client_cert_password", password);
    text(&mut table, "proxy", proxy.as_deref());
    number(&mut table, "timeout", *timeout_seconds);
    table
}

fn of_request(request: &SavedRequest) -> Table {
    let SavedRequest {
        name,
        method,
        url,
        headers,
        query,
        body,
        lacks_body,
        fault: _,
    } = request;
    let mut table = Table::new();
    put(&mut table, "name", name.as_str());
    text(&mut table, "method", method.as_deref());
    text(&mut table, "url", url.as_deref());
    for (name, of) in [("headers", headers), ("query", query)] {
        let inner = rows(of);
        if !inner.is_empty() {
            put(&mut table, name, inner.into_inline_table());
        }
    }
    if let Some(body) = body {
        let mut inner = InlineTable::new();
        match body {
            SavedBody::Json(text) => inner.insert("json", text.as_str().into()),
            SavedBody::Form(form) => inner.insert("form", rows(form).into_inline_table().into()),
            SavedBody::Multipart(parts) => {
                let parts = parts.iter().map(|part| (&part.name, of_part(part)));
                inner.insert("multipart", named(parts).into_inline_table().into())
            }
            SavedBody::Text(text) => inner.insert("text", text.as_str().into()),
            SavedBody::File(path) => inner.insert("file", path.as_str().into()),
        };
        put(&mut table, "body", inner);
    }
    if *lacks_body {
        put(&mut table, BODY_LEFT_OUT, true);
    }
    table
}

fn of_json(members: Vec<(&'static str, Json)>) -> Table {
    let mut table = Table::new();
    for (name, json) in members {
        let written: Option<Value> = match json {
            Json::String(text) => Some(text.into()),
            Json::Bool(flag) => Some(flag.into()),
            Json::Number(number) => number.as_i64().map(Into::into),
            Json::Array(list) => {
                let texts = list.iter().filter_map(Json::as_str);
                Some(texts.collect::<Array>().into())
            }
            Json::Null | Json::Object(_) => None,
        };
        if let Some(written) = written {
            put(&mut table, name, written);
        }
    }
    table
}
