//! What a token costs: beside one raw RSA signature, beside npm's oidc-provider, and in memory; all in one run.
//!
//! `cargo xtask bench server`. The first part asks the router, without sockets, one request after the other, and counts
//! the processor's time where the system tells it. The second asks over 50 connections that stay open; the playground
//! serves on threads of its own, the oidc-provider is the interop tests' and is left out where that is not installed.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a benchmark prints, reads the clock, and ends where anything is wrong"
)]

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::SigningKey;
use claimscope_core::entropy::NoEntropy;
use claimscope_core::jwk;
use claimscope_server::{
    Config, Log, Options, Playground, PlaygroundClock, Scheme, SigningMaterial, State, token_server,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tower::ServiceExt;

const ROUNDS: usize = 5;
const PER_ROUND: usize = 1000;
const CONNECTIONS: usize = 50;
const LOAD: Duration = Duration::from_secs(8);
/// How many tokens the memory is looked at after.
const MANY: usize = 100_000;

const MACHINE: &str = "grant_type=client_credentials&scope=api1";
/// `client:secret`.
const BASIC: &str = "Basic Y2xpZW50OnNlY3JldA==";
/// The interop tests' client at the oidc-provider, form-encoded as RFC 6749 §2.3.1 wants it.
const FOREIGN_BASIC: &str =
    "Basic Y2xpZW50X3NlY3JldF9iYXNpYzpzM2NyZXQrd2l0aCtzcGFjZSUyQnBsdXMlMkZjb2xvbiUzQSUyNQ==";

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        processor().await;
        load().await;
    });
}

fn entropy(bytes: &mut [u8]) -> Result<(), NoEntropy> {
    getrandom::fill(bytes).map_err(|_| NoEntropy)
}

/// The best round of each contender, which alternate, in microseconds for one.
async fn processor() {
    let key = jwk::generate(Algorithm::RS256, &mut entropy).unwrap();
    let raw = SigningKey::new(&key, Algorithm::RS256).unwrap();
    let key = SigningMaterial::from_jwk(key).unwrap();
    let clock = PlaygroundClock::default();
    let base = "http://localhost:5001";
    let state = State::new(Config::quickstart(), key, base, clock, Log::new());
    let router = token_server::router(state, Scheme::Http);
    let message = vec![b'a'; 600];
    let mut best = [f64::INFINITY; 3];
    let mut refresh = first_refresh_token(&router).await;
    for _ in 0..ROUNDS {
        let begun = Processor::now();
        for _ in 0..PER_ROUND {
            std::hint::black_box(raw.sign(&message, &mut entropy).unwrap());
        }
        best[0] = best[0].min(begun.micros_each());
        let begun = Processor::now();
        for _ in 0..PER_ROUND {
            ask(&router, Some(BASIC), MACHINE.to_owned()).await;
        }
        best[1] = best[1].min(begun.micros_each());
        let begun = Processor::now();
        for _ in 0..PER_ROUND {
            refresh = renewed(&router, &refresh).await;
        }
        best[2] = best[2].min(begun.micros_each());
    }
    println!(
        "processor, best of {ROUNDS} rounds, microseconds for one, and that to the raw signature"
    );
    println!("  a raw RSA-2048 signature   {:>8.0}", best[0]);
    println!(
        "  client_credentials token   {:>8.0}   {:.2}",
        best[1],
        best[1] / best[0]
    );
    println!(
        "  refresh, without ID token  {:>8.0}   {:.2}",
        best[2],
        best[2] / best[0]
    );
}

/// The time that this thread has had: the processor's on Linux, else the clock's.
struct Processor {
    begun: Instant,
    had: Option<f64>,
}

impl Processor {
    fn now() -> Self {
        Self {
            begun: Instant::now(),
            had: Self::nanoseconds(),
        }
    }

    fn nanoseconds() -> Option<f64> {
        let statistics = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        statistics.split_whitespace().next()?.parse().ok()
    }

    fn micros_each(&self) -> f64 {
        let nanoseconds = match (self.had, Self::nanoseconds()) {
            (Some(before), Some(now)) => now - before,
            _ => self.begun.elapsed().as_secs_f64() * 1e9,
        };
        nanoseconds / 1e3 / PER_ROUND as f64
    }
}

async fn ask(router: &Router, authorization: Option<&str>, form: String) -> String {
    let mut request = Request::post("/connect/token")
        .header("Host", "localhost:5001")
        .header("Content-Type", "application/x-www-form-urlencoded");
    if let Some(authorization) = authorization {
        request = request.header("Authorization", authorization);
    }
    let request = request.body(Body::from(form)).unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), 200);
    let body = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    String::from_utf8(body.to_vec()).unwrap()
}

async fn first_refresh_token(router: &Router) -> String {
    let form = "grant_type=password&client_id=ropg_client&client_secret=secret&username=alice&password=alice&scope=api1+offline_access";
    refresh_token(&ask(router, None, form.to_owned()).await)
}

async fn renewed(router: &Router, token: &str) -> String {
    let form = format!(
        "grant_type=refresh_token&client_id=ropg_client&client_secret=secret&refresh_token={token}"
    );
    refresh_token(&ask(router, None, form).await)
}

