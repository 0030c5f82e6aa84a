//! What holds for any input, tried with many made by a small generator of fixed seed.

use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::KeySet;
use claimscope_core::json::{self, JsonFaultKind, MAX_DEPTH, Object, Value};
use claimscope_core::jwt::{Policy, Profile};
use claimscope_core::report::Verdict;
use claimscope_core::time::Timestamp;
use claimscope_core::{base64url, explain, inspect, verify};

use crate::support::{
    ISSUER, Issuer, NOW, builder, but_for_what_would_fit, claims, first_failure, policy,
};

/// xorshift64*: enough to reach every branch, and the same at every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() >> 33) as usize % bound.max(1)
    }

    fn one_in(&mut self, chance: usize) -> bool {
        self.below(chance) == 0
    }

    fn pick<'a, T: ?Sized>(&mut self, choices: &[&'a T]) -> &'a T {
        choices[self.below(choices.len())]
    }

    /// A text of pieces of JSON, of tokens and of nonsense.
    fn text(&mut self, pieces: usize) -> String {
        const PIECES: [&str; 40] = [
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "\"",
            "\\",
            "\\u",
            "d800",
            "\\ud83d\\ude00",
            "null",
            "true",
            "-",
            "0",
            "1.5e3",
            "\"a\"",
            "\"access_token\"",
            "\"exp\":",
            " ",
            "\n",
            "é",
            "😀",
            "\u{feff}",
            "\u{0}",
            ".",
            "..",
            "eyJ",
            "eyJhbGciOiJub25lIn0",
            "e30",
            "AAAA",
            "=",
            "Bearer ",
            "Authorization: ",
            "token=",
            "=ey",
            "!",
            "+",
            "curl -H '",
            "\u{202e}",
        ];
        let count = self.below(pieces);
        (0..count).map(|_| self.pick(&PIECES)).collect()
    }

    /// A JSON document, written with varied white space and escapes.
    fn document(&mut self, depth: usize) -> String {
        const LEAVES: [&str; 16] = [
            "null",
            "true",
            "false",
            "0",
            "-0",
            "-1",
            "9007199254740993",
            "1e3",
            "1.50",
            "1E-7",
            "123456789012345678901",
            "\"\"",
            "\"a\\u0062c\"",
            "\"\\ud83d\\ude00\"",
            "\"é\\n\\/\"",
            "\"\u{7f}\u{fffd}\"",
        ];
        let space = self.pick(&["", "", " ", "\n\t", "\r"]);
        if depth == 0 || self.one_in(3) {
            return format!("{space}{}{space}", self.pick(&LEAVES));
        }
        // Wide or deep, but not both: past sixteen members the parser looks for duplicates in another way.
        let (count, depth) = match self.one_in(8) {
            true => (self.below(40), 1),
            false => (self.below(4), depth),
        };
        let is_object = self.one_in(2);
        let members: Vec<String> = (0..count)
            .map(|index| {
                let value = self.document(depth - 1);
                // Now and then a name comes twice, once spelt otherwise.
                let name = if self.one_in(60) { 0 } else { index };
                let name = if self.one_in(9) {
                    format!("\\u006d{name}")
                } else {
                    format!("m{name}")
                };
                if is_object {
                    format!("{space}\"{name}\"{space}:{value}")
                } else {
                    value
                }
            })
            .collect();
        let (open, close) = if is_object { ('{', '}') } else { ('[', ']') };
        format!("{open}{space}{}{close}", members.join(","))
    }

    /// The text with a character taken out, put in, changed, or a stretch moved.
    fn mutate(&mut self, text: &str) -> String {
        let mut characters: Vec<char> = text.chars().collect();
        let at = self.below(characters.len());
        let new = self.pick(&[
            "A", "B", "-", "_", "0", ".", "=", " ", "\n", "+", "é", "\"", "}",
        ]);
        match self.below(6) {
            0 => drop(characters.remove(at)),
            1 => characters.splice(at..at, new.chars()).for_each(drop),
            2 => characters.truncate(at),
            3 => characters.rotate_left(at),
            4 => {
                let other = self.below(characters.len());
                characters.swap(at, other);
            }
            _ => characters.splice(at..=at, new.chars()).for_each(drop),
        }
        characters.into_iter().collect()
    }

    /// A value that some check will not like, or will.
    fn claim(&mut self) -> Value {
        const FAR: [i64; 9] = [
            i64::MIN,
            -1,
            0,
            1,
            1_699_999_999,
            1_700_000_000,
            1_700_000_001,
            1_700_000_000_000,
            i64::MAX,
        ];
        match self.below(9) {
            0 => Value::Null,
            1 => Value::Bool(self.one_in(2)),
            2 => Value::Array(Vec::new()),
            3 => Value::Object(Object::new()),
            4 => FAR[self.below(FAR.len())].into(),
            5 => {
                json::parse(self.pick(&[b"1e400".as_slice(), b"-1e400", b"1700000000.5", b"1e300"]))
                    .value
                    .unwrap_or(Value::Null)
            }
            6 => self.text(4).into(),
            7 => vec!["api1", self.pick(&["api2", "", "{tenantid}"])].into(),
            _ => self
                .pick(&[ISSUER, "api1", "client", "JWT", "at+jwt", "none", "x"])
                .into(),
        }
    }
}

