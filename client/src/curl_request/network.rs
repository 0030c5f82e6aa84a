//! Through what a curl command is sent: proxy, authorities, and the client's certificate.

use claimscope_core::CurlCommand;

use crate::is_proxy_url;

/// The options that are a connection's here, and no request's.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CurlNetwork {
    /// `-x`: the proxy's URL, without user name and password.
    pub proxy: Option<String>,
    /// `--cacert`: a PEM file of authorities.
    pub ca_file: Option<String>,
    /// `--cert`: the file of the client's certificate.
    pub cert_file: Option<String>,
    /// `--key`: the file of its private key.
    pub key_file: Option<String>,
    /// `--pass`, or what stands behind the file of `--cert`: what opens the key. A secret.
    pub cert_password: Option<String>,
}

impl CurlNetwork {
    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    pub(super) fn of(command: &CurlCommand, notes: &mut Vec<String>) -> Self {
        let mut network = Self::default();
        for (option, value) in &command.options {
            match option.as_str() {
                "-x" | "--proxy" => network.proxy = proxy(value, notes),
                "--cacert" => network.ca_file = Some(value.clone()),
                "-E" | "--cert" => {
                    let (file, password) = file_and_password(value);
                    network.cert_file = Some(file.to_owned());
                    let password = password.map(str::to_owned);
                    network.cert_password = network.cert_password.or(password);
                }
                "--key" => network.key_file = Some(value.clone()),
                "--pass" => network.cert_password = Some(value.clone()),
                "-c" | "--cookie-jar" => {
                    let text = format!(
                        "{option} is left out: cookies are kept where the connection says so, and in memory alone"
                    );
                    notes.push(text);
                }
                _ => {}
            }
        }
        network
    }
}

fn proxy(value: &str, notes: &mut Vec<String>) -> Option<String> {
    let (scheme, rest) = value.split_once("://").unwrap_or(("http", value));
    let (user, host) = match rest.rsplit_once('@') {
        Some((user, host)) => (Some(user), host),
        None => (None, rest),
    };
    let url = format!("{scheme}://{host}");
    if user.is_some() {
        notes.push("user name and password of the proxy are left out".to_owned());
    }
    if !is_proxy_url(&url) {
        notes.push(format!(
            "the proxy {url} is left out: a proxy is http or https here"
        ));
        return None;
    }
    Some(url)
}

/// `FILE:PASSWORD`; the colon behind the letter of a drive parts nothing.
fn file_and_password(text: &str) -> (&str, Option<&str>) {
    match text.rsplit_once(':') {
        Some((file, password)) if file.len() > 1 => (file, Some(password)),
        _ => (text, None),
    }
}
