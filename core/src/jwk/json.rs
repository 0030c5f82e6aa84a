//! Keys as JSON: reading a JWK member by member, and writing one.

#[cfg(feature = "pem")]
use super::certificate::limits_of_x5c;
#[cfg(not(feature = "pem"))]
use super::limits::limits_of_x5c;
use super::material::{Material, RsaPrivate};
use super::{Jwk, JwkError};
use crate::alg::Curve;
use crate::base64url;
use crate::json::{Object, Value};
use crate::secret::Secret;

impl Jwk {
    /// Reads one JWK ([RFC 7517 §4](https://www.rfc-editor.org/rfc/rfc7517#section-4)), public, private or symmetric.
    /// An optional member that is `null` counts as absent. Of a private RSA key `d` is enough.
    ///
    /// # Errors
    ///
    /// An unknown `kty` or `crv`, a member that is missing or malformed, or a point that is not on its curve.
    pub fn from_json(value: &Value) -> Result<Self, JwkError> {
        let members = Members(value.as_object().ok_or(JwkError::NotKeys {
            found: value.type_text(),
        })?);
        let mut jwk = Self::new(members.material()?);
        jwk.kid = members.text("kid")?;
        jwk.alg = members.text("alg")?;
        jwk.key_use = members.text("use")?;
        jwk.key_ops = members.operations()?;
        jwk.issuer = members.text("issuer")?;
        jwk.x5c = members.texts("x5c")?.unwrap_or_default();
        // The thumbprints inform and decide nothing, so that an odd value costs no key.
        jwk.x5t = members.text("x5t").unwrap_or_default();
        jwk.x5t_s256 = members.text("x5t#S256").unwrap_or_default();
        if members.has("x5c") {
            let first = jwk.x5c.first().map_or("", String::as_str);
            jwk.limits = limits_of_x5c(&jwk.material, first);
        }
        Ok(jwk)
    }

    /// This key as a JWK without private members; a shared secret keeps only what is said about it.
    pub fn to_json(&self) -> Object {
        self.write(false)
    }

    /// This key as a JWK with everything that signs. For the person who asked for that very output.
    pub fn to_json_with_private(&self) -> Object {
        self.write(true)
    }

    /// The bare numbers, private ones among them, with their type and curve.
    #[cfg(feature = "jwe")]
    pub(crate) fn numbers(&self) -> Object {
        let mut object = Object::new().with("kty", self.key_type().name());
        self.material().write(&mut object, true);
        object
    }

    fn write(&self, with_private: bool) -> Object {
        let mut object = Object::new().with("kty", self.key_type().name());
        for (name, value) in [
            ("kid", self.kid.as_deref()),
            ("use", self.key_use.as_deref()),
            ("alg", self.alg.as_deref().or_else(|| self.limits().alg())),
            ("issuer", self.issuer.as_deref()),
        ] {
            if let Some(text) = value {
                object.set(name, text);
            }
        }
        if self.limits().no_signatures() {
            object.set("key_ops", Vec::<String>::new());
        } else if let Some(operations) = &self.key_ops {
            object.set("key_ops", operations.clone());
        }
        self.material().write(&mut object, with_private);
        for (name, value) in [("x5t", &self.x5t), ("x5t#S256", &self.x5t_s256)] {
            if let Some(text) = value {
                object.set(name, text.as_str());
            }
        }
        if !self.x5c.is_empty() {
            object.set("x5c", self.x5c.clone());
        }
        object
    }
}

