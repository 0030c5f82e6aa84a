//! What a file says of a session's connection; its secrets go elsewhere, and are given back with their places.

use claimscope_core::SecretEncoding;
use claimscope_core::secret::Secret;
use claimscope_oauth::TokenGrant;

use super::place::SecretPlace;
use super::saved::{SavedConnection, SavedDpop, SavedGrant, SavedKeys, SavedValue};
use super::visit::is_secret_variable;
use crate::session::{Connection, Grant, GrantForm, GrantKind, KeysFrom, Login, OauthClient};

/// What a connection had beside what its file says.
#[derive(Debug, Default)]
pub struct SavedSecrets {
    /// The secrets, each with the place that the file names for it. The caller puts them there.
    pub secrets: Vec<(SecretPlace, Secret)>,
    /// What can stand in no file, such as keys that were read before.
    pub left_out: Vec<&'static str>,
}

impl SavedConnection {
    /// What a file says of a connection. Its secrets get entries in the keychain that begin with `name`.
    pub fn of_session(name: &str, connection: &Connection) -> (Self, SavedSecrets) {
        // Taken apart without `..`, so that a new setting is not forgotten here.
        let Connection {
            issuer,
            token_endpoint,
            client,
            grant,
            dpop_key,
            dpop_key_is_made,
            api_url,
            expectations,
            keys,
            // They are values of the grant.
            secrets: _,
        } = connection;
        let OauthClient {
            id,
            secret,
            key,
            authentication,
            assertion,
        } = client;
        let Grant {
            kind,
            scope,
            resource,
            authorization_details,
            parameters,
        } = grant;
        let mut out = Writer::new(name);
        let named = |text: &str| {
            let text = text.trim();
            (!text.is_empty()).then(|| text.to_owned())
        };
        let saved = Self {
            issuer: named(issuer),
            token_endpoint: token_endpoint.as_deref().and_then(named),
            client_id: named(id),
            client_secret: secret
                .as_ref()
                .and_then(|secret| out.place("client_secret", secret)),
            client_key: key.as_ref().and_then(|key| {
                let text = Secret::from(key.to_json_with_private().to_string());
                out.place("client_key", &text)
            }),
            client_auth: *authentication,
            assertion: assertion.clone(),
            grant: out.grant(kind),
            scope: scope.split_whitespace().map(str::to_owned).collect(),
            resource: resource.clone(),
            leaves_resource_out: false,
            registers: false,
            authorization_details: authorization_details.as_ref().map(ToString::to_string),
            dpop: match dpop_key {
                None => SavedDpop::Off,
                Some(_) if *dpop_key_is_made => SavedDpop::Made,
                Some(key) => {
                    let text = Secret::from(key.to_json_with_private().to_string());
                    out.place("dpop_key", &text)
                        .map_or(SavedDpop::Off, SavedDpop::Key)
                }
            },
            api_url: named(api_url),
            sends_no_token: false,
            post_logout_redirect_uri: None,
            parameters: parameters
                .iter()
                .filter_map(|(name, value)| Some((name.clone(), out.value(name, value)?)))
                .collect(),
            expect: expectations.clone(),
            keys: out.keys(keys),
            introspection: super::saved::SavedIntrospection::default(),
            network: super::saved::SavedNetwork::default(),
            requests: Vec::new(),
        };
        (saved, out.beside)
    }
}

/// Gathers the secrets.
struct Writer<'a> {
    name: &'a str,
    beside: SavedSecrets,
}

impl<'a> Writer<'a> {
    fn new(name: &'a str) -> Self {
        Self {
            name,
            beside: SavedSecrets::default(),
        }
    }

    fn place(&mut self, member: &str, secret: &Secret) -> Option<SecretPlace> {
        if secret.is_empty() {
            return None;
        }
        let place = SecretPlace::Keychain(format!("{}/{member}", self.name));
        self.beside.secrets.push((place.clone(), secret.clone()));
        Some(place)
    }

    /// A parameter: what is known to be none is written, and all else goes to the keychain.
    fn value(&mut self, name: &str, value: &Secret) -> Option<SavedValue> {
        match value.expose_str() {
            Some(text) if !is_secret_variable(name, text) => {
                Some(SavedValue::Text(text.to_owned()))
            }
            _ => self
                .place(&format!("parameters.{name}"), value)
                .map(SavedValue::Secret),
        }
    }

