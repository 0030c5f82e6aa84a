//! Microsoft Entra: its clouds, its issuers with a tenant left open, and the tokens of Microsoft Graph.
//!
//! The clouds: [national clouds] and the aliases that MSAL knows. The template and how a token completes it:
//! [validating the issuer]. Graph: the application id 00000003-0000-0000-c000-000000000000, and [its tokens].
//!
//! [national clouds]: https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud
//! [validating the issuer]: https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-the-issuer
//! [its tokens]: https://learn.microsoft.com/entra/identity-platform/access-tokens#token-ownership

use crate::json::Object;
use crate::url::Url;

/// What stands for the tenant in the issuer of the endpoints that all tenants share.
pub const TENANT: &str = "{tenantid}";

/// The audiences by which a token is for Microsoft Graph.
pub const GRAPH_AUDIENCES: &[&str] = &[
    "00000003-0000-0000-c000-000000000000",
    "https://graph.microsoft.com",
    "https://graph.microsoft.com/",
];

/// Whether an audience is one of [`GRAPH_AUDIENCES`].
pub fn is_graph(audience: &str) -> bool {
    GRAPH_AUDIENCES.contains(&audience)
}

/// What to do where the tenant's key set lacks the key ([keys of an app]).
///
/// [keys of an app]: https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-tokens
pub const APP_KEYS_ADVICE: &str = "where the app has a key of its own, for mapped claims or SAML, Entra lists it only at the metadata's URL with ?appid= and the client's id";

/// What to do where another host serves [its template](is_template).
pub const TEMPLATE_ADVICE: &str = "only Entra's own hosts may leave the tenant open; ask https://login.microsoftonline.com, or state an issuer of your own";

/// What to do about a token for Microsoft Graph.
pub const GRAPH_ADVICE: &str = "the token is for Microsoft Graph: ask for a scope of your own API";

/// What a signature is worth beside the [nonce in the header](is_signed_for_microsoft).
pub const GRAPH_SIGNATURE: &str = "the signature matches for Microsoft Graph alone";

/// What the [nonce in the header](is_signed_for_microsoft) tells.
pub const NONCE_MEANING: &str =
    "a nonce in the header marks a token of Microsoft's own APIs, which alone can undo it";

/// What to do where the token is of one version and what should fit it of the other ([the manifest]).
///
/// [the manifest]: https://learn.microsoft.com/en-us/entra/identity-platform/reference-app-manifest
pub const VERSION_ADVICE: &str = "accessTokenAcceptedVersion in the manifest of the API's app registration decides the version of its tokens, and the API must trust that one";

/// One of Microsoft's clouds.
struct Cloud {
    /// Where its metadata is served.
    hosts: &'static [&'static str],
    /// What comes before the tenant in the issuer of version 1 tokens.
    version_1: &'static str,
    /// The same of version 2 tokens; `/v2.0` follows the tenant.
    version_2: &'static str,
}

const CLOUDS: &[Cloud] = &[
    Cloud {
        hosts: &[
            "login.microsoftonline.com",
            "login.windows.net",
            "login.microsoft.com",
            "sts.windows.net",
        ],
        version_1: "https://sts.windows.net/",
        version_2: "https://login.microsoftonline.com/",
    },
    Cloud {
        hosts: &["login.microsoftonline.us", "login.usgovcloudapi.net"],
        version_1: "https://sts.windows.net/",
        version_2: "https://login.microsoftonline.us/",
    },
    Cloud {
        hosts: &["login.partner.microsoftonline.cn", "login.chinacloudapi.cn"],
        version_1: "https://sts.chinacloudapi.cn/",
        version_2: "https://login.partner.microsoftonline.cn/",
    },
];

const VERSION_2_END: &str = "/v2.0";

/// A version of Entra's tokens, which the issuer tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// `https://sts.windows.net/{tenantid}/`.
    One,
    /// `https://login.microsoftonline.com/{tenantid}/v2.0`.
    Two,
}

