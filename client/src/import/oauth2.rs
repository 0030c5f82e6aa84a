//! What formats say of OAuth 2, in whatever spelling.

/// What a format says of OAuth 2. A text that is not there is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Oauth2 {
    pub(super) line: usize,
    /// The short name of the grant in the session's table, or what the format calls one that is not run here.
    pub(super) grant: String,
    pub(super) issuer: String,
    pub(super) authorization_url: String,
    pub(super) token_url: String,
    pub(super) client_id: String,
    pub(super) client_secret: String,
    /// Whether the client's secret goes in a header; `None` where the format leaves it open.
    pub(super) secret_in_header: Option<bool>,
    pub(super) scope: String,
    pub(super) audience: String,
    pub(super) resource: String,
    pub(super) redirect_uri: String,
    pub(super) username: String,
    pub(super) password: String,
    /// Further parameters of the token request.
    pub(super) parameters: Vec<(String, String)>,
}

impl Oauth2 {
    /// Takes a parameter that the format adds to the token request.
    pub(super) fn parameter(&mut self, name: String, value: String) {
        match name.as_str() {
            "audience" => self.audience = value,
            "resource" => self.resource = value,
            _ => self.parameters.push((name, value)),
        }
    }
}
