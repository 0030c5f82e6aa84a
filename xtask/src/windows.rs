//! `cargo xtask windows`: the program for Windows, built here, and its terminal commands tried under wine where there is one.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result, ensure};

use crate::command::{Show, cargo, command, exists, run};
use crate::context::Context;
use crate::{packages, tools};

const TARGET: &str = "x86_64-pc-windows-gnu";
const LINKER: &str = "x86_64-w64-mingw32-gcc";
/// A compiler for Windows, what aws-lc builds with, and what runs the result.
const PACKAGES: [&str; 6] = [
    "gcc-mingw-w64-x86-64",
    "g++-mingw-w64-x86-64",
    "nasm",
    "cmake",
    "wine",
    "wine64",
];
/// Wine 8 lacks the library from which Rust's standard library takes randomness: this one stands in for it, in tests only.
const RANDOMNESS: &str = "\
#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T count) {
    return SystemFunction036(bytes, (ULONG)count);
}
";
/// A request with a name, as REST Client writes it.
const HTTP_FILE: &str =
    "### Orders\r\nGET http://localhost:6001/identity?top=10\r\nAccept: application/json\r\n";
/// Header and claims of an unsigned token, which expired long ago.
const TOKEN: &str = "eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwOi8vbG9jYWxob3N0OjUwMDEiLCJleHAiOjF9.";

/// Builds, then tries; false where a command did not do as it must.
pub fn run_all(context: &Context) -> Result<bool> {
    if !exists(LINKER) && packages::has_apt() {
        packages::install_all(context, &PACKAGES)?;
    }
    ensure!(
        exists(LINKER),
        "there is no {LINKER}: on Debian, apt-get install {}",
        PACKAGES.join(" ")
    );
    tools::add_target(context, TARGET)?;
    let program = build(context)?;
    let bytes = fs::metadata(&program)?.len();
    println!("{}: {} MB", context.shown(&program), bytes / 1_000_000);
    if !exists("wine") {
        println!("there is no wine: the program was built, and not tried");
        return Ok(true);
    }
    Wine::prepare(context, &program)?.try_all()
}

fn build(context: &Context) -> Result<PathBuf> {
    let folder = context.target.join("windows");
    let words = [
        "build",
        "--locked",
        "--profile",
        "windows",
        "-p",
        "claimscope",
    ];
    let mut build = cargo(context, &words);
    build
        .args(["--target", TARGET, "--target-dir"])
        .arg(&folder);
    run(context, "windows", &mut build, Show::OnFailure)?.ok()?;
    Ok(folder.join(TARGET).join("windows/claimscope.exe"))
}

/// A folder in which the program runs under wine, with a home of its own.
struct Wine<'a> {
    context: &'a Context,
    folder: PathBuf,
}

