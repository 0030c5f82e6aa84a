//! Where things are: the repository's root, the target folder, the folder beside the repository with shared vectors.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// The places that every task needs.
pub struct Context {
    /// The repository's root.
    pub root: PathBuf,
    /// Where cargo builds, and where tools and logs go.
    pub target: PathBuf,
    /// The cargo that runs this.
    pub cargo: PathBuf,
}

impl Context {
    /// Finds them from where this crate was built.
    pub fn find() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .context("xtask lies in the repository's root")?
            .to_owned();
        let target = match env::var_os("CARGO_TARGET_DIR") {
            Some(folder) => root.join(folder),
            None => root.join("target"),
        };
        let cargo = env::var_os("CARGO").map_or_else(|| "cargo".into(), PathBuf::from);
        Ok(Self {
            root,
            target,
            cargo,
        })
    }

    /// Python packages that only testing needs.
    pub fn venv(&self) -> PathBuf {
        self.target.join("tools/venv")
    }

    /// A program of [`Self::venv`].
    pub fn venv_program(&self, name: &str) -> PathBuf {
        let folder = if cfg!(windows) { "Scripts" } else { "bin" };
        let file = format!("{name}{}", env::consts::EXE_SUFFIX);
        self.venv().join(folder).join(file)
    }

    /// A binary as a development build leaves it.
    pub fn program(&self, name: &str) -> PathBuf {
        let file = format!("{name}{}", env::consts::EXE_SUFFIX);
        self.target.join("debug").join(file)
    }

    /// A path as seen from the root.
    pub fn shown(&self, path: &Path) -> String {
        let inside = path.strip_prefix(&self.root).unwrap_or(path);
        inside.display().to_string()
    }

    /// Where each command's full output goes.
    pub fn logs(&self) -> PathBuf {
        self.target.join("xtask")
    }

    /// The public test vectors, where they lie beside the repository.
    pub fn vectors(&self) -> Option<PathBuf> {
        let shared = match env::var_os("CLAIMSCOPE_SHARED") {
            Some(folder) => PathBuf::from(folder),
            None => self.root.parent()?.join("shared"),
        };
        Some(shared.join("vectors")).filter(|folder| folder.is_dir())
    }
}
