//! Who may know whom, and what core may depend on.

use claimscope_tests::workspace::{self, Package};

/// The rooms and the rooms that each may know.
const ROOMS: [(&str, &[&str]); 10] = [
    ("claimscope-core", &[]),
    ("claimscope-oauth", &["claimscope-core"]),
    (
        "claimscope-client",
        &["claimscope-core", "claimscope-oauth"],
    ),
    ("claimscope-guard", &["claimscope-core", "claimscope-oauth"]),
    (
        "claimscope-server",
        &["claimscope-core", "claimscope-guard", "claimscope-oauth"],
    ),
    (
        "claimscope-gui",
        &[
            "claimscope-client",
            "claimscope-core",
            "claimscope-oauth",
            "claimscope-server",
        ],
    ),
    (
        "claimscope",
        &[
            "claimscope-client",
            "claimscope-core",
            "claimscope-gui",
            "claimscope-oauth",
            "claimscope-server",
        ],
    ),
    ("claimscope-wasm", &["claimscope-core", "claimscope-oauth"]),
    (
        "claimscope-tests",
        &[
            "claimscope",
            "claimscope-client",
            "claimscope-core",
            "claimscope-guard",
            "claimscope-gui",
            "claimscope-oauth",
            "claimscope-server",
        ],
    ),
    ("xtask", &[]),
];

/// Everything that core may depend on, outside its own tests. A new line here is a decision.
const CORE_MAY_USE: [&str; 21] = [
    "aes-kw",    // not on wasm32
    "aws-lc-rs", // not on wasm32
    "ed25519-dalek",
    "ed448-goldilocks", // only with the feature `more-software`
    "hmac",
    "jsonwebtoken", // not on wasm32
    "k256",         // only with the feature `more-software`
    "memchr",
    "miniz_oxide", // only with the feature `jwe`
    "ml-dsa",      // only with the feature `more-software`
    "p256",
    "p384",
    "p521",
    "rand_core",
    "rsa",
    "schemars", // only with the feature `types`
    "serde",
    "serde_json",
    "sha2",
    "subtle",
    "zeroize",
];

/// The same for oauth.
const OAUTH_MAY_USE: [&str; 7] = [
    "base64",
    "claimscope-core",
    "form_urlencoded",
    "schemars", // only with the feature `types`
    "serde",
    "serde_json",
    "sha2",
];

/// What must not come in through a dependency either.
const IMPURE: [&str; 12] = [
    "axum", "eframe", "egui", "hyper", "jiff", "js-sys", "mio", "reqwest", "rustls", "socket2",
    "tokio", "web-sys",
];

/// What only the machine can give, which wasm32 shows: there, nothing of the native provider hides it.
const IMPURE_ON_WASM: [&str; 4] = ["aws-lc-rs", "aws-lc-sys", "getrandom", "jsonwebtoken"];

fn packages() -> Vec<Package> {
    workspace::packages().unwrap()
}

#[test]
fn rooms_know_only_the_rooms_they_may() {
    let packages = packages();
    let rooms: Vec<&str> = packages.iter().map(|package| &*package.name).collect();
    for package in &packages {
        let (_, allowed) = ROOMS
            .iter()
            .find(|(name, _)| *name == package.name)
            .unwrap_or_else(|| panic!("{} is no room: name it here", package.name));
        for dependency in &package.dependencies {
            if rooms.contains(&&*dependency.name) {
                assert!(
                    allowed.contains(&&*dependency.name),
                    "{} must not know {}",
                    package.name,
                    dependency.name
                );
            }
        }
    }
    assert_eq!(packages.len(), ROOMS.len());
}

#[test]
fn core_depends_only_on_what_is_listed() {
    let packages = packages();
    let core = packages
        .iter()
        .find(|package| package.name == "claimscope-core")
        .unwrap();
    for dependency in core.dependencies.iter().filter(|one| !one.is_dev) {
        let name = &*dependency.name;
        assert!(CORE_MAY_USE.contains(&name), "core must not use {name}");
        if IMPURE_ON_WASM.contains(&name) {
            let target = dependency.target.as_deref();
            assert_eq!(target, Some("cfg(not(target_arch = \"wasm32\"))"), "{name}");
        }
    }
}

#[track_caller]
fn check_tree(target: &str, banned: &[&str]) {
    let options = ["--edges", "normal", "--prefix", "none", "--format", "{p}"];
    let mut arguments = vec!["tree", "--package", "claimscope-oauth", "--target", target];
    arguments.extend(options);
    let tree = workspace::cargo(&arguments).unwrap();
    assert!(tree.starts_with("claimscope-oauth "), "{tree}");
    for line in tree.lines() {
        let name = line.split(' ').next().unwrap_or_default();
        assert!(
            !banned.contains(&name),
            "{name} came into core or oauth for {target}"
        );
    }
}

#[test]
fn oauth_depends_only_on_what_is_listed() {
    let packages = packages();
    let oauth = packages
        .iter()
        .find(|package| package.name == "claimscope-oauth")
        .unwrap();
    for dependency in oauth.dependencies.iter().filter(|one| !one.is_dev) {
        let name = &*dependency.name;
        assert!(OAUTH_MAY_USE.contains(&name), "oauth must not use {name}");
    }
}

#[test]
fn nothing_impure_comes_into_core_or_oauth_with_their_dependencies() {
    check_tree("x86_64-unknown-linux-gnu", &IMPURE);
    check_tree("wasm32-unknown-unknown", &IMPURE);
    check_tree("wasm32-unknown-unknown", &IMPURE_ON_WASM);
}
