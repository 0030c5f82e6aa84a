//! Why the server refused, by the record alone.

use super::Recorded;
use crate::HttpRequest;
use crate::diagnose::{Diagnosis, Refused, diagnose};
use claimscope_core::time::Timestamp;

impl Recorded {
    /// Why the server refused; `None` where there is no answer, or it is no refusal. `at` is when the answer came, as far
    /// as its `Date` does not say it.
    pub fn diagnosis(&self, at: Timestamp) -> Option<Diagnosis> {
        let response = self.response.as_ref()?;
        let unseen = HttpRequest::get("");
        let request = self.request.as_ref().unwrap_or(&unseen);
        let mut refused = Refused::new(request, response, response.date().unwrap_or(at));
        if self.request.is_none() {
            refused = refused.request_unseen();
        }
        let mut diagnosis = diagnose(&refused);
        if self.status_is_guessed
            && let Some((_, said)) = diagnosis.headline.split_once(": ")
        {
            diagnosis.headline = said.to_owned();
        }
        (!diagnosis.reasons.is_empty()).then_some(diagnosis)
    }
}
