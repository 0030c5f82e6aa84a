//! The workspace as cargo and the file system see it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// The repository's root.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// Runs cargo in the root, without network, and gives its standard output.
///
/// # Errors
/// Where cargo cannot be started or fails.
pub fn cargo(arguments: &[&str]) -> Result<String> {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let output = Command::new(program)
        .args(arguments)
        .args(["--offline", "--locked"])
        .current_dir(root())
        .output()
        .context("cargo could not be started")?;
    let error = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "cargo failed: {error}");
    Ok(String::from_utf8(output.stdout)?)
}

/// One package of the workspace, as its manifest declares it.
pub struct Package {
    /// Its name.
    pub name: String,
    /// What it depends on.
    pub dependencies: Vec<Dependency>,
}

/// One declared dependency.
pub struct Dependency {
    /// The package that it names.
    pub name: String,
    /// Whether only tests and benches use it.
    pub is_dev: bool,
    /// The `cfg` or triple that it is limited to.
    pub target: Option<String>,
}

/// Every package of the workspace, by `cargo metadata`.
///
/// # Errors
/// Where cargo fails or says something unexpected.
pub fn packages() -> Result<Vec<Package>> {
    let text = cargo(&["metadata", "--no-deps", "--format-version", "1"])?;
    let metadata: Value = serde_json::from_str(&text)?;
    let packages = metadata["packages"].as_array().context("no packages")?;
    packages.iter().map(package).collect()
}

fn package(value: &Value) -> Result<Package> {
    let dependencies = value["dependencies"]
        .as_array()
        .context("no dependencies")?;
    Ok(Package {
        name: text(&value["name"])?,
        dependencies: dependencies.iter().map(dependency).collect::<Result<_>>()?,
    })
}

fn dependency(value: &Value) -> Result<Dependency> {
    Ok(Dependency {
        name: text(&value["name"])?,
        is_dev: value["kind"] == "dev",
        target: value["target"].as_str().map(str::to_owned),
    })
}

fn text(value: &Value) -> Result<String> {
    Ok(value.as_str().context("not a string")?.to_owned())
}

/// The committed files (and new ones that are not ignored) whose name ends in one of `extensions`, from the root.
///
/// # Errors
/// Where git cannot be run.
pub fn files(extensions: &[&str]) -> Result<Vec<PathBuf>> {
    let output = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .context("git could not be started")?;
    ensure!(output.status.success(), "git ls-files failed");
    let paths = String::from_utf8(output.stdout)?;
    Ok(paths
        .lines()
        .map(PathBuf::from)
        .filter(|path| {
            let extension = path.extension().and_then(|text| text.to_str());
            extension.is_some_and(|text| extensions.contains(&text)) && root().join(path).is_file()
        })
        .collect())
}