impl Cloud {
    /// The tenant that an issuer of this cloud names, and the version of its tokens.
    fn tenant<'a>(&self, issuer: &'a str) -> Option<(&'a str, Version)> {
        let two = issuer
            .strip_prefix(self.version_2)
            .and_then(|rest| rest.strip_suffix(VERSION_2_END))
            .map(|tenant| (tenant, Version::Two));
        two.or_else(|| {
            let tenant = issuer.strip_prefix(self.version_1)?.strip_suffix('/')?;
            Some((tenant, Version::One))
        })
        .filter(|(tenant, _)| !tenant.is_empty() && !tenant.contains('/'))
    }
}

/// The version of the tokens that carry this issuer; `None` where it is none of Entra's.
pub fn version(issuer: &str) -> Option<Version> {
    CLOUDS
        .iter()
        .find_map(|cloud| cloud.tenant(issuer))
        .map(|(_, version)| version)
}

/// Whether the issuer is Entra's with the tenant left open. No other may leave it open: any token could then choose
/// its issuer.
pub fn is_template(issuer: &str) -> bool {
    // No other issuer has a brace, and looking for one byte is quicker than splitting.
    issuer.contains('{')
        && CLOUDS
            .iter()
            .filter_map(|cloud| cloud.tenant(issuer))
            .any(|(tenant, _)| tenant.eq_ignore_ascii_case(TENANT))
}

/// The issuer of the tenant that `tid` names; `None` where the issuer is no template, or `tid` no tenant's id.
pub fn completed(template: &str, claims: &Object) -> Option<String> {
    let tid = claims.get_str("tid").filter(|tid| is_guid(tid))?;
    if !is_template(template) {
        return None;
    }
    let (before, rest) = template.split_once('{')?;
    let (_, after) = rest.split_once('}')?;
    Some(format!("{before}{tid}{after}"))
}

/// What a document that Entra itself serves may call its issuer, where that is another than the one asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Served {
    /// The template, for `common` and `organizations`: tokens of every tenant.
    Template,
    /// The tenant's own issuer, by its id, asked for by a name of the tenant or by the other host of its cloud.
    Tenant,
}

/// Whether the host of `asked` is Entra's own, and `stated` what Entra calls the issuer there.
///
/// Only the very hosts of a cloud count, over https and on their own port: whoever else states such an issuer states
/// another's ([RFC 8414 §3.3](https://www.rfc-editor.org/rfc/rfc8414#section-3.3)).
pub fn served(asked: &str, stated: &str) -> Option<Served> {
    let url = Url::parse(asked).ok()?;
    if !url.is_https() || url.port_or_default() != 443 || url.query().is_some() {
        return None;
    }
    let mut clouds = CLOUDS.iter().filter(|cloud| {
        let mut hosts = cloud.hosts.iter();
        hosts.any(|host| host.eq_ignore_ascii_case(url.host()))
    });
    let (tenant, version) = clouds.next()?.tenant(stated)?;
    let path = url.path().strip_suffix('/').unwrap_or(url.path());
    let (asked_tenant, asked_version) = match path.strip_suffix(VERSION_2_END) {
        Some(rest) => (rest.strip_prefix('/')?, Version::Two),
        None => (path.strip_prefix('/')?, Version::One),
    };
    if asked_tenant.is_empty() || asked_tenant.contains('/') || asked_version != version {
        return None;
    }
    let is_shared = ["common", "organizations"]
        .iter()
        .any(|shared| asked_tenant.eq_ignore_ascii_case(shared));
    if is_template(stated) {
        return is_shared.then_some(Served::Template);
    }
    // An id asked for is the id that must come back; a name is Entra's to resolve.
    let is_same = asked_tenant.eq_ignore_ascii_case(tenant);
    (is_guid(tenant) && !is_shared && (is_same || !is_guid(asked_tenant))).then_some(Served::Tenant)
}

/// Whether the header has the nonce that Microsoft's own APIs alone can undo: nobody else can check the signature.
pub fn is_signed_for_microsoft(header: &Object, claims: &Object) -> bool {
    let issuer = claims.get_str("iss");
    header.get("nonce").is_some() && issuer.is_some_and(|issuer| version(issuer).is_some())
}

/// What to do where an API expects its Application ID URI, and the token has its id.
pub const OWN_ID_ADVICE: &str = "let the API accept its id as aud: tokens of version 2.0 always have that, and never the Application ID URI";

