//! Options laid over what a connection file says.

use std::path::Path;

use claimscope_client::session::GRANT_FORMS;
use claimscope_client::workspace::{SavedConnection, SavedDpop, SavedValue, SecretPlace};

use crate::args::{Grant, OauthClient};
use crate::command::grant;
use crate::command::parameter::parameter;
use crate::failure::Failure;
use crate::input::SecretSource;

/// Lays the options over the connection; gives those that count before something that the file says.
pub(super) fn lay_over(
    saved: &mut SavedConnection,
    options: &OauthClient,
) -> Result<Vec<String>, Failure> {
    let mut over = Over::default();
    place(saved, options, &mut over);
    client(saved, options, &mut over)?;
    of_grant(saved, options, &mut over)?;
    if !options.scope.is_empty() {
        over.note("--scope", !saved.scope.is_empty());
        let words = options
            .scope
            .iter()
            .flat_map(|text| text.split_whitespace());
        saved.scope = words.map(str::to_owned).collect();
    }
    if options.resource.is_some() {
        let was_left_out = std::mem::take(&mut saved.leaves_resource_out);
        over.note("--resource", was_left_out);
    }
    over.text("--resource", &options.resource, &mut saved.resource);
    if let Some(details) = grant::authorization_details(&options.grant_options)? {
        over.note(
            "--authorization-details",
            saved.authorization_details.is_some(),
        );
        saved.authorization_details = Some(details.to_string());
    }
    for text in &options.param {
        let (name, value) = parameter(text)?;
        let before = saved.parameters.len();
        saved.parameters.retain(|(other, _)| other != name);
        over.note("--param", saved.parameters.len() != before);
        saved
            .parameters
            .push((name.to_owned(), SavedValue::Text(value.to_owned())));
    }
    Ok(over.options)
}

/// The options that take the place of something.
#[derive(Default)]
struct Over {
    options: Vec<String>,
}

impl Over {
    fn note(&mut self, option: &str, was_said: bool) {
        if was_said && !self.options.iter().any(|one| one == option) {
            self.options.push(option.to_owned());
        }
    }

    fn text(&mut self, option: &str, given: &Option<String>, said: &mut Option<String>) {
        if given.is_some() {
            self.note(option, said.is_some() && said != given);
            said.clone_from(given);
        }
    }
}

/// Where the token is asked for: one of two members, of which the option replaces either.
fn place(saved: &mut SavedConnection, options: &OauthClient, over: &mut Over) {
    let was_said = saved.issuer.is_some() || saved.token_endpoint.is_some();
    if options.issuer.is_some() {
        over.note("--issuer", was_said && saved.issuer != options.issuer);
        (saved.issuer, saved.token_endpoint) = (options.issuer.clone(), None);
    }
    if options.token_endpoint.is_some() {
        over.note("--token-endpoint", was_said);
        (saved.issuer, saved.token_endpoint) = (None, options.token_endpoint.clone());
    }
}

fn client(
    saved: &mut SavedConnection,
    options: &OauthClient,
    over: &mut Over,
) -> Result<(), Failure> {
    over.text("--client-id", &options.client_id, &mut saved.client_id);
    let secret = SecretSource {
        what: "client secret",
        option: "--client-secret",
        env: options.client_secret_env.as_deref(),
        file: options.client_secret_file.as_deref(),
        argument: options.client_secret.is_some(),
    };
    if let Some(place) = place_of(&secret)? {
        over.note("the client secret's option", saved.client_secret.is_some());
        saved.client_secret = Some(place);
    }
    if let Some(path) = &options.client_key_file {
        over.note("--client-key-file", saved.client_key.is_some());
        saved.client_key = Some(file_place(path)?);
    }
    if let Some(method) = options.client_auth {
        over.note(
            "--client-auth",
            saved.client_auth.is_some_and(|said| said != method),
        );
        saved.client_auth = Some(method);
    }
    let assertion = &mut saved.assertion;
    over.text(
        "--assertion-audience",
        &options.assertion_audience,
        &mut assertion.audience,
    );
    over.text(
        "--assertion-kid",
        &options.assertion_kid,
        &mut assertion.kid,
    );
    if let Some(seconds) = options.assertion_lifetime {
        over.note("--assertion-lifetime", assertion.lifetime_seconds.is_some());
        assertion.lifetime_seconds = Some(seconds);
    }
    if let Some(algorithm) = options.assertion_alg {
        over.note("--assertion-alg", assertion.algorithm.is_some());
        assertion.algorithm = Some(algorithm);
    }
    let was_bound = saved.dpop != SavedDpop::Off;
    if let Some(path) = &options.dpop_key_file {
        over.note("--dpop-key-file", was_bound);
        saved.dpop = SavedDpop::Key(file_place(path)?);
    } else if options.dpop {
        over.note("--dpop", was_bound && saved.dpop != SavedDpop::Made);
        saved.dpop = SavedDpop::Made;
    }
    Ok(())
}

fn of_grant(
    saved: &mut SavedConnection,
    options: &OauthClient,
    over: &mut Over,
) -> Result<(), Failure> {
    let said = &mut saved.grant;
    if let Some(grant) = &options.grant {
        let name = match grant {
            Grant::Form(form) => form.name,
            Grant::Extension(name) => name.as_str(),
        };
        if said.name() != name {
            over.note("--grant", said.name.is_some());
            said.name = Some(name.to_owned());
            let form = said.form();
            said.fields
                .retain(|(field, _)| form.is_some_and(|form| form.field(field).is_some()));
        }
    }
    let grant = match said.form() {
        Some(form) => Grant::Form(form),
        None => Grant::Extension(said.name().to_owned()),
    };
    let given = &options.grant_options;
    grant::require_own_options(&grant, given)?;
    for field in GRANT_FORMS.iter().flat_map(|form| form.fields) {
        let value = match given.secret(field) {
            Some(source) => place_of(&source)?.map(SavedValue::Secret),
            None => given
                .text(field)
                .map(|text| SavedValue::Text(text.to_owned())),
        };
        let Some(value) = value else { continue };
        let before = said.field(field.name);
        over.note(
            &grant::name_of(field),
            before.is_some_and(|before| *before != value),
        );
        said.set(field.name, value);
    }
    said.pastes |= given.paste;
    if let Some(wait) = given.wait {
        over.note("--wait", said.wait_seconds.is_some());
        said.wait_seconds = Some(wait.as_secs().max(1));
    }
    Ok(())
}

/// The place that a secret's options name.
fn place_of(source: &SecretSource<'_>) -> Result<Option<SecretPlace>, Failure> {
    source.refuse_argument()?;
    match (source.env, source.file) {
        (Some(name), _) => Ok(Some(SecretPlace::Env(name.to_owned()))),
        (None, Some(path)) => file_place(path).map(Some),
        (None, None) => Ok(None),
    }
}

/// A file that an option names begins at the working directory, unlike one that a connection names.
fn file_place(path: &Path) -> Result<SecretPlace, Failure> {
    if path.as_os_str() == "-" {
        return Ok(SecretPlace::File("-".to_owned()));
    }
    let whole = std::path::absolute(path).map_err(Failure::system)?;
    Ok(SecretPlace::File(whole.to_string_lossy().into_owned()))
}
