//! The variables that stand for secrets and for what a collection cannot look up: each has a name of its own.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::workspace::{SavedRequest, SavedValue, SecretPlace, env_name};

/// The names that were given, beside those of the workspace's own variables.
pub(super) struct Names {
    own: BTreeSet<String>,
    given: RefCell<BTreeMap<String, String>>,
}

impl Names {
    pub(super) fn beside(own: BTreeSet<String>) -> Self {
        Self {
            own,
            given: RefCell::default(),
        }
    }

    /// A value as the collection has it. `at` names a secret that has no name of its own.
    pub(super) fn value(&self, saved: &SavedValue, at: &str) -> String {
        match saved {
            SavedValue::Text(text) | SavedValue::PlainText(text) => text.clone(),
            SavedValue::Secret(place) => self.secret(place, at),
        }
    }

    /// The same of a row of a request.
    pub(super) fn of_row(&self, request: &SavedRequest, name: &str, saved: &SavedValue) -> String {
        self.value(saved, &format!("{} {name}", request.name))
    }

    /// The variable that stands for a secret.
    pub(super) fn secret(&self, place: &SecretPlace, at: &str) -> String {
        match place {
            SecretPlace::Env(name) | SecretPlace::Keychain(name) | SecretPlace::File(name) => {
                self.variable(&place.to_string(), &env_name(name))
            }
            SecretPlace::Ask => self.variable(&format!("ask {at}"), &env_name(at)),
        }
    }

    /// The variable of something that is known by its `key`: of this name, or with a number where another has that.
    pub(super) fn variable(&self, key: &str, name: &str) -> String {
        let mut given = self.given.borrow_mut();
        let is_free =
            |name: &String| !self.own.contains(name) && given.values().all(|other| other != name);
        let name = given.get(key).cloned().unwrap_or_else(|| {
            let numbered = (2..).map(|number| format!("{name}_{number}"));
            let mut names = std::iter::once(name.to_owned()).chain(numbered);
            names.find(is_free).unwrap_or_default()
        });
        given.insert(key.to_owned(), name.clone());
        format!("{{{{{name}}}}}")
    }
}
