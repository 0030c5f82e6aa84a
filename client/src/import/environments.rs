//! Variables of an import as environments.toml can have them: names that it takes, no secret, nothing that refers to itself.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{Draft, DraftVariable, SHARED, shortened};
use crate::workspace::{is_secret_variable, is_variable, variables_in};

/// Variables by environment.
type Environments = Vec<(String, BTreeMap<String, String>)>;

/// Names that are members of the file, and no environment's.
const MEMBERS: [&str; 2] = ["claimscope", "default"];

impl Draft {
    /// Variables that can stand in environments.toml, and those that are used and were not defined, empty.
    pub(super) fn plain_variables(
        &mut self,
        used: &BTreeSet<String>,
    ) -> Vec<(String, Vec<(String, String)>)> {
        let mut plain = Environments::new();
        for (given, variables) in std::mem::take(&mut self.variables) {
            let mut kept = BTreeMap::new();
            for variable in &variables {
                if self.is_kept(&given, variable) {
                    kept.insert(variable.name.clone(), variable.value.clone());
                }
            }
            if !kept.is_empty() {
                let line = variables.first().map_or(1, |one| one.line);
                let name = self.environment_name(&given, &plain, line);
                plain.push((name, kept));
            }
        }
        self.file.clear();
        self.leave_circles_out(&mut plain);
        self.add_missing(used, &mut plain);
        // The others refer to it, so it is written before them.
        plain.sort_by_key(|(name, _)| name != SHARED);
        let plain = plain.into_iter().filter(|(_, all)| !all.is_empty());
        plain
            .map(|(name, variables)| (name, variables.into_iter().collect()))
            .collect()
    }

    fn is_kept(&mut self, environment: &str, variable: &DraftVariable) -> bool {
        let DraftVariable {
            name,
            value,
            file,
            line,
        } = variable;
        self.file.clone_from(file);
        let why = match () {
            () if is_secret_variable(name, value) || self.secret_variables.contains(name) => {
                "is a secret, and is left out"
            }
            () if self.names_a_secret(value) => "is left out: a variable in it is a secret",
            () if !is_variable(name, value) => "is left out: its name or value has no place here",
            () => return true,
        };
        let text = format!("the variable {name} of {environment} {why}");
        self.not_understood(*line, text);
        false
    }

    /// The name, or where the file cannot have it, one that it can, which is said.
    fn environment_name(&mut self, given: &str, others: &Environments, line: usize) -> String {
        let bare: String = given
            .trim()
            .chars()
            .filter(|letter| !letter.is_control())
            .take(60)
            .collect();
        let wanted = match bare.as_str() {
            "" => "environment".to_owned(),
            name if MEMBERS.contains(&name) => format!("{name}-environment"),
            name => name.to_owned(),
        };
        let mut name = wanted.clone();
        let mut number = 2;
        while others
            .iter()
            .any(|(other, _)| other.to_lowercase() == name.to_lowercase())
        {
            name = format!("{wanted}-{number}");
            number += 1;
        }
        if name != given {
            let text = format!(
                "an environment cannot be called {:?} here: it is {name}",
                shortened(given)
            );
            self.not_understood(line, text);
        }
        name
    }

    /// A variable that stands for itself, however many lie between, would make the file unusable.
    fn leave_circles_out(&mut self, plain: &mut Environments) {
        let shared = plain.iter().find(|(name, _)| name == SHARED);
        let shared = shared.map(|(_, all)| all.clone()).unwrap_or_default();
        for (environment, variables) in plain {
            let mut all = shared.clone();
            all.extend(variables.clone());
            let names: Vec<String> = variables.keys().cloned().collect();
            for name in names.into_iter().filter(|name| is_circle(&all, name)) {
                let text = format!(
                    "the variable {name} of {environment} is left out: it refers to itself"
                );
                self.not_understood(1, text);
                variables.remove(&name);
            }
        }
    }

    /// What is used and defined nowhere, or not in each environment that needs it, stands empty for all.
    fn add_missing(&mut self, used: &BTreeSet<String>, plain: &mut Environments) {
        let of = |all: &BTreeMap<String, String>| -> BTreeSet<String> {
            all.values().flat_map(|value| variables_in(value)).collect()
        };
        let shared = plain.iter().find(|(name, _)| name == SHARED);
        let shared = shared.map(|(_, all)| all.clone()).unwrap_or_default();
        let defined: BTreeSet<&String> = plain.iter().flat_map(|(_, all)| all.keys()).collect();
        let mut missing: BTreeSet<String> = used
            .iter()
            .filter(|name| !defined.contains(name))
            .cloned()
            .collect();
        for (_, own) in plain.iter() {
            let needed = of(own).into_iter().chain(of(&shared));
            missing.extend(
                needed.filter(|name| !own.contains_key(name) && !shared.contains_key(name)),
            );
        }
        for name in &missing {
            let text = match plain.iter().any(|(_, all)| all.contains_key(name)) {
                _ if self.secret_variables.contains(name) => format!(
                    "the variable {name} is a secret, and a text uses it: it stands empty in environments.toml"
                ),
                false => format!(
                    "the variable {name} is used and defined nowhere here: it stands empty in environments.toml"
                ),
                true => format!(
                    "the variable {name} is not defined in each environment that uses it: it stands empty for the others"
                ),
            };
            self.not_understood(1, text);
        }
        if missing.is_empty() {
            return;
        }
        let empty = missing.into_iter().map(|name| (name, String::new()));
        match plain.iter_mut().find(|(name, _)| name == SHARED) {
            Some((_, variables)) => variables.extend(empty),
            None => plain.push((SHARED.to_owned(), empty.collect())),
        }
    }
}

/// Whether a variable comes to stand for itself.
fn is_circle(all: &BTreeMap<String, String>, name: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut next: Vec<String> = vec![name.to_owned()];
    while let Some(one) = next.pop() {
        for named in all
            .get(&one)
            .into_iter()
            .flat_map(|value| variables_in(value))
        {
            if named == name {
                return true;
            }
            if seen.insert(named.clone()) {
                next.push(named);
            }
        }
    }
    false
}
