//! What a person types in place of `environments.toml`: it stays until it is saved or discarded, over a restart too.

use std::collections::BTreeMap;

use claimscope_client::workspace::{EnvironmentTable, is_secret_variable};
use serde::{Deserialize, Serialize};

use crate::without_secrets::text_without_secrets;

/// The edited text, and what is typed beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EnvironmentsEdit {
    /// The text by now.
    pub text: String,
    /// The text that the edit was made on.
    pub(crate) made_on: String,
    /// Names that are typed into the table and do not count yet.
    #[serde(with = "pairs")]
    pub(crate) names: BTreeMap<Named, String>,
    /// Whether it is shown; one that is not is a draft.
    pub is_shown: bool,
    /// The text that is being saved.
    #[serde(skip)]
    pub(crate) saving: Option<String>,
    #[serde(skip)]
    rows: TableRows,
}

/// What a name is typed for, in the table of the environments.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Named {
    /// The variable that has this name so far.
    Variable(String),
    /// A further environment.
    NewEnvironment,
}

/// An edit in the table of the environments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TableEdit {
    /// One more variable.
    AddVariable,
    /// Take a variable away.
    Remove(String),
    /// What was typed as names counts, where it can be one.
    TakeNames,
    /// A name, while it is typed.
    TypeName(Named, String),
    /// In this environment, this variable has this value.
    Value(String, String, String),
}

/// A row of the table, which keeps its number and its place whatever its variable is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TableRow {
    /// No other row has or had it.
    pub(crate) number: u64,
    /// The variable.
    pub(crate) variable: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct TableRows {
    all: Vec<TableRow>,
    last: u64,
}

impl TableRows {
    /// Those of the variables that are there: what is new stands last.
    fn follow(&mut self, variables: &[String]) {
        self.all.retain(|row| variables.contains(&row.variable));
        for variable in variables {
            if self.all.iter().all(|row| row.variable != *variable) {
                self.last += 1;
                self.all.push(TableRow {
                    number: self.last,
                    variable: variable.clone(),
                });
            }
        }
    }
}

impl EnvironmentsEdit {
    /// An edit of this text, in which nothing was typed yet.
    pub(crate) fn of(text: String) -> Self {
        let mut edit = Self {
            made_on: text.clone(),
            is_shown: true,
            ..Self::default()
        };
        edit.set_text(text);
        edit
    }

    /// Whether anything was typed that is in no file.
    pub fn is_typed(&self) -> bool {
        self.text != self.made_on || !self.names.is_empty()
    }

    /// The rows of the table.
    pub(crate) fn rows(&self) -> &[TableRow] {
        &self.rows.all
    }

    /// Edits the text. The rows stay where they are.
    pub(crate) fn set_text(&mut self, text: String) {
        self.text = text;
        if let Some(table) = EnvironmentTable::read(&self.text) {
            self.rows.follow(&table.variables());
        }
    }

    /// The same, in which a variable has another name.
    pub(crate) fn rename(&mut self, variable: &str, name: &str, text: String) {
        for row in &mut self.rows.all {
            if row.variable == variable {
                name.clone_into(&mut row.variable);
            }
        }
        self.set_text(text);
    }

    /// What of it is saved in the window's state: all but what may be a secret.
    pub(crate) fn to_save(&self) -> Self {
        let names = self.names.iter();
        Self {
            text: without_secrets(&self.text, &self.made_on),
            names: names
                .filter(|(_, typed)| text_without_secrets(typed) == **typed)
                .map(|(named, typed)| (named.clone(), typed.clone()))
                .collect(),
            saving: None,
            rows: TableRows::default(),
            ..self.clone()
        }
    }

    /// Whether what is saved of it lacks something that may be a secret.
    pub(crate) fn leaves_out(&self) -> bool {
        let saved = self.to_save();
        (&saved.text, &saved.names) != (&self.text, &self.names)
    }

    /// What was saved of an earlier start.
    pub(crate) fn restored(mut self) -> Self {
        self.set_text(self.text.clone());
        self
    }
}

