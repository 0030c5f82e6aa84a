//! A curl command that is pasted: the request is the chosen one's, and what it is sent through the connection's.

use crate::connection::{ConnectionForm, Field};
use crate::file_field::FileField;
use crate::grant::GrantField;
use crate::model::Model;
use crate::request::{BodyKind, RequestForm};
use crate::request_curl::TakenCurl;
use crate::sensitive::Sensitive;

/// Takes a command over, and says what of it is elsewhere now, or not at all.
pub(super) fn take(model: &mut Model, command: &Sensitive) -> Vec<String> {
    let is_fixed = model.is_at_inspect() || model.connection().is_playground();
    let connection = model.connection_mut();
    let request = connection.requests.chosen_mut();
    let Some(TakenCurl { network, mut notes }) = request.take_curl(command.expose()) else {
        return vec![];
    };
    let mut names_files = names_files(request);
    if is_fixed && !network.is_empty() {
        notes.push(
            "Proxy, authority and certificate are left out: they are no matter of the playground, which is on this machine."
                .to_owned(),
        );
        return notes;
    }
    names_files |= network.ca_file.is_some() || network.cert_file.is_some();
    let certificate = |name| GrantField::of_name(name).map(Field::Grant);
    let fields = [
        ("Proxy", Some(Field::File(FileField::Proxy)), network.proxy),
        (
            "File of further authorities",
            Some(Field::File(FileField::CaFile)),
            network.ca_file,
        ),
        (
            "Client certificate",
            certificate("client-cert-file"),
            network.cert_file,
        ),
        (
            "Key of the client certificate",
            certificate("client-cert-key-file"),
            network.key_file,
        ),
        (
            "Password of the client certificate",
            certificate("client-cert-password"),
            network.cert_password,
        ),
    ];
    for (what, field, value) in fields {
        if let (Some(field), Some(value)) = (field, value) {
            notes.extend(put(connection, what, field, value));
        }
    }
    if names_files {
        let text = "Files of the command are looked for from the workspace's folder.";
        notes.push(text.to_owned());
    }
    notes
}

/// Fills in a field of the connection that is empty; what another request may rely on stays.
fn put(connection: &mut ConnectionForm, what: &str, field: Field, value: String) -> Option<String> {
    let old = connection.field(field);
    if old == value {
        return None;
    }
    if !old.is_empty() {
        return Some(format!(
            "{what} of the command is left out: the connection has another."
        ));
    }
    connection.set_field(field, value);
    Some(format!(
        "{what}: it is the connection's now, for all its requests."
    ))
}

fn names_files(request: &RequestForm) -> bool {
    match request.body.kind {
        BodyKind::File => true,
        BodyKind::Multipart => request.body.parts.iter().any(|part| part.is_file),
        _ => false,
    }
}