/// Both paths say the same, whatever the time; what is accepted meets the policy by a plain look at its claims.
fn agree(token: &str, keys: &KeySet, policy: &Policy, now: Timestamp) -> bool {
    let strict = verify(token, keys, policy, now);
    let report = explain(token, Some(keys), Some(policy), now);
    let first = report.failures().next();
    match &strict {
        Ok(verified) => {
            assert_eq!((report.verdict, first), (Verdict::Accepted, None));
            let claims = verified.claims();
            let exp = claims.get("exp").and_then(Value::as_number);
            let exp = exp.expect("an accepted token expires").as_f64();
            assert!(exp > (now.unix_seconds() as f64) - 601.0, "{claims}");
            assert_eq!(claims.get_str("iss"), Some(ISSUER), "{claims}");
            assert!(claims.to_string().contains("api1"), "{claims}");
        }
        Err(rejection) => {
            assert_eq!(report.verdict, Verdict::Rejected);
            let strict = but_for_what_would_fit(rejection.check());
            assert_eq!(Some(strict), first.map(but_for_what_would_fit));
        }
    }
    strict.is_ok()
}

#[test]
fn no_mutation_of_a_good_token_verifies() {
    let mut random = Random(1);
    for (algorithm, rounds) in [
        (Algorithm::HS256, 4_000),
        (Algorithm::ES256, 1_000),
        (Algorithm::RS256, 1_000),
        (Algorithm::EdDSA, 1_000),
    ] {
        let issuer = Issuer::new(algorithm);
        let (keys, policy) = (issuer.keys(), policy(Profile::AtJwt));
        let good = issuer.sign(&issuer.header(), &claims());
        assert_eq!(first_failure(&good, &keys, &policy), None);
        for _ in 0..rounds {
            let mut changed = random.mutate(&good);
            while random.one_in(4) && !changed.is_empty() {
                changed = random.mutate(&changed);
            }
            assert!(
                changed == good || first_failure(&changed, &keys, &policy).is_some(),
                "{algorithm}: {changed}"
            );
        }
    }
}

#[test]
fn parts_of_good_tokens_do_not_make_another() {
    let issuer = Issuer::new(Algorithm::HS256);
    let keys = issuer.keys();
    let policy = policy(Profile::AtJwt);
    let header = |typ: &str| issuer.header().with("typ", typ);
    let tokens = [
        issuer.sign(&header("at+jwt"), &claims()),
        issuer.sign(&header("at+jwt"), &claims().with("sub", "bob")),
        issuer.sign(&header("AT+JWT"), &claims()),
    ];
    let parts: Vec<Vec<&str>> = tokens
        .iter()
        .map(|token| token.split('.').collect())
        .collect();
    for (first, second, third) in (0..27).map(|index| (index / 9, index / 3 % 3, index % 3)) {
        let mixed = [parts[first][0], parts[second][1], parts[third][2]].join(".");
        let is_original = tokens.contains(&mixed);
        assert_eq!(first_failure(&mixed, &keys, &policy).is_none(), is_original);
    }
}

#[test]
fn verify_and_explain_agree_on_anything_signed() {
    const NAMES: [&str; 16] = [
        "iss",
        "aud",
        "exp",
        "nbf",
        "iat",
        "sub",
        "jti",
        "azp",
        "nonce",
        "scope",
        "scp",
        "client_id",
        "token_use",
        "typ",
        "events",
        "tid",
    ];
    const PARAMETERS: [&str; 8] = ["alg", "typ", "kid", "crit", "b64", "jwk", "cty", "nonce"];
    let mut random = Random(2);
    let issuer = Issuer::new(Algorithm::HS256);
    let keys = issuer.keys();
    let policies: Vec<Policy> = Profile::ALL
        .iter()
        .copied()
        .enumerate()
        .flat_map(|(index, profile)| {
            let policies = [
                builder(profile),
                builder(profile).leeway_seconds(600).max_age_seconds(60),
                builder(profile).scope("api1").client_id("client"),
                builder(profile).nonce("n").require_claim("tid"),
            ];
            // Of those that are for no API, which take none of these tokens, one is enough.
            policies.into_iter().take(if index < 4 { 4 } else { 1 })
        })
        .map(|builder| builder.policy().expect("all is said"))
        .collect();
    let mut accepted = 0;
    for _ in 0..6_000 {
        let (mut header, mut claims) = (issuer.header(), claims());
        for _ in 0..random.below(3) {
            claims.set(random.pick(&NAMES), random.claim());
        }
        if random.one_in(4) {
            header.set(random.pick(&PARAMETERS), random.claim());
        }
        if random.one_in(4) {
            claims.remove(random.pick(&NAMES));
        }
        let token = issuer.sign(&header, &claims);
        let policy = &policies[random.below(policies.len())];
        let now = match random.below(8) {
            0 => Timestamp::from_unix_seconds(i64::MAX),
            1 => Timestamp::from_unix_seconds(i64::MIN),
            _ => NOW,
        };
        accepted += usize::from(agree(&token, &keys, policy, now));
    }
    assert!(
        accepted > 200,
        "the generator makes good tokens too: {accepted}"
    );
}

