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
    fn a_challenge_without_its_status_is_explained() {
        let text = r#"WWW-Authenticate: Bearer error="insufficient_scope", scope="orders""#;
        let diagnosis = Look::at(text, NOW).diagnosis.unwrap();
        let code = Cause::Scope.code();
        assert!(diagnosis.reasons.iter().any(|reason| reason.code == code));
    }
}
