//! The client certificate that the network options name, with the password that opens it.

use claimscope_client::{ClientCertificate, ClientCertificateError};
use claimscope_core::secret::Secret;

use crate::args::Network;
use crate::failure::Failure;
use crate::input::{SecretSource, small_file};

/// Reads the files; asks for a password on a terminal where one is needed and none was named.
pub(crate) fn read(options: &Network) -> Result<Option<ClientCertificate>, Failure> {
    let source = SecretSource {
        what: "client certificate's password",
        option: "--client-cert-password",
        env: options.client_cert_password_env.as_deref(),
        file: options.client_cert_password_file.as_deref(),
        argument: options.client_cert_password.is_some(),
    };
    let password = source.read()?;
    let Some(path) = &options.client_cert_file else {
        return Ok(None);
    };
    let bytes = small_file(path)?;
    let key = match &options.client_cert_key_file {
        Some(path) => Some(Secret::new(small_file(path)?)),
        None => None,
    };
    let open = |password: Option<&Secret>| {
        ClientCertificate::from_files(bytes.clone(), key.clone(), password)
    };
    let mut opened = open(password.as_ref());
    if opened == Err(ClientCertificateError::PasswordMissing)
        && let Some(answer) = source.read_or_ask()?
    {
        opened = open(Some(&answer));
    }
    opened.map(Some).map_err(failure)
}

fn failure(error: ClientCertificateError) -> Failure {
    let failure = Failure::usage(error.message());
    match error {
        ClientCertificateError::PasswordMissing => failure.hint(
            "give it with --client-cert-password-env NAME or --client-cert-password-file FILE",
        ),
        ClientCertificateError::PasswordUnused => failure.hint(
            "leave --client-cert-password-env or -file out; a key in PEM must not be encrypted",
        ),
        ClientCertificateError::KeyTwice => failure.hint("leave --client-cert-key-file out"),
        other => failure.hint(other.hint()),
    }
}
