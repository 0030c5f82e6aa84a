//! A token that the person signs with a key of their own: for tests, and never taken for verification.

use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::SigningKey;
use claimscope_core::entropy::Entropy;
use claimscope_core::json::{self, Object, Value};
use claimscope_core::jwk::{self, Jwk, WeaknessSeverity};
use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;
use claimscope_core::{SecretEncoding, jwt};

use crate::remote::Remote;
use crate::results::FailureText;
use crate::sensitive::Sensitive;
use crate::sentence::sentence;

/// Parameters of a header that speak of the key that signed it: they go when another key signs.
const OF_THE_KEY: [&str; 8] = ["alg", "kid", "jku", "jwk", "x5c", "x5t", "x5t#S256", "x5u"];
/// Why a weak key does not sign.
pub(crate) const TOO_WEAK: &str = "The key is too weak to prove anything, so nothing was signed.";
/// How long a token made anew holds, in seconds.
const LIFETIME: i64 = 3_600;

/// What is to be signed and by what, and what came of it.
#[derive(Clone, Debug)]
pub struct Sign {
    /// The header as JSON, without `alg`.
    pub header: Sensitive,
    /// The claims as JSON.
    pub claims: Sensitive,
    /// What signs.
    pub algorithm: Algorithm,
    /// The private key as JWK or PEM, or a shared secret.
    pub key: Sensitive,
    /// How a shared secret is written down.
    pub encoding: SecretEncoding,
    /// Whether a key signs that is too weak to prove anything, as in a copied example.
    pub dangerous_weak_key: bool,
    /// The key that is being made.
    pub making: Remote<()>,
    /// The public half of the key that was made or signed with.
    pub public: Option<PublicKey>,
    /// The token.
    pub signed: Remote<Signed>,
}

impl Default for Sign {
    fn default() -> Self {
        Self {
            header: "{\n  \"typ\": \"JWT\"\n}".into(),
            claims: Sensitive::default(),
            algorithm: Algorithm::ES256,
            key: Sensitive::default(),
            encoding: SecretEncoding::default(),
            dangerous_weak_key: false,
            making: Remote::default(),
            public: None,
            signed: Remote::default(),
        }
    }
}

/// What the person wants of signing.
#[derive(Clone, Debug, PartialEq)]
pub enum SignCommand {
    /// Bring the token that is inspected here.
    Begin,
    /// Change a field.
    Edit(SignField, Sensitive),
    /// Inspect the token that was signed, with its key.
    InspectIt,
    /// Make a key.
    MakeKey,
    /// Make the claims hold from now on for an hour.
    RenewTimes,
    /// Choose what signs.
    SetAlgorithm(Algorithm),
    /// Choose how the shared secret is written down.
    SetEncoding(SecretEncoding),
    /// Sign with a key that is too weak, or not.
    SetWeakKey(bool),
    /// Sign.
    Sign,
}

/// A field of signing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignField {
    /// [`Sign::header`].
    Header,
    /// [`Sign::claims`].
    Claims,
    /// [`Sign::key`].
    Key,
}

/// The public half of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    /// As a JWK.
    pub jwk: String,
    /// As a set of one, as an issuer publishes it.
    pub jwks: String,
}

impl PublicKey {
    /// Of a private key; `None` of a shared secret, which has none.
    pub fn of(key: &Jwk) -> Option<Self> {
        let public = key.public()?.to_json();
        let set = Object::new().with("keys", Value::Array(vec![Value::Object(public.clone())]));
        Some(Self {
            jwk: Value::Object(public).to_pretty(),
            jwks: Value::Object(set).to_pretty(),
        })
    }
}

/// What is signed.
#[derive(Clone, Debug)]
pub struct SignPlan {
    /// The header as JSON.
    pub header: Secret,
    /// The claims as JSON.
    pub claims: Secret,
    /// What signs.
    pub algorithm: Algorithm,
    /// The key as it was given.
    pub key: Secret,
    /// How a shared secret is written down.
    pub encoding: SecretEncoding,
    /// Whether a key signs that is too weak to prove anything.
    pub dangerous_weak_key: bool,
}

/// A token that the person signed.
#[derive(Clone, Debug)]
pub struct Signed {
    /// The token.
    pub token: Secret,
    /// The public half of the key.
    pub public: Option<PublicKey>,
    /// What is weak about the key, a sentence each.
    pub weaknesses: Vec<String>,
}

/// A key that was made.
#[derive(Clone, Debug)]
pub struct MadeKey {
    /// The private key as a JWK, indented.
    pub private: Secret,
    /// Its public half.
    pub public: Option<PublicKey>,
}

