//! What one provider or product does differently in its messages, a file each; every fact names its source.
//!
//! What a verdict needs of such a provider, the shape of its tokens, is `claimscope_core::vendors`'s: it is used from
//! there, and not said again here.

pub(crate) mod adfs;
mod amazon;
mod api_naming;
mod apple;
mod auth0;
mod clients;
mod entra;
#[cfg(feature = "diagnose")]
pub(crate) mod exchange;
mod facebook;
mod general;
mod github;
mod google;
pub(crate) mod identity_server;
mod keycloak;
mod linkedin;
mod mcp;
mod okta;
mod ory;
mod paypal;
#[cfg(feature = "diagnose")]
pub(crate) mod refusals;
mod salesforce;
#[cfg(feature = "pages")]
pub(crate) mod servers;
mod slack;
pub(crate) mod table;
mod yahoo;

pub use api_naming::ApiNaming;
use table::{Hosts, Saying, SignedSecrets};

const HOSTS: &[&Hosts] = &[
    &amazon::HOSTS,
    &entra::HOSTS,
    &facebook::HOSTS,
    &github::HOSTS,
    &google::HOSTS,
    &linkedin::HOSTS,
    &paypal::HOSTS,
    &salesforce::HOSTS,
    &yahoo::HOSTS,
];

/// Whose sentences are known, and where its codes are documented; what many say stands last.
type Provider = (&'static str, &'static str, &'static [Saying]);

const PROVIDERS: &[Provider] = &[
    ("Microsoft Entra", entra::CODES, entra::SAYINGS),
    ("Keycloak", keycloak::CODES, keycloak::SAYINGS),
    ("Amazon Cognito", amazon::CODES, amazon::SAYINGS),
    ("Ory Hydra", ory::CODES, ory::SAYINGS),
    ("Auth0", auth0::CODES, auth0::SAYINGS),
    ("Okta", okta::CODES, okta::SAYINGS),
    ("Google", google::CODES, google::SAYINGS),
    ("GitHub", github::CODES, github::SAYINGS),
    ("Salesforce", salesforce::CODES, salesforce::SAYINGS),
    ("Facebook", facebook::CODES, facebook::SAYINGS),
    ("LinkedIn", linkedin::CODES, linkedin::SAYINGS),
    ("Slack", slack::CODES, slack::SAYINGS),
    (
        "IdentityServer",
        identity_server::CODES,
        identity_server::SAYINGS,
    ),
    ("an MCP client", mcp::CODES, mcp::SAYINGS),
    ("an app's own library", clients::CODES, clients::SAYINGS),
    ("several servers", general::CODES, general::SAYINGS),
];

/// Codes of others by their names, and where they are documented.
#[cfg(feature = "pages")]
const NAMED: &[(&str, &str, &[table::NamedCode])] = &[
    ("Auth0", auth0::NAMED_AT, auth0::NAMED),
    ("Amazon Cognito", amazon::NAMED_AT, amazon::NAMED),
    ("Google", google::NAMED_AT, google::NAMED),
    (
        ASPNET,
        refusals::identity_model::CODES,
        refusals::identity_model::NAMED,
    ),
    (
        refusals::postgrest::POSTGREST.name,
        refusals::postgrest::CODES,
        refusals::postgrest::NAMED,
    ),
];

/// Whose the codes of Microsoft.IdentityModel are.
#[cfg(feature = "pages")]
const ASPNET: &str = refusals::ASPNET_NAME;

/// The sentences alone, so that names and links stay out of programs that do not show them.
const SAYINGS: [&[Saying]; PROVIDERS.len()] = {
    let mut sayings: [&[Saying]; PROVIDERS.len()] = [&[]; PROVIDERS.len()];
    let mut index = 0;
    while index < PROVIDERS.len() {
        sayings[index] = PROVIDERS[index].2;
        index += 1;
    }
    sayings
};

/// Why an issuer's metadata is at none of these addresses, where that is a provider's doing.
pub(crate) fn no_issuer(tried: &str) -> Option<&'static str> {
    keycloak::no_issuer(tried)
}

