//! Why an API said no, by what a person pastes of its answer, and what the API is known to expect.

use claimscope_client::session::resource_metadata_urls;
use claimscope_core::inspect;
use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;
use claimscope_oauth::diagnose::{ApiKnowledge, Diagnosis};
use claimscope_oauth::protected_resource::DiscoveredResource;
use claimscope_oauth::{HttpRequest, Recorded};

use crate::claim_texts::claim_texts;
use crate::connection::ConnectionId;
use crate::remote::Remote;
use crate::results::FailureText;
use crate::sensitive::Sensitive;

/// What stands in the fields, and what came of it.
#[derive(Clone, Debug, Default)]
pub struct PastedRefusal {
    /// What the API answered; may hold the token that was sent.
    pub answer: Sensitive,
    /// The token that was sent, where the answer does not show it.
    pub token: Sensitive,
    /// A token that the API takes, from which it is learned what it expects.
    pub good_token: Sensitive,
    /// The address that was called.
    pub url: String,
    /// What the API is known to expect.
    pub expected: ExpectedByApi,
    /// The connection whose call is explained: what was learned can be kept there. None once the answer or the address is
    /// another.
    pub of: Option<ConnectionId>,
    /// What the person had put here, which gave way to a call.
    pub set_aside: Option<Box<PastedRefusal>>,
    /// Where that was learned, in a sentence.
    pub learned_from: Option<String>,
    /// The API's own metadata, while they are fetched, and why they could not be had.
    pub fetching: Remote<()>,
    /// The addresses at which the API's metadata may stand; kept here, since they are read from the answer.
    pub metadata_urls: Vec<String>,
    /// Why the API refused.
    pub diagnosis: Remote<Box<Diagnosis>>,
}

impl PastedRefusal {
    /// The addresses at which the API's metadata may stand, in the order in which they are asked ([RFC 9728 §3.1]); none
    /// where the address that was called allows none.
    ///
    /// [RFC 9728 §3.1]: https://www.rfc-editor.org/rfc/rfc9728#section-3.1
    pub fn find_metadata_urls(&self) -> Vec<String> {
        let url = self.called_url();
        resource_metadata_urls(&url, &self.challenges())
    }

    /// The address that was called: as typed, or as the record has it.
    pub fn called_url(&self) -> String {
        if !self.url.trim().is_empty() {
            return self.url.trim().to_owned();
        }
        let recorded = Recorded::read(self.answer.expose());
        let request = recorded.and_then(|recorded| recorded.request);
        request.map(|request| request.url).unwrap_or_default()
    }

    /// Whether nobody has put anything here.
    pub(crate) fn is_blank(&self) -> bool {
        let texts = [&self.answer, &self.token, &self.good_token];
        let is_blank = texts.into_iter().all(Sensitive::is_blank);
        is_blank && self.url.trim().is_empty() && self.expected.is_empty()
    }

    /// The challenges of the answer.
    pub fn challenges(&self) -> Vec<claimscope_oauth::challenge::Challenge> {
        let recorded = Recorded::read(&with_status_line(self.answer.expose()));
        let response = recorded.and_then(|recorded| recorded.response);
        response
            .map(|response| response.challenges())
            .unwrap_or_default()
    }
}

/// What the person wants of the explanation.
#[derive(Clone, Debug, PartialEq)]
pub enum WhyCommand {
    /// Change a field.
    Edit(WhyField, Sensitive),
    /// Explain the last call of the selected connection here.
    ExplainCall,
    /// Ask the API for its metadata, at the addresses that are shown.
    FetchMetadata,
    /// Keep what the API expects in the connection whose call is explained.
    Keep,
    /// Learn what the API expects from the token that it takes.
    LearnFromToken,
    /// Put back what gave way to a call.
    TakeBack,
}

/// A field of the explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyField {
    /// [`PastedRefusal::answer`].
    Answer,
    /// [`ExpectedByApi::audience`].
    Audience,
    /// [`PastedRefusal::good_token`].
    GoodToken,
    /// [`ExpectedByApi::issuer`].
    Issuer,
    /// [`ExpectedByApi::scopes`].
    Scopes,
    /// [`PastedRefusal::token`].
    Token,
    /// [`PastedRefusal::url`].
    Url,
}

/// What an API expects, as people type it: whatever is empty is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExpectedByApi {
    /// The issuer that it trusts.
    pub issuer: String,
    /// The audiences, of which one is enough, separated by spaces.
    pub audience: String,
    /// The scopes, all of them, separated by spaces.
    pub scopes: String,
}

impl ExpectedByApi {
    /// What a token that the API takes tells of it; `None` of a text without claims.
    pub fn of_token(text: &str, now: Timestamp) -> Option<Self> {
        let claims = inspect(text, now).report.claims?;
        let scopes = [claim_texts(&claims, "scope"), claim_texts(&claims, "scp")].concat();
        Some(Self {
            issuer: claims.get_str("iss").unwrap_or_default().to_owned(),
            audience: claim_texts(&claims, "aud").join(" "),
            scopes: scopes.join(" "),
        })
    }

    /// What the API's metadata tell. Of the scopes that it knows none is said to be needed.
    pub fn of_metadata(found: &DiscoveredResource) -> Self {
        let metadata = &found.metadata;
        Self {
            issuer: metadata
                .authorization_servers
                .first()
                .cloned()
                .unwrap_or_default(),
            audience: metadata.resource.clone(),
            scopes: String::new(),
        }
    }

    /// Whether nothing of it is known.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn knowledge(&self) -> ApiKnowledge {
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
        let issuer = self.issuer.trim();
        ApiKnowledge {
            issuer: (!issuer.is_empty()).then(|| issuer.to_owned()),
            audiences: words(&self.audience),
            scopes: words(&self.scopes),
        }
    }
}

