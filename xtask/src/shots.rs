//! `cargo xtask shots`: the pictures of docs/images, from a real window and a real browser.

use std::fs;
use std::path::Path;

use anyhow::Result;

use crate::command::{Show, cargo, command, exists, run};
use crate::context::Context;
use crate::display::Display;
use crate::{desktop, npm, packages};

/// A picture of the window: its name, and the words of `gui/examples/desktop.rs` by which the window gets there.
type Picture = (&'static str, &'static [(&'static str, &'static str)]);

/// What docs/images has of the window: each in light and dark.
const PICTURES: &[Picture] = &[
    ("first-run", &[("--pick", "Show the tour")]),
    ("overview", &[("--run", "yes")]),
    ("wrong-audience", &[("--break", "wrong-audience")]),
    ("discover", &[("--run", "yes"), ("--step", "discover")]),
    ("token", &[("--run", "yes"), ("--step", "token")]),
    ("inspect", &[("--run", "yes"), ("--step", "inspect")]),
    ("call", &[("--break", "expired"), ("--step", "call")]),
    ("probe", &[("--step", "probe"), ("--pick", "Probe the API")]),
    (
        "import",
        &[("--workspace", IMPORT_FOLDER), ("--import", COMMANDS)],
    ),
    ("place-inspect", &[("--run", "yes"), ("--paste", "token")]),
    (
        "place-compare",
        &[
            (
                "--compare-1",
                r#"{"iss":"https://login.example","aud":"api://orders","scope":"orders.read","exp":1799999999}"#,
            ),
            (
                "--compare-2",
                r#"{"iss":"https://login.example/","aud":"https://orders","scope":"orders.read orders.write"}"#,
            ),
            ("--pick", "Go to Compare"),
        ],
    ),
    (
        "place-sign",
        &[
            ("--run", "yes"),
            ("--paste", "token"),
            ("--press", "sign-begin"),
            ("--press", "sign-key"),
            ("--press", "sign"),
            ("--pick", "Go to Sign"),
        ],
    ),
    (
        "place-why",
        &[("--answer", REFUSAL), ("--pick", "Go to Why 401")],
    ),
];

/// What an API of ASP.NET Core answers.
const REFUSAL: &str = "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer error=\"invalid_token\", \
error_description=\"The audience 'api://orders' is invalid\"\r\n\r\n";

/// Where the pictured import would go: under the project's folder, and empty.
const IMPORT_FOLDER: &str = "target/shots/workspace";

/// Commands as people keep them: a token request, and requests that use its token.
const COMMANDS: &str = "curl -u orders-web:hunter2 https://login.example/connect/token -d grant_type=client_credentials -d scope=orders.read

curl https://api.example/orders -G -d top=10 -H \"Authorization: Bearer $TOKEN\"

curl https://api.example/orders -k --json '{\"item\": 7}' -H 'X-Api-Key: k-123' -H \"Authorization: Bearer $TOKEN\"
";

const THEMES: [&str; 2] = ["light", "dark"];

/// Takes all pictures; those of the window alone, or those of the page, where that is said, or the window's of one name.
pub fn run_all(context: &Context, only: Option<&str>) -> Result<bool> {
    let folder = context.root.join("docs/images");
    fs::create_dir_all(&folder)?;
    if !exists("pngquant") && packages::has_apt() {
        // Larger pictures serve as well.
        let _ = packages::install_all(context, &["pngquant"]);
    }
    if only != Some("page") {
        of_window(context, &folder, only.filter(|name| *name != "window"))?;
    }
    let is_taken = match only {
        None | Some("page") => of_page(context, &folder)?,
        Some(_) => true,
    };
    let mut bytes = 0;
    for entry in fs::read_dir(&folder)? {
        bytes += entry?.metadata()?.len();
    }
    println!("docs/images: {} KB in all", bytes / 1_000);
    Ok(is_taken)
}

fn of_window(context: &Context, folder: &Path, only: Option<&str>) -> Result<()> {
    let build = ["build", "--locked", "--workspace", "--example", "desktop"];
    let mut build = cargo(context, &build);
    run(context, "build", &mut build, Show::OnFailure)?.ok()?;
    let display = Display::open(context)?;
    fs::create_dir_all(context.root.join(IMPORT_FOLDER))?;
    let wanted = |(name, _): &&Picture| only.is_none_or(|only| only == *name);
    for (name, words) in PICTURES.iter().filter(wanted) {
        for theme in THEMES {
            let mut window = command(context, context.program("examples/desktop"));
            window.args(["--theme", theme]);
            window.args(words.iter().flat_map(|(name, value)| [name, value]));
            let path = folder.join(format!("{name}-{theme}.png"));
            desktop::take(context, &display, &path, window)?;
            make_small(context, &path)?;
        }
    }
    Ok(())
}

fn of_page(context: &Context, folder: &Path) -> Result<bool> {
    let is_taken = npm::shots(context, folder)?;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with("web-"))
        {
            make_small(context, &path)?;
        }
    }
    Ok(is_taken)
}

/// Fewer colours, where pngquant is there: a third of the bytes, and nobody sees it. A picture that would look worse stays.
fn make_small(context: &Context, path: &Path) -> Result<()> {
    if exists("pngquant") {
        let mut shrink = command(context, "pngquant");
        shrink.args(["--force", "--skip-if-larger", "--strip", "--ext", ".png"]);
        shrink.args(["--quality", "80-100", "--speed", "1"]);
        let _ = shrink.arg(path).status()?;
    }
    Ok(())
}
