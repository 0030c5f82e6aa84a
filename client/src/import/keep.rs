//! Keeping an import in a workspace: all of it, or nothing.

use super::imported::Imported;
use crate::workspace::{WorkspaceError, WorkspaceFolder};

/// What of an import was there already.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportKept {
    /// Variables that an environment has already, which were left as they are: environment and name.
    pub variables_there: Vec<(String, String)>,
}

impl Imported {
    /// Writes the connections and variables into a workspace. Where one cannot be written, none is there.
    ///
    /// # Errors
    ///
    /// Where a connection of such a name is there already, or a file cannot be written.
    pub fn keep(&self, workspace: &mut WorkspaceFolder) -> Result<ImportKept, WorkspaceError> {
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
    ) -> Result<ImportKept, WorkspaceError> {
        let mut kept = ImportKept::default();
        for (environment, variables) in &self.variables {
            // One that is used and stands empty here has its value there.
            let defined = workspace.environments().defined();
            let is_new =
                |(name, value): &&(String, String)| !value.is_empty() || !defined.contains(name);
            let new: Vec<_> = variables.iter().filter(is_new).cloned().collect();
            if new.is_empty() {
                continue;
            }
            let there = workspace.add_variables(environment, &new)?;
            let there = there.into_iter().map(|name| (environment.clone(), name));
            kept.variables_there.extend(there);
        }
        for (name, saved) in &self.connections {
            workspace.save(name, saved)?;
            saved_names.push(name);
        }
        Ok(kept)
    }
}
