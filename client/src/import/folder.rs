//! The files of a folder that is imported as a whole.

use std::fs;
use std::io;
use std::path::Path;

/// The most files that are read of a folder.
const MAX_FILES: usize = 2_000;

/// The most that is read of a folder, in bytes.
const MAX_BYTES: u64 = 16 << 20;

/// How deep folders are looked into.
const MAX_DEPTH: usize = 16;

/// A file of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportFile {
    /// Its path from the folder, with `/` between the parts.
    pub path: String,
    /// What is in it.
    pub text: String,
}

impl ImportFile {
    /// The path of the folder that it is in; `None` at the top.
    pub(super) fn folder(&self) -> Option<&str> {
        self.path.rsplit_once('/').map(|(folder, _)| folder)
    }

    /// The file's name without its ending.
    pub(super) fn stem(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }
}

/// Reads what a collection of Bruno has in a folder: `bruno.json` and every `.bru`, in folders too. Hidden folders,
/// `node_modules` and links are left out.
///
/// # Errors
///
/// Where something cannot be read, is no text, or is more than a collection has: 2,000 files, 16 MiB, 16 folders deep.
pub fn read_folder(folder: &Path) -> io::Result<Vec<ImportFile>> {
    let mut reading = Reading {
        files: Vec::new(),
        left: MAX_BYTES,
    };
    reading.folder(folder, "", MAX_DEPTH)?;
    Ok(reading.files)
}

struct Reading {
    files: Vec<ImportFile>,
    /// How many bytes more are read.
    left: u64,
}

impl Reading {
    fn folder(&mut self, folder: &Path, start: &str, depth: usize) -> io::Result<()> {
        let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = format!("{start}{name}");
            // A link may lead anywhere.
            let kind = entry.file_type()?;
            let is_left_out = name.starts_with('.') || name == "node_modules";
            if kind.is_dir() && !is_left_out {
                match depth {
                    0 => return Err(io::Error::other("its folders are too deep")),
                    _ => self.folder(&entry.path(), &format!("{path}/"), depth - 1)?,
                }
            } else if kind.is_file() && (name.ends_with(".bru") || path == "bruno.json") {
                self.file(&entry, path)?;
            }
        }
        Ok(())
    }

    fn file(&mut self, entry: &fs::DirEntry, path: String) -> io::Result<()> {
        let size = entry.metadata()?.len();
        if self.files.len() >= MAX_FILES || size > self.left {
            return Err(io::Error::other("it is larger than any collection"));
        }
        self.left -= size;
        let text = fs::read_to_string(entry.path())
            .map_err(|error| io::Error::new(error.kind(), format!("{path}: {error}")))?;
        self.files.push(ImportFile { path, text });
        Ok(())
    }
}
