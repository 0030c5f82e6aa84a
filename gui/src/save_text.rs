//! A text that a person saves to a file of its own, which never takes the place of another.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use claimscope_client::own_path;

use crate::results::FailureText;
use crate::runner::downloads;

/// How many names are tried before the folder counts as full of them.
const MAX_NAMES: u32 = 1_000;

/// A text, and where it is to be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextFile {
    /// The folder; empty for the person's folder for downloads.
    pub folder: String,
    /// The file's name, without what it ends with.
    pub name: String,
    /// What the name ends with.
    pub extension: &'static str,
    /// What is saved.
    pub text: String,
}

impl TextFile {
    /// Saves it under the first name that is free: `name.md`, `name-2.md`. Nothing is left of what could not be saved whole.
    ///
    /// # Errors
    ///
    /// Where the folder is not there or cannot be written to, or the disk is full.
    pub(crate) fn save(&self) -> Result<PathBuf, FailureText> {
        let folder = folder(&self.folder)?;
        self.save_in(&folder).map_err(|error| {
            FailureText::new(
                format!("Nothing could be saved in {}.", folder.display()),
                "Name another folder, or see to its rights and the space on its disk.",
            )
            .with_words(error.to_string())
        })
    }

    fn save_in(&self, folder: &Path) -> io::Result<PathBuf> {
        for number in 1..=MAX_NAMES {
            let end = match number {
                1 => String::new(),
                number => format!("-{number}"),
            };
            let path = folder.join(format!("{}{end}.{}", self.name, self.extension));
            let mut file = match File::create_new(&path) {
                Ok(file) => file,
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
                Err(error) => return Err(error),
            };
            let written = file.write_all(self.text.as_bytes());
            if let Err(error) = written.and_then(|()| file.sync_all()) {
                // What could not be written whole is of no use; that it stays is no other failure.
                let _ = fs::remove_file(&path);
                return Err(error);
            }
            return Ok(path);
        }
        Err(io::Error::other("every name for it is taken there"))
    }
}

/// The folder that is named; the one for downloads where none is.
fn folder(named: &str) -> Result<PathBuf, FailureText> {
    if !named.is_empty() {
        return Ok(own_path(named));
    }
    let downloads = downloads::folder().filter(|folder| folder.is_dir());
    downloads.or_else(std::env::home_dir).ok_or_else(|| {
        FailureText::new(
            "It is not known where your own folder is.",
            "Write the whole path of the folder to save to.",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(folder: &Path, text: &str) -> TextFile {
        TextFile {
            folder: folder.display().to_string(),
            name: "report".to_owned(),
            extension: "junit.xml",
            text: text.to_owned(),
        }
    }

    #[test]
    fn a_file_that_is_there_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let first = file(folder.path(), "one").save().unwrap();
        let second = file(folder.path(), "two").save().unwrap();
        assert_eq!(first.file_name().unwrap(), "report.junit.xml");
        assert_eq!(second.file_name().unwrap(), "report-2.junit.xml");
        assert_eq!(fs::read_to_string(first).unwrap(), "one");
        assert_eq!(fs::read_to_string(second).unwrap(), "two");
    }

    #[test]
    fn a_folder_that_is_not_there_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let nowhere = folder.path().join("nowhere");
        let failure = file(&nowhere, "one").save().unwrap_err();
        assert!(failure.sentence.contains("nowhere"), "{failure:?}");
        assert!(failure.words.is_some());
    }
}