/// A provider's advice about a refused secret, beside what the secret that was sent shows.
pub(crate) fn beside_secret(hint: &str, secret: &str) -> Option<String> {
    let is_id = hint.contains(entra::SECRET_ID) && entra::is_secret_id(secret);
    is_id.then(|| {
        format!(
            "what was sent has the form of a {}; {hint}",
            entra::SECRET_ID
        )
    })
}

/// The provider at the host whose client secrets are assertions.
pub(crate) fn signed_secrets(host: &str) -> Option<&'static SignedSecrets> {
    const ALL: &[&SignedSecrets] = &[&apple::SECRETS];
    ALL.iter().copied().find(|secrets| secrets.host == host)
}

/// So few words are anybody's.
#[cfg(feature = "diagnose")]
const WORDS_OF_ANYBODY: usize = 3;

/// Whether one provider has its issuer on the one host, and endpoints on the other.
pub(crate) fn is_one_provider(issuer_host: &str, endpoint_host: &str) -> bool {
    let within = |host: &str, domains: &[&str]| {
        let mut domains = domains.iter();
        domains.any(|domain| belongs_to(host, domain))
    };
    HOSTS
        .iter()
        .any(|hosts| within(issuer_host, hosts.issuers) && within(endpoint_host, hosts.endpoints))
}

/// The saying that the code and the sentence behind it hold.
pub(crate) fn saying(error: &str, sentence: &str) -> Option<&'static Saying> {
    // Where nothing is explained, the sentences stay out of the program.
    if !cfg!(feature = "diagnose") {
        return None;
    }
    let words = format!("{error} {sentence}").to_ascii_lowercase();
    let words = without_definition(&words);
    // The nonce of a proof is the server's, and no login's.
    let is_of_proof = words.contains("dpop");
    SAYINGS.iter().copied().flatten().find(|saying| {
        saying.error.is_none_or(|code| code == error)
            && says(&words, saying.words)
            && !(is_of_proof && saying.is_of_login())
    })
}

/// Whether many servers say so, so that the words are no proof of what they mean at this one.
#[cfg(feature = "diagnose")]
pub(crate) fn is_of_many(saying: &Saying) -> bool {
    let mut of_many = general::SAYINGS.iter();
    of_many.any(|general| general.words == saying.words)
}

/// The saying that a code alone names, with whose it is and where it is documented; `words` is in small letters.
#[cfg(feature = "diagnose")]
pub(crate) fn saying_of(words: &str) -> Option<(&'static str, &'static str, &'static Saying)> {
    // A number of Entra's without its letters.
    let number = (words.len() >= 5 && words.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| format!("{}{words}", entra::NUMBER_START));
    let words = number.as_deref().unwrap_or(words);
    PROVIDERS.iter().find_map(|(vendor, codes, sayings)| {
        let mut names = sayings.iter().filter(is_name);
        let found = names.find(|saying| is_told(saying, words) && says(words, saying.words))?;
        Some((*vendor, *codes, found))
    })
}

/// Whether the words name something alone. The end of an event's name counts beside an error, and says nothing without.
#[cfg(feature = "diagnose")]
fn is_name(saying: &&Saying) -> bool {
    !saying.words.starts_with('_')
}

/// Whether the words are enough: what means something beside one error alone has to have that error with it, be all that
/// there is, or be a sentence of its own.
#[cfg(feature = "diagnose")]
fn is_told(saying: &Saying, words: &str) -> bool {
    let mut sentences = saying.words.split('|');
    saying.error.is_none_or(|error| words.contains(error))
        || sentences.any(|sentence| {
            let sentence = sentence.replace(" * ", " ");
            sentence == words
                || sentence.split(' ').count() > WORDS_OF_ANYBODY && says(words, &sentence)
        })
}

/// What is so of every code of a family, as of one that no row explains; `words` is in small letters.
#[cfg(feature = "diagnose")]
pub(crate) fn family(words: &str) -> Option<(&'static str, &'static str, &'static Saying)> {
    let entra = entra::OTHERS
        .iter()
        .map(|other| ("Microsoft Entra", entra::CODES, other));
    #[cfg(feature = "pages")]
    let entra = entra.chain([(
        ASPNET,
        refusals::identity_model::CODES,
        &refusals::identity_model::OTHER,
    )]);
    let mut families = entra;
    families.find(|(_, _, saying)| {
        let number = words.strip_prefix(saying.words);
        number.is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()))
    })
}

