//! Saves an answer where a person finds it: into the folder for downloads, and over no other file.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::results::FailureText;

/// How many names are tried before it is given up.
const MOST_NAMES: usize = 1_000;

/// The folder for downloads.
pub(crate) fn folder() -> Option<PathBuf> {
    let home = std::env::home_dir().filter(|home| home.is_absolute())?;
    let config = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from);
    let config = config.filter(|config| config.is_absolute());
    let config = config.unwrap_or_else(|| home.join(".config"));
    let named = fs::read_to_string(config.join("user-dirs.dirs"));
    let named = named.ok().and_then(|text| named_folder(&text, &home));
    Some(named.unwrap_or_else(|| home.join("Downloads")))
}

/// `XDG_DOWNLOAD_DIR="$HOME/…"`, as desktops on Linux write it.
fn named_folder(text: &str, home: &Path) -> Option<PathBuf> {
    let mut lines = text.lines().map(str::trim);
    let value = lines.find_map(|line| line.strip_prefix("XDG_DOWNLOAD_DIR="))?;
    let value = value.trim_matches('"');
    let folder = match value.strip_prefix("$HOME") {
        Some(rest) => home.join(rest.trim_start_matches('/')),
        None => PathBuf::from(value),
    };
    folder.is_absolute().then_some(folder)
}

/// Writes a new file of this name, or with a number added to it; the path is where it came to stand.
pub(super) fn save(folder: Option<&Path>, name: &str, bytes: &[u8]) -> Result<String, FailureText> {
    let Some(folder) = folder else {
        return Err(FailureText::new(
            "The body was not saved: the folder for downloads is not known.",
            "Set HOME, or copy the body.",
        ));
    };
    written(folder, name, bytes)
        .map(|path| path.display().to_string())
        .map_err(|error| {
            let sentence = format!("The body was not saved to {}.", folder.display());
            FailureText::new(sentence, advice(&error)).with_words(error.to_string())
        })
}

fn advice(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "Make room and save it again: the answer is still here."
        }
        _ => "Make the folder writable and save it again: the answer is still here.",
    }
}

fn written(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let (path, mut file) = new_file(folder, name)?;
    let outcome = file.write_all(bytes).and_then(|()| file.sync_all());
    if let Err(error) = outcome {
        drop(file);
        // Half a body looks like a whole one. Where even that fails, the sentence says that nothing was saved.
        drop(fs::remove_file(&path));
        return Err(error);
    }
    Ok(path)
}

fn new_file(folder: &Path, name: &str) -> io::Result<(PathBuf, File)> {
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => (stem, format!(".{extension}")),
        _ => (name, String::new()),
    };
    for number in 0..MOST_NAMES {
        let path = match number {
            0 => folder.join(name),
            _ => folder.join(format!("{stem} ({number}){extension}")),
        };
        match File::options().write(true).create_new(true).open(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::other(format!(
        "there are {MOST_NAMES} files of this name already"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_never_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("Downloads");
        let save = |bytes: &[u8]| save(Some(&folder), "a.b.json", bytes).unwrap();
        let paths = [save(b"1"), save(b"2"), save(b"3")];
        for (path, (name, bytes)) in paths.iter().zip([
            ("a.b.json", b"1"),
            ("a.b (1).json", b"2"),
            ("a.b (2).json", b"3"),
        ]) {
            assert_eq!(Path::new(path), folder.join(name));
            assert_eq!(fs::read(path).unwrap(), bytes);
        }
    }

    #[test]
    fn a_folder_that_takes_nothing_is_told_in_one_sentence() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("Downloads");
        fs::write(&file, "a file in its place").unwrap();
        let failure = save(Some(&file), "a.json", b"1").unwrap_err();
        let sentence = format!("The body was not saved to {}.", file.display());
        assert_eq!(failure.sentence, sentence);
        assert!(failure.words.is_some() && failure.advice.is_some());
        assert!(save(None, "a.json", b"1").is_err());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_leaves_no_half_a_file() {
        // Whatever is written to it is refused as on a full disk.
        let full = File::options().write(true).open("/dev/full").unwrap();
        let error = (&full).write_all(b"1").unwrap_err();
        assert!(advice(&error).starts_with("Make room"));
    }

    #[test]
    fn the_folder_is_the_one_that_the_desktop_names() {
        let home = Path::new("/srv/alice");
        let text =
            "# comment\nXDG_DESKTOP_DIR=\"$HOME/Desktop\"\nXDG_DOWNLOAD_DIR=\"$HOME/Geladen\"\n";
        assert_eq!(named_folder(text, home), Some(home.join("Geladen")));
        let text = "XDG_DOWNLOAD_DIR=\"/data/downloads\"";
        assert_eq!(named_folder(text, home), Some("/data/downloads".into()));
        assert_eq!(named_folder("XDG_DOWNLOAD_DIR=\"relative\"", home), None);
        assert_eq!(named_folder("", home), None);
    }
}
