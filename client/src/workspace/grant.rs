//! `grant` and its fields, by the session's table of grants.

use claimscope_core::secret::Secret;
use toml_edit::Item;

use super::error::WorkspaceError;
use super::members::Members;
use super::saved::{SavedGrant, SavedValue};
use crate::code::workspace as code;
use crate::session::{FormError, FormField, GRANT_FORMS, GrantForm};

/// The member of a field.
pub(super) fn member_of(field: &FormField) -> &'static str {
    match field.name {
        "redirect-uri" => "redirect_uri",
        "max-age" => "max_age",
        "acr-values" => "acr_values",
        "login-hint" => "login_hint",
        "response-mode" => "response_mode",
        "refresh-token" => "refresh_token",
        "subject-token" => "subject_token",
        "subject-token-type" => "subject_token_type",
        "actor-token" => "actor_token",
        "actor-token-type" => "actor_token_type",
        "requested-token-type" => "requested_token_type",
        other => other,
    }
}

/// What the file says of the grant.
pub(super) fn read(members: &Members<'_>) -> Result<SavedGrant, WorkspaceError> {
    let name = members.text("grant")?;
    let mut grant = SavedGrant {
        name,
        fields: Vec::new(),
        pastes: members.flag("paste")?,
        wait_seconds: members.number("wait")?,
    };
    let is_extension = grant.name().contains(':');
    let form = grant.form();
    if form.is_none() && !is_extension {
        return Err(unknown(members, grant.name()));
    }
    for other in GRANT_FORMS {
        for field in other.fields {
            let member = member_of(field);
            let Some(item) = members.item(member) else {
                continue;
            };
            match form.and_then(|form| form.field(field.name)) {
                Some(field) => grant.set(field.name, value(members, field, item)?),
                None => return Err(of_another(members, member, other)),
            }
        }
    }
    check(members, &grant)?;
    Ok(grant)
}

fn value<'a>(
    members: &Members<'a>,
    field: &'static FormField,
    item: &'a Item,
) -> Result<SavedValue, WorkspaceError> {
    let member = member_of(field);
    if field.is_secret {
        let place = members.secret(member)?;
        return place
            .map(SavedValue::Secret)
            .ok_or_else(|| members.wrong_type(member, item, "a secret"));
    }
    if field.is_switch {
        let on = members.flag(member)?;
        return Ok(SavedValue::Text(if on { "yes" } else { "" }.to_owned()));
    }
    if let Some(number) = item.as_integer() {
        return Ok(SavedValue::Text(number.to_string()));
    }
    Ok(SavedValue::Text(members.text_of(member, item)?))
}

fn unknown(members: &Members<'_>, name: &str) -> WorkspaceError {
    let offered = GRANT_FORMS.iter().filter(|form| !form.is_refused);
    let names: Vec<_> = offered.map(|form| form.name).collect();
    let span = members.item("grant").and_then(Item::span);
    let error = members.fault(span, format!("grant is none that is known: {name}"));
    match super::variables::near(name, names.iter().copied()) {
        Some(near) => error.hint(format!("did you mean {near}?")),
        None => error.hint(format!(
            "it is one of {}, or the URI of an extension grant",
            names.join(", ")
        )),
    }
}

fn of_another(members: &Members<'_>, member: &str, form: &GrantForm) -> WorkspaceError {
    let reason = format!("{member} is for the {} grant alone", form.name);
    members
        .fault(members.key_span(member), reason)
        .hint(format!("add grant = \"{}\", or leave it out", form.name))
}

/// Tries the form with what is there, so that what is missing or cannot be meant is said with its line.
fn check(members: &Members<'_>, grant: &SavedGrant) -> Result<(), WorkspaceError> {
    let Some(form) = grant.form() else {
        return Ok(());
    };
    let stand_in = |field: &FormField| match grant.field(field.name)? {
        SavedValue::Text(text) | SavedValue::PlainText(text) => Some(Secret::from(text.as_str())),
        SavedValue::Secret(_) => Some(Secret::from("…")),
    };
    let span = |name: &str| members.key_span(name).or_else(|| members.key_span("grant"));
    match form.grant(stand_in) {
        Ok(_) => Ok(()),
        // A variable may stand for a number.
        Err(FormError::Malformed(field, _)) if has_variable(grant.field(field.name)) => Ok(()),
        Err(error) => {
            let member = match &error {
                FormError::Malformed(field, _) => member_of(field),
                FormError::Missing(_) | FormError::Refused(_) => "grant",
            };
            let source = members.source();
            Err(source.at(span(member), form_error(form, error)))
        }
    }
}

/// What is wrong with the fields of a grant, in the words of its members.
pub(super) fn form_error(form: &GrantForm, error: FormError) -> WorkspaceError {
    let fault = |reason: String| WorkspaceError::new(code::FORMAT, reason);
    match error {
        FormError::Missing(field) => {
            let member = member_of(field);
            fault(format!("the {} grant needs {member}", form.name))
                .hint(format!("it is {}", field.help.to_lowercase()))
        }
        FormError::Malformed(field, why) => fault(format!("{}: {why}", member_of(field))),
        FormError::Refused(why) => {
            fault(format!("the {} grant is not run here", form.name)).hint(why)
        }
    }
}

fn has_variable(value: Option<&SavedValue>) -> bool {
    matches!(value, Some(SavedValue::Text(text)) if text.contains("{{"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_the_table_has_a_member_of_its_name() {
        for field in GRANT_FORMS.iter().flat_map(|form| form.fields) {
            assert_eq!(member_of(field), field.name.replace('-', "_"));
        }
    }
}
