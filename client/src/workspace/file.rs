//! Files of a workspace: their names, read with a digest, and replaced as a whole.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use sha2::{Digest, Sha256};

use super::error::WorkspaceError;
use crate::entropy;

/// The file with the environments, without its ending.
pub(super) const ENVIRONMENTS: &str = "environments";
/// The ending of every file of a workspace.
pub(super) const ENDING: &str = "toml";
/// Longer files are none of a workspace.
const MAX_BYTES: u64 = 4 << 20;
/// A file that was written so long ago has another time once it is written again, whatever the file system counts in.
const SETTLED: Duration = Duration::from_secs(3);

pub(super) fn environments_path(folder: &Path) -> PathBuf {
    folder.join(format!("{ENVIRONMENTS}.{ENDING}"))
}

/// SHA-256 of a file's bytes; none where there is no file.
pub(super) type FileDigest = Option<[u8; 32]>;

/// What is in a file, and its digest; `None` where there is none.
pub(super) fn read(path: &Path) -> Result<Option<(String, FileDigest)>, WorkspaceError> {
    let Some(bytes) = read_bytes(path)? else {
        return Ok(None);
    };
    let digest = digest_of(&bytes);
    let text = String::from_utf8(bytes).map_err(|_| {
        let error = std::io::Error::other("it is no UTF-8");
        WorkspaceError::file(path, "read", &error)
    })?;
    Ok(Some((text, digest)))
}

fn read_bytes(path: &Path) -> Result<Option<Vec<u8>>, WorkspaceError> {
    let failed = |error: std::io::Error| WorkspaceError::file(path, "read", &error);
    let about = match fs::metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        other => other.map_err(failed)?,
    };
    if !about.is_file() {
        return Err(failed(std::io::Error::other("it is no file")));
    }
    let mut bytes = Vec::new();
    if about.len() <= MAX_BYTES {
        // It may grow while it is read.
        let file = fs::File::open(path).map_err(failed)?;
        file.take(MAX_BYTES + 1)
            .read_to_end(&mut bytes)
            .map_err(failed)?;
    }
    match about.len().max(bytes.len() as u64) > MAX_BYTES {
        true => Err(failed(std::io::Error::other("it is longer than 4 MiB"))),
        false => Ok(Some(bytes)),
    }
}

/// The digest of what is in a file. One that cannot be read has one of what the system says of it.
pub(super) fn digest(path: &Path) -> FileDigest {
    match read_bytes(path) {
        Ok(Some(bytes)) => digest_of(&bytes),
        Ok(None) => None,
        Err(_) => {
            let about = fs::metadata(path).map(|about| (about.len(), about.modified().ok()));
            digest_of(format!("not read: {:?}", about.ok()).as_bytes())
        }
    }
}

/// What the system says of a file, by which it is known as unchanged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FileStamp {
    bytes: u64,
    modified: SystemTime,
    /// Which file it is, where the system has numbers for that.
    number: u64,
}

impl FileStamp {
    /// `None` where a change might not show: no file, no time, or one so young that another change could have the same.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let about = fs::metadata(path).ok()?;
        let modified = about.modified().ok()?;
        let age = SystemTime::now().duration_since(modified).ok()?;
        (age >= SETTLED).then(|| Self {
            bytes: about.len(),
            modified,
            number: number(&about),
        })
    }
}

#[cfg(unix)]
fn number(about: &fs::Metadata) -> u64 {
    use std::os::unix::fs::MetadataExt as _;
    about.ino()
}

#[cfg(not(unix))]
fn number(_: &fs::Metadata) -> u64 {
    0
}

pub(super) fn digest_of(bytes: &[u8]) -> FileDigest {
    Some(Sha256::digest(bytes).into())
}

/// Puts something in place of what is in the file: written beside it first, so that a full disk leaves the old one whole.
pub(super) fn replace(path: &Path, text: impl AsRef<[u8]>) -> Result<(), WorkspaceError> {
    let fail = |tried: &'static str| {
        move |error: std::io::Error| WorkspaceError::file(path, tried, &error)
    };
    let target = target(path).map_err(fail("written"))?;
    let folder = target.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(fail("made"))?;
    let mut random = [0; 8];
    entropy(&mut random)
        .map_err(|_| fail("written")(std::io::Error::other("there are no random bytes")))?;
    let digits: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    let next = folder.join(format!(".{digits}.next"));
    let written = write_new(&next, text.as_ref(), fs::metadata(&target).ok());
    let renamed = written.and_then(|()| fs::rename(&next, &target));
    renamed.map_err(|error| {
        // What is half written is of no use; that it cannot be removed either says nothing new.
        let _ = fs::remove_file(&next);
        fail("written")(error)
    })
}

/// The file that is replaced: a link stays one. Replacing asks for no right to write the file itself, which may be protected.
fn target(path: &Path) -> std::io::Result<PathBuf> {
    let Ok(about) = fs::metadata(path) else {
        return match fs::symlink_metadata(path) {
            Ok(_) => Err(std::io::Error::other("it is a link to what is not there")),
            Err(_) => Ok(path.to_owned()),
        };
    };
    match about.permissions().readonly() {
        true => Err(std::io::Error::other("it is read-only")),
        false => fs::canonicalize(path),
    }
}

fn write_new(path: &Path, bytes: &[u8], like: Option<fs::Metadata>) -> std::io::Result<()> {
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)?;
    file.write_all(bytes)?;
    if let Some(like) = like {
        file.set_permissions(like.permissions())?;
    }
    file.sync_all()
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    #[test]
    fn a_link_stays_one_and_what_is_protected_or_leads_nowhere_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::write(path("real"), "old").unwrap();
        symlink(path("real"), path("link")).unwrap();
        replace(&path("link"), "new").unwrap();
        assert_eq!(fs::read_to_string(path("real")).unwrap(), "new");
        assert!(fs::symlink_metadata(path("link")).unwrap().is_symlink());
        symlink(path("absent"), path("dangling")).unwrap();
        let refused = replace(&path("dangling"), "new").unwrap_err();
        assert!(refused.reason.contains("not there"), "{refused}");
        assert!(fs::symlink_metadata(path("dangling")).unwrap().is_symlink());
        fs::set_permissions(path("real"), fs::Permissions::from_mode(0o444)).unwrap();
        let refused = replace(&path("link"), "newer").unwrap_err();
        assert!(refused.reason.contains("read-only"), "{refused}");
        assert_eq!(fs::read_to_string(path("real")).unwrap(), "new");
        fs::create_dir(path("folder")).unwrap();
        assert!(replace(&path("folder"), "new").is_err());
        assert!(path("folder").is_dir());
    }
}
