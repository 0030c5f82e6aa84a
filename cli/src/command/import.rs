//! `import`: what other programs keep of requests and of OAuth 2, as connections of a workspace.

use std::path::{Path, PathBuf};

use claimscope_client::code::import as code;
use claimscope_client::import::{
    FoundSecret, ImportError, ImportKeepError, Imported, import, import_folder, read_folder,
};
use claimscope_client::workspace::{FOLDER_NAMES, find_workspace};
use serde_json::{Value, json};

use crate::args::{Import, SecretsGo};
use crate::connection_file::working_directory;
use crate::failure::{Exit, Failure};
use crate::harmless::harmless;
use crate::{input, output};

pub(crate) fn run(arguments: &Import) -> Result<Exit, Failure> {
    let mut imported = read(&arguments.file)?.map_err(|error| {
        let file = harmless(&input::name_of(&arguments.file));
        Failure::of_code(
            code::FORMAT,
            format!("{file}: {}", harmless(&error.to_string())),
        )
        .hint("`claimscope explain import.format` names the formats that are read")
    })?;
    let kept_secrets = match arguments.secrets {
        SecretsGo::Keychain => imported.use_keychain(),
        SecretsGo::Env => Vec::new(),
    };
    let folder = folder(arguments.workspace.as_deref())?;
    let clashes = imported.clashes(&folder)?;
    if !arguments.dry_run {
        imported.keep_in(&folder, &kept_secrets).map_err(not_kept)?;
    }
    match arguments.json {
        true => output::print_json(&to_json(arguments, &imported, &folder, &clashes))?,
        false => output::print(&shown(arguments, &imported, &folder, &clashes))?,
    }
    Ok(Exit::Done)
}

/// Reads a file, or a folder as one collection.
fn read(path: &Path) -> Result<Result<Imported, ImportError>, Failure> {
    let name = path.file_name().and_then(|name| name.to_str());
    if path.is_dir() {
        let files = read_folder(path).map_err(|error| {
            let name = input::name_of(path);
            Failure::input(format!("{name} cannot be read: {error}"))
        })?;
        return Ok(import_folder(name.unwrap_or("collection"), &files));
    }
    let text = input::document(path)?;
    Ok(import(name.filter(|name| *name != "-"), &text))
}

/// The workspace that is there, or one to be made in the working directory.
fn folder(named: Option<&Path>) -> Result<PathBuf, Failure> {
    if let Some(named) = named {
        return Ok(named.to_owned());
    }
    let here = working_directory()?;
    Ok(find_workspace(&here).unwrap_or_else(|| here.join(FOLDER_NAMES[0])))
}

fn not_kept(error: ImportKeepError) -> Failure {
    match error {
        ImportKeepError::Folder(folder, error) => {
            Failure::system(format!("{} cannot be made: {error}", folder.display()))
        }
        ImportKeepError::SecretThere(name) => Failure::usage(format!(
            "the keychain has another secret of the name {}",
            harmless(&name)
        ))
        .hint("remove it first, or leave --secrets keychain out"),
        ImportKeepError::Store(error) => claimscope_client::SessionError::from(error).into(),
        ImportKeepError::Workspace(error) => error.into(),
    }
}

fn shown(arguments: &Import, imported: &Imported, folder: &Path, clashes: &[String]) -> String {
    let mut text = format!("Read as {}.\n\n", imported.format.title());
    for (title, is_understood) in [("Understood", true), ("Not understood", false)] {
        let of_kind = imported
            .findings
            .iter()
            .filter(|finding| finding.is_understood == is_understood);
        let lines: Vec<_> = of_kind
            .map(|finding| {
                let place = harmless(&finding.place());
                format!("  {place:<10} {}\n", harmless(&finding.said()))
            })
            .collect();
        if !lines.is_empty() {
            text.push_str(&format!("{title}\n{}\n", lines.concat()));
        }
    }
    if arguments.dry_run {
        for (name, saved) in &imported.connections {
            text.push_str(&format!(
                "# {}.toml\n{}\n",
                harmless(name),
                crate::harmless::harmless_lines(&saved.to_toml())
            ));
        }
        for (environment, variables) in &imported.variables {
            text.push_str(&format!(
                "# environments.toml\n[{}]\n",
                harmless(environment)
            ));
            for (name, value) in variables {
                text.push_str(&format!("{} = {:?}\n", harmless(name), harmless(value)));
            }
            text.push('\n');
        }
    }
    text.push_str(&secrets_shown(imported));
    for clash in clashes {
        text.push_str(&format!("{}.\n", harmless(clash)));
    }
    let names = imported.connections.iter().map(|(name, _)| harmless(name));
    let names = names.collect::<Vec<_>>().join(", ");
    let folder = harmless(&folder.display().to_string());
    text.push_str(&match (arguments.dry_run, names.is_empty()) {
        (true, _) => "Nothing was kept: this was a dry run.\n".to_owned(),
        (false, true) => format!("Kept in {folder}: variables.\n"),
        (false, false) => format!("Kept in {folder}: {names}.\n"),
    });
    text
}

/// Where each secret is to be, and whether its value was kept.
fn secrets_shown(imported: &Imported) -> String {
    let mut text = String::new();
    for found in &imported.secrets {
        let connection = harmless(&found.connection);
        text.push_str(&match (is_in_keychain(imported, found), &found.value) {
            (true, _) => format!("A secret of {connection} goes to the keychain, as {}.\n", harmless(&found.keychain)),
            (false, Some(_)) => format!(
                "A secret of {connection} was NOT kept: set {} to it, or import with --secrets keychain.\n",
                found.env
            ),
            (false, None) => format!("A secret of {connection} was not there: set {} to it.\n", found.env),
        });
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

fn is_in_keychain(imported: &Imported, found: &FoundSecret) -> bool {
    let mut connections = imported.connections.iter();
    let saved = connections.find(|(name, _)| *name == found.connection);
    let mut is_named = false;
    if let Some((_, saved)) = saved {
        saved.clone().for_each_place(&mut |place| {
            is_named |= *place
                == claimscope_client::workspace::SecretPlace::Keychain(found.keychain.clone());
        });
    }
    is_named
}

fn to_json(arguments: &Import, imported: &Imported, folder: &Path, clashes: &[String]) -> Value {
    let names: Vec<_> = imported.connections.iter().map(|(name, _)| name).collect();
    let secrets = imported.secrets.iter().map(|found| {
        let is_kept = is_in_keychain(imported, found);
        json!({
            "connection": found.connection,
            "line": found.line,
            "env": (!is_kept).then_some(&found.env),
            "keychain": is_kept.then_some(&found.keychain),
            "value_kept": is_kept && !arguments.dry_run,
        })
    });
    let findings = imported.findings.iter().map(|finding| {
        let file = (!finding.file.is_empty()).then_some(&finding.file);
        let request = (!finding.request.is_empty()).then_some(&finding.request);
        json!({"file": file, "line": finding.line, "request": request, "understood": finding.is_understood, "text": finding.text})
    });
    let variables = imported.variables.iter().map(|(environment, variables)| {
        let names: Vec<_> = variables.iter().map(|(name, _)| name).collect();
        json!({"environment": environment, "names": names})
    });
    json!({
        "format": imported.format.title(),
        "dry_run": arguments.dry_run,
        "workspace": folder,
        "connections": names,
        "variables": variables.collect::<Vec<_>>(),
        "clashes": clashes,
        "secrets": secrets.collect::<Vec<_>>(),
        "findings": findings.collect::<Vec<_>>(),
    })
}
