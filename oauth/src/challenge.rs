//! `WWW-Authenticate`: the grammar of [RFC 9110 §11.6.1], and the parameters that OAuth gives it.
//!
//! The reader is total and forgiving: several challenges in one header, commas without spaces (IdentityServer),
//! parameters without commas (AWS) and values without quotes are all read for what they mean.
//!
//! [RFC 9110 §11.6.1]: https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1

use claimscope_core::base64url;
use claimscope_core::json::{self, Value};
use serde::Serialize;

/// One challenge.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Challenge {
    /// The scheme as written, such as `Bearer`.
    pub scheme: String,
    /// What stands after the scheme in place of parameters, as `Basic` and `Negotiate` have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token68: Option<String>,
    /// Names and values in order, quotes and escapes undone.
    pub params: Vec<(String, String)>,
}

impl Challenge {
    /// A challenge of that scheme without parameters.
    pub fn new(scheme: impl Into<String>) -> Self {
        Self {
            scheme: scheme.into(),
            ..Self::default()
        }
    }

    /// Whether the scheme is this one, in any letters.
    pub fn is(&self, scheme: &str) -> bool {
        self.scheme.eq_ignore_ascii_case(scheme)
    }

    /// The first parameter of that name, in any letters.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params
            .iter()
            .find(|(param, _)| param.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// `error` ([RFC 6750 §3](https://www.rfc-editor.org/rfc/rfc6750#section-3)).
    pub fn error(&self) -> Option<&str> {
        self.param("error")
    }

    /// `error_description` ([RFC 6750 §3](https://www.rfc-editor.org/rfc/rfc6750#section-3)).
    pub fn error_description(&self) -> Option<&str> {
        self.param("error_description")
    }

    /// `scope`: what the resource asks for ([RFC 6750 §3](https://www.rfc-editor.org/rfc/rfc6750#section-3)).
    pub fn scope(&self) -> Option<&str> {
        self.param("scope")
    }

    /// `resource_metadata` ([RFC 9728 §5.1](https://www.rfc-editor.org/rfc/rfc9728#section-5.1)).
    pub fn resource_metadata(&self) -> Option<&str> {
        self.param("resource_metadata")
    }

    /// `acr_values` ([RFC 9470 §3](https://www.rfc-editor.org/rfc/rfc9470#section-3)).
    pub fn acr_values(&self) -> Option<&str> {
        self.param("acr_values")
    }

    /// `max_age`, in seconds ([RFC 9470 §3](https://www.rfc-editor.org/rfc/rfc9470#section-3)).
    pub fn max_age(&self) -> Option<&str> {
        self.param("max_age")
    }

    /// `claims`: what the next token request has to ask for by its own parameter of that name. It is base64 with or without
    /// padding, in either alphabet; some servers send the JSON as it is.
    pub fn claims(&self) -> Option<Value> {
        let claims = self.param("claims")?;
        let bytes = match claims.trim_start().starts_with('{') {
            true => claims.as_bytes().to_vec(),
            false => base64url::decode_for_display(claims.as_bytes())?,
        };
        json::parse(&bytes).value
    }
}

impl std::fmt::Display for Challenge {
    /// As a server would write it: values in quotes, commas with spaces.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.scheme)?;
        if let Some(token68) = &self.token68 {
            write!(formatter, " {token68}")?;
        }
        for (index, (name, value)) in self.params.iter().enumerate() {
            let separator = if index == 0 { " " } else { ", " };
            let value = value.replace('\\', r"\\").replace('"', "\\\"");
            write!(formatter, "{separator}{name}=\"{value}\"")?;
        }
        Ok(())
    }
}

/// Reads the values of all `WWW-Authenticate` headers of a response.
pub fn parse<'a>(values: impl IntoIterator<Item = &'a str>) -> Vec<Challenge> {
    let mut challenges = Vec::new();
    for value in values {
        let mut reader = Reader {
            rest: value,
            dead_end: None,
        };
        reader.challenges(&mut challenges);
    }
    challenges
}

struct Reader<'a> {
    rest: &'a str,
    /// How much was left where a text that could have been a token68 turned out to be none: whatever begins before that ends there too.
    dead_end: Option<usize>,
}

impl<'a> Reader<'a> {
    fn challenges(&mut self, challenges: &mut Vec<Challenge>) {
        let mut current: Option<Challenge> = None;
        loop {
            self.skip(|character| character == ',' || is_space(character));
            if self.rest.is_empty() {
                break;
            }
            let word = self.take(is_token);
            if word.is_empty() {
                // Nothing of the grammar: step over it rather than give up.
                self.rest = skip_one(self.rest);
                continue;
            }
            let before_space = self.rest;
            self.skip(is_space);
            match (&mut current, self.rest.strip_prefix('=')) {
                (Some(challenge), Some(rest)) => {
                    self.rest = rest;
                    let value = self.value();
                    challenge.params.push((word.to_owned(), value));
                }
                _ => {
                    self.rest = before_space;
                    challenges.extend(current.take());
                    let mut challenge = Challenge::new(word);
                    challenge.token68 = self.token68();
                    current = Some(challenge);
                }
            }
        }
        challenges.extend(current);
    }

