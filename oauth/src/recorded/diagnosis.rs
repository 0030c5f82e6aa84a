//! Why the server refused, by the record alone.

use super::Recorded;
use crate::HttpRequest;
use crate::diagnose::{ApiKnowledge, Cause, Diagnosis, Refused, diagnose};
use claimscope_core::time::Timestamp;

impl Recorded {
    /// Why the server refused; `None` where there is no answer, or it is no refusal. `at` is when the answer came, as far
    /// as its `Date` does not say it.
    pub fn diagnosis(&self, at: Timestamp) -> Option<Diagnosis> {
        self.diagnosis_for(&HttpRequest::get(""), &ApiKnowledge::default(), at)
            .filter(|diagnosis| !diagnosis.reasons.is_empty())
    }

    /// The same with what is known of the API, and of a request that the record has not and whose headers nobody saw;
    /// also where no reason is found, unless the status is a guess.
    pub fn diagnosis_for(
        &self,
        unseen: &HttpRequest,
        api: &ApiKnowledge,
        at: Timestamp,
    ) -> Option<Diagnosis> {
        let response = self.response.as_ref()?;
        let request = self.request.as_ref().unwrap_or(unseen);
        let mut refused = Refused::new(request, response, response.date().unwrap_or(at)).api(api);
        if self.request.is_none() {
            refused = refused.request_unseen();
        }
        if self.status_is_guessed {
            refused = refused.status_unknown();
        }
        if self.is_of_browser {
            refused = refused.of_browser();
        }
        let mut diagnosis = diagnose(&refused);
        // What refuses a token in a log is no reason beyond the log, unless it is known what its product means by it.
        let is_line = !response.is_json() && response.headers.is_empty();
        if self.status_is_guessed && is_line {
            let general = Cause::TokenRefused;
            diagnosis
                .reasons
                .retain(|reason| reason.code != general.code() || reason.fix != general.remedy());
        }
        if self.status_is_guessed {
            let (_, said) = diagnosis.headline.split_once(": ")?;
            diagnosis.headline = said.to_owned();
        }
        (!self.status_is_guessed || !diagnosis.reasons.is_empty()).then_some(diagnosis)
    }
}
