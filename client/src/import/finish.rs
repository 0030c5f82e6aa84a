//! From what was read to what can be kept: what a file would refuse is left out as a whole, and said.

use std::collections::BTreeSet;

use super::draft::{Draft, ReadRequest};
use super::imported::{ImportError, ImportFormat, Imported};
use crate::workspace::{SavedConnection, SavedRequest, is_secret_variable};

impl Draft {
    /// The whole: what a connection file would refuse is left out and said.
    pub(super) fn finish(mut self, format: ImportFormat) -> Result<Imported, ImportError> {
        let mut connections = Vec::new();
        self.file.clear();
        for one in std::mem::take(&mut self.connections) {
            let mut saved = one.saved;
            if let Err(error) = saved.check() {
                self.not_understood(
                    1,
                    format!("the connection {} is left out: {}", one.name, error.reason),
                );
                continue;
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
            if let Some(why) = secret_in_text(&saved) {
                let text = format!("the connection {} is left out: {why}", one.name);
                self.not_understood(1, text);
            } else if saved != SavedConnection::default() {
                connections.push((one.name, saved));
            }
        }
        let used: BTreeSet<String> = connections
            .iter()
            .flat_map(|(_, saved)| saved.variables())
            .collect();
        let variables = self.plain_variables(&used);
        if connections.is_empty() && variables.is_empty() {
            let mut findings = self
                .findings
                .iter()
                .filter(|finding| !finding.is_understood);
            let why = findings
                .next()
                .map_or_else(String::new, |finding| format!(": {}", finding.text));
            let line = self.findings.first().map_or(1, |finding| finding.line);
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

/// Why no file could hold a request, whatever connection it is of.
fn refusal_of(request: &SavedRequest) -> Option<String> {
    let alone = SavedConnection {
        api_url: Some("https://api.example".to_owned()),
        requests: vec![request.clone()],
        ..SavedConnection::default()
    };
    match alone.check() {
        Ok(()) => secret_in_text(&alone),
        Err(error) => Some(error.reason),
    }
}

/// Refuses a variable with the name of a secret, which no environment may define.
fn secret_in_text(saved: &SavedConnection) -> Option<String> {
    let mut names = saved.variables().into_iter();
    let name = names.find(|name| is_secret_variable(name, ""))?;
    Some(format!(
        "the variable {name} is a secret, and stands in a text"
    ))
}
