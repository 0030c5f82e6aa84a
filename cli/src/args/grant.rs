//! The options of the grants: one for each field of the session's form table, and how a person takes part.

use std::path::PathBuf;
use std::time::Duration;

use claimscope_client::session::{FormField, GRANT_FORMS, GrantForm};
use clap::Args;

use super::value;
use crate::input::SecretSource;

/// Which grant: one of the table, or an extension by its URI.
#[derive(Clone, Debug)]
pub(crate) enum Grant {
    Form(&'static GrantForm),
    Extension(String),
}

impl Grant {
    pub(crate) fn is_default(&self) -> bool {
        matches!(self, Self::Form(form) if form.name == DEFAULT)
    }
}

const DEFAULT: &str = "client_credentials";

impl Default for Grant {
    fn default() -> Self {
        Self::Form(&GRANT_FORMS[0])
    }
}

/// Reads the value of `--grant`.
pub(crate) fn grant(text: &str) -> Result<Grant, String> {
    let is_word = |name: &str| name.to_ascii_lowercase().replace('-', "_");
    if let Some(form) = GrantForm::of_name(&is_word(text)) {
        return Ok(Grant::Form(form));
    }
    if text.contains(':') && !text.chars().any(char::is_whitespace) {
        return Ok(Grant::Extension(text.to_owned()));
    }
    let offered = GRANT_FORMS.iter().filter(|form| !form.is_refused);
    let names: Vec<_> = offered.map(|form| form.name).collect();
    Err(format!(
        "it is none of {}, nor the URI of an extension grant",
        names.join(", ")
    ))
}

/// What the grants need beside issuer, client and scope.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "What the grant needs")]
pub(crate) struct GrantOptions {
    /// What the token is to allow (RFC 9396): a JSON array of objects that each have a type, or the file that holds it
    #[arg(long, value_name = "JSON|@FILE", value_parser = value::lines)]
    pub(crate) authorization_details: Option<String>,
    /// authorization_code: where the answer goes, as it is registered [default: http://127.0.0.1:8400/callback]
    #[arg(long, value_name = "URI", value_parser = value::text)]
    pub(crate) redirect_uri: Option<String>,
    /// Print the address to log in at, and open no browser
    #[arg(long)]
    pub(crate) no_browser: bool,
    /// authorization_code: read the address that the browser ended on from standard input, for a redirect URI that is not on this machine
    #[arg(long)]
    pub(crate) paste: bool,
    /// How long to wait for the user, such as 10m [default: 5m; for device_code as long as the code holds]
    #[arg(long, value_name = "TIME", value_parser = crate::clock::parse_timeout)]
    pub(crate) wait: Option<Duration>,
    /// authorization_code: push the request to the server before the browser is opened (RFC 9126)
    #[arg(long)]
    pub(crate) par: bool,
    /// authorization_code: sign the request with the client's key (RFC 9101)
    #[arg(long)]
    pub(crate) jar: bool,
    /// authorization_code: the pages that must be shown, such as login or consent
    #[arg(long, value_name = "WORDS", value_parser = value::text)]
    pub(crate) prompt: Option<String>,
    /// authorization_code: how many seconds ago the user may have logged in at most
    #[arg(long, value_name = "SECONDS", value_parser = value::text)]
    pub(crate) max_age: Option<String>,
    /// authorization_code: how the user should log in
    #[arg(long, value_name = "WORDS", value_parser = value::text)]
    pub(crate) acr_values: Option<String>,
    /// authorization_code: whom the user will log in as
    #[arg(long, value_name = "TEXT", value_parser = value::text)]
    pub(crate) login_hint: Option<String>,
    /// authorization_code: how the answer comes: query, fragment or form_post; query.jwt, fragment.jwt, form_post.jwt or jwt
    /// for a signed one (JARM)
    #[arg(long, value_name = "MODE", value_parser = value::text)]
    pub(crate) response_mode: Option<String>,
    /// refresh_token: the environment variable that holds the refresh token [default: asks on a terminal]
    #[arg(long, value_name = "NAME", conflicts_with = "refresh_token_file")]
    pub(crate) refresh_token_env: Option<String>,
    /// refresh_token: the file that holds it
    #[arg(long, value_name = "FILE")]
    pub(crate) refresh_token_file: Option<PathBuf>,
    /// password: the user's name
    #[arg(long, value_name = "NAME", value_parser = value::text)]
    pub(crate) username: Option<String>,
    /// password: the environment variable that holds the user's password [default: asks on a terminal]
    #[arg(long, value_name = "NAME", conflicts_with = "password_file")]
    pub(crate) password_env: Option<String>,
    /// password: the file that holds it
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
    /// Only there to be refused: arguments can be read by other users of the machine.
    #[arg(long, hide = true)]
    pub(crate) password: Option<String>,
    /// token_exchange: the environment variable that holds the token to exchange [default: asks on a terminal]
    #[arg(long, value_name = "NAME", conflicts_with = "subject_token_file")]
    pub(crate) subject_token_env: Option<String>,
    /// token_exchange: the file that holds it
    #[arg(long, value_name = "FILE")]
    pub(crate) subject_token_file: Option<PathBuf>,
    /// token_exchange: the URI of its type [default: that of an access token]
    #[arg(long, value_name = "URI", value_parser = value::text)]
    pub(crate) subject_token_type: Option<String>,
    /// token_exchange: the environment variable that holds the token of whoever acts for the subject
    #[arg(long, value_name = "NAME", conflicts_with = "actor_token_file")]
    pub(crate) actor_token_env: Option<String>,
    /// token_exchange: the file that holds it
    #[arg(long, value_name = "FILE")]
    pub(crate) actor_token_file: Option<PathBuf>,
    /// token_exchange: the URI of its type [default: that of an access token]
    #[arg(long, value_name = "URI", value_parser = value::text)]
    pub(crate) actor_token_type: Option<String>,
    /// token_exchange: the URI of the type that is wanted
    #[arg(long, value_name = "URI", value_parser = value::text)]
    pub(crate) requested_token_type: Option<String>,
    /// jwt_bearer: the environment variable that holds the JWT [default: asks on a terminal]
    #[arg(long, value_name = "NAME", conflicts_with = "assertion_file")]
    pub(crate) assertion_env: Option<String>,
    /// jwt_bearer: the file that holds it
    #[arg(long, value_name = "FILE")]
    pub(crate) assertion_file: Option<PathBuf>,
}

impl GrantOptions {
    /// The value of a field that is no secret.
    pub(crate) fn text(&self, field: &FormField) -> Option<&str> {
        let option = match field.name {
            "authorization-details" => &self.authorization_details,
            "redirect-uri" => &self.redirect_uri,
            "prompt" => &self.prompt,
            "max-age" => &self.max_age,
            "acr-values" => &self.acr_values,
            "login-hint" => &self.login_hint,
            "response-mode" => &self.response_mode,
            "par" => return self.par.then_some("yes"),
            "jar" => return self.jar.then_some("yes"),
            "username" => &self.username,
            "subject-token-type" => &self.subject_token_type,
            "actor-token-type" => &self.actor_token_type,
            "requested-token-type" => &self.requested_token_type,
            _ => return None,
        };
        option.as_deref()
    }