/// What is explained.
#[derive(Clone, Debug)]
pub struct WhyPlan {
    /// The answer as pasted.
    pub answer: Secret,
    /// The token that was sent, as pasted; empty where it is not known.
    pub token: Secret,
    /// The address that was called; empty where it is not known.
    pub url: String,
    /// What the API is known to expect.
    pub expected: ExpectedByApi,
}

/// Reads answer and token together, as the page does.
///
/// # Errors
///
/// Where the text says nothing of a refusal; it is said what it is instead.
pub fn diagnosis(plan: &WhyPlan, now: Timestamp) -> Result<Box<Diagnosis>, FailureText> {
    let text = with_status_line(plan.answer.expose_str().unwrap_or_default());
    let token = plan.token.expose_str().unwrap_or_default();
    let sent = inspect(token, now).token;
    let unseen = HttpRequest::get(plan.url.trim());
    let known = match &sent[..] {
        "" => unseen.clone(),
        sent => unseen
            .clone()
            .header("Authorization", format!("Bearer {sent}")),
    };
    let inspection = inspect(&text, now);
    let read = Recorded::read(&text).filter(|recorded| recorded.response.is_some());
    let recorded = read.or_else(|| Recorded::of_part(&text, &inspection));
    let diagnosis = recorded.and_then(|mut recorded| {
        let has_token = |request: &HttpRequest| request.header_value("authorization").is_some();
        if !sent.is_empty() && !recorded.request.as_ref().is_some_and(has_token) {
            recorded.request = Some(known.clone());
        }
        recorded.diagnosis_for(&known, &plan.expected.knowledge(), now)
    });
    diagnosis.map(Box::new).ok_or_else(|| {
        FailureText::new(
            format!("This says nothing of a refusal; it is {}.", inspection.pasted_text),
            "Paste what the API answered: a status such as 401, headers, a body, a line of its log.",
        )
    })
}

/// A status with or without its name is how people begin.
fn with_status_line(text: &str) -> String {
    let start = text.trim_start();
    let lowered = start.get(..12).unwrap_or(start).to_ascii_lowercase();
    let word = ["status code", "status"]
        .into_iter()
        .find(|word| lowered.starts_with(word));
    let rest = start[word.map_or(0, str::len)..].trim_start_matches([':', ' ']);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let ends = rest[digits..]
        .chars()
        .next()
        .is_none_or(char::is_whitespace);
    // The body behind it on its line is read with it.
    let has_body = rest.lines().next().unwrap_or_default().contains('{');
    match digits == 3 && ends && !has_body && rest.starts_with(['1', '2', '3', '4', '5']) {
        true => format!("HTTP/1.1 {rest}"),
        false => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_unix_seconds(1_800_000_000);

    fn token(claims: &str) -> String {
        let encode = claimscope_core::base64url::encode;
        format!(
            "{}.{}.c2ln",
            encode(r#"{"alg":"RS256","kid":"1"}"#),
            encode(claims)
        )
    }

    fn plan(answer: &str, token: &str, expected: ExpectedByApi) -> WhyPlan {
        WhyPlan {
            answer: Secret::from(answer),
            token: Secret::from(token),
            url: String::new(),
            expected,
        }
    }

    #[test]
    fn a_status_alone_is_an_answer() {
        for text in [
            "401",
            "401 Unauthorized",
            "Status: 401",
            "status code: 401 Unauthorized\nServer: x",
        ] {
            assert!(with_status_line(text).starts_with("HTTP/1.1 401"), "{text}");
        }
        for text in [
            "HTTP/2 401",
            "4012",
            "status",
            "",
            "{\"error\":1}",
            "é401",
            "401 {\"message\":\"no\"}",
        ] {
            assert_eq!(with_status_line(text), text);
        }
    }

    #[test]
    fn what_a_good_token_tells_explains_the_refusal_of_another() {
        let good = token(r#"{"iss":"https://login.example","aud":["orders"],"scp":["read"]}"#);
        let expected = ExpectedByApi::of_token(&good, NOW).unwrap();
        assert_eq!(
            (&*expected.issuer, &*expected.audience, &*expected.scopes),
            ("https://login.example", "orders", "read")
        );
        let bad = token(r#"{"iss":"https://login.example","aud":"bills","exp":1800003600}"#);
        let answer = "401\nWWW-Authenticate: Bearer error=\"invalid_token\"";
        let diagnosis = diagnosis(&plan(answer, &bad, expected), NOW).unwrap();
        let first = &diagnosis.reasons[0];
        assert!(
            first.evidence.iter().any(|line| line.contains("bills")),
            "{first:?}"
        );
        assert!(
            first.evidence.iter().any(|line| line.contains("orders")),
            "{first:?}"
        );
    }

    #[test]
    fn what_says_nothing_of_a_refusal_is_named() {
        let failure =
            diagnosis(&plan(&token("{}"), "", ExpectedByApi::default()), NOW).unwrap_err();
        assert!(
            failure.sentence.contains("nothing of a refusal"),
            "{failure:?}"
        );
    }

    #[test]
    fn the_metadata_s_addresses_come_from_the_address_that_was_called() {
        let why = PastedRefusal {
            url: "https://api.example/orders".to_owned(),
            ..PastedRefusal::default()
        };
        let urls = why.find_metadata_urls();
        assert_eq!(
            urls[0],
            "https://api.example/.well-known/oauth-protected-resource/orders"
        );
        assert!(PastedRefusal::default().find_metadata_urls().is_empty());
        let why = PastedRefusal {
            answer: "$ curl -i https://api.example/x\nHTTP/1.1 401\n".into(),
            ..PastedRefusal::default()
        };
        assert_eq!(why.called_url(), "https://api.example/x");
    }
}