impl Material {
    fn write(&self, object: &mut Object, with_private: bool) {
        let mut set = |name: &str, bytes: &[u8]| object.set(name, base64url::encode(bytes));
        match self {
            Self::Oct(secret) if with_private => set("k", secret.expose()),
            Self::Oct(_) => {}
            Self::Rsa { n, e, private, .. } => {
                set("n", n);
                set("e", e);
                if let Some(private) = private.as_ref().filter(|_| with_private) {
                    for (name, number) in private.named() {
                        set(name, number.expose());
                    }
                }
            }
            Self::Ec { curve, x, y, d } => {
                object.set("crv", curve.name());
                object.set("x", base64url::encode(x));
                object.set("y", base64url::encode(y));
                write_d(object, d.as_ref().filter(|_| with_private));
            }
            Self::Okp { x, d } => {
                object.set("crv", Curve::Ed25519.name());
                object.set("x", base64url::encode(x));
                write_d(object, d.as_ref().filter(|_| with_private));
            }
            #[cfg(feature = "more-algorithms")]
            Self::Ed448 { x, d } => {
                object.set("crv", Curve::Ed448.name());
                object.set("x", base64url::encode(x));
                write_d(object, d.as_ref().filter(|_| with_private));
            }
            #[cfg(feature = "more-algorithms")]
            Self::Akp { set, public, seed } => {
                object.set("alg", set.name());
                object.set("pub", base64url::encode(public));
                if let Some(seed) = seed.as_ref().filter(|_| with_private) {
                    object.set("priv", base64url::encode(seed.expose()));
                }
            }
        }
    }
}

fn write_d(object: &mut Object, d: Option<&Secret>) {
    if let Some(d) = d {
        object.set("d", base64url::encode(d.expose()));
    }
}

/// The members of a JWK, read with errors that name them.
pub(super) struct Members<'a>(pub(super) &'a Object);

