//! From what was read to what can be kept: what a file would refuse is left out as a whole, and said.

use std::collections::BTreeSet;

use super::draft::{Draft, ReadRequest};
use super::imported::{ImportError, ImportFormat, Imported};
use crate::workspace::{SavedConnection, SavedRequest, SecretPlace, is_secret_variable};

impl Draft {
    /// The whole: what a connection file would refuse is left out and said.
    pub(super) fn finish(mut self, format: ImportFormat) -> Result<Imported, ImportError> {
        let mut connections = Vec::new();
        self.file.clear();
        for one in std::mem::take(&mut self.connections) {
            let mut saved = one.saved;
            if let Some(why) = refusal_of_settings(&saved) {
                let line = one.oauth2.map_or(1, |oauth2| oauth2.line);
                self.file.clone_from(&one.file);
                let rest = match one.requests.is_empty() {
                    true => "",
                    false => "; its requests stay, without a grant",
                };
                let text = format!("the connection {} is left out: {why}{rest}", one.name);
                self.not_understood(line, text);
                saved = without_grant(&saved);
            }
            for ReadRequest {
                file,
                line,
                saved: request,
            } in one.requests
            {
                self.file = file;
                match refusal_of(&request) {
                    None => {
                        self.understood(line, format!("request {}", request.name));
                        saved.requests.push(request);
                    }
                    Some(why) => {
                        let text = format!("the request {} is left out: {why}", request.name);
                        self.not_understood(line, text);
                    }
                }
            }
            self.file.clear();
            if saved != SavedConnection::default() {
                connections.push((one.name, saved));
            }
        }
        self.keep_secrets_of(&mut connections);
        let used: BTreeSet<String> = connections
            .iter()
            .flat_map(|(_, saved)| saved.variables())
            .collect();
        let variables = self.plain_variables(&used);
        if connections.is_empty() && variables.is_empty() {
            let mut findings = self.findings.iter();
            let first = findings.find(|finding| !finding.is_understood);
            let why = first.map_or_else(String::new, |finding| format!(": {}", finding.text));
            let line = first.or(self.findings.first());
            let line = line.map_or(1, |finding| finding.line);
            return Err(ImportError::new(
                line,
                format!("nothing in it can be imported{why}"),
            ));
        }
        let findings = &mut self.findings;
        findings.sort_by(|one, other| (&one.file, one.line).cmp(&(&other.file, other.line)));
        Ok(Imported {
            format,
            connections,
            variables,
            secrets: self.secrets,
            findings: self.findings,
        })
    }
}

impl Draft {
    /// Drops the secrets that nothing names which was kept.
    fn keep_secrets_of(&mut self, connections: &mut [(String, SavedConnection)]) {
        let mut named = BTreeSet::new();
        for (_, saved) in connections {
            saved.for_each_place(&mut |place| {
                if let SecretPlace::Env(env) = place {
                    named.insert(env.clone());
                }
            });
        }
        self.secrets.retain(|found| named.contains(&found.env));
    }
}

/// Why no file could hold the settings of a connection.
fn refusal_of_settings(saved: &SavedConnection) -> Option<String> {
    match saved.check() {
        Ok(()) => secret_in_text(saved),
        Err(error) => Some(error.reason),
    }
}

/// What is left of a connection whose grant cannot be kept: where requests go to, and through what network.
fn without_grant(saved: &SavedConnection) -> SavedConnection {
    let rest = SavedConnection {
        api_url: saved.api_url.clone(),
        network: saved.network.clone(),
        ..SavedConnection::default()
    };
    match refusal_of_settings(&rest) {
        None => rest,
        Some(_) => SavedConnection::default(),
    }
}

/// Why no file could hold a request, whatever connection it is of.
fn refusal_of(request: &SavedRequest) -> Option<String> {
    let alone = SavedConnection {
        api_url: Some("https://api.example".to_owned()),
        requests: vec![request.clone()],
        ..SavedConnection::default()
    };
    refusal_of_settings(&alone)
}

/// Refuses a variable with the name of a secret, which no environment may define.
fn secret_in_text(saved: &SavedConnection) -> Option<String> {
    let mut names = saved.variables().into_iter();
    let name = names.find(|name| is_secret_variable(name, ""))?;
    Some(format!(
        "the variable {name} is a secret, and stands in a text"
    ))
}
