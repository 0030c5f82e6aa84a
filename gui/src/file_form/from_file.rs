//! A file's connection as the window's fields have it.

use std::collections::BTreeMap;

use claimscope_client::session::{ASSERTION_FIELDS, AssertionOptions};
use claimscope_client::workspace::{
    SavedConnection, SavedDpop, SavedKeys, SavedNetwork, SavedValue, SecretPlace,
};
use claimscope_core::jwt::{Algorithms, Expected};

use crate::connection::{ConnectionForm, ConnectionId};
use crate::file_field::{FileField, FileValues};
use crate::grant::{GrantChoice, GrantField, GrantValues};
use crate::pairs;
use crate::request::RequestForm;
use crate::secret_member::{
    API_SECRET, CERTIFICATE_KEY, CERTIFICATE_PASSWORD, CLIENT_KEY, CLIENT_SECRET, DPOP_KEY,
};
use crate::waiver::Waiver;

/// The fields of a connection of this name.
pub(crate) fn form_of(saved: &SavedConnection, id: ConnectionId, name: &str) -> ConnectionForm {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let (grant, extension_uri) = match saved.grant.form() {
        Some(form) => (GrantChoice::Form(form), String::new()),
        None => (GrantChoice::Extension, saved.grant.name().to_owned()),
    };
    let jwks_url = match &saved.keys {
        SavedKeys::Jwks(url) if is_url(url) => url.clone(),
        _ => String::new(),
    };
    ConnectionForm {
        id,
        name: name.to_owned(),
        issuer: text(&saved.issuer),
        client_id: text(&saved.client_id),
        grant,
        extension_uri,
        values: values(saved),
        client_auth: saved.client_auth,
        pastes: saved.grant.pastes,
        resource: text(&saved.resource),
        leaves_resource_out: saved.leaves_resource_out,
        registers: saved.registers,
        parameters: parameters(&saved.parameters).into(),
        api_id: text(&saved.introspection.client_id),
        scope: saved.scope.join(" "),
        profile: saved.expect.profile,
        audience: saved.expect.audience.values().join(" "),
        any_audience: saved.expect.audience == Expected::Waived,
        any_issuer: saved.expect.issuer == Expected::Waived,
        waivers: Waiver::ALL
            .into_iter()
            .filter(|waiver| *waiver.of(&mut saved.expect.clone()))
            .collect(),
        required_scope: saved.expect.scopes.join(" "),
        uses_jwks_url: !jwks_url.is_empty(),
        file_keys: match &saved.keys {
            SavedKeys::Jwks(url) if is_url(url) => SavedKeys::Issuer,
            SavedKeys::Public(_) => SavedKeys::Issuer,
            keys => keys.clone(),
        },
        public_key: match &saved.keys {
            SavedKeys::Public(text) => text.clone(),
            _ => String::new(),
        },
        jwks_url,
        requests: saved
            .requests
            .iter()
            .map(RequestForm::of_saved)
            .collect::<Vec<_>>()
            .into(),
        api_url: text(&saved.api_url),
        sends_no_token: saved.sends_no_token,
        post_logout_redirect_uri: text(&saved.post_logout_redirect_uri),
        file_values: file_values(saved),
        places: places(saved),
        ..ConnectionForm::default()
    }
}

/// Whether keys are fetched from it.
pub(super) fn is_url(place: &str) -> bool {
    place.starts_with("https://") || place.starts_with("http://") || place.starts_with("{{")
}

fn parameters(parameters: &[(String, SavedValue)]) -> String {
    let lines = parameters.iter();
    let lines = lines.map(|(name, value)| format!("{name}={}", pairs::shown(value)));
    lines.collect::<Vec<_>>().join("\n")
}