#[test]
fn any_text_gets_a_report_that_fits_it() {
    let mut random = Random(3);
    let issuer = Issuer::new(Algorithm::ES256);
    let good = issuer.sign(&issuer.header(), &claims());
    for round in 0..6_000 {
        let text = match round % 4 {
            0 => random.text(12),
            1 => format!("{}{good}{}", random.text(4), random.text(4)),
            2 => format!(
                "{}{}{}",
                random.text(3),
                random.mutate(&good),
                random.text(3)
            ),
            _ => {
                let bytes: Vec<u8> = (0..random.below(40)).map(|_| random.next() as u8).collect();
                String::from_utf8_lossy(&bytes).into_owned()
            }
        };
        let now = Timestamp::from_unix_seconds(random.next() as i64);
        let inspection = inspect(&text, now);
        let token = &inspection.token;
        if let Some(start) = inspection.token_start {
            assert!(text[start..].starts_with(token.as_str()), "{text:?}");
        }
        for part in &inspection.report.parts {
            assert!(token.get(part.start..part.end).is_some(), "{text:?}");
        }
        assert_ne!(inspection.report.verdict, Verdict::Accepted);
        assert!(inspection.report.to_json().starts_with('{'));
    }
}

#[test]
fn json_is_what_serde_json_takes_it_for_but_for_the_stricter_rules() {
    let mut random = Random(4);
    for round in 0..8_000 {
        let document = random.document(5);
        let text = match round % 3 {
            0 => document,
            1 => random.mutate(&document),
            _ => random.text(10),
        };
        let ours = json::parse(text.as_bytes());
        let theirs = serde_json::from_str::<serde_json::Value>(&text);
        match (&ours.value, theirs) {
            (Some(value), Ok(theirs)) => {
                let only_duplicates = ours
                    .faults
                    .iter()
                    .all(|fault| matches!(fault.kind, JsonFaultKind::DuplicateMember(_)));
                assert!(only_duplicates, "{text:?}: {:?}", ours.faults);
                let written = value.to_string();
                let read: serde_json::Value = serde_json::from_str(&written).expect("JSON");
                assert_eq!(read, theirs, "{text:?}");
                let again = json::parse_strict(written.as_bytes());
                assert_eq!(again.as_ref(), Ok(value), "{text:?}");
            }
            (None, Err(_)) => assert!(!ours.faults.is_empty()),
            // Faults that we note and read on, or a number that a float does not hold.
            (Some(_), Err(error)) => {
                let is_big = error.to_string().contains("number out of range");
                assert!(is_big || !ours.faults.is_empty(), "{text:?}: {error}");
            }
            (None, Ok(_)) => panic!("{text:?}: {:?}", ours.faults),
        }
    }
    let deep = format!("{}{}", "[".repeat(MAX_DEPTH + 1), "]".repeat(MAX_DEPTH + 1));
    assert!(serde_json::from_str::<serde_json::Value>(&deep).is_ok());
    assert!(json::parse(deep.as_bytes()).value.is_none());
}

#[test]
fn base64url_is_read_where_writing_it_again_gives_the_same() {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let naive_encode = |bytes: &[u8]| -> String {
        let bits: String = bytes.iter().map(|byte| format!("{byte:08b}")).collect();
        let bits: Vec<char> = bits.chars().collect();
        bits.chunks(6)
            .map(|six| {
                let six: String = six.iter().collect();
                let value = usize::from_str_radix(&format!("{six:0<6}"), 2).expect("six bits");
                char::from(ALPHABET.as_bytes()[value])
            })
            .collect()
    };
    let naive_decode = |text: &str| -> Option<Vec<u8>> {
        let bits: Option<String> = text
            .chars()
            .map(|character| Some(format!("{:06b}", ALPHABET.find(character)?)))
            .collect();
        let bytes: Option<Vec<u8>> = bits?
            .as_bytes()
            .chunks_exact(8)
            .map(|eight| u8::from_str_radix(std::str::from_utf8(eight).ok()?, 2).ok())
            .collect();
        bytes.filter(|bytes| naive_encode(bytes) == text)
    };
    let mut random = Random(5);
    for _ in 0..20_000 {
        let mut text: String = (0..random.below(14))
            .map(|_| char::from(ALPHABET.as_bytes()[random.below(64)]))
            .collect();
        if random.one_in(3) {
            text.push(
                random
                    .pick(&["A", "Q", "w", "g"])
                    .chars()
                    .next()
                    .unwrap_or('A'),
            );
        }
        if random.one_in(4) && !text.is_empty() {
            text = random.mutate(&text);
        }
        let decoded = base64url::decode(&text);
        assert_eq!(
            decoded.as_ref().ok(),
            naive_decode(&text).as_ref(),
            "{text:?}"
        );
        match decoded {
            Ok(bytes) => assert_eq!(base64url::encode(bytes), text),
            Err(error) => assert!(error.offset() <= text.len()),
        }
    }
}
