//! `environments.toml` as a table: a row for each variable, a column for each environment. An edit gives the text back with all
//! else as it was: comments, order, spelling.

use toml_edit::{DocumentMut, Item, Key, Table, Value};

use super::environments::SHARED;
use super::variables::is_variable_name;

/// What stands beside the environments.
const SETTINGS: [&str; 2] = ["claimscope", "default"];
/// What a variable is called that has no name yet.
const NEW_VARIABLE: &str = "variable";

/// The text of `environments.toml`, where it is a table.
#[derive(Clone, Debug, Default)]
pub struct EnvironmentTable {
    document: DocumentMut,
}

/// Why a variable or an environment cannot have a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoName {
    /// It has other characters than a name has, or none.
    Spelled,
    /// Something else has it.
    Taken,
}

impl std::fmt::Display for NoName {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Spelled => {
                "a name is of letters, digits, `_`, `-` and `.`, with a letter or `_` first"
            }
            Self::Taken => "that name is taken",
        })
    }
}

fn check(name: &str, is_taken: bool) -> Result<(), NoName> {
    match (is_variable_name(name), is_taken) {
        (false, _) => Err(NoName::Spelled),
        (true, true) => Err(NoName::Taken),
        (true, false) => Ok(()),
    }
}

impl EnvironmentTable {
    /// Reads the text; `None` where it is no TOML, or has more in it than tables of simple values.
    pub fn read(text: &str) -> Option<Self> {
        let document: DocumentMut = text.parse().ok()?;
        let is_simple = |table: &Table| table.iter().all(|(_, item)| text_of(item).is_some());
        let is_table = document
            .iter()
            .all(|(name, item)| SETTINGS.contains(&name) || item.as_table().is_some_and(is_simple));
        is_table.then_some(Self { document })
    }

    /// The columns, in the order of the text; `shared` is one of them where it is there.
    pub fn environments(&self) -> Vec<String> {
        let tables = self.document.iter().filter(|(_, item)| item.is_table());
        tables.map(|(name, _)| name.to_owned()).collect()
    }

    /// The rows, in the order in which the variables first stand in the text.
    pub fn variables(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for table in self.document.iter().filter_map(|(_, item)| item.as_table()) {
            for (name, _) in table {
                if names.iter().all(|known| known != name) {
                    names.push(name.to_owned());
                }
            }
        }
        names
    }

    /// The value of a variable in an environment; `None` where it has none of its own.
    pub fn value(&self, environment: &str, variable: &str) -> Option<String> {
        text_of(self.document.get(environment)?.as_table()?.get(variable)?)
    }

    /// The text in which a variable has this value in an environment.
    #[must_use]
    pub fn with_value(&self, environment: &str, variable: &str, text: &str) -> String {
        let mut document = self.document.clone();
        if let Some(table) = document.get_mut(environment).and_then(Item::as_table_mut) {
            let mut new = Value::from(text);
            if let Some(old) = table.get(variable).and_then(Item::as_value) {
                *new.decor_mut() = old.decor().clone();
            }
            table.insert(variable, Item::Value(new));
        }
        document.to_string()
    }

    /// The text in which a variable has another name in every environment.
    ///
    /// # Errors
    ///
    /// Why it cannot have that one.
    pub fn renamed(&self, variable: &str, name: &str) -> Result<String, NoName> {
        let known = self.variables();
        check(name, known.iter().any(|known| known == name))?;
        Ok(self.with_tables(|table| {
            // In its place: what is inserted anew stands last.
            let names: Vec<String> = table.iter().map(|(name, _)| name.to_owned()).collect();
            for known in names {
                let Some((key, item)) = table.remove_entry(&known) else {
                    continue;
                };
                let key = match known == variable {
                    true => Key::new(name)
                        .with_leaf_decor(key.leaf_decor().clone())
                        .with_dotted_decor(key.dotted_decor().clone()),
                    false => key,
                };
                table.insert_formatted(&key, item);
            }
        }))
    }

    /// The text without a variable.
    #[must_use]
    pub fn without(&self, variable: &str) -> String {
        self.with_tables(|table| drop(table.remove(variable)))
    }

    /// The text with one more variable, which the first environment alone has, and empty.
    #[must_use]
    pub fn with_new_variable(&self) -> String {
        let known = self.variables();
        let numbered = (2..).map(|number| format!("{NEW_VARIABLE}-{number}"));
        let mut names = std::iter::once(NEW_VARIABLE.to_owned()).chain(numbered);
        let name = names.find(|name| !known.contains(name)).unwrap_or_default();
        let environments = self.environments();
        let own = environments.iter().find(|name| *name != SHARED);
        match own.or(environments.first()) {
            Some(environment) => self.with_value(environment, &name, ""),
            None => self.document.to_string(),
        }
    }

