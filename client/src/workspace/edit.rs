//! What an editor of a workspace does beside saving a connection: it renames, takes away, puts back, and shows what
//! variables come to.

use std::path::Path;

use super::environments::Environments;
use super::error::WorkspaceError;
use super::file::{self, environments_path};
use super::folder::{StoredConnection, WorkspaceFolder};
use super::saved::SavedConnection;
use super::source::Source;
use super::variables::Texts;
use super::{read, write};

impl StoredConnection {
    /// The file's text as it was read; empty where it is no text.
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl SavedConnection {
    /// What it says in an environment: the one of this name, or what [`Environments::choose`] takes without one.
    ///
    /// # Errors
    ///
    /// Where there is no such environment, a variable is not defined, or no file may hold it. Where a request alone uses such a
    /// variable, that is its [`SavedRequest::fault`](super::SavedRequest::fault).
    pub fn filled(
        &self,
        environments: &Environments,
        environment: Option<&str>,
    ) -> Result<Self, WorkspaceError> {
        let (title, values) = environments.values(environments.choose(environment)?);
        let text = write::document(self).to_string();
        let source = Source::new(Path::new(""), &text, Texts::Filled(title, values));
        // No person has seen the text that was read here.
        let mut filled = read::connection(&source).map_err(WorkspaceError::without_place)?;
        for request in &mut filled.requests {
            request.fault = request.fault.take().map(WorkspaceError::without_place);
        }
        Ok(filled)
    }
}

impl Environments {
    /// What a text with variables comes to in an environment.
    ///
    /// # Errors
    ///
    /// As [`SavedConnection::filled`].
    pub fn fill(&self, text: &str, environment: Option<&str>) -> Result<String, WorkspaceError> {
        let (title, values) = self.values(self.choose(environment)?);
        let source = Source::new(Path::new(""), text, Texts::Filled(title, values));
        let filled = source.filled(None, text);
        filled.map_err(WorkspaceError::without_place)
    }

    /// The same of a URL: what is filled into its query is percent-encoded.
    ///
    /// # Errors
    ///
    /// As [`Environments::fill`].
    pub fn fill_url(
        &self,
        text: &str,
        environment: Option<&str>,
    ) -> Result<String, WorkspaceError> {
        let (title, values) = self.values(self.choose(environment)?);
        let source = Source::new(Path::new(""), text, Texts::Filled(title, values));
        let filled = source.filled_url(None, text);
        filled.map_err(WorkspaceError::without_place)
    }
}

fn is_one_file(one: &Path, other: &Path) -> bool {
    let place = |path: &Path| std::fs::canonicalize(path).ok();
    place(one).is_some_and(|one| Some(one) == place(other))
}

impl WorkspaceFolder {
    /// Refuses where a connection's file was read with another text than this: whoever edits may have seen an older one.
    ///
    /// # Errors
    ///
    /// [`WorkspaceError::is_conflict`].
    pub fn require_text(&self, name: &str, text: &str) -> Result<(), WorkspaceError> {
        let stored = self.connections().iter().find(|stored| stored.name == name);
        let path = stored.map(|stored| stored.path.clone());
        match stored.is_some_and(|stored| stored.text == text) {
            true => Ok(()),
            false => Err(WorkspaceError::conflict(
                &path.unwrap_or_else(|| self.folder.join(name)),
            )),
        }
    }

    /// Gives a connection another name, and its file with it.
    ///
    /// # Errors
    ///
    /// As [`WorkspaceFolder::save`].
    pub fn rename(&mut self, from: &str, to: &str) -> Result<(), WorkspaceError> {
        let stored = self.connection(from)?.clone();
        self.require_unchanged(&stored.path, stored.digest)?;
        if from != to && self.connection(to).is_ok() {
            self.require_free(to)
                .map_err(|error| error.hint("give it another name"))?;
        }
        let path = self.path_beside(to, Some(from))?;
        // Where case makes no difference, the new name finds the file itself.
        if !is_one_file(&stored.path, &path) {
            self.require_unchanged(&path, None)?;
        }
        let folder = path.parent().unwrap_or(Path::new("."));
        let moved =
            std::fs::create_dir_all(folder).and_then(|()| std::fs::rename(&stored.path, &path));
        moved.map_err(|error| WorkspaceError::file(&stored.path, "renamed", &error))?;
        if let Some(taken_out) = self.taken_out.remove(from) {
            self.taken_out.insert(to.to_owned(), taken_out);
        }
        self.reread()
    }

    /// Removes a connection's file, and gives what was in it.
    ///
    /// # Errors
    ///
    /// As [`WorkspaceFolder::save`].
    pub fn take(&mut self, name: &str) -> Result<Vec<u8>, WorkspaceError> {
        let path = self.connection(name)?.path.clone();
        let bytes =
            std::fs::read(&path).map_err(|error| WorkspaceError::file(&path, "read", &error))?;
        self.remove(name)?;
        Ok(bytes)
    }

