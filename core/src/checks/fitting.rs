//! What a signature that does not match would match: the secret read otherwise, another algorithm, another key. These
//! are words for a person; nothing is accepted for them, and only the explaining path tries.

use std::cell::Cell;

use super::key_words::named;
use super::{Choice, Context};
use crate::alg::{Algorithm, Family, Hash, KeyType, ROWS};
use crate::base64url;
use crate::crypto::provider;
use crate::crypto::{Key, KeySet};
use crate::jwk::{Jwk, Material};
use crate::secret::Secret;
use crate::secret_encoding::SecretEncoding;
use crate::vendors::amazon;
use sha2::Digest;

/// How many signatures are tried at most.
const MOST_TRIES: usize = 32;

/// What would fit, as a hint; `None` where nothing that was tried does.
pub(super) fn hint(cx: &Context<'_>) -> Option<String> {
    if !cx.explaining || cx.decoded.signature.is_empty() {
        return None;
    }
    let tries = Tries {
        input: &cx.token.as_bytes()[..cx.decoded.signing_input_bytes],
        signature: &cx.decoded.signature,
        algorithm: cx.algorithm?,
        left: Cell::new(MOST_TRIES),
    };
    let keys = cx.keys.map(KeySet::keys).unwrap_or_default();
    if let Some(name) = keys.iter().find_map(|key| public_key(key.jwk())) {
        return Some(format!(
            "this is a public {name} key and no secret: give it as the key, in the terminal with --key"
        ));
    }
    match cx.choice {
        Choice::One(key) => tries
            .with_the_key(key.jwk())
            .or_else(|| tries.with_another(keys, Some(key))),
        Choice::Many(_) | Choice::None(_) => tries.with_another(keys, None),
        Choice::NoKeys | Choice::NotReached => None,
    }
}

/// The signature that is to be explained.
struct Tries<'a> {
    input: &'a [u8],
    signature: &'a [u8],
    algorithm: Algorithm,
    left: Cell<usize>,
}

impl Tries<'_> {
    fn fits(&self, jwk: &Jwk, algorithm: Algorithm, input: &[u8], signature: &[u8]) -> bool {
        let Some(left) = self.left.get().checked_sub(1) else {
            return false;
        };
        self.left.set(left);
        (provider().verifier)(algorithm, jwk)
            .is_ok_and(|verifier| verifier.verify(input, signature))
    }

    fn with_the_key(&self, jwk: &Jwk) -> Option<String> {
        let read_otherwise = match jwk.material() {
            Material::Oct(secret) => self.secret_read_otherwise(secret),
            _ => None,
        };
        read_otherwise
            .or_else(|| self.other_algorithm(jwk))
            .or_else(|| self.other_writing(jwk))
            .or_else(|| self.other_form(jwk))
            .or_else(|| {
                is_token(jwk).then(|| {
                    "the secret given is itself a token: give the secret that signs".to_owned()
                })
            })
    }

    /// What happens to a right signature where tokens are put together by hand, or tidied on their way.
    fn other_writing(&self, jwk: &Jwk) -> Option<String> {
        let digits = SecretEncoding::Hex.decode(&Secret::new(self.signature));
        if digits.is_some_and(|raw| self.fits(jwk, self.algorithm, self.input, raw.expose())) {
            return Some("the signature fits, but its hex digits were encoded: encode its raw bytes in base64url, as of a digest that is not hexadecimal".to_owned());
        }
        let padded = padded(self.input)?;
        let fits = self.fits(jwk, self.algorithm, &padded, self.signature);
        fits.then(|| amazon::PADDED_SIGNATURE_ADVICE.to_owned())
    }

    fn secret_read_otherwise(&self, secret: &Secret) -> Option<String> {
        let readings = readings(secret).into_iter();
        let mut others = readings.filter(|(reading, _)| reading.expose() != secret.expose());
        let (_, how) = others.find(|(reading, _)| {
            let jwk = Jwk::from_secret(reading.clone());
            self.fits(&jwk, self.algorithm, self.input, self.signature)
        })?;
        Some(format!("the secret fits {how}: give it so"))
    }

    fn other_algorithm(&self, jwk: &Jwk) -> Option<String> {
        let named = self.algorithm;
        let alike = |algorithm: Algorithm| {
            let (row, other) = (named.row(), algorithm.row());
            row.family != other.family && row.key_type == other.key_type && row.curve == other.curve
        };
        let mut others = ROWS.iter().map(|row| row.algorithm).filter(|it| alike(*it));
        let fitting = others.find(|other| self.fits(jwk, *other, self.input, self.signature))?;
        Some(format!(
            "the signature fits this key as {fitting}: the signer used {fitting}, while the header says {named}"
        ))
    }

    /// What signing services and libraries do to the right signature.
    fn other_form(&self, jwk: &Jwk) -> Option<String> {
        let row = self.algorithm.row();
        if jwk.key_type() == KeyType::Oct || row.family == Family::EdDsa {
            return None;
        }
        let hashed = hash(row.hash?, self.input);
        if self.fits(jwk, self.algorithm, &hashed, self.signature) {
            return Some("the signature fits this key where the signing input is hashed twice: the signer hashed it before a call that hashes too".to_owned());
        }
        let bytes = row.signature_bytes?;
        let side_by_side = side_by_side(self.signature, bytes)?;
        let fits = self.fits(jwk, self.algorithm, self.input, &side_by_side);
        fits.then(|| {
            format!("the signature fits this key, but is in DER; JOSE wants r and s side by side, {bytes} bytes")
        })
    }

    fn with_another(&self, keys: &[Key], tried: Option<&Key>) -> Option<String> {
        let row = self.algorithm.row();
        let mut others = keys.iter().filter(|key| {
            let is_tried = tried.is_some_and(|tried| std::ptr::eq(tried, *key));
            !is_tried && key.jwk().key_type() == row.key_type && key.jwk().curve() == row.curve
        });
        let fitting =
            others.find(|key| self.fits(key.jwk(), self.algorithm, self.input, self.signature))?;
        let advice = match fitting.jwk().kid {
            Some(_) => "the header should name it, by its kid",
            None => {
                "without a kid it fits no token that names one, unless it is given as the one key to use"
            }
        };
        Some(format!(
            "this key of the set verifies the signature: {}; {advice}",
            named(fitting)
        ))
    }
}