fn refresh_token(body: &str) -> String {
    let (_, rest) = body.split_once("\"refresh_token\":\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

/// Tokens per second over sockets, here and at the oidc-provider, and the memory after many.
async fn load() {
    let serving = tokio::runtime::Runtime::new().unwrap();
    let started = serving.spawn(Playground::start(Options::any_port()));
    let running = started.await.unwrap().unwrap();
    let ours = address(&running.token_server());
    let request = request(&ours, "/connect/token", BASIC);
    println!("\nover {CONNECTIONS} connections, client_credentials tokens per second");
    let foreign = Foreign::start();
    let mut best = [0.0_f64; 2];
    for _ in 0..2 {
        best[0] = best[0].max(rate(&ours, &request, Until::Time(LOAD)).await);
        if let Some(foreign) = &foreign {
            let request = self::request(&foreign.address, "/token", FOREIGN_BASIC);
            best[1] = best[1].max(rate(&foreign.address, &request, Until::Time(LOAD)).await);
        }
    }
    println!("  the playground             {:>8.0}", best[0]);
    match foreign {
        Some(_) => println!(
            "  npm oidc-provider          {:>8.0}   {:.2}",
            best[1],
            best[0] / best[1]
        ),
        None => println!("  npm oidc-provider is not installed: cargo xtask setup"),
    }
    drop(foreign);
    println!("\nmemory of this process, which also asks, in MiB");
    println!("  before                     {:>8.1}", resident_mib());
    for part in 1..=4 {
        rate(&ours, &request, Until::Count(MANY / 4)).await;
        println!(
            "  after {:>7} tokens more {:>9.1}",
            part * MANY / 4,
            resident_mib()
        );
    }
    refreshes(&ours).await;
    println!(
        "  after {:>7} refreshes    {:>8.1}",
        MANY / 10,
        resident_mib()
    );
    running.shutdown().await;
    serving.shutdown_background();
}

/// Fills the store of refresh tokens twice over.
async fn refreshes(address: &str) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let form = "grant_type=password&client_id=ropg_client&client_secret=secret&username=alice&password=alice&scope=api1+offline_access";
    for _ in 0..MANY / 10 {
        let request = format!(
            "POST /connect/token HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
            form.len()
        );
        exchange(&mut stream, request.as_bytes()).await;
    }
}

fn address(url: &str) -> String {
    let authority = url.split_once("://").unwrap().1;
    authority.replace("localhost", "127.0.0.1")
}

fn request(address: &str, path: &str, authorization: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: {authorization}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{MACHINE}",
        MACHINE.len()
    )
}

#[derive(Clone, Copy)]
enum Until {
    Time(Duration),
    Count(usize),
}

/// Answers per second.
async fn rate(address: &str, request: &str, until: Until) -> f64 {
    let done = Arc::new(AtomicUsize::new(0));
    let begun = Instant::now();
    let mut connections = tokio::task::JoinSet::new();
    for _ in 0..CONNECTIONS {
        let (address, request, done) = (address.to_owned(), request.to_owned(), done.clone());
        connections.spawn(async move {
            let mut stream = TcpStream::connect(&address).await.unwrap();
            loop {
                let is_over = match until {
                    Until::Time(time) => begun.elapsed() >= time,
                    Until::Count(count) => done.load(Ordering::Relaxed) >= count,
                };
                if is_over {
                    break;
                }
                exchange(&mut stream, request.as_bytes()).await;
                done.fetch_add(1, Ordering::Relaxed);
            }
        });
    }
    connections.join_all().await;
    done.load(Ordering::Relaxed) as f64 / begun.elapsed().as_secs_f64()
}

async fn exchange(stream: &mut TcpStream, request: &[u8]) {
    stream.write_all(request).await.unwrap();
    let mut answer = Vec::with_capacity(4096);
    loop {
        let read = stream.read_buf(&mut answer).await.unwrap();
        assert!(read > 0, "the server closed the connection");
        let text = String::from_utf8_lossy(&answer);
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        let length = head
            .lines()
            .find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length")
                    .then(|| value.trim().parse::<usize>().unwrap())
            })
            .unwrap();
        if body.len() >= length {
            return;
        }
    }
}

/// Linux alone says it; elsewhere it is 0.
fn resident_mib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
    kib.unwrap_or_default() / 1024.0
}

/// The interop tests' oidc-provider, until it is dropped.
struct Foreign {
    child: Child,
    address: String,
}

impl Foreign {
    fn start() -> Option<Self> {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/interop");
        if !folder.join("node_modules/oidc-provider").is_dir() {
            return None;
        }
        let mut child = Command::new("node")
            .arg("oidc-provider.mjs")
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut lines = BufReader::new(child.stdout.take()?).lines();
        let hello = lines.next()?.ok()?;
        let (_, rest) = hello.split_once("http://")?;
        let address = rest.split('"').next()?.to_owned();
        Some(Self { child, address })
    }
}

impl Drop for Foreign {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
