//! Where the browsers are that the crate for wasm, the npm package and the page are tested in.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};

use crate::context::Context;
use crate::packages;

/// A program, the variable that names it for the scripts, and Debian's package.
struct Program {
    name: &'static str,
    variable: &'static str,
    package: &'static str,
    names: &'static [&'static str],
    places: &'static [&'static str],
}

const PROGRAMS: [Program; 3] = [
    Program {
        name: "Chromium",
        variable: "CLAIMSCOPE_CHROMIUM",
        package: "chromium",
        names: &[
            "chromium",
            "chromium-browser",
            "google-chrome",
            "google-chrome-stable",
        ],
        places: &[
            "/Applications/Chromium.app/Contents/MacOS/Chromium",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
            "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
            "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
        ],
    },
    Program {
        name: "chromedriver",
        variable: "CHROMEDRIVER",
        package: "chromium-driver",
        names: &["chromedriver"],
        places: &["/usr/lib/chromium/chromedriver"],
    },
    Program {
        name: "Firefox",
        variable: "CLAIMSCOPE_FIREFOX",
        package: "firefox-esr",
        names: &["firefox-esr", "firefox"],
        places: &[
            "/Applications/Firefox.app/Contents/MacOS/firefox",
            "C:\\Program Files\\Mozilla Firefox\\firefox.exe",
        ],
    },
];

/// Installs those that are missing, where apt can; says which are missing where it cannot.
pub fn install(context: &Context) -> Result<()> {
    if packages::has_apt() {
        let missing: Vec<&str> = absent().map(|program| program.package).collect();
        packages::install_all(context, &missing)?;
    }
    let missing: Vec<&str> = missing().collect();
    ensure!(
        missing.is_empty(),
        "Not found on PATH or in the usual places: {}.",
        missing.join(", ")
    );
    Ok(())
}

/// Tells a script where the browsers are; one that is missing stays unnamed, and the script says what it leaves out.
pub fn name(command: &mut Command) {
    for program in &PROGRAMS {
        if let Some(path) = find(program) {
            command.env(program.variable, path);
        }
    }
}

/// Where the program of this name is.
pub fn path(name: &str) -> Option<PathBuf> {
    PROGRAMS
        .iter()
        .find(|program| program.name == name)
        .and_then(find)
}

/// The names of those that are not here.
pub fn missing() -> impl Iterator<Item = &'static str> {
    absent().map(|program| program.name)
}

fn absent() -> impl Iterator<Item = &'static Program> {
    PROGRAMS.iter().filter(|program| find(program).is_none())
}

/// What the variable says, else the first on PATH, else the first of the usual places.
fn find(program: &Program) -> Option<PathBuf> {
    if let Some(path) = env::var_os(program.variable) {
        return Some(path.into());
    }
    let folders = env::var_os("PATH").unwrap_or_default();
    let on_path = env::split_paths(&folders).flat_map(|folder| {
        let file = |name: &&str| folder.join(format!("{name}{}", env::consts::EXE_SUFFIX));
        program.names.iter().map(file).collect::<Vec<_>>()
    });
    let usual = program
        .places
        .iter()
        .map(|place| Path::new(place).to_owned());
    on_path.chain(usual).find(|path| path.is_file())
}
