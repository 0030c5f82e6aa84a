//! The grant that the options describe, from the session's form table, with its secrets read.

use std::path::Path;

use claimscope_client::session::{
    self, AuthorizationDetails, FormError, FormField, GrantForm, GrantKind, Login,
};
use claimscope_core::secret::Secret;

use crate::args::{Grant, GrantOptions};
use crate::failure::Failure;
use crate::input::small_file;

/// Refuses what belongs to another grant.
pub(crate) fn require_own_options(grant: &Grant, options: &GrantOptions) -> Result<(), Failure> {
    let form = match grant {
        Grant::Form(form) => Some(*form),
        Grant::Extension(_) => None,
    };
    if let Some((field, other)) = options.of_another(form) {
        let option = name_of(field);
        return Err(
            Failure::usage(format!("{option} is for the {} grant alone", other.name))
                .hint(format!("add --grant {}, or leave it out", other.name)),
        );
    }
    let has_person = form.is_some_and(|form| form.needs_person);
    let has_answer = form.is_some_and(|form| form.name == "authorization_code");
    let flags = [
        (options.no_browser && !has_person, "--no-browser"),
        (options.paste && !has_answer, "--paste"),
        (options.wait.is_some() && !has_person, "--wait"),
    ];
    match flags.iter().find(|(is_lost, _)| *is_lost) {
        None => Ok(()),
        Some((_, flag)) => Err(
            Failure::usage(format!("{flag} is for a login at the browser"))
                .hint("add --grant authorization_code, or leave it out"),
        ),
    }
}

/// Refuses what belongs to another grant, or is missing, before any secret is read or asked for.
pub(crate) fn require_options(grant: &Grant, options: &GrantOptions) -> Result<(), Failure> {
    require_own_options(grant, options)?;
    let form = match grant {
        Grant::Form(form) => Some(*form),
        Grant::Extension(_) => None,
    };
    let fields = form.map_or(&[][..], |form| form.fields);
    let mut missing = fields
        .iter()
        .filter(|field| field.is_required && !field.is_secret);
    match (form, missing.find(|field| !options.has(field))) {
        (Some(form), Some(field)) => Err(is_missing(form, field)),
        _ => Ok(()),
    }
}

/// The grant, its secrets read.
pub(crate) fn kind(grant: &Grant, options: &GrantOptions) -> Result<GrantKind, Failure> {
    let form = match grant {
        Grant::Form(form) => *form,
        Grant::Extension(name) => return Ok(GrantKind::extension(name)),
    };
    let mut values = Vec::new();
    if !form.is_refused {
        for field in form.fields {
            values.push((field, value(field, options)?));
        }
    }
    let value = |wanted: &FormField| {
        let mut values = values.iter();
        let (_, value) = values.find(|(field, _)| field.name == wanted.name)?;
        value.clone()
    };
    let kind = form.grant(value).map_err(|error| match error {
        FormError::Missing(field) => is_missing(form, field),
        FormError::Malformed(field, why) => Failure::usage(format!("{}: {why}", name_of(field))),
        FormError::Refused(why) => {
            Failure::usage(format!("the {} grant is not run here", form.name)).hint(why)
        }
    })?;
    Ok(match kind {
        GrantKind::AuthorizationCode(login) => GrantKind::AuthorizationCode(Login {
            listen: !options.paste,
            timeout: options.wait.unwrap_or(login.timeout),
            ..login
        }),
        GrantKind::DeviceCode { timeout } => GrantKind::DeviceCode {
            timeout: options.wait.or(timeout),
        },
        other => other,
    })
}

/// The authorization details, from the option or the file that it names.
pub(crate) fn authorization_details(
    options: &GrantOptions,
) -> Result<Option<AuthorizationDetails>, Failure> {
    let given = options.authorization_details.as_deref();
    let text = match given.and_then(|text| text.strip_prefix('@')) {
        Some(file) => Some(Secret::new(small_file(Path::new(file))?)),
        None => given.map(Secret::from),
    };
    let details = session::authorization_details(|_| text.clone());
    details.map_err(|error| match error {
        FormError::Malformed(field, why) => Failure::usage(format!("{}: {why}", name_of(field)))
            .hint("write it as [{\"type\": \"…\", …}], or name a file that holds that with @FILE"),
        FormError::Missing(field) => Failure::usage(format!("{} is empty", name_of(field))),
        FormError::Refused(why) => Failure::usage(why),
    })
}

fn value(field: &FormField, options: &GrantOptions) -> Result<Option<Secret>, Failure> {
    match options.secret(field) {
        Some(source) if field.is_required => source.read_or_ask(),
        Some(source) => source.read(),
        None => Ok(options.text(field).map(Secret::from)),
    }
}

/// The option of a field, as a person types it.
pub(crate) fn name_of(field: &FormField) -> String {
    match field.is_secret {
        true => format!("--{}-env", field.name),
        false => format!("--{}", field.name),
    }
}

fn is_missing(form: &GrantForm, field: &FormField) -> Failure {
    let (grant, name, label) = (form.name, field.name, field.label.to_lowercase());
    match field.is_secret {
        true => Failure::usage(format!("there is no {label} for the {grant} grant"))
            .hint(format!("give --{name}-env NAME or --{name}-file FILE")),
        false => Failure::usage(format!("the {grant} grant needs --{name}"))
            .hint(format!("it is {}", field.help.to_lowercase())),
    }
}
