//! Where a specification is to be read that a source names.

/// Specifications that are no RFC.
const OTHERS: [(&str, &str); 9] = [
    ("Fetch", "https://fetch.spec.whatwg.org/"),
    ("JARM", "https://openid.net/specs/oauth-v2-jarm.html"),
    (
        "NIST SP 800-56B",
        "https://csrc.nist.gov/pubs/sp/800/56/b/r2/final",
    ),
    (
        "OAuth 2.0 Multiple Response Types",
        "https://openid.net/specs/oauth-v2-multiple-response-types-1_0.html",
    ),
    (
        "OpenID Connect Back-Channel Logout",
        "https://openid.net/specs/openid-connect-backchannel-1_0.html",
    ),
    (
        "OpenID Connect Core",
        "https://openid.net/specs/openid-connect-core-1_0.html",
    ),
    (
        "OpenID Connect Core Unmet Authentication Requirements",
        "https://openid.net/specs/openid-connect-unmet-authentication-requirements-1_0.html",
    ),
    (
        "OpenID Connect Discovery",
        "https://openid.net/specs/openid-connect-discovery-1_0.html",
    ),
    (
        "OpenID Connect RP-Initiated Logout",
        "https://openid.net/specs/openid-connect-rpinitiated-1_0.html",
    ),
];

/// The URL of a source such as `RFC 7519 §4.1.3`, with its section where the specification is an RFC; nothing for what is
/// Claimscope's own.
pub fn spec_link(source: &str) -> Option<String> {
    if source.starts_with("https://") {
        return Some(source.to_owned());
    }
    if let Some(revision) = source.strip_prefix("MCP authorization ") {
        return Some(format!(
            "https://modelcontextprotocol.io/specification/{revision}/basic/authorization"
        ));
    }
    if source.starts_with("draft-") {
        return Some(format!("https://datatracker.ietf.org/doc/{source}"));
    }
    let (name, section) = match source.split_once(" §") {
        Some((name, section)) => (name, Some(section)),
        None => (source, None),
    };
    if let Some(number) = name.strip_prefix("RFC ") {
        let section = section.map(|section| format!("#section-{section}"));
        let section = section.unwrap_or_default();
        return Some(format!(
            "https://www.rfc-editor.org/rfc/rfc{number}{section}"
        ));
    }
    let mut others = OTHERS.iter();
    let (_, link) = others.find(|(one, _)| *one == name)?;
    Some((*link).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_of_an_rfc_is_linked_to() {
        assert_eq!(
            spec_link("RFC 7519 §4.1.3").as_deref(),
            Some("https://www.rfc-editor.org/rfc/rfc7519#section-4.1.3")
        );
        assert_eq!(spec_link("Claimscope"), None);
    }
}
