//! The client certificate's file and its password.

use crate::run::{Run, run_with};

const FILE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../client/tests/it/pkcs12/legacy.p12"
);
const PEM: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../client/tests/it/pkcs12/authority.pem"
);

/// Asks where nobody listens, so that a certificate that is read ends in a failure of the network.
fn discover(options: &[&str]) -> Run {
    let arguments = [&["discover", "http://127.0.0.1:1"], options].concat();
    run_with(&arguments, b"", &[("P", "look-alike"), ("W", "hunter2")])
}

#[test]
fn a_pkcs12_file_is_opened_by_a_password_from_the_environment_or_a_file() {
    discover(&[
        "--client-cert-file",
        FILE,
        "--client-cert-password-env",
        "P",
    ])
    .exits(3)
    .says("nothing listens");
    let folder = tempfile::tempdir().unwrap();
    let password = folder.path().join("password");
    std::fs::write(&password, "look-alike\n").unwrap();
    let password = password.to_str().unwrap();
    discover(&[
        "--client-cert-file",
        FILE,
        "--client-cert-password-file",
        password,
    ])
    .exits(3)
    .says("nothing listens");
}

#[test]
fn a_password_that_is_missing_wrong_or_of_no_use_is_told() {
    let file = ["--client-cert-file", FILE];
    discover(&file)
        .exits(2)
        .says("needs its password")
        .says("--client-cert-password-env NAME");
    discover(&[&file[..], &["--client-cert-password-env", "W"]].concat())
        .exits(2)
        .says("the password does not open")
        .hides("hunter2");
    discover(&["--client-cert-file", PEM, "--client-cert-password-env", "P"])
        .exits(2)
        .says("no PKCS#12 file");
    discover(&[&file[..], &["--client-cert-key-file", PEM]].concat())
        .exits(2)
        .says("leave --client-cert-key-file out");
    discover(&[&file[..], &["--client-cert-password", "hunter2"]].concat())
        .exits(2)
        .says("not taken from the command line")
        .hides("hunter2");
}
