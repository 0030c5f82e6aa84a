//! `environments.toml`: the variables of `dev`, `staging` and the like.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use toml_edit::{Item, Value};

use super::error::WorkspaceError;
use super::members::Members;
use super::names_of_secrets::names_secret;
use super::parts::version;
use super::secret_value::is_secret_value;
use super::source::Source;
use super::variables::{Texts, Values, VariableFault, fill, is_variable_name, near};
use crate::code::workspace as code;

/// The table whose variables every environment has.
pub(super) const SHARED: &str = "shared";

/// Where secrets are.
const PLACES: &str = "secrets stand in no variable: a connection names where one is, such as client_secret = { env = \"{{prefix}}_SECRET\" }";

/// The environments of a workspace, in the order of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environments {
    path: Option<PathBuf>,
    default: Option<String>,
    all: Vec<Environment>,
    /// What holds where there is no environment: the shared variables.
    shared: Values,
}

/// One environment, its variables whole: those that stand for others are filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment {
    /// Its name.
    pub name: String,
    /// Names and values.
    pub variables: BTreeMap<String, String>,
}

impl Environments {
    pub(super) fn read(path: &Path, text: &str) -> Result<Self, WorkspaceError> {
        let source = Source::new(path, text, Texts::Written);
        let document = source.document()?;
        let members = Members::new(&source, document.as_table(), "");
        version(&members, false)?;
        let default = members.item("default");
        let mut tables: Vec<(String, BTreeMap<String, Written>)> = Vec::new();
        for (name, item) in members.iter() {
            if ["claimscope", "default"].contains(&name) {
                continue;
            }
            let Some(table) = item.as_table_like() else {
                return Err(members
                    .wrong_type(name, item, "a table of variables")
                    .hint("write [dev] above the variables of the environment dev"));
            };
            require_other_name(&members, name, &tables)?;
            let table = Members::new(&source, table, name);
            tables.push((name.to_owned(), variables(&table)?));
        }
        let shared = tables.iter().position(|(name, _)| name == SHARED);
        let shared = shared.map(|at| tables.remove(at).1).unwrap_or_default();
        let mut all = Vec::new();
        for (name, own) in tables {
            let mut written = shared.clone();
            written.extend(own);
            let variables = whole(&source, &name, &written)?;
            all.push(Environment { name, variables });
        }
        let shared = match all.is_empty() {
            true => whole(&source, SHARED, &shared)?,
            false => Values::new(),
        };
        let read = Self {
            path: Some(path.to_owned()),
            default: default.and_then(Item::as_str).map(str::to_owned),
            all,
            shared,
        };
        match default {
            Some(item) if !read.default.iter().any(|name| read.get(name).is_some()) => {
                let reason = "default must be the name of an environment in this file";
                Err(members.fault(item.span(), reason.to_owned()))
            }
            _ => Ok(read),
        }
    }

    /// All of them, in the order of the file.
    pub fn all(&self) -> &[Environment] {
        &self.all
    }

    fn get(&self, name: &str) -> Option<&Environment> {
        self.all.iter().find(|environment| environment.name == name)
    }

    /// The environment of this name; without a name, the one that the file calls its default, else its first. `None` where
    /// there is no environment at all.
    ///
    /// # Errors
    ///
    /// Where there is none of this name.
    pub fn choose(&self, name: Option<&str>) -> Result<Option<&Environment>, WorkspaceError> {
        let Some(wanted) = name else {
            let default = self.default.as_deref().and_then(|name| self.get(name));
            return Ok(default.or(self.all.first()));
        };
        self.get(wanted).map(Some).ok_or_else(|| {
            let reason = format!("there is no environment {wanted}");
            let names: Vec<_> = self.all.iter().map(|one| one.name.as_str()).collect();
            let error = WorkspaceError::absent(reason);
            let error = match &self.path {
                Some(path) => error.of(path),
                None => error,
            };
            let none = "the workspace has no environments.toml with environments";
            error.hint_names(wanted, &names, none)
        })
    }

    /// Whether the choice without a name is by the order of the file alone.
    pub fn is_choice_by_order(&self) -> bool {
        self.default.is_none() && self.all.len() > 1
    }

    /// The variables that one environment at least defines.
    pub fn defined(&self) -> BTreeSet<String> {
        let own = self.all.iter().flat_map(|one| one.variables.keys());
        own.chain(self.shared.keys()).cloned().collect()
    }

    /// The values of a variable, each with the name of its environment; what is shared counts where there is none.
    pub(crate) fn of_name(&self, variable: &str) -> impl Iterator<Item = (&str, &str)> {
        let all = self
            .all
            .iter()
            .map(|one| (one.name.as_str(), &one.variables));
        let all = all.chain([(SHARED, &self.shared)]);
        all.filter_map(move |(name, variables)| Some((name, variables.get(variable)?.as_str())))
    }

