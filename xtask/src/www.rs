//! `cargo xtask www`: the web inspector in target/www, as any file server can serve it.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};

use crate::code_pages;
use crate::command::{Show, command, run as run_command};
use crate::context::Context;

/// Modules that become one file each.
const BUNDLES: [&str; 2] = ["js/main.js", "js/ask.js"];

const STYLES: [&str; 3] = ["css/theme.css", "css/controls.css", "css/page.css"];

/// The whole of it: the slim one knows neither PEM nor what claims mean. The diagnosis is fetched at the first question of Why,
/// what decrypts with the first encrypted token, and what computes more algorithms with the first of them.
const MODULES: [&str; 4] = [
    "claimscope.wasm",
    "claimscope-diagnosis.wasm",
    "claimscope-decrypt.wasm",
    "claimscope-more-algorithms.wasm",
];

/// Where the pages of codes are, with their style sheet and the filter of their list.
const CODES: &str = "codes/";

/// Puts the files of the folder that its last word names beside themselves, compressed, as `claimscope serve` and other servers give them.
const COMPRESS: &str = "xtask/www/compress.mjs";

/// What a first visit fetches before the wasm module, in bytes as they lie on the disk: a plain file server compresses nothing.
const FIRST_VIEW_BYTES: u64 = 154 * 1000;

/// Builds the page from www/ and target/npm/package; false if its first view has outgrown its bound.
pub fn run(context: &Context) -> Result<bool> {
    let package = context.target.join("npm/package");
    ensure!(
        MODULES.iter().all(|module| package.join(module).is_file()),
        "there is no {}: cargo xtask package makes it",
        package.display()
    );
    let folder = context.target.join("www");
    let _ = fs::remove_dir_all(&folder);
    copy(&context.root.join("www"), &folder)?;
    copy(&package.join("js"), &folder.join("claimscope/js"))?;
    for module in MODULES {
        fs::copy(package.join(module), folder.join("claimscope").join(module))?;
    }
    bundle(context, &folder)?;
    let mut files = list(&folder)?;
    // What the report links to is fetched when somebody follows the link: it is no part of the page, and not kept with it.
    files.retain(|name, _| !name.starts_with(CODES));
    let pages = write_code_pages(context, &folder.join(CODES))?;
    write_list(&folder, &files)?;
    let mut compress = command(context, "node");
    compress.arg(context.root.join(COMPRESS)).arg(&folder);
    run_command(context, "www-compress", &mut compress, Show::OnFailure)?.ok()?;
    let first_view: u64 = files
        .iter()
        .filter(|(name, _)| is_first_view(name))
        .map(|(_, bytes)| bytes.len() as u64)
        .sum();
    println!(
        "{}: {} files, {pages} pages of codes; first view before wasm {first_view} bytes of {FIRST_VIEW_BYTES}",
        context.shown(&folder),
        files.len()
    );
    Ok(first_view <= FIRST_VIEW_BYTES)
}

/// Asks the program for all codes and writes their pages; how many there are.
fn write_code_pages(context: &Context, folder: &Path) -> Result<usize> {
    let program = context.program("claimscope");
    ensure!(
        program.is_file(),
        "there is no {}: cargo build makes it",
        program.display()
    );
    let mut explain = command(context, program);
    explain.args(["explain", "--json"]);
    let explained = run_command(context, "explain", &mut explain, Show::Never)?.ok()?;
    let pages = code_pages::make(&explained.text)?;
    code_pages::write(folder, &pages)?;
    Ok(pages.len())
}

/// Everything but the modules, larger icons, licences, and what only a pressed button loads: the frame that asks, the places but
/// the first, the diagnosis, what decrypts, and what computes more algorithms.
fn is_first_view(name: &str) -> bool {
    let later = [
        "ask.html",
        "js/ask.js",
        "icons/icon-512.png",
        "icons/maskable-512.png",
    ];
    let parts = [
        "why",
        "compare",
        "sign",
        "diagnosis",
        "decrypt",
        "more-algorithms",
    ];
    let is_part = parts
        .iter()
        .any(|part| name.starts_with(&format!("js/{part}")));
    !is_part && !name.ends_with(".wasm") && !name.ends_with(".txt") && !later.contains(&name)
}

/// Makes one small file of all modules, where esbuild is installed; the page works without, in more and larger files.
fn bundle(context: &Context, folder: &Path) -> Result<()> {
    let esbuild = context.root.join("wasm/node_modules/esbuild/bin/esbuild");
    if !esbuild.is_file() {
        println!(
            "www: esbuild is not installed, so nothing is made smaller: cargo xtask setup installs it"
        );
        return Ok(());
    }
    let made = context.target.join("www-made");
    let _ = fs::remove_dir_all(&made);
    let mut build = command(context, "node");
    build.arg(esbuild).args(BUNDLES.iter().chain(&STYLES));
    let options = "--bundle --minify --format=esm --target=es2022 --charset=utf8 --legal-comments=none \
                   --splitting --chunk-names=js/[name]-[hash] \
                   --external:*.woff2 --log-level=warning --outbase=.";
    build.args(options.split_whitespace()).current_dir(folder);
    build.arg(format!("--outdir={}", made.display()));
    run_command(context, "www-esbuild", &mut build, Show::OnFailure)?.ok()?;
    fs::remove_dir_all(folder.join("js"))?;
    fs::remove_dir_all(folder.join("css"))?;
    fs::remove_dir_all(folder.join("claimscope/js"))?;
    copy(&made, folder)
}

/// Every file by its name from the folder, with `/` between.
fn list(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    for path in files_below(folder)? {
        let inside = path.strip_prefix(folder)?;
        let names: Vec<_> = inside.iter().map(|name| name.to_string_lossy()).collect();
        files.insert(names.join("/"), fs::read(&path)?);
    }
    Ok(files)
}

/// What the service worker keeps. Its version follows from the content, so that any change makes a new one.
fn write_list(folder: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<()> {
    let mut hasher = DefaultHasher::new();
    files.hash(&mut hasher);
    let kept = files
        .keys()
        .filter(|name| !["sw.js", "files.js"].contains(&name.as_str()));
    let names: Vec<_> = kept.map(|name| format!("  '{name}',\n")).collect();
    let text = format!(
        "// What the service worker keeps; written by `cargo xtask www`.\nconst VERSION = '{:016x}';\nconst FILES = [\n  './',\n{}];\n",
        hasher.finish(),
        names.concat()
    );
    fs::write(folder.join("files.js"), text)?;
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    for path in files_below(from)? {
        let target = to.join(path.strip_prefix(from)?);
        let parent = target.parent().context("a file lies in a folder")?;
        fs::create_dir_all(parent)?;
        fs::copy(&path, &target)?;
    }
    Ok(())
}

fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let entries =
        fs::read_dir(folder).with_context(|| format!("no folder {}", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            found.extend(files_below(&entry.path())?);
        } else {
            found.push(entry.path());
        }
    }
    found.sort();
    Ok(found)
}
