//! Puts what is disclosed into the claims, in the place of its digest ([RFC 9901 §7.1]).
//!
//! [RFC 9901 §7.1]: https://www.rfc-editor.org/rfc/rfc9901#section-7.1

use std::collections::HashMap;

use super::{Disclosure, DisclosureFault};
use crate::json::{MAX_DEPTH, Object, Value};

/// The claims with every disclosure in its place, and how many digests stand for what is not disclosed.
pub(super) fn put_in_place(claims: Object, disclosures: &mut [Disclosure]) -> (Object, usize) {
    let whole = disclosures.iter().enumerate();
    let usable = whole.filter(|(_, one)| one.fault.is_none());
    let places = usable.map(|(at, one)| (one.digest.clone(), at)).collect();
    let mut placing = Placing {
        places,
        used: vec![false; disclosures.len()],
        disclosures,
        hidden: 0,
    };
    let mut claims = placing.object(claims, 0);
    claims.remove("_sd_alg");
    let Placing { used, hidden, .. } = placing;
    for (disclosure, used) in disclosures.iter_mut().zip(used) {
        if !used && disclosure.fault.is_none() {
            disclosure.fault = Some(DisclosureFault::NoDigest);
        }
    }
    (claims, hidden)
}

struct Placing<'a> {
    /// The place of the disclosure of each digest.
    places: HashMap<String, usize>,
    used: Vec<bool>,
    disclosures: &'a mut [Disclosure],
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

    fn object(&mut self, object: Object, depth: usize) -> Object {
        let digests = object
            .get("_sd")
            .and_then(Value::as_array)
            .map(<[Value]>::to_vec);
        let mut placed = Object::new();
        for (name, value) in object.iter().filter(|(name, _)| *name != "_sd") {
            placed.set(name, self.value(value.clone(), depth));
        }
        for digest in digests.iter().flatten().filter_map(Value::as_str) {
            let Some(at) = self.found(digest) else {
                continue;
            };
            let Some(name) = self.disclosures[at].name.clone() else {
                self.disclosures[at].fault = Some(DisclosureFault::WrongPlace);
                continue;
            };
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

    /// The disclosure of this digest; one that is looked for twice has two places.
    fn found(&mut self, digest: &str) -> Option<usize> {
        let Some(at) = self.places.get(digest).copied() else {
            self.hidden += 1;
            return None;
        };
        if self.used[at] {
            self.disclosures[at].fault = Some(DisclosureFault::TwoPlaces);
            return None;
        }
        self.used[at] = true;
        Some(at)
    }
}

/// `{"...": digest}`, which stands for an element of an array.
fn hidden_element(element: &Value) -> Option<&str> {
    let object = element.as_object().filter(|object| object.len() == 1)?;
    object.get_str("...")
}