/// The code of somebody else's that has this name, in whatever letters, with whose it is and where it is documented.
#[cfg(feature = "pages")]
pub(crate) fn named(
    name: &str,
) -> impl Iterator<Item = (&'static str, &'static str, &'static table::NamedCode)> {
    NAMED.iter().filter_map(move |(vendor, source, codes)| {
        let found = codes
            .iter()
            .find(|one| one.name.eq_ignore_ascii_case(name))?;
        Some((*vendor, *source, found))
    })
}

/// Every code and sentence of others that stands in a table of its own, by its name.
#[cfg(feature = "pages")]
pub(crate) fn names() -> Vec<String> {
    let mut names: Vec<String> = refusals::numbers().collect();
    names.extend(
        NAMED
            .iter()
            .flat_map(|(_, _, codes)| codes.iter().map(|one| one.name.to_owned())),
    );
    let sayings = PROVIDERS.iter().flat_map(|(_, _, sayings)| *sayings);
    for saying in sayings.filter(is_name) {
        let words = saying.words.replace(" * ", " ");
        names.extend(words.split('|').map(|words| match family(words) {
            Some(_) => words.to_ascii_uppercase(),
            None => words.to_owned(),
        }));
    }
    let mut seen = std::collections::HashSet::new();
    names.retain(|name| seen.insert(name.to_ascii_lowercase()));
    names
}

/// Where a provider says what a number of its own means that is not explained here.
pub(crate) fn explained_at(words: &str) -> Option<String> {
    if !cfg!(feature = "diagnose") {
        return None;
    }
    entra::explained_at(words)
}

/// The words without [RFC 6749 §5.2](https://www.rfc-editor.org/rfc/rfc6749#section-5.2)'s own sentence about
/// `invalid_grant`, which names everything that may be so.
fn without_definition(words: &str) -> String {
    let ends = |(start, _): (usize, &str)| {
        let end = words[start..].find("to another client")?;
        Some((start, start + end))
    };
    let mut starts = words.match_indices("provided authorization grant");
    match starts.next().and_then(ends) {
        Some((start, end)) => format!("{}{}", &words[..start], &words[end..]),
        None => words.to_owned(),
    }
}

/// Whether one of those that are `wanted` stands in the words, its parts in order; a number at a part's end is the whole
/// number.
fn says(words: &str, wanted: &str) -> bool {
    let is_digit = |end: Option<u8>| end.is_some_and(|byte| byte.is_ascii_digit());
    wanted.split('|').any(|wanted| {
        let mut rest = words;
        wanted.split(" * ").all(|part| {
            let found = rest.match_indices(part).find(|(start, _)| {
                let after = rest.as_bytes().get(start + part.len()).copied();
                !(is_digit(part.bytes().last()) && is_digit(after))
            });
            if let Some((start, _)) = found {
                rest = &rest[start + part.len()..];
            }
            found.is_some()
        })
    })
}

fn belongs_to(host: &str, domain: &str) -> bool {
    let host = host.to_ascii_lowercase();
    host == domain
        || host
            .strip_suffix(domain)
            .is_some_and(|rest| rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_in_small_letters_and_hints_are_sentences() {
        for saying in SAYINGS.iter().copied().flatten() {
            assert_eq!(saying.words, saying.words.to_ascii_lowercase());
            assert!(!saying.hint.ends_with('.') && !saying.meaning.ends_with('.'));
        }
    }

    #[test]
    fn a_code_is_not_taken_for_a_longer_one() {
        let hint = |words: &str| saying("x", words).map(|saying| saying.meaning);
        assert!(
            hint("AADSTS50011: The redirect URI …")
                .unwrap()
                .contains("redirect")
        );
        assert_eq!(hint("AADSTS500119: …"), None);
    }

    #[test]
    fn a_provider_is_known_by_its_very_domain() {
        assert!(is_one_provider(
            "accounts.google.com",
            "oauth2.googleapis.com"
        ));
        assert!(!is_one_provider(
            "accounts.google.com",
            "googleapis.com.example"
        ));
        assert!(!is_one_provider("notgithub.com", "github.com"));
    }
}
