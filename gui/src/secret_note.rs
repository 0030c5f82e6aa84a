//! Where the secret of a field is, for the person who looks at the field.

use std::collections::BTreeMap;

use claimscope_client::workspace::{SavedKeys, SecretPlace};

use crate::connection::{ConnectionForm, Field};
use crate::files::{ConnectionFile, KEYCHAIN_WAITS, without_words};
use crate::grant::GrantField;
use crate::model::Model;
use crate::pairs;
use crate::request::{BodyKind, RowForm};
use crate::request_secrets::{RowTable, member_of_row};
use crate::secret_member::{API_SECRET, CLIENT_KEY, CLIENT_SECRET, DPOP_KEY, member_of};
use crate::workspace::KeyChoice;

/// One sentence at a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldNote {
    /// The sentence.
    pub text: String,
    /// Whether something is to be done about it.
    pub is_warning: bool,
}

impl FieldNote {
    fn of(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            is_warning: false,
        }
    }

    pub(crate) fn warning(text: impl Into<String>) -> Self {
        Self {
            is_warning: true,
            ..Self::of(text)
        }
    }
}

/// Where the secret of a field of the selected connection is, where a file has a say in it.
pub fn secret_note(model: &Model, field: Field) -> Option<FieldNote> {
    let member = ConnectionForm::member(field)?;
    note_of(model, &member)
}

/// The same by the member of the file.
pub fn note_of(model: &Model, member: &str) -> Option<FieldNote> {
    let form = model.connection();
    let file = model.files.of(form.id)?;
    let place = form.places.get(member)?;
    let is_typed = !form.secret_of(member).is_empty();
    Some(match is_typed {
        true => kept_note(
            file,
            member,
            place,
            matches!(place, SecretPlace::Keychain(_)),
        ),
        false => place_note(model, place),
    })
}

/// What of the selected connection ends with the program: its tokens, unless they are kept, and each secret that was typed and is
/// nowhere else. Nothing where none does.
pub fn ends_with_program(model: &Model) -> Option<String> {
    let form = model.connection();
    let token = model
        .workspace()
        .and_then(|one| one.current_token.as_ref())
        .filter(|token| token.kept().is_some());
    let tokens = token.is_none().then(|| "tokens".to_owned());
    let secrets = typed_secrets(form)
        .into_iter()
        .filter(|(member, _)| !is_in_keychain(model, member))
        .map(|(_, title)| title);
    let mut all: Vec<String> = tokens.into_iter().chain(secrets).collect();
    let last = all.pop()?;
    let list = match all.is_empty() {
        true => last,
        false => format!("{} and {last}", all.join(", ")),
    };
    Some(format!("In memory alone, until the program ends: {list}."))
}

/// The members of the secrets that were typed, and what they are called.
fn typed_secrets(form: &ConnectionForm) -> BTreeMap<String, String> {
    let own = [
        (CLIENT_SECRET, "the client secret"),
        (CLIENT_KEY, "the client's private key"),
        (DPOP_KEY, "the key that tokens are bound to"),
        (API_SECRET, "the API's secret"),
    ];
    let own = own.map(|(member, title)| (member.to_owned(), title.to_owned()));
    let of_tables = GrantField::all().filter(|field| field.form().is_secret);
    let of_tables = of_tables.map(|field| (member_of(field), format!("“{}”", field.form().label)));
    let lines = pairs::lines(form.parameters.expose(), '=').unwrap_or_default();
    let parameters = lines
        .into_iter()
        .filter(|(name, text)| pairs::value(name, text).is_none());
    let parameters =
        parameters.map(|(name, _)| (format!("parameters.{name}"), format!("“{name}”")));
    let all = own.into_iter().chain(of_tables).chain(parameters);
    all.filter(|(member, _)| !form.secret_of(member).is_empty())
        .collect()
}

/// Whether a secret that was typed is in the keychain by now.
fn is_in_keychain(model: &Model, member: &str) -> bool {
    let form = model.connection();
    let is_entry = matches!(form.places.get(member), Some(SecretPlace::Keychain(_)));
    let file = model.files.of(form.id);
    is_entry && file.is_some_and(|file| !file.in_memory.contains_key(member))
}

/// What can be done about the place of a secret, in the words of its button; nothing where typing is all that there is to it.
pub(crate) fn place_action(form: &ConnectionForm, member: &str) -> Option<&'static str> {
    let is_entry = matches!(form.places.get(member)?, SecretPlace::Keychain(_));
    match (form.secret_of(member).is_empty(), is_entry) {
        (true, _) => Some("Take it out of the file"),
        (false, false) => Some("Keep it in the keychain"),
        (false, true) => None,
    }
}

/// Where a secret is that was typed.
fn kept_note(
    file: &ConnectionFile,
    member: &str,
    place: &SecretPlace,
    typing_tries_again: bool,
) -> FieldNote {
    let again = match typing_tries_again {
        true => " Type it anew to try again.",
        false => "",
    };
    match (place, file.in_memory.get(member)) {
        (_, Some(why)) => {
            let why = match without_words(why).1 {
                Some(_) => "cannot be used".to_owned(),
                None => format!("did not take it: {why}"),
            };
            FieldNote::warning(format!(
                "Kept in memory only, since the system's keychain {why}.{again}"
            ))
        }
        (SecretPlace::Keychain(_), None) => FieldNote::of("Kept in the system's keychain."),
        (place, None) => session_note(place),
    }
}

/// What is typed where the file takes a secret from elsewhere: the file stays as it is.
fn session_note(place: &SecretPlace) -> FieldNote {
    let instead = place_text(place).map_or_else(String::new, |of| format!(" in place of {of}"));
    FieldNote::of(format!(
        "Used until the program ends{instead}: it is kept nowhere."
    ))
}