/// Makes a new key.
///
/// # Errors
///
/// Where the host gives no random bytes.
pub fn make_key(algorithm: Algorithm, entropy: &mut dyn Entropy) -> Result<MadeKey, FailureText> {
    let key = jwk::generate(algorithm, entropy)
        .map_err(|error| FailureText::new(sentence(&error.to_string()), "Try again."))?;
    let private = Value::Object(key.to_json_with_private()).to_pretty();
    Ok(MadeKey {
        private: private.into(),
        public: PublicKey::of(&key),
    })
}

/// Signs. The key's `kid` is written into a header that names none.
///
/// # Errors
///
/// Where header or claims are no JSON objects, with line and column; where the key cannot be read, is too weak to prove
/// anything, or cannot sign with the algorithm.
pub fn sign(plan: &SignPlan, entropy: &mut dyn Entropy) -> Result<Signed, FailureText> {
    let mut header = object("The header", &plan.header)?;
    let claims = object("The claims", &plan.claims)?;
    let key = key(plan)?;
    let weaknesses = key.weaknesses_for(plan.algorithm);
    if let Some(fatal) = weaknesses
        .iter()
        .find(|one| one.severity == WeaknessSeverity::Fatal)
        .filter(|_| !plan.dangerous_weak_key)
    {
        return Err(FailureText::new(
            TOO_WEAK,
            "Make a key here, give a stronger one, or sign with it all the same.",
        )
        .with_words(sentence(&fatal.message)));
    }
    let signing =
        SigningKey::new(&key, plan.algorithm).map_err(|error| unusable(&error.to_string()))?;
    if let Some(kid) = signing.kid().filter(|_| header.get("kid").is_none()) {
        header.set("kid", kid);
    }
    let token = jwt::sign(&header, &claims, &signing, entropy)
        .map_err(|error| unusable(&error.to_string()))?;
    let weaknesses = weaknesses
        .iter()
        .map(|weakness| sentence(&weakness.message));
    Ok(Signed {
        token: token.into(),
        public: PublicKey::of(&key),
        weaknesses: weaknesses.collect(),
    })
}

fn unusable(why: &str) -> FailureText {
    FailureText::new(
        sentence(why),
        "Choose the algorithm that the key is for, or give another key.",
    )
}

/// A JWK or PEM; for algorithms with a shared secret, whatever else is that secret.
fn key(plan: &SignPlan) -> Result<Jwk, FailureText> {
    let text = plan.key.expose_str().unwrap_or_default().trim();
    if text.is_empty() {
        return Err(FailureText::new(
            "There is no key to sign with.",
            "Paste one, or make one here.",
        ));
    }
    if plan.algorithm.is_symmetric() && !text.starts_with('{') {
        let name = plan.encoding.name();
        let secret = plan.encoding.decode(&plan.key).ok_or_else(|| {
            FailureText::new(
                format!("The shared secret is not written in {name}."),
                "Choose how it is written down.",
            )
        })?;
        return Ok(Jwk::from_secret(secret));
    }
    Jwk::parse(text.as_bytes()).map_err(|error| {
        FailureText::new(
            sentence(&error.to_string()),
            "Give the private key as a JWK or as PEM.",
        )
    })
}

/// Where a text is no JSON object, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonProblem {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What is wrong there, with line and column.
    pub text: String,
}

/// What keeps a text from being a JSON object; an empty text is the empty object.
pub fn json_problem(text: &str) -> Option<JsonProblem> {
    if text.trim().is_empty() {
        return None;
    }
    match json::parse_strict(text.as_bytes()) {
        Ok(Value::Object(_)) => None,
        Ok(other) => Some(JsonProblem {
            line: 1,
            column: 1,
            text: format!("{} where an object should be", other.type_text()),
        }),
        Err(fault) => {
            let (line, column) = fault.line_and_column(text.as_bytes());
            let text = fault.text_at(&format!("line {line}, column {column}"));
            Some(JsonProblem { line, column, text })
        }
    }
}

fn object(what: &str, text: &Secret) -> Result<Object, FailureText> {
    let text = text.expose_str().unwrap_or_default();
    if let Some(problem) = json_problem(text) {
        let said = format!("{what} cannot be read as JSON: {}.", problem.text);
        return Err(FailureText::new(said, "Correct it there, then sign again."));
    }
    match json::parse_strict(text.as_bytes()) {
        Ok(Value::Object(object)) => Ok(object),
        _ => Ok(Object::new()),
    }
}

/// Claims to begin with, where no token is there to begin with.
pub fn blank_claims(now: Timestamp) -> String {
    let claims = Object::new()
        .with("iss", "https://issuer.example")
        .with("sub", "alice")
        .with("aud", "api1")
        .with("iat", now.unix_seconds())
        .with("exp", now.unix_seconds() + LIFETIME);
    Value::Object(claims).to_pretty()
}

/// The header of a token that another key signed, for a key of one's own.
pub fn header_to_sign(header: &Object) -> String {
    let mut own = header.clone();
    for name in OF_THE_KEY {
        own.remove(name);
    }
    Value::Object(own).to_pretty()
}

