//! Reading the files that a person names: whole, of bounded size, and never anything that could block.

use std::fs::{File, Metadata};
use std::io::Read;
use std::path::Path;

/// The content of the file `path`, which `metadata` belongs to.
///
/// # Errors
/// Says why not: it is no regular file (opening a named pipe would wait for ever), it is larger than `max_bytes`, or
/// the operating system refuses.
pub(crate) fn read(path: &Path, metadata: &Metadata, max_bytes: u64) -> Result<Vec<u8>, String> {
    if metadata.is_dir() {
        return Err("it is a folder, not a file".to_owned());
    }
    if !metadata.is_file() {
        return Err("it is not a regular file".to_owned());
    }
    let mut bytes = Vec::new();
    // The file may have grown since its size was asked for.
    File::open(path)
        .and_then(|file| file.take(max_bytes + 1).read_to_end(&mut bytes))
        .map_err(|error| format!("cannot read it: {error}"))?;
    if bytes.len() as u64 > max_bytes {
        return Err(format!(
            "it is larger than {max_bytes} bytes, the most that is read"
        ));
    }
    Ok(bytes)
}