/// The type of a public key that was taken for a secret: PEM, or DER in base64, as consoles show it.
fn public_key(jwk: &Jwk) -> Option<&'static str> {
    let Material::Oct(secret) = jwk.material() else {
        return None;
    };
    let key = Jwk::parse(secret.expose().trim_ascii()).ok()?;
    let is_public = key.key_type() != KeyType::Oct && !key.is_private();
    is_public.then(|| key.key_type().name())
}

/// Whether the key is a JWT that was taken for a secret.
fn is_token(jwk: &Jwk) -> bool {
    let Material::Oct(secret) = jwk.material() else {
        return false;
    };
    let text = secret.expose().trim_ascii();
    text.starts_with(b"eyJ") && text.iter().filter(|byte| **byte == b'.').count() == 2
}

/// The signing input with padding behind its parts; `None` where they need none.
fn padded(input: &[u8]) -> Option<Vec<u8>> {
    let mut padded = Vec::with_capacity(input.len() + 4);
    for (index, part) in input.split(|byte| *byte == b'.').enumerate() {
        if index > 0 {
            padded.push(b'.');
        }
        padded.extend_from_slice(part);
        padded.extend((part.len()..part.len().next_multiple_of(4)).map(|_| b'='));
    }
    (padded.len() > input.len()).then_some(padded)
}

/// Other ways to read a secret, and in words how.
fn readings(secret: &Secret) -> Vec<(Secret, &'static str)> {
    const DECODED: [(SecretEncoding, &str); 3] = [
        (SecretEncoding::Base64, "once it is decoded from base64"),
        (
            SecretEncoding::Base64url,
            "once it is decoded from base64url",
        ),
        (SecretEncoding::Hex, "once it is decoded from hex"),
    ];
    let mut found = Vec::new();
    let mut add = |bytes: Vec<u8>, how| found.push((Secret::new(bytes), how));
    let text = secret.expose().trim_ascii();
    add(text.to_vec(), "without the white space around it");
    add([text, b"\n"].concat(), "with a line end after it");
    add([text, b"\r\n"].concat(), "with a line end after it");
    for quote in [b"\"", b"'"] {
        if let Some(inner) = text
            .strip_prefix(quote)
            .and_then(|rest| rest.strip_suffix(quote))
        {
            add(inner.to_vec(), "without the quotes around it");
        }
        add([quote, text, quote].concat(), "with quotes around it");
    }
    let url = base64url::encode(secret.expose());
    let standard = url.replace('-', "+").replace('_', "/");
    let padding = "=".repeat((4 - url.len() % 4) % 4);
    for form in [standard.clone() + &padding, standard] {
        add(form.into(), "as its text in base64, not decoded");
    }
    for form in [url.clone() + &padding, url] {
        add(form.into(), "as its text in base64url, not decoded");
    }
    let digits = secret.expose().iter().map(|byte| format!("{byte:02x}"));
    let lower: String = digits.collect();
    for form in [lower.to_ascii_uppercase(), lower] {
        add(form.into(), "as its text in hex, not decoded");
    }
    let decoded = DECODED
        .into_iter()
        .filter_map(|(encoding, how)| Some((encoding.decode(secret)?, how)));
    decoded.chain(found).collect()
}

fn hash(hash: Hash, input: &[u8]) -> Vec<u8> {
    match hash {
        Hash::Sha256 => sha2::Sha256::digest(input).to_vec(),
        Hash::Sha384 => sha2::Sha384::digest(input).to_vec(),
        Hash::Sha512 => sha2::Sha512::digest(input).to_vec(),
    }
}

/// The two numbers of an ECDSA signature in DER, written as JOSE does.
fn side_by_side(der: &[u8], bytes: usize) -> Option<Vec<u8>> {
    let numbers = match der {
        [0x30, 0x81, length, rest @ ..] | [0x30, length, rest @ ..]
            if usize::from(*length) == rest.len() =>
        {
            rest
        }
        _ => return None,
    };
    let (r, rest) = integer(numbers, bytes / 2)?;
    let (s, rest) = integer(rest, bytes / 2)?;
    rest.is_empty().then(|| [r, s].concat())
}

/// An INTEGER at the start, at this length, and what follows it.
fn integer(der: &[u8], length: usize) -> Option<(Vec<u8>, &[u8])> {
    let [0x02, stated, rest @ ..] = der else {
        return None;
    };
    let (number, rest) = rest.split_at_checked(usize::from(*stated))?;
    let number = number.strip_prefix(&[0]).unwrap_or(number);
    let mut padded = vec![0; length.checked_sub(number.len())?];
    padded.extend_from_slice(number);
    Some((padded, rest))
}
