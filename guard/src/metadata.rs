//! Protected resource metadata: by it a client finds all that it needs from the API's URL ([RFC 9728]).
//!
//! [RFC 9728]: https://www.rfc-editor.org/rfc/rfc9728

use claimscope_core::json::Object;
use claimscope_core::jwt::Expectations;
use claimscope_core::url::Url;
use claimscope_oauth::protected_resource::{MetadataPlace, ResourceDiscovery};
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN, ALLOW,
    CACHE_CONTROL, HeaderName, HeaderValue,
};
use http::{Method, Response, StatusCode};

use crate::GuardMisuse;
use crate::answer::json;

/// The metadata's address and text.
#[derive(Debug)]
pub(crate) struct Metadata {
    pub(crate) url: String,
    path: String,
    text: String,
}

impl Metadata {
    /// The metadata of the API at this URL; `further` may say more, and no other `resource`.
    pub(crate) fn new(
        resource: &str,
        further: &Object,
        policy: &Expectations,
    ) -> Result<Self, GuardMisuse> {
        let wrong = || GuardMisuse::Resource(resource.to_owned());
        let own = Url::parse(resource).map_err(|_| wrong())?;
        let is_printable = resource.bytes().all(|byte| byte.is_ascii_graphic());
        if !is_printable || own.fragment().is_some() || !matches!(own.scheme(), "http" | "https") {
            return Err(wrong());
        }
        let discovery = ResourceDiscovery::new(resource, &[]).map_err(|_| wrong())?;
        let mut places = discovery.candidates().iter();
        let found = places.find(|(place, _)| *place == MetadataPlace::Path);
        let (_, url) = found
            .or_else(|| discovery.candidates().first())
            .ok_or_else(wrong)?;
        let parsed = Url::parse(url).map_err(|_| wrong())?;
        let mut members = Object::new().with("resource", resource);
        for (name, values) in [
            ("authorization_servers", policy.issuer.values()),
            ("scopes_supported", &policy.scopes),
        ] {
            if !values.is_empty() {
                let values: Vec<&str> = values.iter().map(String::as_str).collect();
                members.set(name, values);
            }
        }
        members.set("bearer_methods_supported", vec!["header"]);
        for (name, value) in further.iter().filter(|(name, _)| *name != "resource") {
            members.set(name, value.clone());
        }
        Ok(Self {
            path: parsed.path().to_owned(),
            text: members.to_string(),
            url: url.clone(),
        })
    }

    /// What is answered where the metadata is asked for; nothing where something else is.
    pub(crate) fn answer(&self, method: &Method, path: &str) -> Option<Response<String>> {
        if path != self.path {
            return None;
        }
        let mut answer = match *method {
            Method::GET | Method::HEAD => json(StatusCode::OK, self.text.clone()),
            Method::OPTIONS => empty(StatusCode::NO_CONTENT),
            _ => empty(StatusCode::METHOD_NOT_ALLOWED),
        };
        let more: &[(HeaderName, &'static str)] = match *method {
            Method::GET | Method::HEAD => &[(CACHE_CONTROL, "max-age=300")],
            Method::OPTIONS => &[
                (ACCESS_CONTROL_ALLOW_METHODS, "GET"),
                (ACCESS_CONTROL_ALLOW_HEADERS, "*"),
            ],
            _ => &[(ALLOW, "GET, HEAD, OPTIONS")],
        };
        // Any page may read it: it says nothing that is not for everybody.
        for (name, value) in more.iter().chain(&[(ACCESS_CONTROL_ALLOW_ORIGIN, "*")]) {
            let value = HeaderValue::from_static(value);
            answer.headers_mut().insert(name, value);
        }
        Some(answer)
    }
}

fn empty(status: StatusCode) -> Response<String> {
    let mut response = Response::default();
    *response.status_mut() = status;
    response
}