/// A text with empty values in place of those that may be secrets. What is no table has no values that could be told: of
/// that, lines stay that may not be secrets, unless one goes on in the next.
fn without_secrets(text: &str, made_on: &str) -> String {
    let is_secret = |name: &str, value: &str| {
        is_secret_variable(name, value) || text_without_secrets(value) != value
    };
    let Some(mut table) = EnvironmentTable::read(text) else {
        if ["\"\"\"", "'''"].iter().any(|mark| text.contains(mark)) {
            return made_on.to_owned();
        }
        let known = |line: &str| made_on.lines().any(|known| known == line);
        let is_kept = |line: &str| {
            let (name, value) = line.split_once('=').unwrap_or(("", line));
            let bare = |text: &str| text.trim().trim_matches(['"', '\'']).to_owned();
            known(line) || !is_secret(&bare(name), &bare(value))
        };
        let kept = text.split_inclusive('\n');
        return kept
            .filter(|line| is_kept(line.trim_end_matches('\n')))
            .collect();
    };
    let mut kept = text.to_owned();
    for environment in table.environments() {
        for variable in table.variables() {
            let value = table.value(&environment, &variable).unwrap_or_default();
            if value.is_empty() || !is_secret(&variable, &value) {
                continue;
            }
            kept = table.with_value(&environment, &variable, "");
            table = EnvironmentTable::read(&kept).unwrap_or(table);
        }
    }
    kept
}

/// Names as a list: what is not a text cannot name a member of JSON.
mod pairs {
    use std::collections::BTreeMap;

    use serde::{Deserialize as _, Deserializer, Serializer};

    use super::Named;

    pub(super) fn serialize<S: Serializer>(
        names: &BTreeMap<Named, String>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(names)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<Named, String>, D::Error> {
        let names = Vec::<(Named, String)>::deserialize(deserializer)?;
        Ok(names.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables(edit: &EnvironmentsEdit) -> Vec<(u64, &str)> {
        let rows = edit.rows().iter();
        rows.map(|row| (row.number, &*row.variable)).collect()
    }

    #[test]
    fn a_row_keeps_number_and_place_whatever_is_typed_in_it() {
        let text = "[dev]\na = \"1\"\n[live]\nc = \"3\"\nb = \"2\"\n";
        let mut edit = EnvironmentsEdit::of(text.to_owned());
        assert_eq!(variables(&edit), [(1, "a"), (2, "c"), (3, "b")]);
        // In the text, b comes before c now.
        let table = EnvironmentTable::read(text).unwrap();
        edit.set_text(table.with_value("dev", "b", "4"));
        assert_eq!(variables(&edit), [(1, "a"), (2, "c"), (3, "b")]);
        let table = EnvironmentTable::read(&edit.text).unwrap();
        edit.rename("c", "d", table.renamed("c", "d").unwrap());
        assert_eq!(variables(&edit), [(1, "a"), (2, "d"), (3, "b")]);
        edit.set_text("[dev]\nd = \"1\"\nx = \"\"\n".to_owned());
        assert_eq!(variables(&edit), [(2, "d"), (4, "x")]);
        edit.set_text("[dev".to_owned());
        assert_eq!(variables(&edit), [(2, "d"), (4, "x")]);
    }

    #[test]
    fn what_is_saved_comes_back_without_what_may_be_a_secret() {
        let text = "# ours\n[dev]\nissuer = \"http://localhost:5001\"\nclient_secret = \"hunter2\"\napi = \"https://me:hunter2@api.example\"\n";
        let mut edit = EnvironmentsEdit::of("[dev]\n".to_owned());
        edit.set_text(text.to_owned());
        for (named, typed) in [
            (Named::Variable("issuer".to_owned()), "authority"),
            (Named::NewEnvironment, "li"),
        ] {
            edit.names.insert(named, typed.to_owned());
        }
        assert!(edit.leaves_out());
        let json = serde_json::to_string(&edit.to_save()).unwrap();
        assert!(!json.contains("hunter2"), "{json}");
        let back: EnvironmentsEdit = serde_json::from_str(&json).unwrap();
        let back = back.restored();
        assert_eq!(
            back.text,
            "# ours\n[dev]\nissuer = \"http://localhost:5001\"\nclient_secret = \"\"\napi = \"\"\n"
        );
        assert_eq!((&back.names, back.rows().len()), (&edit.names, 3));
        assert!(back.is_shown && back.is_typed() && !back.leaves_out());
    }

    #[test]
    fn of_a_text_that_is_no_table_no_secret_is_saved_either() {
        let mut edit = EnvironmentsEdit::of("[dev]\n".to_owned());
        for (text, saved) in [
            ("[dev\nhost = 1\n", "[dev\nhost = 1\n"),
            (
                "[dev]\nhost = \nclient_secret = \"hunter2\"\n",
                "[dev]\nhost = \n",
            ),
            ("[dev\nclient_secret = \"\"\"\nhunter2", "[dev]\n"),
        ] {
            edit.set_text(text.to_owned());
            assert_eq!(edit.to_save().text, saved);
        }
    }
}
