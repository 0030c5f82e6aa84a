//! An SD-JWT: its disclosures and its key binding, told beside the report on the issuer's JWT.

use super::super::find::{is_token_byte, looks_like_jwt};
use super::super::{Member, PastedAs, Reading};
use super::member::SHOWN_MEMBERS;
use super::tokens;
use crate::registry;
use crate::sd_jwt::{Disclosure, SdJwt};

/// The text as an SD-JWT, where it has the looks of one.
pub(super) fn read(text: &str) -> Option<Reading> {
    let (jwt, _) = text.split_once('~')?;
    if !looks_like_jwt(jwt) || !text.bytes().all(|byte| is_token_byte(byte) || byte == b'~') {
        return None;
    }
    let mut reading = Reading::of(PastedAs::Token);
    reading.token = Some(jwt.to_owned());
    let sd_jwt = match SdJwt::read(text) {
        Ok(sd_jwt) => sd_jwt,
        Err(error) => {
            reading.described = "an SD-JWT that cannot be taken apart".to_owned();
            reading.members.push(noted("SD-JWT", "", error.to_string()));
            return Some(reading);
        }
    };
    reading.described = described(&sd_jwt);
    let shown = sd_jwt.disclosures.iter().take(SHOWN_MEMBERS);
    reading.members.extend(shown.map(disclosed));
    let rest = sd_jwt.disclosures.len().saturating_sub(SHOWN_MEMBERS);
    if rest > 0 {
        reading.members.push(Member::plain(
            "and more",
            &format!("{rest} further disclosures"),
        ));
    }
    if sd_jwt.hidden > 0 {
        let hidden = match sd_jwt.hidden {
            1 => "1 digest stands for what is not disclosed".to_owned(),
            count => format!("{count} digests stand for what is not disclosed"),
        };
        reading.members.push(Member::plain("hidden", &hidden));
    }
    reading.tokens.push(tokens::found(Some("sd_jwt"), jwt));
    if let Some(binding) = sd_jwt.key_binding {
        let audience = binding
            .claims
            .get("aud")
            .map_or("nobody".to_owned(), ToString::to_string);
        let value = format!("for {audience}");
        reading.members.push(match binding.faults.is_empty() {
            true => Member::plain(
                "key binding",
                &format!("{value}, by the key that cnf names"),
            ),
            false => noted("key binding", &value, binding.faults.join("; ")),
        });
        reading
            .tokens
            .push(tokens::found(Some("key_binding"), &binding.jwt));
    }
    Some(reading)
}

fn described(sd_jwt: &SdJwt) -> String {
    let disclosures = match sd_jwt.disclosures.len() {
        0 => "no disclosure".to_owned(),
        1 => "one disclosure".to_owned(),
        count => format!("{count} disclosures"),
    };
    let binding = match sd_jwt.key_binding {
        Some(_) => "with a key binding",
        None => "without a key binding",
    };
    format!("an SD-JWT of {disclosures}, {binding}")
}

fn disclosed(disclosure: &Disclosure) -> Member {
    let name = disclosure.name.as_deref().unwrap_or("an element");
    let mut member = match &disclosure.value {
        Some(value) => Member::of_json(name, value, registry::claim),
        None => Member::plain(name, ""),
    };
    member.note = match disclosure.fault {
        Some(fault) => Some(fault.to_string()),
        None => member.note,
    };
    member
}

fn noted(name: &str, value: &str, note: String) -> Member {
    let mut member = Member::plain(name, value);
    member.note = Some(note);
    member
}
