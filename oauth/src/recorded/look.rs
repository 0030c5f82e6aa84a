//! Any text, looked at: the report on it, and why a server refused where it is a server's answer.

use std::borrow::Cow;

use claimscope_core::time::Timestamp;
use claimscope_core::{Inspection, PastedAs, inspect};

use super::Recorded;
use crate::diagnose::Diagnosis;

/// What was found in a text.
#[derive(Clone, Debug)]
pub struct Look {
    /// The report; of a record such as a HAR file it is about the message that is worth a look.
    pub inspection: Inspection,
    /// Why a server refused; `None` where the text says nothing of a refusal.
    pub diagnosis: Option<Box<Diagnosis>>,
}

impl Look {
    /// The moment as of which a text is best looked at: when the token in it was refused, where it is a recorded answer
    /// with a `Date`, and otherwise `now`.
    pub fn moment(text: &str, now: Timestamp) -> Timestamp {
        let refused_at = Recorded::read(text).and_then(|recorded| recorded.refused_at());
        refused_at.unwrap_or(now)
    }

    /// Looks at any text at all, without keys.
    pub fn at(text: &str, now: Timestamp) -> Self {
        let recorded = Recorded::read(text);
        let part = recorded.as_ref().map(|recorded| recorded.main_part(text));
        let mut inspection = inspect(part.as_deref().unwrap_or(text), now);
        if let Some(Cow::Owned(_)) = part {
            inspection.token_start = match inspection.token.as_str() {
                "" => None,
                token => text.find(token),
            };
            if inspect(text, now).pasted_as == PastedAs::Har {
                inspection.pasted_as = PastedAs::Har;
                inspection.pasted_text =
                    format!("a HAR file; this is {} of it", inspection.pasted_text);
            }
        }
        let recorded = recorded.or_else(|| Recorded::of_part(text, &inspection));
        Self {
            diagnosis: recorded
                .and_then(|recorded| recorded.diagnosis(now))
                .map(Box::new),
            inspection,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnose::Cause;
    use claimscope_core::report::{CheckId, Status};

    const NOW: Timestamp = Timestamp::from_unix_seconds(1_800_000_000);
    const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln";

    #[test]
    fn a_token_has_a_report_and_no_diagnosis() {
        let look = Look::at(TOKEN, NOW);
        assert_eq!(look.inspection.token, TOKEN);
        assert_eq!(look.inspection.token_start, Some(0));
        assert!(look.diagnosis.is_none());
    }

    #[test]
    fn an_answer_is_explained_with_its_token_found_in_the_text() {
        let text = format!(
            r#"{{"log":{{"entries":[{{"request":{{"method":"GET","url":"https://api.example/x","headers":[{{"name":"Authorization","value":"Bearer {TOKEN}"}}]}},"response":{{"status":401,"headers":[{{"name":"WWW-Authenticate","value":"Bearer error=\"invalid_token\""}}],"content":{{}}}}}}]}}}}"#
        );
        let look = Look::at(&text, NOW);
        assert_eq!(look.inspection.pasted_as, PastedAs::Har);
        assert_eq!(look.inspection.token_start, text.find(TOKEN));
        assert!(look.diagnosis.is_some());
    }

    #[test]
    fn a_curl_command_with_its_answer_is_explained_by_what_was_sent() {
        let text = format!(
            "$ curl -i https://api.example/x -H 'Authorization: Bearer Bearer {TOKEN}'\nHTTP/1.1 401 Unauthorized\nContent-Type: application/json\n\n{{\"message\":\"the token is malformed\"}}"
        );
        let look = Look::at(&text, NOW);
        assert_eq!(look.inspection.pasted_as, PastedAs::CurlCommand);
        assert_eq!(look.inspection.token_start, text.find(TOKEN));
        let shown = look.inspection.to_json();
        assert!(shown.contains("GET https://api.example/x"), "{shown}");
        let diagnosis = look.diagnosis.unwrap();
        assert_eq!(diagnosis.reasons[0].code, Cause::Scheme.code());
    }

    #[test]
    fn a_recorded_refusal_is_looked_at_as_of_its_answer() {
        // {"exp":1795633800}
        let token = "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjE3OTU2MzM4MDB9.c2ln";
        let refused = |date: &str| {
            format!(
                "GET /x HTTP/1.1\nAuthorization: Bearer {token}\n\nHTTP/1.1 401 Unauthorized\n{date}Content-Type: text/plain\n\nno\n"
            )
        };
        let text = refused("Date: Wed, 25 Nov 2026 19:05:16 GMT\n");
        let moment = Look::moment(&text, NOW);
        assert_eq!(moment.to_string(), "2026-11-25T19:05:16Z");
        let look = Look::at(&text, moment);
        let check = look.inspection.report.check(CheckId::ClaimExp);
        assert_eq!(check.unwrap().status, Status::Pass);
        for text in [refused(""), token.to_owned()] {
            assert_eq!(Look::moment(&text, NOW), NOW);
        }
    }

    #[test]
    fn a_challenge_without_its_status_is_explained() {
        let value = r#"Bearer error="insufficient_scope", error_description="Scopes: orders", scope="orders""#;
        for text in [&format!("WWW-Authenticate: {value}"), value] {
            let diagnosis = Look::at(text, NOW).diagnosis.unwrap();
            let code = Cause::Scope.code();
            assert!(diagnosis.reasons.iter().any(|reason| reason.code == code));
        }
    }
}