impl<'a> Wine<'a> {
    fn prepare(context: &'a Context, program: &Path) -> Result<Self> {
        let folder = context.target.join("windows/smoke");
        // What an earlier run kept would be in the way of this one's.
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("sub folder"))?;
        fs::copy(program, folder.join("claimscope.exe"))?;
        fs::write(folder.join("sub folder/orders.http"), HTTP_FILE)?;
        fs::write(folder.join("token.txt"), format!("{TOKEN}\r\n"))?;
        fs::write(folder.join("prng.c"), RANDOMNESS)?;
        let words = [
            "-shared",
            "-o",
            "bcryptprimitives.dll",
            "prng.c",
            "-ladvapi32",
        ];
        let mut shim = command(context, LINKER);
        shim.current_dir(&folder).args(words);
        run(context, "prng", &mut shim, Show::OnFailure)?.ok()?;
        Ok(Self { context, folder })
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut wine = command(self.context, "wine");
        wine.current_dir(&self.folder)
            .arg("claimscope.exe")
            .args(words);
        wine.env("WINEPREFIX", self.folder.join("prefix"));
        wine.env("WINEDEBUG", "-all").env("SECRET", "secret");
        wine.env("WINEDLLOVERRIDES", "bcryptprimitives=n;mscoree=;mshtml=");
        wine.env_remove("DISPLAY").env_remove("NO_COLOR");
        wine
    }

    fn try_all(&self) -> Result<bool> {
        let server = Playground::start(self)?;
        let (issuer, api) = (server.issuer.as_str(), format!("{}/identity", server.api));
        let client = [
            "--client-id",
            "client",
            "--client-secret-env",
            "SECRET",
            "--scope",
            "api1",
        ];
        let as_client = |word: &str, url: &str| {
            let mut words: Vec<String> = vec![word.to_owned()];
            words.extend((!url.is_empty()).then(|| url.to_owned()));
            words.extend(["--issuer".to_owned(), issuer.to_owned()]);
            words.extend(client.map(str::to_owned));
            words
        };
        let plain = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
        let (key, probe) = ("key file.jwk", as_client("probe", &api));
        let rows: Vec<(Vec<String>, i32, &str)> = vec![
            (plain(&["--version"]), 0, "claimscope 0."),
            (plain(&["nonsense"]), 2, "nonsense"),
            (plain(&["inspect", TOKEN]), 1, "alg none"),
            (
                plain(&[
                    "verify",
                    "--token-file",
                    r".\token.txt",
                    "--issuer",
                    issuer,
                    "--audience",
                    "api1",
                ]),
                1,
                "✗",
            ),
            (
                plain(&[
                    "verify",
                    "--token-file",
                    r"missing\token.txt",
                    "--issuer",
                    issuer,
                    "--audience",
                    "api1",
                ]),
                2,
                r"missing\token.txt",
            ),
            (plain(&["demo"]), 0, "200 OK"),
            (plain(&["discover", issuer]), 0, issuer),
            (as_client("token", ""), 0, "eyJ"),
            (as_client("call", &api), 0, "200"),
            (plain(&["call", &api]), 1, "401"),
            (
                [
                    probe.clone(),
                    plain(&["--rate", "100", "--signing-key", key]),
                ]
                .concat(),
                0,
                "no gap",
            ),
            (
                plain(&["import", r"sub folder\orders.http", "--dry-run"]),
                0,
                "Orders",
            ),
            (
                plain(&[
                    "import",
                    r"sub folder\orders.http",
                    "--workspace",
                    r"sub folder\work",
                ]),
                0,
                "Orders",
            ),
            (
                plain(&[
                    "import",
                    "long.sh",
                    "--workspace",
                    "long",
                    "--secrets",
                    "keychain",
                ]),
                0,
                "goes to the keychain",
            ),
            // The server knows no such secret: that it was asked shows that the secret was read.
            (
                plain(&["token", "-c", "long", "--workspace", "long"]),
                1,
                "invalid_client",
            ),
        ];
        // More than one entry of the keychain holds there.
        let long = format!(
            "curl -u client:{} {issuer}/connect/token -d grant_type=client_credentials -d scope=api1\n",
            "long".repeat(500)
        );
        fs::write(self.folder.join("long.sh"), long)?;
        let mut all_good = true;
        for (words, code, says) in rows {
            all_good &= self.try_one(&words, code, says)?;
        }
        Ok(all_good)
    }

    /// Whether it ends with this exit code, and one of its streams has this text.
    fn try_one(&self, words: &[String], code: i32, says: &str) -> Result<bool> {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let output = self.command(&words).output()?;
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8_lossy(&text);
        let is_plain = !text.contains('\u{fffd}') && !text.contains('\u{1b}');
        let is_good = output.status.code() == Some(code) && text.contains(says) && is_plain;
        let shown: String = words.join(" ").chars().take(90).collect();
        println!(
            "{}  claimscope {shown}",
            if is_good { "ok   " } else { "FAILS" }
        );
        if !is_good {
            println!(
                "expected exit code {code} and “{says}”, got {}:\n{text}",
                output.status
            );
        }
        Ok(is_good)
    }
}

/// The playground under wine, ended when dropped.
struct Playground {
    child: Child,
    issuer: String,
    api: String,
}

impl Playground {
    fn start(wine: &Wine<'_>) -> Result<Self> {
        let words = "serve --port 0 --api-port 0 --json --key-file";
        let words: Vec<&str> = words.split(' ').chain(["key file.jwk"]).collect();
        let mut serve = wine.command(&words);
        let mut child = serve.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let stream = child.stdout.take().context("stdout is piped")?;
        let mut server = Self {
            child,
            issuer: String::new(),
            api: String::new(),
        };
        let mut lines = BufReader::new(stream).lines();
        let line = lines
            .next()
            .context("the playground did not start under wine")??;
        // What it says later is read by nobody, and must not make it wait.
        std::thread::spawn(move || lines.for_each(drop));
        let member = |name: &str| {
            let (_, rest) = line.split_once(&format!("\"{name}\":\""))?;
            Some(rest.split('"').next()?.to_owned())
        };
        server.issuer = member("issuer").context("it says no issuer")?;
        server.api = member("api").context("it says no API")?;
        Ok(server)
    }
}

impl Drop for Playground {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
