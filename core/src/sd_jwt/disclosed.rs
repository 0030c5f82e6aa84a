//! Puts what is disclosed into the claims, in the place of its digest ([RFC 9901 §7.1]).
//!
//! [RFC 9901 §7.1]: https://www.rfc-editor.org/rfc/rfc9901#section-7.1

use std::collections::{HashMap, HashSet};
use std::mem;

use super::{Disclosure, DisclosureFault, SdJwtError};
use crate::json::{MAX_DEPTH, Object, Value};

/// What decides whether the token holds, so that leaving it undisclosed must not change that ([RFC 9901 §9.7], [SD-JWT VC §2.2.2.2]).
/// `iat` and `sub` are not among it.
///
/// [RFC 9901 §9.7]: https://www.rfc-editor.org/rfc/rfc9901#section-9.7
/// [SD-JWT VC §2.2.2.2]: https://datatracker.ietf.org/doc/html/draft-ietf-oauth-sd-jwt-vc-13#section-2.2.2.2
const NEVER_HIDDEN: [&str; 8] = [
    "iss",
    "aud",
    "exp",
    "nbf",
    "cnf",
    "vct",
    "vct#integrity",
    "status",
];

/// The claims with every disclosure in its place, and how many digests stand for what is not disclosed.
pub(super) fn put_in_place(
    claims: Object,
    disclosures: &mut [Disclosure],
) -> Result<(Object, usize), SdJwtError> {
    let whole = disclosures.iter().enumerate();
    let usable = whole.filter(|(_, one)| one.fault.is_none());
    let places = usable.map(|(at, one)| (one.digest.clone(), at)).collect();
    let mut placing = Placing {
        places,
        used: vec![false; disclosures.len()],
        disclosures,
        seen: HashSet::new(),
        is_repeated: false,
        hidden: 0,
    };
    let mut claims = placing.object(claims, 0);
    claims.remove("_sd_alg");
    if placing.is_repeated {
        return Err(SdJwtError::RepeatedDigest);
    }
    let Placing { used, hidden, .. } = placing;
    for (disclosure, used) in disclosures.iter_mut().zip(used) {
        if !used && disclosure.fault.is_none() {
            disclosure.fault = Some(DisclosureFault::NoDigest);
        }
    }
    Ok((claims, hidden))
}

struct Placing<'a> {
    /// The place of the disclosure of each digest.
    places: HashMap<String, usize>,
    used: Vec<bool>,
    disclosures: &'a mut [Disclosure],
    /// Every digest that was met, disclosed or not.
    seen: HashSet<String>,
    is_repeated: bool,
    hidden: usize,
}

impl Placing<'_> {
    fn value(&mut self, value: Value, depth: usize) -> Value {
        match value {
            // A disclosure may hold digests of others, so that depth is bounded here once more.
            other if depth >= MAX_DEPTH => other,
            Value::Object(object) => Value::Object(self.object(object, depth + 1)),
            Value::Array(elements) => Value::Array(self.array(elements, depth + 1)),
            other => other,
        }
    }

    fn object(&mut self, mut placed: Object, depth: usize) -> Object {
        let digests = placed.remove("_sd");
        for value in placed.values_mut() {
            *value = self.value(mem::replace(value, Value::Null), depth);
        }
        let digests = digests.as_ref().and_then(Value::as_array);
        for digest in digests.into_iter().flatten().filter_map(Value::as_str) {
            let Some(at) = self.found(digest) else {
                continue;
            };
            let Some(name) = self.disclosures[at].name.clone() else {
                self.disclosures[at].fault = Some(DisclosureFault::WrongPlace);
                continue;
            };
            if depth == 0 && NEVER_HIDDEN.contains(&name.as_str()) {
                self.disclosures[at].fault = Some(DisclosureFault::NeverHidden);
                continue;
            }
            if placed.get(&name).is_some() {
                self.disclosures[at].fault = Some(DisclosureFault::NameTaken);
                continue;
            }
            if let Some(value) = self.disclosures[at].value.clone() {
                let value = self.value(value, depth);
                placed.set(&name, value);
            }
        }
        placed
    }

    fn array(&mut self, elements: Vec<Value>, depth: usize) -> Vec<Value> {
        let mut placed = Vec::new();
        for element in elements {
            let Some(digest) = hidden_element(&element) else {
                placed.push(self.value(element, depth));
                continue;
            };
            let Some(at) = self.found(digest) else {
                continue;
            };
            if self.disclosures[at].name.is_some() {
                self.disclosures[at].fault = Some(DisclosureFault::WrongPlace);
                continue;
            }
            if let Some(value) = self.disclosures[at].value.clone() {
                let value = self.value(value, depth);
                placed.push(value);
            }
        }
        placed
    }

    /// The disclosure of this digest.
    fn found(&mut self, digest: &str) -> Option<usize> {
        if !self.seen.insert(digest.to_owned()) {
            self.is_repeated = true;
            return None;
        }
        let Some(at) = self.places.get(digest).copied() else {
            self.hidden += 1;
            return None;
        };
        self.used[at] = true;
        Some(at)
    }
}

/// `{"...": digest}`, which stands for an element of an array.
fn hidden_element(element: &Value) -> Option<&str> {
    let object = element.as_object().filter(|object| object.len() == 1)?;
    object.get_str("...")
}
