//! What is asked of a connection as a whole: whether a file may hold it, which variables it uses, where its secrets are.

use std::collections::BTreeSet;
use std::path::Path;

use super::error::WorkspaceError;
use super::names_of_secrets::names_secret;
use super::place::SecretPlace;
use super::saved::{
    SavedBody, SavedConnection, SavedContent, SavedDpop, SavedKeys, SavedNetwork, SavedValue,
};
use super::secret_value::is_secret_value;
use super::source::Source;
use super::variables::{Texts, fill, is_variable_name};
use super::{read, write};

impl SavedConnection {
    /// Whether a file may hold it, whatever its variables stand for.
    ///
    /// # Errors
    ///
    /// What is wrong with it, such as a secret that is written as text.
    pub fn check(&self) -> Result<(), WorkspaceError> {
        Self::from_toml(&self.to_toml()).map(drop)
    }

    /// What a text of a file says, whatever its variables stand for.
    ///
    /// # Errors
    ///
    /// Where it cannot be used.
    pub fn from_toml(text: &str) -> Result<Self, WorkspaceError> {
        read::connection(&Source::new(Path::new(""), text, Texts::Written))
    }

    /// The text of a new file for it.
    pub fn to_toml(&self) -> String {
        write::document(self).to_string()
    }

    /// The names of the variables that it uses.
    pub fn variables(&self) -> BTreeSet<String> {
        variables_in(&write::document(self).to_string())
    }

    /// Looks at each place of a secret, and may change it.
    pub fn for_each_place(&mut self, look: &mut dyn FnMut(&mut SecretPlace)) {
        // Taken apart without `..`, so that a new place is not forgotten here.
        let Self {
            client_secret,
            client_key,
            dpop,
            keys,
            introspection,
            grant,
            parameters,
            network,
            requests,
            issuer: _,
            token_endpoint: _,
            client_id: _,
            client_auth: _,
            assertion: _,
            scope: _,
            resource: _,
            leaves_resource_out: _,
            registers: _,
            sends_no_token: _,
            post_logout_redirect_uri: _,
            authorization_details: _,
            api_url: _,
            expect: _,
        } = self;
        let SavedNetwork {
            client_cert_key,
            client_cert_password,
            ca_files: _,
            trust_fingerprints: _,
            client_cert_file: _,
            proxy: _,
            timeout_seconds: _,
        } = network;
        let single = [
            &mut introspection.client_secret,
            client_secret,
            client_key,
            client_cert_key,
            client_cert_password,
        ];
        single.into_iter().flatten().for_each(&mut *look);
        if let SavedDpop::Key(place) = dpop {
            look(place);
        }
        if let SavedKeys::Key(place) | SavedKeys::Secret(place, _) = keys {
            look(place);
        }
        let fields = grant.fields.iter_mut().map(|(_, value)| value);
        let parameters = parameters.iter_mut().map(|(_, value)| value);
        let requests = requests.iter_mut().flat_map(|request| {
            let (form, parts) = match &mut request.body {
                Some(SavedBody::Form(rows)) => (rows.iter_mut(), [].iter_mut()),
                Some(SavedBody::Multipart(parts)) => ([].iter_mut(), parts.iter_mut()),
                _ => ([].iter_mut(), [].iter_mut()),
            };
            let parts = parts.filter_map(|part| match &mut part.content {
                SavedContent::Value(value) => Some(value),
                SavedContent::Upload(_) => None,
            });
            let rows = request.headers.iter_mut().chain(&mut request.query);
            rows.chain(form).map(|row| &mut row.value).chain(parts)
        });
        for value in fields.chain(parameters).chain(requests) {
            if let SavedValue::Secret(place) = value {
                look(place);
            }
        }
    }
}

/// The names of the variables in a text.
pub fn variables_in(text: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    // What is malformed is refused where the text is read.
    let _ = fill(text, usize::MAX, |name| {
        names.insert(name.to_owned());
        Ok(String::new())
    });
    names
}

/// Whether each `{{` of a text begins a variable that can have a name.
pub(crate) fn has_whole_variables(text: &str) -> bool {
    fill(text, usize::MAX, |_| Ok(String::new())).is_ok()
}

/// Whether a variable of this name and value can stand in `environments.toml`, as far as names go.
pub fn is_variable(name: &str, value: &str) -> bool {
    is_variable_name(name) && has_whole_variables(value) && !is_secret_variable(name, value)
}

/// Whether a variable is a secret, by its name or by what is in it.
pub fn is_secret_variable(name: &str, value: &str) -> bool {
    names_secret(name) || is_secret_value(value)
}