    /// What fills in the texts of a connection: the environment, or what is shared where there is none.
    pub(crate) fn values<'a>(&'a self, chosen: Option<&'a Environment>) -> (&'a str, &'a Values) {
        match chosen {
            Some(environment) => (&environment.name, &environment.variables),
            None => ("environments.toml", &self.shared),
        }
    }
}

/// A variable as the file has it.
#[derive(Clone)]
struct Written {
    text: String,
    span: Option<std::ops::Range<usize>>,
}

fn require_other_name(
    members: &Members<'_>,
    name: &str,
    tables: &[(String, BTreeMap<String, Written>)],
) -> Result<(), WorkspaceError> {
    let mut names = tables.iter().map(|(name, _)| name);
    match names.find(|other| other.to_lowercase() == name.to_lowercase()) {
        None => Ok(()),
        Some(other) => {
            let reason = format!("the environments {other} and {name} differ by case alone");
            let span = members.key_span(name);
            Err(members
                .source()
                .fault(span, code::NAME, reason)
                .hint("give one another name"))
        }
    }
}

fn variables(table: &Members<'_>) -> Result<BTreeMap<String, Written>, WorkspaceError> {
    let mut variables = BTreeMap::new();
    for (name, item) in table.iter() {
        let span = table.key_span(name);
        if !is_variable_name(name) {
            let reason = format!("{name:?} cannot be the name of a variable");
            return Err(table
                .fault(span, reason)
                .hint("it has letters, digits, _ and -, and begins with a letter"));
        }
        if names_secret(name) {
            let reason = format!("{} has the name of a secret", table.called(name));
            return Err(table
                .source()
                .fault(span, code::SECRET, reason)
                .hint(PLACES));
        }
        if item.as_str().is_some_and(is_secret_value) {
            let reason = format!("the value of {} is a secret", table.called(name));
            return Err(table
                .source()
                .fault(item.span(), code::SECRET, reason)
                .hint(PLACES));
        }
        let text = match item {
            Item::Value(Value::Integer(number)) => number.value().to_string(),
            Item::Value(Value::Boolean(flag)) => flag.value().to_string(),
            _ => table.text_of(name, item)?,
        };
        let span = item.span();
        variables.insert(name.to_owned(), Written { text, span });
    }
    Ok(variables)
}

/// The variables with those filled in that they stand for.
fn whole(
    source: &Source<'_>,
    environment: &str,
    written: &BTreeMap<String, Written>,
) -> Result<Values, WorkspaceError> {
    let mut filling = Filling {
        environment,
        written,
        values: Values::new(),
        within: Vec::new(),
    };
    for (name, one) in written {
        let value = filling.value_of(name);
        value.map_err(|VariableFault { reason, hint }| {
            source
                .fault(one.span.clone(), code::VARIABLE, reason)
                .hint(hint)
        })?;
    }
    Ok(filling.values)
}

/// Variables on their way to being whole. Each is filled in once, however many refer to it.
struct Filling<'a> {
    environment: &'a str,
    written: &'a BTreeMap<String, Written>,
    values: Values,
    within: Vec<String>,
}

impl Filling<'_> {
    fn value_of(&mut self, name: &str) -> Result<String, VariableFault> {
        if let Some(value) = self.values.get(name) {
            return Ok(value.clone());
        }
        if self.within.iter().any(|other| other == name) {
            self.within.push(name.to_owned());
            return Err(VariableFault {
                reason: format!("the variable refers to itself: {}", self.within.join(" → ")),
                hint: "write out the value of one of them".to_owned(),
            });
        }
        if self.within.len() == MAX_DEPTH {
            return Err(VariableFault {
                reason: format!("the variable {name} stands more than {MAX_DEPTH} variables deep"),
                hint: "write out the value of one of them".to_owned(),
            });
        }
        let written = self.written;
        let Some(one) = written.get(name) else {
            return Err(undefined(self.environment, name, written));
        };
        self.within.push(name.to_owned());
        let value = fill(&one.text, MAX_VALUE_BYTES, |inner| self.value_of(inner))?;
        self.within.pop();
        self.values.insert(name.to_owned(), value.clone());
        Ok(value)
    }
}

fn undefined(environment: &str, name: &str, written: &BTreeMap<String, Written>) -> VariableFault {
    VariableFault {
        reason: format!("the variable {name} is not defined in {environment}"),
        hint: match near(name, written.keys().map(String::as_str)) {
            Some(near) => format!("did you mean {near}?"),
            None => format!("define it in {environment}, or in [{SHARED}]"),
        },
    }
}

/// Variables that double each other must not fill the memory.
const MAX_VALUE_BYTES: usize = 64 << 10;
/// So many variables may stand within each other.
const MAX_DEPTH: usize = 64;
