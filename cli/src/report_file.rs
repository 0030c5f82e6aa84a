//! Reports as files.

use std::path::Path;

use crate::failure::Failure;
use crate::input::name_of;

/// Writes a report to the file that was asked for.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), Failure> {
    std::fs::write(path, text).map_err(|error| {
        Failure::system(format!("{} cannot be written: {error}", name_of(path)))
            .hint("check the folder, its rights and the space on its disk")
    })
}