/// Where a secret is that the file names.
fn place_note(model: &Model, place: &SecretPlace) -> FieldNote {
    let Some(from) = place_text(place) else {
        return FieldNote::warning("The file says that it is asked for: type it.");
    };
    match model.files.read_secret(place) {
        Some(Err(why)) => FieldNote::warning(match without_words(why).1 {
            Some(_) => format!("From {from}, which cannot be used."),
            // It names the place itself.
            None if why.contains(&from) => why.clone(),
            None => format!("From {from}: {why}"),
        }),
        None if model.files.is_awaited(place) => {
            FieldNote::warning(format!("From {from}: {KEYCHAIN_WAITS}"))
        }
        Some(Ok(_)) | None => FieldNote::of(format!("From {from}.")),
    }
}

/// Where the keys for verifying are that the file names.
pub(crate) fn keys_note(model: &Model) -> Option<FieldNote> {
    match &model.connection().file_keys {
        SavedKeys::Issuer | SavedKeys::Public(_) => None,
        SavedKeys::Jwks(path) => Some(FieldNote::of(format!("From the file {path}."))),
        SavedKeys::Key(place) => Some(place_note(model, place)),
        SavedKeys::Secret(place, encoding) => {
            let note = place_note(model, place);
            let encoding = encoding.map_or_else(String::new, |encoding| {
                format!(" The secret is written as {}.", encoding.name())
            });
            Some(FieldNote {
                text: note.text + &encoding,
                ..note
            })
        }
    }
}

/// Where the keys are that are chosen on the Inspect tab, where a file has a say in it.
pub(crate) fn chosen_keys_note(model: &Model) -> Option<FieldNote> {
    let form = model.connection();
    let (choice, text) = model.keys_of(form.id);
    let usual = KeyChoice::usual(form);
    if choice == KeyChoice::File {
        return keys_note(model);
    }
    model.files.of(form.id)?;
    let is_own = text.expose() == form.public_key;
    Some(FieldNote::of(match (choice, usual) {
        (KeyChoice::Given, _) if text.is_blank() => return None,
        (KeyChoice::Given, KeyChoice::Given) if is_own => {
            "In the connection's file; `claimscope verify -c` uses it too."
        }
        (KeyChoice::Given, KeyChoice::Given) => {
            "Stays in memory: it is no key that is public alone. The connection's file keeps its own until the field is emptied."
        }
        (KeyChoice::Given, KeyChoice::Issuer | KeyChoice::JwksUrl) => {
            "Stays in memory: it is no key that is public alone."
        }
        (_, KeyChoice::Given) => {
            "For this look alone: the connection's file has a key of its own, which stays until its field is emptied."
        }
        (_, KeyChoice::File) => "For this look alone: the connection's file names other keys.",
        _ => return None,
    }))
}

fn place_text(place: &SecretPlace) -> Option<String> {
    Some(match place {
        SecretPlace::Ask => return None,
        SecretPlace::Keychain(name) => format!("the system's keychain, {name}"),
        SecretPlace::Env(name) => format!("the environment variable {name}"),
        SecretPlace::File(path) => format!("the file {path}"),
    })
}

/// The same of a row of the selected connection's chosen request, by its table and its index there.
pub(crate) fn row_note(
    model: &Model,
    table: RowTable,
    rows: &[RowForm],
    index: usize,
) -> Option<FieldNote> {
    let form = model.connection();
    let row = rows.get(index)?;
    let is_typed = !row.value.expose().is_empty();
    match (row.kept_place(), &row.place) {
        (Some(kept), _) if is_typed => {
            let file = model.files.of(form.id)?;
            let request = &form.requests.chosen().name;
            let member = member_of_row(request, table, rows, index);
            Some(kept_note(file, &member, kept, true))
        }
        // It is about to be written.
        (_, Some(SecretPlace::Keychain(_))) if is_typed => None,
        (_, Some(place)) if is_typed => Some(session_note(place)),
        (_, place) => Some(place_note(model, place.as_ref()?)),
    }
}

/// Why the chosen request is not sent for want of a variable.
pub(crate) fn undefined_note(model: &Model) -> Option<FieldNote> {
    let request = model.connection().requests.chosen();
    let body = &request.body;
    let of = |text: &str| variable_note(model, text).filter(|note| note.is_warning);
    let of_rows = |rows: Vec<RowForm>| {
        let mut on = rows.into_iter().filter(|row| row.is_on);
        on.find_map(|row| of(&row.name).or_else(|| of(row.value.expose())))
    };
    let of_body = || match body.kind {
        BodyKind::None => None,
        BodyKind::Json | BodyKind::Text => of(body.text.expose()),
        BodyKind::File => of(&body.file),
        BodyKind::Form => of_rows(body.form.read('=')),
        BodyKind::Multipart => of_rows(body.parts.iter().map(|part| part.row.clone()).collect()),
    };
    let of_headers = || of_rows(request.headers.read(':'));
    of(&request.url).or_else(of_headers).or_else(of_body)
}

/// What the variables of a text come to in the environment in use; nothing where it has none.
pub fn variable_note(model: &Model, text: &str) -> Option<FieldNote> {
    if !text.contains("{{") {
        return None;
    }
    let files = &model.files;
    let filled = files.environments.fill(text, files.environment.as_deref());
    Some(match filled {
        Ok(filled) => FieldNote {
            text: match files.environment_in_use() {
                Some(name) => format!("In {name}: {filled}"),
                None => filled,
            },
            is_warning: false,
        },
        Err(error) => FieldNote {
            text: crate::sentence::sentence(&error.reason),
            is_warning: true,
        },
    })
}