    /// What `Basic` and `Negotiate` put in place of parameters; it must end at a comma or the end.
    fn token68(&mut self) -> Option<String> {
        let text = self.rest.trim_start_matches(is_space);
        if self.dead_end.is_some_and(|left| text.len() > left) {
            return None;
        }
        let body = text.trim_start_matches(|character: char| {
            character.is_ascii_alphanumeric() || "-._~+/".contains(character)
        });
        let after = body.trim_start_matches('=');
        let end = after.trim_start_matches(is_space);
        let length = text.len() - after.len();
        // A lone word before a comma is another scheme, as in `Negotiate, NTLM`; there is no space before it then.
        if length == 0 || !(end.is_empty() || end.starts_with(',')) {
            self.dead_end = Some(after.len());
            return None;
        }
        self.rest = end;
        Some(text[..length].to_owned())
    }

    fn value(&mut self) -> String {
        self.skip(is_space);
        let Some(quoted) = self.rest.strip_prefix('"') else {
            // Some servers leave the quotes out; the value then runs to the next comma or space.
            return self
                .take(|character| character != ',' && !is_space(character))
                .to_owned();
        };
        let mut value = String::new();
        let mut characters = quoted.char_indices();
        while let Some((at, character)) = characters.next() {
            match character {
                '"' => {
                    self.rest = &quoted[at + 1..];
                    return value;
                }
                '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
                other => value.push(other),
            }
        }
        self.rest = "";
        value
    }

    fn take(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let length = self
            .rest
            .find(|character| !wanted(character))
            .unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        taken
    }

    fn skip(&mut self, wanted: impl Fn(char) -> bool) {
        self.take(wanted);
    }
}

fn skip_one(text: &str) -> &str {
    let mut characters = text.chars();
    characters.next();
    characters.as_str()
}

fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t')
}

/// `tchar` of RFC 9110 §5.6.2.
fn is_token(character: char) -> bool {
    character.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(character)
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(values: &[&str], expected: Expect) {
        let lines: Vec<_> = parse(values.iter().copied())
            .iter()
            .map(|challenge| format!("{challenge}\n"))
            .collect();
        expected.assert_eq(&lines.concat());
    }

    #[test]
    fn reads_what_asp_net_writes() {
        check(&["Bearer"], expect![["Bearer\n"]]);
        check(
            &[
                r#"Bearer realm="x", error="invalid_token", error_description="The audience 'a, b' is invalid; The issuer 'https://x' is invalid""#,
            ],
            expect![[r#"
                Bearer realm="x", error="invalid_token", error_description="The audience 'a, b' is invalid; The issuer 'https://x' is invalid"
            "#]],
        );
    }

    #[test]
    fn reads_identityserver_and_aws() {
        check(
            &[r#"Bearer realm="IdentityServer",error="invalid_token""#],
            expect![[r#"
                Bearer realm="IdentityServer", error="invalid_token"
            "#]],
        );
        check(
            &[
                r#"Bearer scope="" error="invalid_token" error_description="the token does not have a valid audience""#,
            ],
            expect![[r#"
                Bearer scope="", error="invalid_token", error_description="the token does not have a valid audience"
            "#]],
        );
    }

    #[test]
    fn reads_several_challenges_in_one_header_and_in_several() {
        check(
            &[
                r#"Bearer realm="api", DPoP algs="ES256 PS256", Basic realm="x\"y\\", Negotiate"#,
                "Negotiate abc+/==, NTLM",
            ],
            expect![[r#"
                Bearer realm="api"
                DPoP algs="ES256 PS256"
                Basic realm="x\"y\\"
                Negotiate
                Negotiate abc+/==
                NTLM
            "#]],
        );
    }

    #[test]
    fn reads_what_the_grammar_forbids() {
        check(
            &[
                "Bearer error=invalid_token, error_description=\"open",
                ",, ;; \u{e9} Bearer error = \"x\" ,",
                "=",
                "",
            ],
            expect![[r#"
                Bearer error="invalid_token", error_description="open"
                Bearer error="x"
            "#]],
        );
    }

    #[test]
    fn a_long_header_is_read_in_one_go() {
        // Each word may begin a token68, which reaches to the end and is none there.
        let value = format!("Bearer {}\u{1}", "a/".repeat(1_000_000));
        assert_eq!(parse([&*value]).len(), 1_000_001);
    }

    #[test]
    fn finds_parameters_in_any_letters() {
        let challenges = parse([
            r#"bearer Error="insufficient_user_authentication", acr_values="a b", MAX_AGE=5, resource_metadata="https://h/.well-known/oauth-protected-resource""#,
        ]);
        let [challenge] = &challenges[..] else {
            panic!("{challenges:?}")
        };
        assert!(challenge.is("Bearer"));
        assert_eq!(challenge.error(), Some("insufficient_user_authentication"));
        assert_eq!(challenge.acr_values(), Some("a b"));
        assert_eq!(challenge.max_age(), Some("5"));
        assert_eq!(
            challenge.resource_metadata(),
            Some("https://h/.well-known/oauth-protected-resource")
        );
    }
}
