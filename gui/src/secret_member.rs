//! The members of a connection file that hold secrets.

use crate::grant::GrantField;

/// The member of the client's secret.
pub(crate) const CLIENT_SECRET: &str = "client_secret";
/// The member of the client's private key.
pub(crate) const CLIENT_KEY: &str = "client_key";
/// The member of the key that tokens are bound to.
pub(crate) const DPOP_KEY: &str = "dpop_key";
/// The member of the API's secret, by which it asks whether a token holds.
pub(crate) const API_SECRET: &str = "introspection.client_secret";
/// The member of the client certificate's key.
pub(crate) const CERTIFICATE_KEY: &str = "client_cert_key";
/// The member of the client certificate's password.
pub(crate) const CERTIFICATE_PASSWORD: &str = "client_cert_password";

/// The member of a field of the session's tables.
pub(crate) fn member_of(field: GrantField) -> String {
    field.name().replace('-', "_")
}
