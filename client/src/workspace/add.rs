//! Adding to a workspace: variables of an environment, and what an import takes back where it fails.

use super::environments::Environments;
use super::error::WorkspaceError;
use super::file::{self, environments_path};
use super::folder::WorkspaceFolder;
use super::line_ends::LineEnds;
use crate::code::workspace as code;

impl WorkspaceFolder {
    /// Adds variables to `environments.toml`: those that an environment has already stay as they are, and are given back. An
    /// environment whose name differs by case alone is the same one.
    ///
    /// # Errors
    ///
    /// As [`WorkspaceFolder::save`].
    pub fn add_variables(
        &mut self,
        environment: &str,
        variables: &[(String, String)],
    ) -> Result<Vec<String>, WorkspaceError> {
        let path = environments_path(&self.folder);
        self.require_unchanged(&path, self.environments_digest)?;
        let before = file::read(&path)?.map(|(text, _)| text).unwrap_or_default();
        let (ends, before) = LineEnds::of(&before);
        let parsed = before.parse::<toml_edit::DocumentMut>();
        let mut document = parsed.unwrap_or_default();
        let small = environment.to_lowercase();
        let there = document
            .iter()
            .find(|(name, _)| name.to_lowercase() == small);
        let there = there.map(|(name, _)| name.to_owned());
        let environment = there.as_deref().unwrap_or(environment);
        let table = document.entry(environment).or_insert(toml_edit::table());
        let mut kept = Vec::new();
        let mut new = toml_edit::DocumentMut::new();
        for (name, value) in variables {
            new.insert(name, toml_edit::value(value.as_str()));
        }
        let new = ends.spell(new);
        if let Some(table) = table.as_table_like_mut() {
            for (name, value) in new.iter() {
                match table.contains_key(name) {
                    true => kept.push(name.to_owned()),
                    false => {
                        table.insert(name, value.clone());
                    }
                }
            }
        }
        let text = ends.put(&document.to_string());
        let environments = Environments::read(&path, &text)?;
        file::replace(&path, &text)?;
        self.environments = environments;
        self.environments_digest = file::digest_of(text.as_bytes());
        Ok(kept)
    }

    /// Refuses a name that a new connection cannot have, because of what it is or because it is taken.
    ///
    /// # Errors
    ///
    /// As it says.
    pub fn require_free(&self, name: &str) -> Result<(), WorkspaceError> {
        match self.connections().iter().any(|stored| stored.name == name) {
            false => self.path_of_new(name).map(drop),
            true => {
                let reason = format!("there is a connection {name} already");
                Err(WorkspaceError::new(code::NAME, reason)
                    .of(self.path())
                    .hint("rename or remove it first, or import into another workspace"))
            }
        }
    }

    pub(crate) fn environments_text(&self) -> Result<Option<String>, WorkspaceError> {
        let path = environments_path(self.path());
        Ok(file::read(&path)?.map(|(text, _)| text))
    }

    pub(crate) fn put_environments_back(
        &mut self,
        text: Option<String>,
    ) -> Result<(), WorkspaceError> {
        let path = environments_path(self.path());
        match text {
            Some(text) => {
                file::replace(&path, &text)?;
                self.environments = Environments::read(&path, &text)?;
                self.environments_digest = file::digest_of(text.as_bytes());
            }
            None => {
                if path.exists() {
                    std::fs::remove_file(&path)
                        .map_err(|error| WorkspaceError::file(&path, "removed", &error))?;
                }
                self.environments = Environments::default();
                self.environments_digest = None;
            }
        }
        Ok(())
    }
}