    /// Puts a file back that was taken, byte for byte.
    ///
    /// # Errors
    ///
    /// As [`WorkspaceFolder::save`]; also where another file has its name by now.
    pub fn put_back(&mut self, name: &str, bytes: &[u8]) -> Result<(), WorkspaceError> {
        self.require_free(name)?;
        let path = self.path_of_new(name)?;
        self.require_unchanged(&path, None)?;
        file::replace(&path, bytes)?;
        self.reread()
    }

    /// The text of `environments.toml`; empty where there is none.
    ///
    /// # Errors
    ///
    /// Where it cannot be read.
    pub fn environments_file(&self) -> Result<String, WorkspaceError> {
        Ok(self.environments_text()?.unwrap_or_default())
    }

    /// Refuses where `environments.toml` has another text by now: whoever edits has not seen it.
    ///
    /// # Errors
    ///
    /// [`WorkspaceError::is_conflict`]; where it cannot be read.
    pub fn require_environments_text(&self, text: &str) -> Result<(), WorkspaceError> {
        match self.environments_file()? == text {
            true => Ok(()),
            false => Err(WorkspaceError::conflict(&environments_path(&self.folder))),
        }
    }

    /// Writes `environments.toml`, which must be as it was read, and say what environments can be.
    ///
    /// # Errors
    ///
    /// As [`WorkspaceFolder::save`].
    pub fn save_environments(&mut self, text: &str) -> Result<(), WorkspaceError> {
        let path = environments_path(&self.folder);
        self.require_unchanged(&path, self.environments_digest)?;
        Environments::read(&path, text)?;
        file::replace(&path, text)?;
        self.reread()
    }

    /// Reads the folder anew. What was taken out of a file here and comes back has its comments all the same.
    ///
    /// # Errors
    ///
    /// As [`WorkspaceFolder::open`].
    pub fn reread(&mut self) -> Result<(), WorkspaceError> {
        let mut new = Self::open(self.folder.clone())?;
        new.taken_out = std::mem::take(&mut self.taken_out);
        *self = new;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> (tempfile::TempDir, WorkspaceFolder) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(
            folder.path().join("environments.toml"),
            "[dev]\nhost = \"dev.example\"\n[live]\nhost = \"live.example\"\n",
        )
        .unwrap();
        let text = "# mine\nclaimscope = 1\nissuer = \"https://{{host}}\"\n";
        std::fs::write(folder.path().join("orders.toml"), text).unwrap();
        let opened = WorkspaceFolder::open(folder.path()).unwrap();
        (folder, opened)
    }

    #[test]
    fn a_connection_in_memory_is_filled_in_as_its_file_would_be() {
        let (_folder, workspace) = folder();
        let saved = workspace
            .connection("orders")
            .unwrap()
            .saved
            .clone()
            .unwrap();
        let environments = workspace.environments();
        let filled = |name| saved.filled(environments, name).unwrap().issuer.unwrap();
        assert_eq!(filled(None), "https://dev.example");
        assert_eq!(filled(Some("live")), "https://live.example");
        assert_eq!(
            environments.fill("{{host}}/x", Some("live")).unwrap(),
            "live.example/x"
        );
        let error = environments.fill("{{hots}}", None).unwrap_err();
        assert_eq!(error.hint.as_deref(), Some("did you mean host?"));
        assert_eq!(error.path, None);
    }

    #[test]
    fn what_is_taken_comes_back_byte_for_byte_and_a_name_can_change() {
        let (folder, mut workspace) = folder();
        let path = folder.path().join("orders.toml");
        let before = std::fs::read(&path).unwrap();
        let taken = workspace.take("orders").unwrap();
        assert!(!path.exists());
        workspace.put_back("orders", &taken).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), before);
        assert!(workspace.put_back("orders", &taken).is_err());
        workspace.rename("orders", "shop/orders").unwrap();
        assert!(!path.exists());
        assert!(workspace.connection("shop/orders").unwrap().saved.is_ok());
        assert_eq!(
            std::fs::read(folder.path().join("shop/orders.toml")).unwrap(),
            before
        );
        std::fs::write(folder.path().join("new.toml"), "").unwrap();
        assert!(
            workspace
                .rename("shop/orders", "new")
                .unwrap_err()
                .is_conflict()
        );
    }

    #[test]
    fn environments_that_cannot_be_used_are_not_written() {
        let (folder, mut workspace) = folder();
        let path = folder.path().join("environments.toml");
        let before = std::fs::read_to_string(&path).unwrap();
        let error = workspace
            .save_environments("[dev]\npassword = \"hunter2\"\n")
            .unwrap_err();
        assert_eq!(error.place, Some((2, 1)));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), before);
        workspace
            .save_environments("[dev]\nhost = \"other.example\"\n")
            .unwrap();
        assert_eq!(workspace.environments().all().len(), 1);
        std::fs::write(&path, "[x]\n").unwrap();
        assert!(workspace.save_environments("").unwrap_err().is_conflict());
    }
}
