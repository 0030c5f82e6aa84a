//! Where a page leads back to: one of our own, taken apart and put together anew, never an address as it came.

use crate::http::Form;
use crate::token_server::authorize::CALLBACK;

/// A place that a user can come back to after signing in.
#[derive(Clone, Debug)]
pub(super) enum ReturnTo {
    /// An authorization request, with these parameters.
    Authorize(Form),
    /// The page of the device flow, with a user code where one was there.
    Device(Option<String>),
}

impl ReturnTo {
    /// Reads a return URL; `None` for everything that is not ours.
    pub(super) fn read(url: &str) -> Option<Self> {
        let (path, query) = url.split_once('?').unwrap_or((url, ""));
        match path {
            CALLBACK | "/connect/authorize" => Some(Self::Authorize(Form::parse(query))),
            "/device" => {
                let code = Form::parse(query).get("userCode").map(str::to_owned);
                Some(Self::Device(code))
            }
            _ => None,
        }
    }

    /// The address, on this server.
    pub(super) fn location(&self) -> String {
        match self {
            Self::Authorize(parameters) => format!("{CALLBACK}?{}", parameters.encode()),
            Self::Device(None) => "/device".to_owned(),
            Self::Device(Some(code)) => {
                let fields = vec![("userCode".to_owned(), code.clone())];
                format!("/device?{}", Form::from_fields(fields).encode())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ReturnTo;

    #[test]
    fn only_our_own_pages_are_led_back_to() {
        for hostile in [
            "https://evil.example/connect/authorize/callback?x",
            "//evil.example/connect/authorize?x",
            "/\\evil.example",
            "\\\\evil.example",
            "/connect/authorize/../../x",
            "/connect/authorize/callback@evil.example",
            "javascript:alert(1)",
            "/account/login",
            "",
        ] {
            assert!(ReturnTo::read(hostile).is_none(), "{hostile}");
        }
        let broken = ReturnTo::read("/connect/authorize?state=a%0d%0aSet-Cookie:x").unwrap();
        assert_eq!(
            broken.location(),
            "/connect/authorize/callback?state=a%0D%0ASet-Cookie%3Ax"
        );
    }
}
