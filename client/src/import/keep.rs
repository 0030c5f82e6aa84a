//! Keeping an import in a workspace: all of it, or nothing.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use claimscope_core::secret::Secret;
use claimscope_oauth::mask::MASK;

use super::draft::SHARED;
use super::imported::Imported;
use crate::workspace::{WorkspaceError, WorkspaceFolder, is_secret_value};
use crate::{KeychainSecret, StoreError};

impl Imported {
    /// Writes the connections and variables into a workspace. Where one cannot be written, none is there.
    ///
    /// # Errors
    ///
    /// Where a connection of such a name is there already, or a file cannot be written.
    pub fn keep(&self, workspace: &mut WorkspaceFolder) -> Result<(), WorkspaceError> {
        for (name, saved) in &self.connections {
            workspace.require_free(name)?;
            saved.check()?;
        }
        let before = workspace.environments_text()?;
        let mut saved_names = Vec::new();
        let written = self.write(workspace, &mut saved_names);
        if written.is_err() {
            for name in &saved_names {
                // The first error says more than one of taking back.
                let _ = workspace.remove(name);
            }
            let _ = workspace.put_environments_back(before);
        }
        written
    }

    fn write<'a>(
        &'a self,
        workspace: &mut WorkspaceFolder,
        saved_names: &mut Vec<&'a str>,
    ) -> Result<(), WorkspaceError> {
        // One that is used and stands empty here has its value there.
        let defined = workspace.environments().defined();
        for (environment, variables) in &self.variables {
            let is_new =
                |(name, value): &&(String, String)| !value.is_empty() || !defined.contains(name);
            let new: Vec<_> = variables.iter().filter(is_new).cloned().collect();
            if new.is_empty() {
                continue;
            }
            // What is there already stays: `clashes` has said so.
            workspace.add_variables(environment, &new)?;
        }
        for (name, saved) in &self.connections {
            workspace.save(name, saved)?;
            saved_names.push(name);
        }
        Ok(())
    }
}

/// Why an import was not kept. Nothing of it is there then.
#[derive(Debug)]
pub enum ImportKeepError {
    /// The folder could not be made.
    Folder(PathBuf, io::Error),
    /// The keychain has another secret of this name.
    SecretThere(String),
    /// The keychain cannot be used.
    Store(StoreError),
    /// The workspace cannot be written to, or has a connection of such a name.
    Workspace(WorkspaceError),
}

impl From<StoreError> for ImportKeepError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<WorkspaceError> for ImportKeepError {
    fn from(error: WorkspaceError) -> Self {
        Self::Workspace(error)
    }
}

impl Imported {
    /// The connections whose names are taken in a workspace folder, which need not be there.
    ///
    /// # Errors
    ///
    /// Where the folder cannot be read.
    pub fn names_taken(&self, folder: &Path) -> Result<Vec<String>, WorkspaceError> {
        if !folder.exists() {
            return Ok(Vec::new());
        }
        let workspace = WorkspaceFolder::open(folder)?;
        let names = self.connections.iter().map(|(name, _)| name);
        let taken = names.filter(|name| workspace.require_free(name).is_err());
        Ok(taken.cloned().collect())
    }

    /// The variables that a workspace folder has already, each behind its environment: they stay as they are.
    ///
    /// # Errors
    ///
    /// Where the folder cannot be read.
    pub fn variables_there(&self, folder: &Path) -> Result<Vec<(String, String)>, WorkspaceError> {
        if !folder.exists() {
            return Ok(Vec::new());
        }
        let workspace = WorkspaceFolder::open(folder)?;
        let environments = workspace.environments();
        let all = self.variables.iter().flat_map(|(environment, variables)| {
            let names = variables.iter().map(|(name, _)| name.clone());
            names.map(|name| (environment.clone(), name))
        });
        let is_there = |(environment, name): &(String, String)| {
            let mut there = environments.of_name(name);
            there.any(|(one, _)| one.to_lowercase() == environment.to_lowercase())
        };
        Ok(all.filter(is_there).collect())
    }

    /// What becomes of variables that a workspace folder has already with another value, a sentence each: there they stay, and
    /// what is imported is sent with them.
    ///
    /// # Errors
    ///
    /// Where the folder cannot be read.
    pub fn clashes(&self, folder: &Path) -> Result<Vec<String>, WorkspaceError> {
        if !folder.exists() {
            return Ok(Vec::new());
        }
        let workspace = WorkspaceFolder::open(folder)?;
        let environments = workspace.environments();
        let mut clashes = Vec::new();
        for (environment, variables) in &self.variables {
            for (name, value) in variables.iter().filter(|(_, value)| !value.is_empty()) {
                // What all share gives way to what an environment has of its own.
                let there = environments.of_name(name).filter(|(one, there)| {
                    let is_same = environment.to_lowercase() == one.to_lowercase();
                    (environment == SHARED || is_same) && *there != value
                });
                clashes.extend(there.map(|(one, there)| {
                    let there = if is_secret_value(there) { MASK } else { there };
                    format!("{name} is {there} in {one} already, which stays: the requests of this import are sent with it there, and not with {value}")
                }));
            }
        }
        Ok(clashes)
    }

    /// Keeps everything in a workspace folder, which is made where it is not there, and `secrets` in the keychain; or nothing.
    /// Gives the names of the entries that the keychain did not have before.
    ///
    /// # Errors
    ///
    /// As [`ImportKeepError`] says.
    pub fn keep_in(
        &self,
        folder: &Path,
        secrets: &[(String, Secret)],
    ) -> Result<Vec<String>, ImportKeepError> {
        let is_new = !folder.exists();
        if is_new {
            fs::create_dir_all(folder)
                .map_err(|error| ImportKeepError::Folder(folder.to_owned(), error))?;
        }
        let kept = self.keep_with(folder, secrets);
        if is_new && kept.is_err() {
            // It is empty, and of no use; that it stays says nothing new.
            let _ = fs::remove_dir(folder);
        }
        kept
    }

    fn keep_with(
        &self,
        folder: &Path,
        secrets: &[(String, Secret)],
    ) -> Result<Vec<String>, ImportKeepError> {
        let mut workspace = WorkspaceFolder::open(folder)?;
        for (name, _) in &self.connections {
            workspace.require_free(name)?;
        }
        let mut new = Vec::new();
        for (name, secret) in secrets {
            let entry = KeychainSecret::named(name);
            match entry.read()? {
                None => new.push((name, entry)),
                Some(before) if before.constant_time_eq(secret.expose()) => {}
                Some(_) => return Err(ImportKeepError::SecretThere(name.clone())),
            }
        }
        // The secrets first: a connection whose secret is nowhere is of less use than the other way round.
        let kept = write(secrets).and_then(|()| Ok(self.keep(&mut workspace)?));
        if kept.is_err() {
            for (_, entry) in &new {
                // The first error says more than one of taking back.
                let _ = entry.delete();
            }
        }
        kept.map(|()| new.into_iter().map(|(name, _)| name.clone()).collect())
    }
}

fn write(secrets: &[(String, Secret)]) -> Result<(), ImportKeepError> {
    for (name, secret) in secrets {
        KeychainSecret::named(name).write(secret)?;
    }
    Ok(())
}