    fn keys(&mut self, keys: &KeysFrom) -> SavedKeys {
        match keys {
            KeysFrom::Issuer => SavedKeys::Issuer,
            KeysFrom::JwksUrl(url) => SavedKeys::Jwks(url.trim().to_owned()),
            KeysFrom::Text(text) => self
                .place("keys", text)
                .map_or(SavedKeys::Issuer, SavedKeys::Key),
            KeysFrom::SharedSecret(secret) => {
                // As base64url, which carries any bytes.
                let text = Secret::from(claimscope_core::base64url::encode(secret.expose()));
                let encoding = Some(SecretEncoding::Base64url);
                self.place("keys", &text)
                    .map_or(SavedKeys::Issuer, |place| {
                        SavedKeys::Secret(place, encoding)
                    })
            }
            KeysFrom::Set(_) | KeysFrom::Nowhere => {
                self.beside.left_out.push("keys");
                SavedKeys::Issuer
            }
        }
    }

    fn grant(&mut self, kind: &GrantKind) -> SavedGrant {
        let of_form = |name: &str| SavedGrant {
            name: Some(name.to_owned()),
            ..SavedGrant::default()
        };
        match kind {
            GrantKind::ClientCredentials => of_form("client_credentials"),
            GrantKind::DeviceCode { timeout } => SavedGrant {
                wait_seconds: timeout.map(|wait| wait.as_secs()),
                ..of_form("device_code")
            },
            GrantKind::AuthorizationCode(login) => login_of(of_form("authorization_code"), login),
            GrantKind::Password { username, password } => {
                let mut grant = of_form("password");
                grant.set("username", SavedValue::Text(username.clone()));
                if let Some(place) = self.place("password", password) {
                    grant.set("password", SavedValue::Secret(place));
                }
                grant
            }
            GrantKind::Request(request) => self.request(request),
        }
    }

    /// A grant of one request, found again by its type and its parameters.
    fn request(&mut self, request: &TokenGrant) -> SavedGrant {
        let name = match request.grant_type() {
            TokenGrant::REFRESH_TOKEN => "refresh_token",
            TokenGrant::TOKEN_EXCHANGE => "token_exchange",
            TokenGrant::JWT_BEARER => "jwt_bearer",
            other => other,
        };
        let mut grant = SavedGrant {
            name: Some(name.to_owned()),
            ..SavedGrant::default()
        };
        let Some(form) = GrantForm::of_name(name) else {
            if request.parameters().next().is_some() {
                self.beside
                    .left_out
                    .push("parameters of the extension grant");
            }
            return grant;
        };
        for (parameter, value) in request.parameters() {
            let mut fields = form.fields.iter();
            let field = fields.find(|field| super::grant::member_of(field) == parameter);
            let Some(field) = field else {
                self.beside.left_out.push("a parameter of the grant");
                continue;
            };
            let value = Secret::new(value);
            let saved = match field.is_secret {
                true => self.place(parameter, &value).map(SavedValue::Secret),
                false => value
                    .expose_str()
                    .map(|text| SavedValue::Text(text.to_owned())),
            };
            if let Some(saved) = saved {
                grant.set(field.name, saved);
            }
        }
        grant
    }
}

fn login_of(mut grant: SavedGrant, login: &Login) -> SavedGrant {
    let Login {
        redirect_uri,
        listen,
        push,
        sign,
        timeout,
        prompt,
        max_age_seconds,
        acr_values,
        login_hint,
        response_mode,
    } = login;
    grant.pastes = !listen;
    let usual = Login::default().timeout;
    grant.wait_seconds = (*timeout != usual).then_some(timeout.as_secs());
    let on = |is_on: bool| is_on.then(|| "yes".to_owned());
    let texts = [
        ("redirect-uri", Some(redirect_uri.clone())),
        ("par", on(*push)),
        ("jar", on(*sign)),
        ("prompt", prompt.clone()),
        (
            "max-age",
            max_age_seconds.map(|seconds| seconds.to_string()),
        ),
        ("acr-values", acr_values.clone()),
        ("login-hint", login_hint.clone()),
        ("response-mode", response_mode.clone()),
    ];
    for (name, text) in texts {
        if let Some(text) = text {
            grant.set(name, SavedValue::Text(text));
        }
    }
    grant
}