impl Members<'_> {
    fn material(&self) -> Result<Material, JwkError> {
        let kty = self.text("kty")?.ok_or(JwkError::Missing("kty"))?;
        match kty.as_str() {
            "oct" => Ok(Material::Oct(self.secret("k")?)),
            "RSA" => self.rsa(),
            "EC" => self.ec(),
            "OKP" => self.okp(),
            #[cfg(feature = "more-algorithms")]
            "AKP" => self.akp(),
            _ => Err(JwkError::UnknownKeyType(kty)),
        }
    }

    fn rsa(&self) -> Result<Material, JwkError> {
        if !self.has("n") && !self.has("e") {
            return Err(JwkError::Member {
                name: "n",
                problem: "is missing, and so is \"e\"; nothing else stands in for them".into(),
            });
        }
        let (n, e) = (self.required("n")?, self.required("e")?);
        if self.has("oth") {
            return Err(JwkError::Member {
                name: "oth",
                problem: "means more than two primes, which is not supported".into(),
            });
        }
        let mut material = Material::rsa(&n, &e)?;
        if let (true, Material::Rsa { private, .. }) = (self.has("d"), &mut material) {
            let primes = self.secrets(["p", "q"])?;
            // Without the primes the others are of no use.
            let crt = match primes {
                Some(_) => self.secrets(["dp", "dq", "qi"])?,
                None => None,
            };
            let d = self.secret("d")?;
            *private = Some(RsaPrivate { d, primes, crt });
        }
        Ok(material)
    }

    /// All of these members; `None` where one is absent.
    fn secrets<const N: usize>(
        &self,
        names: [&'static str; N],
    ) -> Result<Option<[Secret; N]>, JwkError> {
        if !names.iter().all(|name| self.has(name)) {
            return Ok(None);
        }
        let secrets: Vec<Secret> = names
            .iter()
            .map(|name| self.secret(name))
            .collect::<Result<_, _>>()?;
        Ok(secrets.try_into().ok())
    }

    fn ec(&self) -> Result<Material, JwkError> {
        let curve = self.curve()?;
        if curve.is_edwards() {
            return Err(JwkError::UnknownCurve(curve.name().into()));
        }
        let length = curve.coordinate_bytes();
        let x = sized("x", self.required("x")?, length)?;
        let y = sized("y", self.required("y")?, length)?;
        let d = self.private_scalar(length)?;
        Material::ec(curve, &super::material::uncompressed_point(&x, &y), d)
    }

    fn okp(&self) -> Result<Material, JwkError> {
        let curve = self.curve()?;
        #[cfg(feature = "more-algorithms")]
        if curve == Curve::Ed448 {
            return self.ed448();
        }
        if curve != Curve::Ed25519 {
            return Err(JwkError::UnknownCurve(curve.name().into()));
        }
        let x = sized("x", self.required("x")?, 32)?;
        let d = self.private_scalar(32)?;
        let x = x.try_into().map_err(|_| JwkError::Missing("x"))?;
        Material::ed25519(x, d)
    }

    fn curve(&self) -> Result<Curve, JwkError> {
        let crv = self.text("crv")?.ok_or(JwkError::Missing("crv"))?;
        Curve::from_name(&crv).ok_or(JwkError::UnknownCurve(crv))
    }

    pub(super) fn private_scalar(&self, length: usize) -> Result<Option<Secret>, JwkError> {
        if !self.has("d") {
            return Ok(None);
        }
        let d = self.secret("d")?;
        if d.expose().len() != length {
            return Err(wrong_length("d", d.expose().len(), length));
        }
        Ok(Some(d))
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|value| *value != Value::Null)
    }

    pub(super) fn text(&self, name: &'static str) -> Result<Option<String>, JwkError> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(other) => Err(wrong_type(name, other, "a string")),
        }
    }

    /// `key_ops`, in which none stands twice ([RFC 7517 §4.3](https://www.rfc-editor.org/rfc/rfc7517#section-4.3)).
    fn operations(&self) -> Result<Option<Vec<String>>, JwkError> {
        let operations = self.texts("key_ops")?;
        let mut named: Vec<_> = operations.iter().flatten().collect();
        named.sort_unstable();
        match named.windows(2).any(|pair| pair[0] == pair[1]) {
            false => Ok(operations),
            true => Err(JwkError::Member {
                name: "key_ops",
                problem: "names an operation twice".to_owned(),
            }),
        }
    }

    fn texts(&self, name: &'static str) -> Result<Option<Vec<String>>, JwkError> {
        let Some(value) = self.0.get(name).filter(|value| **value != Value::Null) else {
            return Ok(None);
        };
        let texts = value.as_array().and_then(|elements| {
            elements
                .iter()
                .map(|element| element.as_str().map(str::to_owned))
                .collect()
        });
        match texts {
            Some(texts) => Ok(Some(texts)),
            None => Err(wrong_type(name, value, "an array of strings")),
        }
    }

    pub(super) fn secret(&self, name: &'static str) -> Result<Secret, JwkError> {
        self.required(name).map(Secret::new)
    }

    pub(super) fn required(&self, name: &'static str) -> Result<Vec<u8>, JwkError> {
        let text = match self.0.get(name) {
            None | Some(Value::Null) => return Err(JwkError::Missing(name)),
            Some(Value::String(text)) => text,
            Some(other) => return Err(wrong_type(name, other, "a string")),
        };
        // The fault's own words name a character, which of a private number is too much.
        base64url::decode(text).map_err(|fault| JwkError::Member {
            name,
            problem: said!("is not base64url at character {}", fault.offset() + 1),
        })
    }
}

fn sized(name: &'static str, bytes: Vec<u8>, length: usize) -> Result<Vec<u8>, JwkError> {
    if bytes.len() == length {
        Ok(bytes)
    } else {
        Err(wrong_length(name, bytes.len(), length))
    }
}

fn wrong_length(name: &'static str, found: usize, wanted: usize) -> JwkError {
    JwkError::Member {
        name,
        problem: said!("has {found} bytes, where the curve needs {wanted}"),
    }
}

fn wrong_type(name: &'static str, found: &Value, wanted: &str) -> JwkError {
    JwkError::Member {
        name,
        problem: said!("is {}, where {wanted} should be", found.type_text()),
    }
}