/// Whether the token's audience is the id of the application whose Application ID URI is expected.
pub fn is_own_id(expected: &str, actual: &str) -> bool {
    is_guid(actual) && expected.strip_prefix("api://") == Some(actual)
}

/// The code that its [own page of errors] is about, by the page's address and its parameter `code`.
///
/// [own page of errors]: https://learn.microsoft.com/entra/identity-platform/reference-error-codes
pub fn code_of_page(address: &str, code: &str) -> Option<String> {
    let is_number = code.bytes().all(|byte| byte.is_ascii_digit());
    (is_number && address.ends_with("/error")).then(|| format!("AADSTS{code}"))
}

/// Whether the text is the id of a tenant or an application: 32 hexadecimal digits in five groups.
pub fn is_guid(text: &str) -> bool {
    const HYPHENS: [usize; 4] = [8, 13, 18, 23];
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| {
            if HYPHENS.contains(&at) {
                byte == b'-'
            } else {
                byte.is_ascii_hexdigit()
            }
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = "https://login.microsoftonline.com/{tenantid}/v2.0";
    const ID: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

    #[test]
    fn tells_versions_by_the_issuer() {
        let one = format!("https://sts.windows.net/{ID}/");
        assert_eq!(version(&one), Some(Version::One));
        assert_eq!(version(TEMPLATE), Some(Version::Two));
        for other in [
            "https://sts.windows.net.example/x/",
            "https://login.microsoftonline.com/a/b/v2.0",
            "https://login.microsoftonline.com//v2.0",
            "https://login.example/{tenantid}/v2.0",
        ] {
            assert_eq!(version(other), None, "{other}");
        }
    }

    #[test]
    fn only_entras_own_issuers_are_templates() {
        assert!(is_template(TEMPLATE));
        assert!(is_template("https://sts.windows.net/{tenantId}/"));
        assert!(!is_template("https://login.example/{tenantid}/v2.0"));
        assert!(!is_template(&TEMPLATE.replace(TENANT, ID)));
    }

    #[test]
    fn entra_alone_serves_its_template() {
        for (asked, served_as) in [
            ("https://login.microsoftonline.com/common/v2.0", true),
            (
                "https://LOGIN.microsoftonline.com/organizations/v2.0/",
                true,
            ),
            ("https://login.windows.net/common/v2.0", true),
            ("https://login.example/common/v2.0", false),
            (
                "https://login.microsoftonline.com.example/common/v2.0",
                false,
            ),
            ("https://x.login.microsoftonline.com/common/v2.0", false),
            ("https://login.microsoftonline.us/common/v2.0", false),
            ("http://login.microsoftonline.com/common/v2.0", false),
            ("https://login.microsoftonline.com:8443/common/v2.0", false),
            ("https://login.microsoftonline.com/common", false),
            ("https://login.microsoftonline.com/x/common/v2.0", false),
            ("https://login.microsoftonline.com/consumers/v2.0", false),
        ] {
            let expected = served_as.then_some(Served::Template);
            assert_eq!(served(asked, TEMPLATE), expected, "{asked}");
        }
        let version_1 = "https://sts.windows.net/{tenantid}/";
        let asked = "https://login.microsoftonline.com/common";
        assert_eq!(served(asked, version_1), Some(Served::Template));
    }

    #[test]
    fn a_tenants_name_leads_to_its_id_and_an_id_to_itself() {
        let other = "11111111-6c67-4c5b-b112-36a304b66dad";
        let issuer = format!("https://login.microsoftonline.com/{ID}/v2.0");
        let asked = |tenant: &str| {
            served(
                &format!("https://login.microsoftonline.com/{tenant}/v2.0"),
                &issuer,
            )
        };
        assert_eq!(asked("contoso.onmicrosoft.com"), Some(Served::Tenant));
        assert_eq!(asked("consumers"), Some(Served::Tenant));
        assert_eq!(asked(other), None);
        assert_eq!(asked("common"), None);
        let version_1 = format!("https://sts.windows.net/{ID}/");
        let asked = format!("https://login.microsoftonline.com/{ID}");
        assert_eq!(served(&asked, &version_1), Some(Served::Tenant));
    }
}
