//! A connection: an issuer, a client there, and the API that the tokens are for.

use std::collections::{BTreeMap, BTreeSet};

use claimscope_client::session::{AssertionOptions, AuthenticationMethod, Login};
use claimscope_client::workspace::{SavedKeys, SecretPlace};
use claimscope_core::jwt::Profile;
use claimscope_core::url::{Url, UrlError};
use serde::{Deserialize, Serialize};

use crate::client_key::ClientKey;
use crate::file_field::{FileField, FileValues};
use crate::grant::{GrantChoice, GrantField, GrantValues, saved_method};
use crate::request_list::RequestList;
use crate::sensitive::Sensitive;
use crate::waiver::Waiver;
use crate::without_secrets::{
    issuer_without_secrets, public_url_without_secrets, save_issuer, save_public_url, save_text,
    save_url, text_without_secrets,
};

/// Names a connection for as long as the program and its saved state live.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ConnectionId(pub u64);

impl ConnectionId {
    /// The built-in playground.
    pub const PLAYGROUND: Self = Self(0);
    /// The place Inspect, which is no connection.
    pub const INSPECT: Self = Self(u64::MAX);
}

/// Everything about one connection. Secrets are left out of what is saved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ConnectionForm {
    /// Which one.
    pub id: ConnectionId,
    /// What the list shows.
    #[serde(serialize_with = "save_text")]
    pub name: String,
    /// The issuer, or a whole well-known URL.
    #[serde(serialize_with = "save_issuer")]
    pub issuer: String,
    /// `client_id`.
    #[serde(serialize_with = "save_text")]
    pub client_id: String,
    /// `client_secret`; stays in memory.
    #[serde(skip)]
    pub client_secret: Sensitive,
    /// The client's private key; stays in memory.
    #[serde(skip)]
    pub client_key: ClientKey,
    /// The private key that tokens are bound to, where it is the person's own; stays in memory.
    #[serde(skip)]
    pub dpop_key: ClientKey,
    /// How tokens are asked for.
    pub grant: GrantChoice,
    /// What is in the fields of the grants.
    pub values: GrantValues,
    /// The URI of an extension grant.
    #[serde(serialize_with = "save_text")]
    pub extension_uri: String,
    /// How the client authenticates; `None` leaves it to what the metadata offers.
    #[serde(with = "saved_method")]
    pub client_auth: Option<AuthenticationMethod>,
    /// Whether the answer of a login is pasted, where it could be listened for.
    pub pastes: bool,
    /// `resource` of RFC 8707.
    #[serde(serialize_with = "save_text")]
    pub resource: String,
    /// Further parameters of the request, one `name=value` each line; those that may be secrets stay in memory.
    #[serde(with = "crate::pairs")]
    pub parameters: Sensitive,
    /// The API's name at the issuer, as which introspection asks; empty: the client asks.
    #[serde(serialize_with = "save_text")]
    pub api_id: String,
    /// The API's secret there; stays in memory.
    #[serde(skip)]
    pub api_secret: Sensitive,
    /// Where the browser ends after a logout, as it is registered.
    #[serde(serialize_with = "save_public_url")]
    pub post_logout_redirect_uri: String,
    /// Whether a login for an API registers a client where there is none.
    pub registers: bool,
    /// Whether `resource` is left out, also of a login for an API, which would name it.
    pub leaves_resource_out: bool,
    /// Whether a call goes without the token in use.
    pub sends_no_token: bool,
    /// Scopes, separated by spaces.
    #[serde(serialize_with = "save_text")]
    pub scope: String,
    /// Whether its token is kept for the next start, sealed, with the key in the system's keychain.
    pub keeps: bool,
    /// Whether a new token is asked for shortly before the old one ends.
    pub renews: bool,
    /// The profile.
    pub profile: Profile,
    /// The audience that the API expects.
    #[serde(serialize_with = "save_text")]
    pub audience: String,
    /// Whether any audience will do where none is stated.
    pub any_audience: bool,
    /// Whether any issuer will do where none is stated.
    pub any_issuer: bool,
    /// What is taken although a verifier would not.
    pub waivers: BTreeSet<Waiver>,
    /// The scopes that the API requires, separated by spaces.
    #[serde(serialize_with = "save_text")]
    pub required_scope: String,
    /// Where a set of keys is published, for issuers whose metadata does not say so.
    #[serde(serialize_with = "save_public_url")]
    pub jwks_url: String,
    /// Whether keys are fetched from there.
    pub uses_jwks_url: bool,
    /// A key or several for verifying, none of which can sign.
    pub public_key: String,
    /// Where the keys for verifying are, where the file names neither the issuer nor a JWKS URL for them.
    #[serde(skip)]
    pub file_keys: SavedKeys,
    /// What is in the fields that only files had.
    pub file_values: FileValues,
    /// Where secrets are that were not typed here, by their members in the file.
    #[serde(skip)]
    pub places: BTreeMap<String, SecretPlace>,
    /// The requests to the API, of which one is chosen.
    pub requests: RequestList,
    /// The API's URL, where a request has none of its own.
    #[serde(serialize_with = "save_url")]
    pub api_url: String,
    /// The fields that were saved without what may have been a credential in them, until they are typed anew.
    pub incomplete: Vec<Field>,
}

