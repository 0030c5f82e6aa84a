//! `cargo xtask bench desktop`: first frame and memory beside an empty window, the longest frame, and what an idle window draws.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};

use crate::command::{Show, cargo, command, run};
use crate::context::Context;
use crate::display::Display;

const ROUNDS: usize = 5;
/// After this, a window that does nothing has taken the memory that it needs.
const SETTLING: Duration = Duration::from_secs(2);
/// How often an empty window's figure may fit into ours.
const FIRST_FRAME_AIM: f64 = 1.2;
const MEMORY_AIM: f64 = 1.5;
/// Of our own work in one frame.
const FRAME_AIM: &str = "16 ms";
const TOKEN_BYTES: &str = "250000";
const RESPONSE_BYTES: usize = 50_000_000;
const IDLE_SECONDS: &str = "10";

/// The scripts of one window: words of `gui/examples/desktop.rs`.
type Words<'a> = &'a [(&'a str, &'a str)];

/// Measures and prints; nothing here can fail but the measuring.
pub fn run_all(context: &Context) -> Result<bool> {
    ensure!(
        Display::is_possible(),
        "there is no Xvfb: cargo xtask setup installs it"
    );
    // With the program's own choice of features.
    let build = "build --locked --release -p claimscope -p claimscope-gui --example desktop --example empty_window";
    let mut build = cargo(context, &build.split(' ').collect::<Vec<_>>());
    run(context, "build", &mut build, Show::OnFailure)?.ok()?;
    let bench = Bench {
        context,
        display: Display::open(context)?,
        home: context.logs().join("bench-desktop-home"),
    };
    bench.beside_an_empty_window()?;
    bench.longest_frames()?;
    bench.idle()?;
    Ok(true)
}

struct Bench<'a> {
    context: &'a Context,
    display: Display,
    /// Where the windows keep their state: not at the person's own place.
    home: PathBuf,
}

/// What one start came to.
#[derive(Clone, Copy)]
struct Started {
    first_frame_ms: f64,
    resident_mb: f64,
    anonymous_mb: f64,
}

impl Bench<'_> {
    /// Each in turn, so that whatever else the machine does meets both.
    fn beside_an_empty_window(&self) -> Result<()> {
        let (mut empty, mut ours) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            empty.push(self.start("empty_window", &[])?);
            ours.push(self.start("desktop", &[("--first-frame", "tell"), ("--rest", "yes")])?);
        }
        println!("median of {ROUNDS}          empty window     desktop   ratio   aim");
        let row = |name: &str, unit: &str, aim: Option<f64>, of: fn(&Started) -> f64| {
            let (empty, ours) = (median(&empty, of), median(&ours, of));
            let aim = aim.map_or(String::new(), |aim| format!("{aim:.1}"));
            let ratio = ours / empty;
            println!("{name:18} {empty:9.1} {unit} {ours:9.1} {unit}   {ratio:5.2}   {aim}");
        };
        row("first frame", "ms", Some(FIRST_FRAME_AIM), |one| {
            one.first_frame_ms
        });
        row("resident memory", "MB", Some(MEMORY_AIM), |one| {
            one.resident_mb
        });
        row("of it anonymous", "MB", None, |one| one.anonymous_mb);
        Ok(())
    }

    fn start(&self, example: &str, words: Words<'_>) -> Result<Started> {
        let start = Instant::now();
        let mut window = self.open(example, words)?;
        window.line("painted")?;
        let first_frame_ms = start.elapsed().as_secs_f64() * 1_000.0;
        thread::sleep(SETTLING);
        let [resident_mb, anonymous_mb] = window.memory()?;
        Ok(Started {
            first_frame_ms,
            resident_mb,
            anonymous_mb,
        })
    }

    fn longest_frames(&self) -> Result<()> {
        println!("\nlongest frame of our own work, aim {FRAME_AIM}");
        self.report(&[
            ("--pick", "Show Inspect"),
            ("--report", ""),
            ("--inspect-bytes", TOKEN_BYTES),
            ("--report", "a token of 250 KB is inspected"),
            ("--scroll", "860,400"),
            ("--report", "and scrolled"),
        ])?;
        let url = serve_large_response()?;
        self.report(&[
            ("--api", &url),
            ("--pick", "Show Call"),
            ("--report", ""),
            ("--press", "call"),
            ("--report", "a response of 50 MB is received and shown"),
            ("--scroll", "760,520"),
            ("--report", "and scrolled"),
        ])
    }

    fn idle(&self) -> Result<()> {
        println!("\nframes painted in {IDLE_SECONDS} s");
        self.report(&[("--idle", IDLE_SECONDS)])?;
        print!("with a countdown: ");
        self.report(&[
            ("--press", "token"),
            ("--pick", "Show Token"),
            ("--idle", IDLE_SECONDS),
        ])
    }

    /// Prints what the window says, until it ends by itself.
    fn report(&self, words: Words<'_>) -> Result<()> {
        let mut window = self.open("desktop", words)?;
        while let Some(line) = window.next_line()? {
            println!("{line}");
        }
        let status = window.child.wait()?;
        ensure!(status.success(), "the window ended with {status}");
        Ok(())
    }

    fn open(&self, example: &str, words: Words<'_>) -> Result<Window> {
        // Each starts as for the first time.
        let _ = fs::remove_dir_all(&self.home);
        fs::create_dir_all(&self.home)?;
        let program = self.context.target.join("release/examples").join(example);
        let mut window = command(self.context, program);
        window.args(words.iter().flat_map(|(name, value)| [name, value]));
        window.env("HOME", &self.home);
        for name in ["XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"] {
            window.env(name, &self.home);
        }
        self.display.show(&mut window);
        Window::open(window)
    }
}