    /// Where the value of a secret field comes from.
    pub(crate) fn secret(&self, field: &FormField) -> Option<SecretSource<'_>> {
        let (what, option, env, file) = match field.name {
            "password" => (
                "password",
                "--password",
                &self.password_env,
                &self.password_file,
            ),
            "refresh-token" => (
                "refresh token",
                "--refresh-token",
                &self.refresh_token_env,
                &self.refresh_token_file,
            ),
            "subject-token" => (
                "subject token",
                "--subject-token",
                &self.subject_token_env,
                &self.subject_token_file,
            ),
            "actor-token" => (
                "actor token",
                "--actor-token",
                &self.actor_token_env,
                &self.actor_token_file,
            ),
            "assertion" => (
                "assertion",
                "--assertion",
                &self.assertion_env,
                &self.assertion_file,
            ),
            _ => return None,
        };
        Some(SecretSource {
            what,
            option,
            env: env.as_deref(),
            file: file.as_deref(),
            argument: field.name == "password" && self.password.is_some(),
        })
    }

    /// Whether something was given for a field.
    pub(crate) fn has(&self, field: &FormField) -> bool {
        let is_named = |source: SecretSource<'_>| {
            source.env.is_some() || source.file.is_some() || source.argument
        };
        self.text(field).is_some() || self.secret(field).is_some_and(is_named)
    }

    /// The first option that is given for a grant other than this one, with the grant that it is for.
    pub(crate) fn of_another(
        &self,
        form: Option<&GrantForm>,
    ) -> Option<(&'static FormField, &'static GrantForm)> {
        let others = GRANT_FORMS.iter().filter(|other| {
            let is_this = |form: &GrantForm| form.name == other.name;
            !form.is_some_and(is_this)
        });
        let mut fields =
            others.flat_map(|other| other.fields.iter().map(move |field| (field, other)));
        fields.find(|(field, _)| self.has(field))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use claimscope_client::session::SHARED_FIELDS;

    #[test]
    fn every_field_of_the_table_has_an_option() {
        use clap::{Args as _, Command};
        let command = GrantOptions::augment_args(Command::new("x"));
        let options: Vec<_> = command
            .get_arguments()
            .filter_map(|one| one.get_long())
            .collect();
        let fields = GRANT_FORMS.iter().flat_map(|form| form.fields);
        for field in fields.chain(SHARED_FIELDS) {
            let names = match field.is_secret {
                true => vec![
                    format!("{}-env", field.name),
                    format!("{}-file", field.name),
                ],
                false => vec![field.name.to_owned()],
            };
            for name in names {
                assert!(options.contains(&&*name), "--{name}");
            }
            let all = GrantOptions::default();
            assert_eq!(
                all.secret(field).is_some(),
                field.is_secret,
                "{}",
                field.name
            );
            assert!(!all.has(field), "{}", field.name);
        }
    }
}