impl Default for ConnectionForm {
    fn default() -> Self {
        Self {
            id: ConnectionId(0),
            name: "New connection".to_owned(),
            issuer: String::new(),
            client_id: String::new(),
            client_secret: Sensitive::default(),
            client_key: ClientKey::default(),
            dpop_key: ClientKey::default(),
            grant: GrantChoice::default(),
            values: GrantValues::default(),
            extension_uri: String::new(),
            client_auth: None,
            pastes: false,
            resource: String::new(),
            parameters: Sensitive::default(),
            api_id: String::new(),
            api_secret: Sensitive::default(),
            post_logout_redirect_uri: String::new(),
            registers: false,
            leaves_resource_out: false,
            sends_no_token: false,
            scope: String::new(),
            keeps: false,
            renews: false,
            profile: Profile::Jwt,
            audience: String::new(),
            any_audience: false,
            any_issuer: false,
            waivers: BTreeSet::new(),
            required_scope: String::new(),
            jwks_url: String::new(),
            uses_jwks_url: false,
            public_key: String::new(),
            file_keys: SavedKeys::Issuer,
            file_values: FileValues::default(),
            places: BTreeMap::new(),
            requests: RequestList::default(),
            api_url: String::new(),
            incomplete: vec![],
        }
    }
}

impl ConnectionForm {
    /// The playground's quickstart client. Its addresses are filled in once it has started.
    pub fn playground() -> Self {
        Self {
            id: ConnectionId::PLAYGROUND,
            name: "Playground".to_owned(),
            client_id: "client".to_owned(),
            client_secret: Sensitive::from("secret"),
            scope: "api1".to_owned(),
            profile: Profile::IdentityServer4,
            audience: "api1".to_owned(),
            required_scope: "api1".to_owned(),
            api_id: "api1".to_owned(),
            api_secret: Sensitive::from("secret"),
            ..Self::default()
        }
    }

    /// Whether this is the built-in playground.
    pub fn is_playground(&self) -> bool {
        self.id == ConnectionId::PLAYGROUND
    }

    /// Whether it is the person's own, to be copied, deleted and saved: neither the playground nor the place Inspect.
    pub fn is_own(&self) -> bool {
        !self.is_playground() && self.id != ConnectionId::INSPECT
    }

    /// The issuer as it may be shown beside other things: host and path, never a password.
    pub fn shown_issuer(&self) -> String {
        issuer_without_secrets(&self.issuer)
    }

    /// The URL that the chosen request goes to.
    pub fn request_url(&self) -> String {
        let request = self.requests.chosen().with_url_or(&self.api_url);
        request.url.trim().to_owned()
    }

    fn is_incomplete(&self, field: Field) -> bool {
        match field {
            Field::ApiUrl => self.requests.chosen().is_url_incomplete,
            field => self.incomplete.contains(&field),
        }
    }

