//! From what a person filled in to what a connection file says, and back. What the window has no field for stays as the file
//! has it.

mod expected;
mod from_file;

use std::collections::{BTreeMap, BTreeSet};

use claimscope_client::session::{AssertionOptions, AuthenticationMethod, FormError, FormField};
use claimscope_client::workspace::{
    SavedConnection, SavedDpop, SavedGrant, SavedIntrospection, SavedKeys, SavedNetwork,
    SavedRequest, SavedValue, SecretPlace,
};
use claimscope_core::secret::Secret;

use crate::connection::ConnectionForm;
use crate::file_field::FileField;
use crate::files::TypedSecret;
use crate::grant::{GrantChoice, GrantField};
use crate::pairs;
use crate::request::RequestForm;
use crate::request_file::UnsavedPart;
use crate::request_list::RequestList;
use crate::results::FailureText;
use crate::secret_member::{
    API_SECRET, CERTIFICATE_KEY, CERTIFICATE_PASSWORD, CLIENT_KEY, CLIENT_SECRET, DPOP_KEY,
    member_of,
};
use crate::without_secrets::{
    issuer_without_secrets, public_url_without_secrets, text_without_secrets, url_without_secrets,
};

pub(crate) use expected::expectation_fault;
pub(crate) use from_file::form_of;

/// What a connection's file is to say.
#[derive(Debug)]
pub(crate) struct Draft {
    /// The connection.
    pub(crate) saved: SavedConnection,
    /// The secrets that were typed and stand nowhere yet.
    pub(crate) secrets: Vec<TypedSecret>,
    /// Whether something stays in the window's own state, since no file may hold it as it is.
    pub(crate) leaves_out: bool,
}

/// What the file of this name is to say, by what was filled in and what it says now. Entries of the keychain that are `taken`
/// belong to other connections.
///
/// # Errors
///
/// Where a field has a text that no file could hold.
pub(crate) fn draft(
    form: &ConnectionForm,
    base: &SavedConnection,
    name: &str,
    taken: &BTreeSet<String>,
) -> Result<Draft, FailureText> {
    let mut writer = Writer {
        form,
        base,
        name,
        taken,
        named: named_entries(form),
        secrets: Vec::new(),
        leaves_out: false,
    };
    let saved = writer.connection()?;
    Ok(Draft {
        saved,
        secrets: writer.secrets,
        leaves_out: writer.leaves_out,
    })
}

struct Writer<'a> {
    form: &'a ConnectionForm,
    base: &'a SavedConnection,
    name: &'a str,
    taken: &'a BTreeSet<String>,
    /// The entries of the keychain that the connection names itself, and by how many members and rows.
    named: BTreeMap<String, usize>,
    secrets: Vec<TypedSecret>,
    leaves_out: bool,
}

fn named_entries(form: &ConnectionForm) -> BTreeMap<String, usize> {
    let of_members = form.places.values().filter_map(|place| match place {
        SecretPlace::Keychain(entry) => Some(entry.clone()),
        _ => None,
    });
    let of_rows = form.requests.entries().into_iter().map(|(_, entry)| entry);
    let mut named = BTreeMap::new();
    for entry in of_members.chain(of_rows) {
        *named.entry(entry).or_default() += 1;
    }
    named
}