/// The claims with `iat` at `now` and `exp` an hour later; `nbf` too, where it is there. As they are where they are no JSON.
pub fn renewed(claims: &str, now: Timestamp) -> Option<String> {
    let Ok(Value::Object(mut claims)) = json::parse_strict(claims.as_bytes()) else {
        return None;
    };
    let seconds = now.unix_seconds();
    if claims.get("nbf").is_some() {
        claims.set("nbf", seconds);
    }
    claims.set("iat", seconds);
    claims.set("exp", seconds + LIFETIME);
    Some(Value::Object(claims).to_pretty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(algorithm: Algorithm, key: &str, claims: &str) -> SignPlan {
        SignPlan {
            header: Secret::from("{}"),
            claims: Secret::from(claims),
            algorithm,
            key: Secret::from(key),
            encoding: SecretEncoding::Text,
            dangerous_weak_key: false,
        }
    }

    fn counted(bytes: &mut [u8]) -> Result<(), claimscope_core::entropy::NoEntropy> {
        for (index, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::try_from(index % 251).unwrap() ^ 0x5a;
        }
        Ok(())
    }

    #[test]
    fn errors_in_json_are_named_with_line_and_column() {
        let problem = json_problem("{\n  \"sub\": \"é\" \"aud\": 1\n}").unwrap();
        assert_eq!((problem.line, problem.column), (2, 14));
        assert!(
            problem.text.contains("at line 2, column 14"),
            "{}",
            problem.text
        );
        assert_eq!(json_problem("[1]").unwrap().line, 1);
        assert_eq!(json_problem("{}"), None);
        assert_eq!(json_problem(" "), None);
        let failure = sign(&plan(Algorithm::HS256, "x", "{"), &mut counted).unwrap_err();
        assert!(
            failure.sentence.starts_with("The claims cannot be read"),
            "{failure:?}"
        );
    }

    #[test]
    fn a_weak_secret_signs_nothing_and_is_named() {
        let failure = sign(&plan(Algorithm::HS256, "secret", "{}"), &mut counted).unwrap_err();
        assert!(failure.sentence.contains("too weak"), "{failure:?}");
        assert!(failure.words.is_some());
        assert!(!format!("{failure:?}").contains("\"secret\""));
    }

    #[test]
    fn a_weak_secret_signs_where_a_person_wants_it_and_is_named() {
        let plan = SignPlan {
            dangerous_weak_key: true,
            ..plan(Algorithm::HS256, "your-256-bit-secret", "{}")
        };
        let signed = sign(&plan, &mut counted).unwrap();
        // It is short, and stands in public documentation.
        assert_eq!(signed.weaknesses.len(), 2, "{:?}", signed.weaknesses);
    }

    #[test]
    fn a_key_that_was_made_signs_and_names_itself() {
        let made = make_key(Algorithm::ES256, &mut counted).unwrap();
        let plan = plan(
            Algorithm::ES256,
            made.private.expose_str().unwrap(),
            r#"{"sub":"a"}"#,
        );
        let signed = sign(&plan, &mut counted).unwrap();
        let report =
            claimscope_core::inspect(signed.token.expose_str().unwrap(), Timestamp::default())
                .report;
        let kid = report.header.as_ref().unwrap().get_str("kid").unwrap();
        let public = signed.public.unwrap();
        assert!(public.jwks.contains(kid) && !public.jwks.contains("\"d\""));
        assert_eq!(Some(public), made.public);
    }

    #[test]
    fn a_key_of_another_kind_is_refused_with_what_would_be_right() {
        let made = make_key(Algorithm::ES256, &mut counted).unwrap();
        let plan = plan(Algorithm::RS256, made.private.expose_str().unwrap(), "{}");
        let failure = sign(&plan, &mut counted).unwrap_err();
        assert!(
            failure.sentence.contains("RS256") || failure.sentence.contains("ES256"),
            "{failure:?}"
        );
    }

    #[test]
    fn what_speaks_of_another_s_key_goes_and_times_are_made_anew() {
        let header = Object::new()
            .with("alg", "RS256")
            .with("kid", "1")
            .with("typ", "at+jwt");
        assert_eq!(header_to_sign(&header), "{\n  \"typ\": \"at+jwt\"\n}");
        let now = Timestamp::from_unix_seconds(100);
        let claims = renewed(r#"{"exp":1,"nbf":1,"big":12345678901234567890}"#, now).unwrap();
        for text in [
            "\"exp\": 3700",
            "\"nbf\": 100",
            "\"iat\": 100",
            "12345678901234567890",
        ] {
            assert!(claims.contains(text), "{claims}");
        }
        assert_eq!(renewed("{", now), None);
    }
}