    fn is_unfinished_url(&self, field: Field) -> bool {
        let text = self.field(field).trim();
        let is_url = matches!(field, Field::Issuer | Field::JwksUrl | Field::ApiUrl);
        is_url && matches!(Url::parse(text), Err(UrlError::NoScheme | UrlError::NoHost))
    }

    /// Whether the field's text is saved without something that may be a credential.
    pub(crate) fn is_cut(&self, field: Field) -> bool {
        let text = self.field(field);
        let kept = match field {
            Field::Issuer => issuer_without_secrets(text),
            Field::JwksUrl | Field::PostLogoutRedirectUri => public_url_without_secrets(text),
            Field::ApiUrl => return self.requests.chosen().is_url_cut(),
            // That there was one is saved, so that a restart does not make a public client of it.
            Field::ClientSecret => return !text.is_empty(),
            _ => return text_without_secrets(text) != text,
        };
        kept != text.trim()
    }

    /// What a person should know of a field that is not saved as it stands, or was not.
    pub fn unsaved_text(&self, field: Field) -> Option<&'static str> {
        if !Field::saved().any(|saved| saved == field) {
            None
        } else if field.is_secret() {
            let is_missing = self.field(field).is_empty() && self.incomplete.contains(&field);
            is_missing.then_some("Type it again: it was not saved.")
        } else if self.is_cut(field) && self.is_unfinished_url(field) {
            Some("Saved once it is a whole URL, with its scheme.")
        } else if self.is_cut(field) {
            Some("Not saved as it stands: what may be a credential in it stays in memory only.")
        } else if self.is_incomplete(field) {
            Some("Complete it: what may have been a credential in it was not saved.")
        } else {
            None
        }
    }

    /// Whether its token may be kept for the next start. What the playground issues ends with the program.
    pub fn can_keep(&self) -> bool {
        !self.is_playground()
    }

    /// Where the answer of a login goes: what is in the field, or what stands for it where nobody filled it in.
    pub fn redirect_uri(&self) -> &str {
        let field = GrantField::all().find(|field| field.is_redirect_uri());
        field.map_or("", |field| self.values.effective(field))
    }

    /// Whether the client signs with a private key: its own JWT, or the authorization request.
    pub fn needs_key(&self) -> bool {
        let signs_request = self.grant.is_login() && !self.values.named("jar").is_empty();
        signs_request || self.client_auth == Some(AuthenticationMethod::PrivateKeyJwt)
    }

    /// Whether the client authenticates by a JWT of its own.
    pub fn has_assertion(&self) -> bool {
        AssertionOptions::count_for(self.client_auth, !self.client_key.is_empty())
    }

    /// Whether the answer of a login can be listened for here.
    pub fn can_listen(&self) -> bool {
        Login::can_listen_on(self.redirect_uri())
    }

    /// Whether a search for `text` finds it.
    pub fn matches(&self, text: &str) -> bool {
        let text = text.trim().to_lowercase();
        let own = [&self.name, &self.issuer, &self.client_id].into_iter();
        let requests = self.requests.iter();
        let of_requests = requests.flat_map(|request| [&request.name, &request.url]);
        own.chain(of_requests)
            .any(|field| field.to_lowercase().contains(&text))
    }
}

/// A field of a connection, as edits name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// [`ConnectionForm::name`].
    Name,
    /// [`ConnectionForm::issuer`].
    Issuer,
    /// [`ConnectionForm::client_id`].
    ClientId,
    /// [`ConnectionForm::client_secret`].
    ClientSecret,
    /// A field of a grant's form, in [`ConnectionForm::values`].
    Grant(GrantField),
    /// [`ConnectionForm::extension_uri`].
    ExtensionUri,
    /// [`ConnectionForm::resource`].
    Resource,
    /// [`ConnectionForm::parameters`].
    Parameters,
    /// [`ConnectionForm::api_id`].
    ApiId,
    /// [`ConnectionForm::api_secret`].
    ApiSecret,
    /// [`ConnectionForm::post_logout_redirect_uri`].
    PostLogoutRedirectUri,
    /// [`ConnectionForm::scope`].
    Scope,
    /// [`ConnectionForm::audience`].
    Audience,
    /// [`ConnectionForm::required_scope`].
    RequiredScope,
    /// [`ConnectionForm::jwks_url`].
    JwksUrl,
    /// A field of [`ConnectionForm::file_values`].
    File(FileField),
    /// The method of the chosen request.
    Method,
    /// The URL of the chosen request, with its query.
    ApiUrl,
}

