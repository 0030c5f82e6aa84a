//! System packages, on Debian and its relatives.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::command::{Show, command, exists, run};
use crate::context::Context;

/// A C compiler for aws-lc, and a C++ compiler for libFuzzer.
const BUILD: &[&str] = &["g++"];

/// A display without a screen, keys pressed on it, software OpenGL, and what a window loads when it opens.
const WINDOW: &[&str] = &[
    "xvfb",
    "xdotool",
    "libgl1",
    "libgl1-mesa-dri",
    "libx11-6",
    "libx11-xcb1",
    "libxcursor1",
    "libxi6",
    "libxkbcommon-x11-0",
];

/// A keychain, and the session bus at which it answers.
const KEYCHAIN: &[&str] = &["dbus", "gnome-keyring"];

/// What several processes of the npm package share keys by, in its tests.
const REDIS: &[&str] = &["redis-server"];

/// Installs those that are missing.
pub fn install(context: &Context) -> Result<()> {
    if !has_apt() {
        println!("setup: no Debian here: a C compiler, node 20 and python3 are expected on PATH");
        return Ok(());
    }
    install_all(context, &missing(context))
}

/// Whether packages are installed by apt here.
pub fn has_apt() -> bool {
    Path::new("/usr/bin/apt-get").exists()
}

/// `apt-get install`, by root or with a sudo that asks nothing.
pub fn install_all(context: &Context, packages: &[&str]) -> Result<()> {
    if packages.is_empty() {
        return Ok(());
    }
    let words = packages.join(" ");
    let Some(prefix) = root_prefix() else {
        bail!("Run: sudo apt-get install {words}");
    };
    apt(context, prefix, &["update"])?;
    let mut arguments = vec!["install", "--yes", "--no-install-recommends"];
    arguments.extend(packages);
    if !apt(context, prefix, &arguments)? {
        bail!("apt-get could not install: {words}");
    }
    Ok(())
}

fn missing(context: &Context) -> Vec<&'static str> {
    let mut wanted: Vec<&str> = Vec::new();
    if !exists("c++") {
        wanted.extend(BUILD);
    }
    wanted.extend(WINDOW);
    wanted.extend(KEYCHAIN);
    if !exists("redis-server") {
        wanted.extend(REDIS);
    }
    if !exists("node") {
        wanted.extend(["nodejs", "npm"]);
    }
    let venv = ["-c", "import ensurepip, venv"];
    let has_venv = command(context, "python3").args(venv).output();
    if !has_venv.is_ok_and(|output| output.status.success()) {
        wanted.push("python3-venv");
    }
    wanted.retain(|package| !is_installed(context, package));
    wanted
}

fn is_installed(context: &Context, package: &str) -> bool {
    let query = ["--show", "--showformat=${db:Status-Abbrev}", package];
    command(context, "dpkg-query")
        .args(query)
        .output()
        .is_ok_and(|output| output.stdout.starts_with(b"ii"))
}

/// What to put before `apt-get`: nothing for root, `sudo -n` where that works.
fn root_prefix() -> Option<&'static [&'static str]> {
    let succeeds = |program: &str, arguments: &[&str], expected: Option<&[u8]>| {
        Command::new(program)
            .args(arguments)
            .output()
            .is_ok_and(|output| {
                output.status.success() && expected.is_none_or(|text| output.stdout == text)
            })
    };
    if succeeds("id", &["-u"], Some(b"0\n")) {
        Some(&[])
    } else if succeeds("sudo", &["-n", "true"], None) {
        Some(&["sudo", "-n"])
    } else {
        None
    }
}

fn apt(context: &Context, prefix: &[&str], arguments: &[&str]) -> Result<bool> {
    let mut words = prefix.to_vec();
    words.extend([
        "env",
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "--quiet",
    ]);
    words.extend(arguments);
    let mut command = command(context, words[0]);
    command.args(&words[1..]);
    let name = format!("apt-get-{}", arguments[0]);
    Ok(run(context, &name, &mut command, Show::OnFailure)?.success)
}
