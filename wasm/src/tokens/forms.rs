//! The forms beside the compact one in which a signed token is written, taken apart: an SD-JWT, and a JWS as JSON.

#[cfg(feature = "forms")]
mod parts;

use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use super::verifier::Verifier;

#[wasm_bindgen]
impl Verifier {
    /// What there is to verify in an SD-JWT or a JWS as JSON, as JSON; nothing of any other text. `key_binding` is the one that is
    /// expected, as JSON.
    ///
    /// # Errors
    ///
    /// Where the form does not hold, or leaves nothing to verify.
    pub fn written(
        &self,
        text: &str,
        now_ms: f64,
        key_binding: Option<String>,
    ) -> Result<Option<String>, JsValue> {
        self.parts(text, now_ms, key_binding)
    }
}

impl Verifier {
    #[cfg(feature = "forms")]
    fn parts(
        &self,
        text: &str,
        now_ms: f64,
        key_binding: Option<String>,
    ) -> Result<Option<String>, JsValue> {
        parts::written(text, &self.policy, now_ms, key_binding.as_deref())
    }

    #[cfg(not(feature = "forms"))]
    fn parts(&self, _: &str, _: f64, _: Option<String>) -> Result<Option<String>, JsValue> {
        Err(super::refusal::slim(
            "this build takes compact tokens alone; use the full build",
        ))
    }
}
