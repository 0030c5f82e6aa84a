//! What a person types in place of `environments.toml`: it stays until it is saved or discarded, over a restart too.

mod to_save;

use std::collections::BTreeMap;

use claimscope_client::workspace::EnvironmentTable;
use serde::{Deserialize, Serialize};

use crate::without_secrets::text_without_secrets;
use to_save::{cleaned, dotted};

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
    /// Values that were not saved, and are not there yet.
    pub(crate) missing: Vec<MissingValue>,
    /// Whether comments or lines were not saved.
    pub(crate) lacks_lines: bool,
    /// Whether it is what was saved, and the file was not read since.
    #[serde(skip)]
    is_restored: bool,
    /// The text that is being saved.
    #[serde(skip)]
    pub(crate) saving: Option<String>,
    #[serde(skip)]
    rows: TableRows,
}

/// A value that may be a secret, so that the window's state has it empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MissingValue {
    pub(crate) environment: String,
    pub(crate) variable: String,
    /// The variable of the same environment in the file, where its value is meant.
    in_file: Option<String>,
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
    /// Go on without what was not kept over a restart.
    GiveUpMissing,
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
        self.text != self.made_on || !self.names.is_empty() || self.lacks_something()
    }

    /// Whether something of it was not kept over a restart: it is saved when that was typed again or given up.
    pub fn lacks_something(&self) -> bool {
        self.lacks_lines || !self.missing.is_empty()
    }

    /// Whether this value was not kept over a restart.
    pub(crate) fn is_missing(&self, environment: &str, variable: &str) -> bool {
        let mut missing = self.missing.iter();
        missing.any(|one| one.environment == environment && one.variable == variable)
    }

    /// The text as it is drawn until a press shows it: dots for what may be a secret, in as many characters.
    pub(crate) fn dotted(text: &str) -> String {
        dotted(text)
    }

    /// What was not kept over a restart is left out for good.
    pub(crate) fn give_up_missing(&mut self) {
        self.missing.clear();
        self.lacks_lines = false;
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
            let is_empty = |one: &MissingValue| {
                let value = table.value(&one.environment, &one.variable);
                value.is_some_and(|value| value.is_empty())
            };
            self.missing.retain(is_empty);
        }
    }

    /// The same, in which a variable has another name.
    pub(crate) fn rename(&mut self, variable: &str, name: &str, text: String) {
        let rows = self.rows.all.iter_mut().map(|row| &mut row.variable);
        let missing = self.missing.iter_mut().map(|one| &mut one.variable);
        for known in rows.chain(missing).filter(|known| *known == variable) {
            name.clone_into(known);
        }
        self.set_text(text);
    }

    /// What of it is saved in the window's state: all but what may be a secret.
    pub(crate) fn to_save(&self) -> Self {
        let kept = cleaned(&self.text);
        let file = EnvironmentTable::read(&self.made_on);
        let table = EnvironmentTable::read(&self.text);
        let emptied = kept.emptied.into_iter().map(|(environment, variable)| {
            let value = |table: &Option<EnvironmentTable>, variable: &str| {
                table.as_ref()?.value(&environment, variable)
            };
            let own = value(&table, &variable);
            let all = file.iter().flat_map(EnvironmentTable::variables);
            // It may have another name by now.
            let in_file = std::iter::once(variable.clone())
                .chain(all)
                .find(|known| own.is_some() && value(&file, known) == own);
            MissingValue {
                environment,
                variable,
                in_file,
            }
        });
        let names = self.names.iter();
        Self {
            text: kept.text,
            made_on: cleaned(&self.made_on).text,
            missing: self.missing.iter().cloned().chain(emptied).collect(),
            lacks_lines: self.lacks_lines || kept.lacks_lines,
            names: names
                .filter(|(_, typed)| text_without_secrets(typed) == **typed)
                .map(|(named, typed)| (named.clone(), typed.clone()))
                .collect(),
            is_shown: self.is_shown,
            is_restored: false,
            saving: None,
            rows: TableRows::default(),
        }
    }

    /// Whether what is saved of it lacks something that may be a secret.
    pub(crate) fn leaves_out(&self) -> bool {
        let saved = self.to_save();
        (&saved.text, &saved.names) != (&self.text, &self.names)
    }

    /// What was saved of an earlier start.
    pub(crate) fn restored(mut self) -> Self {
        self.is_restored = true;
        self.set_text(self.text.clone());
        self
    }

    /// What was saved of an earlier start gets the values that the file has and the state had not.
    pub(crate) fn take_up(&mut self, file: &str) {
        if !std::mem::take(&mut self.is_restored) {
            return;
        }
        if cleaned(&self.made_on).text == cleaned(file).text {
            file.clone_into(&mut self.made_on);
        }
        let table = EnvironmentTable::read(file);
        for one in self.missing.clone() {
            let in_file = one.in_file.as_deref();
            let value = in_file.and_then(|known| table.as_ref()?.value(&one.environment, known));
            let own = EnvironmentTable::read(&self.text);
            if let (Some(value), Some(own)) = (value, own) {
                self.set_text(own.with_value(&one.environment, &one.variable, &value));
            }
        }
    }
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

    /// What is there after a restart, where the file has this text then; nothing of it was a secret in the state.
    fn restarted(edit: &EnvironmentsEdit, file: &str) -> EnvironmentsEdit {
        let json = serde_json::to_string(&edit.to_save()).unwrap();
        assert!(!json.contains("hunter2"), "{json}");
        let back: EnvironmentsEdit = serde_json::from_str(&json).unwrap();
        let mut back = back.restored();
        back.take_up(file);
        back
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
        let mut back = restarted(&edit, "[dev]\n");
        assert_eq!(
            back.text,
            "# ours\n[dev]\nissuer = \"http://localhost:5001\"\nclient_secret = \"\"\napi = \"\"\n"
        );
        assert_eq!((&back.names, back.rows().len()), (&edit.names, 3));
        assert!(back.is_shown && back.is_typed() && !back.leaves_out());
        assert_eq!(back.made_on, "[dev]\n");
        assert!(back.is_missing("dev", "client_secret") && back.is_missing("dev", "api"));
        // One is typed again, and the other given up.
        let table = EnvironmentTable::read(&back.text).unwrap();
        back.set_text(table.with_value("dev", "api", "https://h"));
        assert!(!back.is_missing("dev", "api") && back.lacks_something());
        back.give_up_missing();
        assert!(!back.lacks_something());
    }

    #[test]
    fn no_secret_of_the_file_is_saved_and_it_is_there_again_after_a_restart() {
        let file = "# client_secret = \"x\"\n[dev]\napi = \"https://me:hunter2@h\"\npin = \"1\"\n";
        let file = file.replace("# client_secret = \"x\"", "# by hand");
        let mut edit = EnvironmentsEdit::of(file.clone());
        let edited = file.replace("\"1\"", "\"2\"").replace("api =", "address =");
        edit.set_text(edited.clone());
        let back = restarted(&edit, &file);
        assert_eq!((&*back.text, &*back.made_on), (&*edited, &*file));
        assert!(!back.lacks_something());
        // It was changed elsewhere meanwhile: the question has their text, and their secret is not lost either.
        let theirs = file.replace("hunter2", "hunter3").replace("pin", "otp");
        let back = restarted(&edit, &theirs);
        assert!(back.text.contains("hunter3") && back.made_on != theirs);
        let gone = restarted(&edit, "[dev]\n");
        assert!(gone.is_missing("dev", "address"));
        // Once more, before the file was read.
        let json = serde_json::to_string(&edit.to_save()).unwrap();
        let once: EnvironmentsEdit = serde_json::from_str(&json).unwrap();
        assert_eq!(restarted(&once.restored(), &file).text, edited);
    }

    #[test]
    fn a_secret_in_a_comment_or_in_what_is_no_table_is_not_saved_and_said_to_be_missing() {
        for file in [
            "# client_secret = \"hunter2\"\n[dev]\na = \"1\"\n",
            "[dev]\na = \"1\"\n[dev\nclient_secret = \"hunter2\"\n",
            "[dev]\na = \"1\"\n[dev\nb = \"\"\"\nhunter2\n\"\"\"\n",
        ] {
            let mut edit = EnvironmentsEdit::of(file.to_owned());
            edit.set_text(file.replace("\"1\"", "\"3\""));
            let back = restarted(&edit, file);
            assert!(back.lacks_something() && back.text.contains("\"3\""));
            assert_eq!(back.made_on, file);
        }
    }
}