fn values(saved: &SavedConnection) -> GrantValues {
    let mut values = GrantValues::default();
    let mut set = |name: &str, text: String| {
        if let Some(field) = GrantField::of_name(name) {
            values.set(field, text);
        }
    };
    for (name, value) in &saved.grant.fields {
        match value {
            SavedValue::Text(text) | SavedValue::PlainText(text) => set(name, text.clone()),
            SavedValue::Secret(_) => {}
        }
    }
    let AssertionOptions {
        audience,
        lifetime_seconds,
        algorithm,
        kid,
    } = &saved.assertion;
    let assertion = [
        audience.clone(),
        lifetime_seconds.map(|seconds| seconds.to_string()),
        algorithm.map(|algorithm| algorithm.name().to_owned()),
        kid.clone(),
    ];
    for (field, text) in ASSERTION_FIELDS.iter().zip(assertion) {
        set(field.name, text.unwrap_or_default());
    }
    let details = saved.authorization_details.clone();
    set("authorization-details", details.unwrap_or_default());
    let certificate = saved.network.client_cert_file.clone();
    set("client-cert-file", certificate.unwrap_or_default());
    if let Some(SecretPlace::File(path)) = &saved.network.client_cert_key {
        set("client-cert-key-file", path.clone());
    }
    if saved.dpop != SavedDpop::Off {
        set(GrantField::DPOP.name(), "yes".to_owned());
    }
    values
}

fn file_values(saved: &SavedConnection) -> FileValues {
    let SavedNetwork {
        ca_files,
        trust_fingerprints,
        client_cert_file: _,
        client_cert_key: _,
        client_cert_password: _,
        proxy,
        timeout_seconds,
    } = &saved.network;
    let expect = &saved.expect;
    let number = |number: Option<u64>| number.map(|number| number.to_string());
    let leeway = (expect.leeway_seconds > 0).then(|| expect.leeway_seconds.to_string());
    let algorithms = match &expect.algorithms {
        Algorithms::AnyOf(all) => {
            let names = all.iter().map(|algorithm| algorithm.name());
            Some(names.collect::<Vec<_>>().join(" "))
        }
        Algorithms::Unsaid | Algorithms::OfKeys => None,
    };
    let mut values = FileValues::default();
    for (field, text) in [
        (FileField::TokenEndpoint, saved.token_endpoint.clone()),
        (FileField::CaFile, Some(ca_files.join("\n"))),
        (
            FileField::TrustFingerprint,
            Some(trust_fingerprints.join("\n")),
        ),
        (FileField::Proxy, proxy.clone()),
        (FileField::Timeout, number(*timeout_seconds)),
        (
            FileField::ExpectIssuer,
            Some(expect.issuer.values().join(" ")),
        ),
        (FileField::Algorithms, algorithms),
        (FileField::AcrValues, Some(expect.acr_values.join(" "))),
        (FileField::ExpectClientId, expect.client_id.clone()),
        (FileField::Leeway, leeway),
        (FileField::MaxAuthAge, number(expect.max_auth_age_seconds)),
        (
            FileField::RequiredClaims,
            Some(expect.required_claims.join(" ")),
        ),
        (FileField::MaxAge, number(expect.max_age_seconds)),
        (FileField::Nonce, expect.nonce.clone()),
    ] {
        values.set(field, text.unwrap_or_default());
    }
    values
}

/// Where the file's secrets are, by their members. A certificate's key in a file is a path in a field.
pub(crate) fn places(saved: &SavedConnection) -> BTreeMap<String, SecretPlace> {
    let mut places = BTreeMap::new();
    let mut put = |member: &str, place: &SecretPlace| {
        places.insert(member.to_owned(), place.clone());
    };
    let network = &saved.network;
    let single = [
        (API_SECRET, &saved.introspection.client_secret),
        (CLIENT_SECRET, &saved.client_secret),
        (CLIENT_KEY, &saved.client_key),
        (CERTIFICATE_PASSWORD, &network.client_cert_password),
    ];
    for (member, place) in single {
        if let Some(place) = place {
            put(member, place);
        }
    }
    match &network.client_cert_key {
        None | Some(SecretPlace::File(_)) => {}
        Some(place) => put(CERTIFICATE_KEY, place),
    }
    if let SavedDpop::Key(place) = &saved.dpop {
        put(DPOP_KEY, place);
    }
    for (name, value) in &saved.grant.fields {
        if let SavedValue::Secret(place) = value {
            put(&name.replace('-', "_"), place);
        }
    }
    for (name, value) in &saved.parameters {
        if let SavedValue::Secret(place) = value {
            put(&format!("parameters.{name}"), place);
        }
    }
    places
}