    /// The text with one more environment, in which nothing is set yet.
    ///
    /// # Errors
    ///
    /// Why it cannot have this name.
    pub fn with_environment(&self, name: &str) -> Result<String, NoName> {
        let is_taken = |known: &String| known.to_lowercase() == name.to_lowercase();
        let known = self.environments();
        check(name, SETTINGS.contains(&name) || known.iter().any(is_taken))?;
        let mut table = Table::new();
        if !self.document.is_empty() {
            table.decor_mut().set_prefix("\n");
        }
        let mut document = self.document.clone();
        document.insert(name, Item::Table(table));
        Ok(document.to_string())
    }

    fn with_tables(&self, edit: impl Fn(&mut Table)) -> String {
        let mut document = self.document.clone();
        for (_, item) in document.iter_mut() {
            if let Some(table) = item.as_table_mut() {
                edit(table);
            }
        }
        document.to_string()
    }
}

/// A value that a variable may have, as text.
fn text_of(item: &Item) -> Option<String> {
    match item.as_value()? {
        Value::String(text) => Some(text.value().clone()),
        Value::Integer(number) => Some(number.value().to_string()),
        Value::Boolean(flag) => Some(flag.value().to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# ours\ndefault = \"dev\"\n\n[shared]\nscope = \"read\"\n\n[dev] # local\nissuer = \"http://localhost:5001\" # the playground\nport = 5001\n\n[live]\nissuer = 'https://login.example'\n";

    fn table(text: &str) -> EnvironmentTable {
        EnvironmentTable::read(text).unwrap()
    }

    #[test]
    fn rows_and_columns_stand_in_the_order_of_the_text() {
        let table = table(TEXT);
        assert_eq!(table.environments(), ["shared", "dev", "live"]);
        assert_eq!(table.variables(), ["scope", "issuer", "port"]);
        assert_eq!(table.value("dev", "port").as_deref(), Some("5001"));
        assert_eq!(table.value("live", "port"), None);
    }

    #[test]
    fn an_edit_changes_its_own_value_alone() {
        let edited = table(TEXT).with_value("dev", "issuer", "http://localhost:6001");
        assert_eq!(
            edited,
            TEXT.replace("\"http://localhost:5001\"", "\"http://localhost:6001\"")
        );
        let added = table(TEXT).with_value("live", "port", "443");
        assert_eq!(added, format!("{TEXT}port = \"443\"\n"));
    }

    #[test]
    fn a_variable_is_renamed_in_its_place_everywhere_and_under_no_name_that_is_taken() {
        let edited = table(TEXT).renamed("issuer", "authority").unwrap();
        assert_eq!(edited, TEXT.replace("issuer =", "authority ="));
        for name in ["", "1st", "a b"] {
            let refused = table(TEXT).renamed("issuer", name);
            assert_eq!(refused, Err(NoName::Spelled), "{name}");
        }
        assert_eq!(table(TEXT).renamed("issuer", "port"), Err(NoName::Taken));
    }

    #[test]
    fn variables_and_environments_come_and_go() {
        let more = table(TEXT).with_new_variable();
        let more = table(&more).with_new_variable();
        assert_eq!(table(&more).variables()[3..], ["variable", "variable-2"]);
        let fewer = table(&more).without("variable");
        assert_eq!(
            table(&table(&fewer).without("variable-2"))
                .variables()
                .len(),
            3
        );
        let test = table(TEXT).with_environment("test").unwrap();
        assert_eq!(test, format!("{TEXT}\n[test]\n"));
        let set = table(&test).with_value("test", "issuer", "x");
        assert_eq!(set, format!("{test}issuer = \"x\"\n"));
        for name in ["Dev", "default", "", "a b"] {
            assert!(table(TEXT).with_environment(name).is_err(), "{name}");
        }
        let first = table("").with_environment("dev").unwrap();
        assert_eq!(first, "[dev]\n");
    }

    #[test]
    fn what_is_no_table_is_edited_as_text() {
        for text in [
            "[dev",
            "dev = { a = \"1\" }",
            "[dev]\na = [1]",
            "[dev.more]\na = 1",
        ] {
            assert!(EnvironmentTable::read(text).is_none(), "{text}");
        }
    }
}
