//! What an import gives, whatever the format: connections, variables, secrets beside them, and what was made of each line.

use std::fmt;

use claimscope_core::secret::Secret;

use crate::workspace::{SavedConnection, SecretPlace, env_name};

/// The formats that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ImportFormat {
    /// A curl command.
    Curl,
    /// A Postman collection, version 2.1 or 2.0.
    PostmanCollection,
    /// A Postman environment.
    PostmanEnvironment,
    /// A request or an environment of Bruno, in its own language.
    Bruno,
    /// A folder of Bruno's files.
    BrunoCollection,
    /// A request or a collection of Bruno in YAML (OpenCollection).
    OpenCollection,
    /// An Insomnia export, version 5 or 4.
    Insomnia,
    /// An OpenAPI 3 description.
    OpenApi,
    /// A file of requests, of either dialect.
    HttpFile,
    /// The environments of such a file, as JetBrains' HTTP client has them.
    HttpClientEnvironment,
    /// The configuration of IdentityServer4.
    AppSettings,
}

impl ImportFormat {
    /// What it is called.
    pub fn title(self) -> &'static str {
        match self {
            Self::Curl => "a curl command",
            Self::PostmanCollection => "a Postman collection",
            Self::PostmanEnvironment => "a Postman environment",
            Self::Bruno => "a file of Bruno",
            Self::BrunoCollection => "a collection of Bruno",
            Self::OpenCollection => "a collection of Bruno in YAML",
            Self::Insomnia => "an Insomnia export",
            Self::OpenApi => "an OpenAPI description",
            Self::HttpFile => "a file of HTTP requests",
            Self::HttpClientEnvironment => "environments of a file of HTTP requests",
            Self::AppSettings => "a configuration of IdentityServer4",
        }
    }
}

/// What came of an import. Nothing is kept by it: the caller saves.
#[derive(Clone, Debug)]
pub struct Imported {
    /// What was read.
    pub format: ImportFormat,
    /// The connections, each with a name that a file can have.
    pub connections: Vec<(String, SavedConnection)>,
    /// Variables by environment; `shared` stands for all of them.
    pub variables: Vec<(String, Vec<(String, String)>)>,
    /// The secrets that stood in it, or were missing where one belongs. The connections name their environment variables.
    pub secrets: Vec<FoundSecret>,
    /// What was understood and what was not, by line.
    pub findings: Vec<ImportFinding>,
}

/// A secret of an import.
#[derive(Clone, Debug)]
pub struct FoundSecret {
    /// The connection that needs it.
    pub connection: String,
    /// The environment variable that the connection names.
    pub env: String,
    /// The name that it would have in the keychain.
    pub keychain: String,
    /// The secret; `None` where the import left its value out.
    pub value: Option<Secret>,
    /// Where it stood.
    pub line: usize,
}

/// What was made of a part of an import.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ImportFinding {
    /// The file, by its path in the folder that is imported; empty where it is a single one.
    pub file: String,
    /// The line on which the part begins.
    pub line: usize,
    /// The request that it is of, its folders before its name; empty where it is of none, or was understood.
    pub request: String,
    /// Whether it was understood.
    pub is_understood: bool,
    /// One sentence, lower case, no full stop.
    pub text: String,
}

/// Why nothing of a text can be imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportError {
    /// The line at fault.
    pub line: usize,
    /// One sentence, lower case, no full stop.
    pub reason: String,
}

impl ImportFinding {
    /// Where it is: `line 3`, or `orders/list.bru line 3`.
    pub fn place(&self) -> String {
        match self.file.as_str() {
            "" => format!("line {}", self.line),
            file => format!("{file} line {}", self.line),
        }
    }

    /// What was made of it, the request before it where it is of one.
    pub fn said(&self) -> String {
        match self.request.as_str() {
            "" => self.text.clone(),
            request => format!("request {request}: {}", self.text),
        }
    }
}

impl ImportError {
    pub(super) fn new(line: usize, reason: impl Into<String>) -> Self {
        Self {
            line,
            reason: reason.into(),
        }
    }
}

impl fmt::Display for ImportError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {}: {}", self.line, self.reason)
    }
}

impl std::error::Error for ImportError {}

impl Imported {
    /// The same in a folder of its own: the names of its connections, and of the places of its secrets, begin with it. To be
    /// called before the secrets are given places of another kind.
    #[must_use]
    pub fn in_folder(mut self, folder: &str) -> Self {
        let moved = |name: &str| format!("{folder}/{name}");
        for found in &mut self.secrets {
            let start = format!("{}/", found.connection);
            let member = found.keychain.strip_prefix(&start);
            let member = member.unwrap_or(&found.keychain).to_owned();
            let connection = moved(&found.connection);
            let env = env_name(&format!("{connection}_{member}"));
            let mut connections = self.connections.iter_mut();
            if let Some((_, saved)) = connections.find(|(name, _)| *name == found.connection) {
                saved.for_each_place(&mut |place| {
                    if *place == SecretPlace::Env(found.env.clone()) {
                        *place = SecretPlace::Env(env.clone());
                    }
                });
            }
            found.keychain = format!("{connection}/{member}");
            found.env = env;
            found.connection = connection;
        }
        for (name, _) in &mut self.connections {
            *name = moved(name);
        }
        self
    }

    /// Makes the connections name the keychain for each secret whose value is there, and gives those values with their names:
    /// the caller puts them there.
    pub fn use_keychain(&mut self) -> Vec<(String, Secret)> {
        let mut kept = Vec::new();
        for found in &self.secrets {
            let Some(value) = &found.value else { continue };
            let mut connections = self.connections.iter_mut();
            if let Some((_, saved)) = connections.find(|(name, _)| *name == found.connection) {
                saved.for_each_place(&mut |place| {
                    if *place == SecretPlace::Env(found.env.clone()) {
                        *place = SecretPlace::Keychain(found.keychain.clone());
                    }
                });
                kept.push((found.keychain.clone(), value.clone()));
            }
        }
        kept
    }
}
