//! Text that is neither a form nor JSON: shown but for the words in it that may be credentials.

use claimscope_core::secret::is_secret_name;

use super::{MASK, is_secret_parameter, without_jwt};

/// From this length on a word of letters and digits may be a token.
const SHORTEST_TOKEN: usize = 16;

/// The text without values that stand behind a telling name, and without words that look like tokens.
pub(super) fn text(text: &str) -> String {
    let text = without_jwt(text);
    let mut masked = String::with_capacity(text.len());
    let mut rest = text.as_str();
    let mut name = "";
    while !rest.is_empty() {
        let gap = rest.find(is_of_word).unwrap_or(rest.len());
        let (between, after) = rest.split_at(gap);
        masked.push_str(between);
        let is_value = announces_value(name, between);
        let ends = |found: char| match is_value {
            true => found.is_whitespace() || "\"'<>&,;".contains(found),
            false => !is_of_word(found),
        };
        let (word, after) = after.split_at(after.find(ends).unwrap_or(after.len()));
        let is_secret = is_value && !word.is_empty() || is_token(word);
        masked.push_str(if is_secret { MASK } else { word });
        (name, rest) = (word, after);
    }
    masked
}

fn is_of_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || "-_.~+/".contains(character)
}

/// Whether a value follows that is not to be shown: `password: …`, `"access_token":"…`, `code=…`, and `value="…` of a
/// web page's form, whose name may stand on either side.
fn announces_value(name: &str, between: &str) -> bool {
    let assigns = between.contains('=');
    assigns && (is_secret_parameter(name) || name.eq_ignore_ascii_case("value"))
        || between.contains(':') && is_secret_name(name)
}

fn is_token(word: &str) -> bool {
    word.len() >= SHORTEST_TOKEN
        && word.bytes().any(|byte| byte.is_ascii_digit())
        && word.bytes().any(|byte| byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn masks_what_stands_behind_a_telling_name() {
        for (given, shown) in [
            (
                "access_token=opaque&expires_in=9",
                "access_token=•••&expires_in=9",
            ),
            (
                r#"{"access_token":"opaque",}"#,
                r#"{"access_token":"•••",}"#,
            ),
            ("password: hu/nt!er", "password: •••"),
            (
                "<input name=\"code\" value=\"abc\">",
                "<input name=\"code\" value=\"•••\">",
            ),
            ("invalid token, code: 42", "invalid token, code: 42"),
        ] {
            assert_eq!(text(given), shown);
        }
    }

    #[test]
    fn masks_words_that_look_like_tokens() {
        assert_eq!(text("OPAQUEtokenSECRET123\n"), "•••\n");
        assert_eq!(
            text("user lacks role internationalisation"),
            "user lacks role internationalisation"
        );
    }
}
