//! What the readers of all formats put together, and what becomes of it: names, places of secrets, findings.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::imported::{FoundSecret, ImportFinding};
use super::oauth2::Oauth2;
use crate::workspace::{SavedConnection, SavedRequest, connection_name, name_fault};

/// An import while it is read.
#[derive(Default)]
pub(super) struct Draft {
    /// The names of headers and parameters that credentials go in.
    pub(super) credentials: BTreeSet<String>,
    /// The variables that stand where a secret does.
    pub(super) secret_variables: BTreeSet<String>,
    /// The file that is read, where there are several.
    pub(super) file: String,
    /// The name of the request that is read, for what is not understood of it; empty between requests.
    pub(super) of_request: String,
    pub(super) connections: Vec<DraftConnection>,
    pub(super) variables: Vec<(String, Vec<DraftVariable>)>,
    pub(super) secrets: Vec<FoundSecret>,
    pub(super) findings: Vec<ImportFinding>,
    /// How many requests were read, those among them that are left out.
    pub(super) requests_read: usize,
    /// Whether it was said that folders stand before names.
    pub(super) said_folders: bool,
    /// The same as the findings, to say nothing twice.
    pub(super) said: HashSet<ImportFinding>,
}

/// A connection while it is read, its requests with their lines.
pub(super) struct DraftConnection {
    pub(super) name: String,
    pub(super) file: String,
    pub(super) oauth2: Option<Oauth2>,
    pub(super) saved: SavedConnection,
    pub(super) requests: Vec<ReadRequest>,
    pub(super) names: UniqueNames,
}

/// Names that differ whatever their case.
#[derive(Default)]
pub(super) struct UniqueNames {
    taken: HashSet<String>,
    /// The number that the next one of a name gets.
    next: HashMap<String, usize>,
}

impl UniqueNames {
    /// The name, with a number behind it where it is taken.
    pub(super) fn free(&mut self, name: &str) -> String {
        let small = name.to_lowercase();
        if self.taken.insert(small.clone()) {
            return name.to_owned();
        }
        let number = self.next.entry(small).or_insert(2);
        loop {
            let free = format!("{name} ({number})");
            *number += 1;
            if self.taken.insert(free.to_lowercase()) {
                return free;
            }
        }
    }
}

/// A request that was read, and where it stood.
pub(super) struct ReadRequest {
    pub(super) file: String,
    pub(super) line: usize,
    pub(super) saved: SavedRequest,
}

/// A variable as it was read.
pub(super) struct DraftVariable {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) file: String,
    pub(super) line: usize,
}

/// Which connection of a draft.
#[derive(Clone, Copy)]
pub(super) struct DraftId(pub(super) usize);

impl Draft {
    pub(super) fn understood(&mut self, line: usize, text: impl Into<String>) {
        self.finding(line, true, text.into());
    }

    pub(super) fn not_understood(&mut self, line: usize, text: impl Into<String>) {
        self.finding(line, false, text.into());
    }

    fn finding(&mut self, line: usize, is_understood: bool, text: String) {
        let finding = ImportFinding {
            file: self.file.clone(),
            line,
            request: match is_understood {
                true => String::new(),
                false => self.of_request.clone(),
            },
            is_understood,
            text,
        };
        if self.said.insert(finding.clone()) {
            self.findings.push(finding);
        }
    }

    /// A variable of an environment. Those that have the name of a secret are kept aside, for fields that stand for them.
    pub(super) fn variable(&mut self, environment: &str, name: &str, value: &str, line: usize) {
        let mut all = self.variables.iter_mut();
        let variable = DraftVariable {
            name: name.to_owned(),
            value: value.to_owned(),
            file: self.file.clone(),
            line,
        };
        match all.find(|(one, _)| one == environment) {
            Some((_, variables)) => variables.push(variable),
            None => self
                .variables
                .push((environment.to_owned(), vec![variable])),
        }
    }

    /// Says of a variable that is switched off that it does not come along.
    pub(super) fn variable_off(&mut self, name: &str, line: usize) {
        let text = format!("the variable {name} is switched off, and is left out");
        self.not_understood(line, text);
    }

    /// The connection that was made last; where there is none, one without OAuth.
    pub(super) fn latest_or(&mut self, name: &str) -> DraftId {
        match self.connections.len() {
            0 => self.connection(name, None),
            count => DraftId(count - 1),
        }
    }

    /// The settings of a connection.
    pub(super) fn saved(&mut self, id: DraftId) -> &mut SavedConnection {
        &mut self.connections[id.0].saved
    }

    /// A name that no other connection of it has, and a file can have; where that is another than was given, it is said.
    pub(super) fn free_name(&mut self, given: &str, line: usize) -> String {
        let wanted = connection_name(given);
        let is_taken = |name: &str| self.connections.iter().any(|one| one.name == name);
        let mut free = wanted.clone();
        let mut number = 2;
        while is_taken(&free) {
            free = format!("{wanted}-{number}");
            number += 1;
        }
        if let Some(why) = name_fault(given.trim()) {
            let text = format!(
                "the name {:?} is no file's ({why}): the connection is {free}",
                shortened(given)
            );
            self.not_understood(line, text);
        }
        free
    }
}

/// The environment whose variables all have.
pub(super) const SHARED: &str = "shared";

/// A folder within another.
pub(super) fn folder_within(folder: &str, inner: &str) -> String {
    match (folder, inner.trim()) {
        (folder, "") => folder.to_owned(),
        ("", inner) => inner.to_owned(),
        (folder, inner) => format!("{folder} / {inner}"),
    }
}

/// The beginning of a text, for a sentence.
pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
