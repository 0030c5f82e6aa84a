//! Where the secret of a field is, for the person who looks at the field.

use claimscope_client::workspace::SecretPlace;

use crate::connection::{ConnectionForm, Field};
use crate::model::Model;

/// One sentence at a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldNote {
    /// The sentence.
    pub text: String,
    /// Whether something is to be done about it.
    pub is_warning: bool,
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
    let note = |text: String, is_warning: bool| FieldNote { text, is_warning };
    if is_typed {
        return Some(match (place, file.in_memory.get(member)) {
            (SecretPlace::Ask, Some(why)) => note(
                format!("Kept in memory only, since the system's keychain did not take it: {why}."),
                true,
            ),
            (SecretPlace::Ask, None) => note("Kept in memory only.".to_owned(), false),
            _ => note("Kept in the system's keychain.".to_owned(), false),
        });
    }
    let from = match place {
        SecretPlace::Ask => {
            return Some(note(
                "The file says that it is asked for: type it.".to_owned(),
                true,
            ));
        }
        SecretPlace::Keychain(name) => format!("From the system's keychain, {name}"),
        SecretPlace::Env(name) => format!("From the environment variable {name}"),
        SecretPlace::File(path) => format!("From the file {path}"),
    };
    Some(match model.files.read_secret(place) {
        Some(Err(why)) => note(format!("{from}: {why}"), true),
        Some(Ok(_)) | None => note(format!("{from}."), false),
    })
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