impl Writer<'_> {
    fn connection(&mut self) -> Result<SavedConnection, FailureText> {
        // Taken apart without `..`, so that a new member of the file is not forgotten here.
        let SavedConnection {
            issuer,
            token_endpoint: _,
            client_id: _,
            client_secret: _,
            client_key: _,
            client_auth: _,
            assertion: _,
            grant: _,
            scope: _,
            resource: _,
            leaves_resource_out: _,
            registers: _,
            authorization_details: _,
            dpop: _,
            api_url,
            sends_no_token: _,
            post_logout_redirect_uri,
            parameters: _,
            expect,
            keys,
            introspection: _,
            network,
            requests,
        } = self.base;
        let form = self.form;
        Ok(SavedConnection {
            issuer: url(&form.issuer, issuer.as_deref(), issuer_without_secrets),
            token_endpoint: named(form.file_values.text(FileField::TokenEndpoint)),
            client_id: named(&form.client_id),
            client_secret: match form.client_auth {
                // A public client sends none.
                Some(AuthenticationMethod::None) => None,
                _ => self.place(CLIENT_SECRET, form.client_secret.to_secret()),
            },
            client_key: self.place(CLIENT_KEY, form.client_key.to_secret()),
            client_auth: form.client_auth,
            assertion: self.assertion()?,
            grant: self.grant()?,
            scope: form.scope.split_whitespace().map(str::to_owned).collect(),
            resource: named(&form.resource),
            leaves_resource_out: form.leaves_resource_out,
            registers: form.registers,
            authorization_details: named(form.values.named("authorization-details")),
            dpop: match form.values.is_on(GrantField::DPOP) {
                false => SavedDpop::Off,
                true => {
                    let place = self.place(DPOP_KEY, form.dpop_key.to_secret());
                    place.map_or(SavedDpop::Made, SavedDpop::Key)
                }
            },
            api_url: url(&form.api_url, api_url.as_deref(), url_without_secrets),
            sends_no_token: form.sends_no_token,
            post_logout_redirect_uri: url(
                &form.post_logout_redirect_uri,
                post_logout_redirect_uri.as_deref(),
                public_url_without_secrets,
            ),
            parameters: self.parameters()?,
            expect: expected::of_form(form, expect)?,
            keys: match (keys, form.jwks_url.trim()) {
                (SavedKeys::Issuer | SavedKeys::Jwks(_) | SavedKeys::Public(_), _)
                    if !form.public_key.is_empty() =>
                {
                    SavedKeys::Public(form.public_key.trim().to_owned())
                }
                (SavedKeys::Issuer | SavedKeys::Jwks(_) | SavedKeys::Public(_), text)
                    if form.uses_jwks_url =>
                {
                    let old = match keys {
                        SavedKeys::Jwks(old) => Some(old.as_str()),
                        _ => None,
                    };
                    let url = url(text, old, public_url_without_secrets);
                    url.map_or(SavedKeys::Issuer, SavedKeys::Jwks)
                }
                (SavedKeys::Jwks(url), _) if from_file::is_url(url) => SavedKeys::Issuer,
                (SavedKeys::Public(_), _) => SavedKeys::Issuer,
                (keys, _) => keys.clone(),
            },
            introspection: self.introspection(),
            network: self.network(network)?,
            requests: self.requests(requests),
        })
    }

    /// Where a secret is: where the file says, or in the keychain from now on, where it was typed.
    fn place(&mut self, member: &str, typed: Secret) -> Option<SecretPlace> {
        if let Some(place) = self.form.places.get(member) {
            return Some(place.clone());
        }
        if typed.is_empty() {
            return None;
        }
        let own = from_file::places(self.base).remove(member);
        Some(self.keychain_place(member, own, 0, typed))
    }

    /// The place of a secret on its way to the keychain: the entry that it has there, unless something else names that too.
    fn keychain_place(
        &mut self,
        member: &str,
        own: Option<SecretPlace>,
        own_uses: usize,
        secret: Secret,
    ) -> SecretPlace {
        let uses = |entry: &String| self.named.get(entry).copied().unwrap_or_default();
        let (own, elsewhere) = match own {
            Some(SecretPlace::Keychain(entry)) => (Some(entry), None),
            elsewhere => (None, elsewhere),
        };
        let own = own.filter(|entry| !self.taken.contains(entry) && uses(entry) <= own_uses);
        let is_new = own.is_none();
        let entry = own.unwrap_or_else(|| self.free_entry(member));
        let place = SecretPlace::Keychain(entry.clone());
        self.secrets.push(TypedSecret {
            member: member.to_owned(),
            place: place.clone(),
            entry,
            is_new,
            until_kept: elsewhere.unwrap_or(SecretPlace::Ask),
            secret,
        });
        place
    }

    fn free_entry(&self, member: &str) -> String {
        let is_free = |name: &String| {
            let mut others = self.secrets.iter().map(|typed| &typed.entry);
            let is_named = self.taken.contains(name) || self.named.contains_key(name);
            !is_named && others.all(|other| other != name)
        };
        let name = format!("{}/{member}", self.name);
        let numbered = (2..).map(|number| format!("{name}-{number}"));
        let mut names = [name.clone()].into_iter().chain(numbered);
        names.find(is_free).unwrap_or(name)
    }

    /// The requests; one in which nothing was filled in, where there is no other, is none.
    fn requests(&mut self, base: &[SavedRequest]) -> Vec<SavedRequest> {
        let list = &self.form.requests;
        if base.is_empty() && *list == RequestList::default() {
            return Vec::new();
        }
        let mut all = Vec::new();
        for (index, request) in list.iter().enumerate() {
            let was = request_before(list, index, base);
            let is_same = |saved: &&SavedRequest| {
                RequestForm::of_saved(saved).as_in_file() == request.as_in_file()
            };
            if let Some(same) = was.filter(is_same) {
                all.push(same.clone());
                continue;
            }
            let empty = SavedRequest::default();
            all.push(self.request(request, was.unwrap_or(&empty)));
        }
        all
    }

    fn request(&mut self, request: &RequestForm, was: &SavedRequest) -> SavedRequest {
        let (saved, unsaved) = request.to_saved_with(was, &mut |member, row| {
            let kept = row.kept.as_ref().map(|kept| kept.place.clone());
            let own = kept.or_else(|| row.place.clone());
            Some(self.keychain_place(member, own, 1, row.value.to_secret()))
        });
        self.leaves_out |= unsaved.iter().any(UnsavedPart::is_in_state);
        saved
    }

    fn assertion(&self) -> Result<AssertionOptions, FailureText> {
        let values = &self.form.values;
        let text = |field: &FormField| Some(values.named(field.name).to_owned());
        AssertionOptions::of_form(text).map_err(|error| {
            let sentence = match error {
                FormError::Malformed(field, why) => {
                    format!("“{}” cannot be meant: {why}.", field.label)
                }
                FormError::Missing(field) => format!("“{}” is empty.", field.label),
                FormError::Refused(why) => format!("{why}."),
            };
            FailureText::new(sentence, "Correct it on the Token tab.")
        })
    }

    fn grant(&mut self) -> Result<SavedGrant, FailureText> {
        let form = self.form;
        let base = &self.base.grant;
        let (name, is_usual) = match form.grant {
            GrantChoice::Form(form) => (form.name.to_owned(), form.name == SavedGrant::DEFAULT),
            GrantChoice::Extension => (form.extension_uri.trim().to_owned(), false),
        };
        let is_same = base.name() == name;
        let mut grant = SavedGrant {
            name: (!is_usual || base.name.is_some()).then_some(name),
            fields: Vec::new(),
            pastes: form.pastes && form.grant.is_login(),
            wait_seconds: base.wait_seconds.filter(|_| is_same),
        };
        for field in form.grant.fields() {
            let table = field.form();
            let text = form.values.text(field);
            if table.is_secret {
                if let Some(place) = self.place(&member_of(field), Secret::from(text)) {
                    grant.set(table.name, SavedValue::Secret(place));
                }
            } else if !text.trim().is_empty() {
                let text = SavedValue::Text(text.trim().to_owned());
                grant.set(table.name, text);
            }
        }
        Ok(grant)
    }

    fn parameters(&mut self) -> Result<Vec<(String, SavedValue)>, FailureText> {
        let lines = pairs::lines(self.form.parameters.expose(), '=').map_err(|number| {
            FailureText::new(
                format!("Line {number} of the parameters has no name and =."),
                "Write each parameter as name=value, on a line of its own.",
            )
        })?;
        let mut values = Vec::new();
        for (name, text) in lines {
            let value = match pairs::value(&name, &text) {
                Some(value) => value,
                None => {
                    let member = format!("parameters.{name}");
                    match self.place(&member, Secret::from(text)) {
                        Some(place) => SavedValue::Secret(place),
                        None => continue,
                    }
                }
            };
            values.push((name, value));
        }
        Ok(values)
    }

    fn introspection(&mut self) -> SavedIntrospection {
        let client_id = named(&text_without_secrets(&self.form.api_id));
        SavedIntrospection {
            client_secret: match client_id {
                Some(_) => self.place(API_SECRET, self.form.api_secret.to_secret()),
                None => None,
            },
            client_id,
        }
    }

    fn network(&mut self, base: &SavedNetwork) -> Result<SavedNetwork, FailureText> {
        let form = self.form;
        let lines = |field| form.file_values.lines(field).map(str::to_owned).collect();
        let timeout = form.file_values.text(FileField::Timeout);
        let client_cert_file = named(form.values.named("client-cert-file"));
        let has_certificate = client_cert_file.is_some();
        let key_file = named(form.values.named("client-cert-key-file"));
        let password = Secret::from(form.values.named("client-cert-password"));
        let client_cert_key = match key_file {
            Some(path) => Some(SecretPlace::File(path)),
            None => form.places.get(CERTIFICATE_KEY).cloned(),
        };
        Ok(SavedNetwork {
            ca_files: lines(FileField::CaFile),
            trust_fingerprints: lines(FileField::TrustFingerprint),
            client_cert_file,
            client_cert_key: client_cert_key.filter(|_| has_certificate),
            client_cert_password: match has_certificate {
                true => self.place(CERTIFICATE_PASSWORD, password),
                false => None,
            },
            proxy: url(
                form.file_values.text(FileField::Proxy),
                base.proxy.as_deref(),
                str::to_owned,
            ),
            timeout_seconds: expected::number(FileField::Timeout, timeout)?,
        })
    }
}

/// What a file has of a request: the one of its name; one that was renamed is found by its place.
pub(crate) fn request_before<'a>(
    list: &RequestList,
    index: usize,
    base: &'a [SavedRequest],
) -> Option<&'a SavedRequest> {
    let request = list.iter().nth(index)?;
    let named = base.iter().find(|saved| saved.name == request.name);
    let is_free = |saved: &&SavedRequest| list.iter().all(|other| other.name != saved.name);
    named.or_else(|| base.get(index).filter(is_free))
}

fn named(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// A URL as it is written: without what may be a secret in it, unless it stood in the file so.
fn url(text: &str, old: Option<&str>, clean: fn(&str) -> String) -> Option<String> {
    match text.trim() {
        text if Some(text) == old => named(text),
        text => named(&clean(text)),
    }
}

#[cfg(test)]
mod tests;
