//! Paths of files that an import names: none is read, and one that may lie anywhere is said.

use super::draft::Draft;

impl Draft {
    /// Whether a path leads out of the workspace's folder, which is said then.
    pub(super) fn file_outside(&mut self, what: &str, path: &str, line: usize) -> bool {
        let is_outside = leads_outside(path);
        if is_outside {
            let text = format!(
                "the file {path} {what} may lie outside the workspace's folder: the import does not read it, and a request that is sent does"
            );
            self.not_understood(line, text);
        }
        is_outside
    }
}

/// Whether a path is absolute, or climbs, by the rules of any system.
fn leads_outside(path: &str) -> bool {
    let path = path.trim();
    let has_drive = path.as_bytes().get(1) == Some(&b':');
    let mut parts = path.split(['/', '\\']);
    path.starts_with(['/', '\\', '~', '$', '%']) || has_drive || parts.any(|part| part == "..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absolute_paths_and_those_that_climb_lead_outside() {
        for path in [
            "/etc/passwd",
            "../x",
            "a/../../x",
            "a\\..\\x",
            "C:\\x",
            "\\\\host\\x",
            "~/.ssh/id_rsa",
            "$HOME/x",
            "%USERPROFILE%\\x",
        ] {
            assert!(leads_outside(path), "{path}");
        }
        for path in ["a.json", "./a.json", "a/b..c", "..a/b", "{{name}}.json", ""] {
            assert!(!leads_outside(path), "{path}");
        }
    }
}