impl Field {
    /// Those that are saved, as far as no credential stands in them; of the client's secret, that there was one.
    pub fn saved() -> impl Iterator<Item = Self> {
        let own = [
            Self::Name,
            Self::Issuer,
            Self::ClientId,
            Self::ClientSecret,
            Self::ExtensionUri,
            Self::Resource,
            Self::ApiId,
            Self::PostLogoutRedirectUri,
            Self::Scope,
            Self::Audience,
            Self::RequiredScope,
            Self::JwksUrl,
            Self::ApiUrl,
        ];
        let of_grants = GrantField::all().filter(|field| !field.form().is_secret);
        let of_files = FileField::ALL.into_iter().map(Self::File);
        own.into_iter()
            .chain(of_grants.map(Self::Grant))
            .chain(of_files)
    }

    /// Whether its text is the path of a file.
    pub fn is_path(self) -> bool {
        matches!(self, Self::Grant(field) if field.form().is_path)
    }

    /// Whether it is shown as dots.
    pub fn is_secret(self) -> bool {
        match self {
            Self::Grant(field) => field.form().is_secret,
            field => matches!(field, Self::ClientSecret | Self::ApiSecret),
        }
    }
}

impl ConnectionForm {
    /// The text of a field.
    pub fn field(&self, field: Field) -> &str {
        match field {
            Field::Name => &self.name,
            Field::Issuer => &self.issuer,
            Field::ClientId => &self.client_id,
            Field::ClientSecret => self.client_secret.expose(),
            Field::Grant(field) => self.values.text(field),
            Field::ExtensionUri => &self.extension_uri,
            Field::Resource => &self.resource,
            Field::Parameters => self.parameters.expose(),
            Field::ApiId => &self.api_id,
            Field::ApiSecret => self.api_secret.expose(),
            Field::PostLogoutRedirectUri => &self.post_logout_redirect_uri,
            Field::Scope => &self.scope,
            Field::Audience => &self.audience,
            Field::RequiredScope => &self.required_scope,
            Field::JwksUrl => &self.jwks_url,
            Field::File(field) => self.file_values.text(field),
            Field::Method => self.requests.chosen().method(),
            Field::ApiUrl => &self.requests.chosen().url,
        }
    }

    /// Replaces the text of a field.
    pub fn set_field(&mut self, field: Field, text: String) {
        self.incomplete.retain(|incomplete| *incomplete != field);
        self.forget_places(field);
        match field {
            Field::Name => self.name = text,
            Field::Issuer => self.issuer = text,
            Field::ClientId => self.client_id = text,
            Field::ClientSecret => self.client_secret = Sensitive::from(text),
            Field::Grant(field) => self.values.set(field, text),
            Field::ExtensionUri => self.extension_uri = text,
            Field::Resource => self.resource = text,
            Field::Parameters => self.parameters = Sensitive::from(text),
            Field::ApiId => self.api_id = text,
            Field::ApiSecret => self.api_secret = Sensitive::from(text),
            Field::PostLogoutRedirectUri => self.post_logout_redirect_uri = text,
            Field::Scope => self.scope = text,
            Field::Audience => self.audience = text,
            Field::RequiredScope => self.required_scope = text,
            Field::JwksUrl => self.jwks_url = text,
            Field::File(field) => self.file_values.set(field, text),
            Field::Method => self.requests.chosen_mut().method = text,
            Field::ApiUrl => self.requests.chosen_mut().set_url(text),
        }
    }
}
