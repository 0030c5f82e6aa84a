//! Encrypted tokens, opened with the key that the options name before anything else looks at them.

use claimscope_core::jwe::{
    AllowedEncryption, DecryptError, Decrypted, DecryptionKey, decrypt_allowed, is_encrypted,
};
use claimscope_core::secret::Secret;

use crate::args::DecryptionOptions;
use crate::failure::Failure;
use crate::input;

/// What the label of the line says that tells of it.
pub(crate) const LABEL: &str = "Decrypted";

/// Opens the token, where it is encrypted and a key is named; `None` where there is nothing to open.
pub(crate) fn opened(
    options: &DecryptionOptions,
    token: &str,
) -> Result<Option<Decrypted>, Failure> {
    let Some(key) = key(options)? else {
        return Ok(None);
    };
    let allowed = allowed(options).map_err(Failure::usage)?;
    if !is_encrypted(token) {
        return Ok(None);
    }
    decrypt_allowed(token, &key, &allowed)
        .map(Some)
        .map_err(|error| {
            let (code, message, hint) = (error.code(), error.to_string(), error.hint());
            let failure = match error {
                DecryptError::Key(_) | DecryptError::Unusable(_) => Failure::of_code(code, message),
                _ => Failure::refused(code, message),
            };
            failure.hint(hint)
        })
}

fn allowed(options: &DecryptionOptions) -> Result<AllowedEncryption, String> {
    let (algs, encs) = (&options.decryption_alg, &options.decryption_enc);
    let mut allowed = AllowedEncryption::default();
    if !algs.is_empty() {
        allowed = allowed.algorithms(algs.clone())?;
    }
    match encs.is_empty() {
        true => Ok(allowed),
        false => allowed.encryptions(encs.clone()),
    }
}

/// How it was encrypted, in one line. Who made it is not known by that.
pub(crate) fn text(decrypted: &Decrypted) -> String {
    let inner = match decrypted.nested() {
        Some(token) if is_encrypted(token) => {
            "the token in it is encrypted too, and was not decrypted"
        }
        Some(_) => "the token in it is shown",
        None => "what is in it is signed by nobody: who has the public key can encrypt",
    };
    format!("{}, {}; {inner}", decrypted.alg(), decrypted.enc())
}

fn key(options: &DecryptionOptions) -> Result<Option<DecryptionKey>, Failure> {
    if let Some(path) = &options.decryption_key {
        let bytes = Secret::new(input::small_file(path)?);
        let key = DecryptionKey::parse(bytes.expose());
        return key
            .map(Some)
            .map_err(|error| Failure::key(format!("{}: {error}", input::name_of(path))));
    }
    let Some(path) = &options.decryption_secret_file else {
        return Ok(None);
    };
    let source = input::SecretSource {
        what: "decryption key",
        option: "--decryption-secret",
        env: None,
        file: Some(path),
        argument: false,
    };
    Ok(source.read()?.map(DecryptionKey::from_secret))
}