/// A window that is open, ended when dropped.
struct Window {
    child: Child,
    lines: Box<dyn Iterator<Item = std::io::Result<String>>>,
}

impl Window {
    fn open(mut command: Command) -> Result<Self> {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("the window's program could not be started")?;
        let stream = child.stdout.take().context("stdout is piped")?;
        let lines = Box::new(BufReader::new(stream).lines());
        Ok(Self { child, lines })
    }

    fn next_line(&mut self) -> Result<Option<String>> {
        Ok(self.lines.next().transpose()?)
    }

    fn line(&mut self, wanted: &str) -> Result<()> {
        while let Some(line) = self.next_line()? {
            if line == wanted {
                return Ok(());
            }
        }
        bail!("the window ended before it said `{wanted}`")
    }

    /// Resident memory and what of it is no file's, in megabytes.
    fn memory(&self) -> Result<[f64; 2]> {
        let path = format!("/proc/{}/status", self.child.id());
        let status =
            fs::read_to_string(&path).context("memory is read from /proc, which only Linux has")?;
        let kilobytes = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            line.split_whitespace().next()?.parse::<f64>().ok()
        };
        let all = ["VmRSS:", "RssAnon:"].map(|name| kilobytes(name).unwrap_or(0.0) / 1_000.0);
        Ok(all)
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn median(all: &[Started], of: fn(&Started) -> f64) -> f64 {
    let mut values: Vec<f64> = all.iter().map(of).collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// A server on loopback whose every answer is a JSON array of 50 MB; its URL. It ends with this program.
fn serve_large_response() -> Result<String> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let url = format!("http://{}/", listener.local_addr()?);
    thread::spawn(move || {
        let body = large_json();
        for stream in listener.incoming().flatten() {
            // The window may have gone.
            let _ = answer(stream, &body);
        }
    });
    Ok(url)
}

fn answer(mut stream: TcpStream, body: &str) -> std::io::Result<()> {
    let request = BufReader::new(stream.try_clone()?);
    for line in request.lines() {
        if line?.is_empty() {
            break;
        }
    }
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(body.as_bytes())
}

fn large_json() -> String {
    let mut text = String::with_capacity(RESPONSE_BYTES + 200);
    text.push('[');
    while text.len() < RESPONSE_BYTES {
        let number = text.len();
        text.push_str(&format!(
            r#"{{"number":{number},"name":"Order {number}","lines":[{{"sku":"A-{number}","count":3}}],"paid":true}},"#
        ));
    }
    text.push_str("null]");
    text
}
