//! Nouns of everyday speech among the words of refusals: what has to stand beside one for a sentence to be a refusal's.

/// The rows that are such a noun alone.
const NOUNS: &[&str] = &[
    "audience",
    "issuer",
    "permission",
    "policy",
    "privilege",
    "quota",
    "role",
    "scope",
];

/// How the words begin that call a thing wrong, or missed, or another than was wanted; before the noun, or behind it.
const FAULTS: &[&str] = &[
    "allow",
    "bad",
    "correct",
    "denied",
    "error",
    "exceed",
    "expect",
    "fail",
    "forbid",
    "incorrect",
    "insufficient",
    "invalid",
    "lack",
    "match",
    "mismatch",
    "missing",
    "reject",
    "required",
    "requires",
    "unauthori",
    "unexpected",
    "unknown",
    "unrecogni",
    "unsupported",
    "untrusted",
    "valid",
    "wrong",
];

/// Those that do so behind the noun alone, where the sentence denies them.
const BEHIND: &[&str] = &[
    "accept",
    "authori",
    "config",
    "contain",
    "equal",
    "found",
    "include",
    "including",
    "intend",
    "known",
    "must",
    "permit",
    "present",
    "recogni",
    "set",
    "support",
    "trust",
];

/// What does so right before a right: "do not have permission".
const RIGHT_BEFORE: &[&str] = &["no", "not", "n't", "without"];

/// How many words may stand between the noun and the word before it, and the word behind it.
const BEFORE: usize = 4;
const AFTER: usize = 8;

/// Whether a row that fits a sentence, in small letters, means its fault there. Any other row than a bare noun does.
pub(crate) fn is_fault(row: &str, sentence: &str) -> bool {
    let row = row.trim_start_matches(['!', '?']);
    let Some(noun) = NOUNS.iter().find(|noun| **noun == row) else {
        return true;
    };
    let is_end = |letter: char| !letter.is_ascii_alphanumeric() && letter != '\'';
    let words: Vec<&str> = sentence
        .split(is_end)
        .filter(|word| !word.is_empty())
        .collect();
    let begins = |word: &str, starts: &[&str]| starts.iter().any(|start| word.starts_with(start));
    words.iter().enumerate().any(|(at, word)| {
        let before = &words[at.saturating_sub(BEFORE)..at];
        let after = &words[at + 1..words.len().min(at + 1 + AFTER)];
        word.starts_with(noun)
            && (before.iter().chain(after).any(|word| begins(word, FAULTS))
                || after.iter().any(|word| begins(word, BEHIND))
                || is_right_denied(noun, before))
    })
}

/// Whether somebody is said not to have the right.
fn is_right_denied(noun: &str, before: &[&str]) -> bool {
    let is_denial = |word: &&str| {
        RIGHT_BEFORE
            .iter()
            .any(|end| word == end || word.ends_with("n't"))
    };
    let near = &before[before.len().saturating_sub(3)..];
    ["permission", "privilege", "role", "scope"].contains(&noun) && near.iter().any(is_denial)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_noun_alone_is_everybodys_word() {
        for (noun, sentence) in [
            ("audience", "our audience is developers"),
            (
                "audience",
                "our audience is not developers but tokens of appreciation",
            ),
            ("audience", "the audience of our token talk was not happy"),
            (
                "permission",
                "we must not forget that the audience needs permission to enter",
            ),
            ("scope", "the scope of the session is not clear"),
            ("policy", "the policy of roles is described there, not here"),
        ] {
            assert!(!is_fault(noun, sentence), "{sentence}");
        }
        for (noun, sentence) in [
            ("audience", "invalid audience"),
            (
                "audience",
                "the token's audience 'a' is not one that is allowed",
            ),
            ("audience", "audience in jwt doesn't match"),
            ("issuer", "token issuer https://id.test is not trusted"),
            ("scope", "the token has not the scope orders.read"),
            ("permission", "you don't have permission to do this"),
            ("audience", "expected audience a, got b"),
            ("role", "missing role: admin"),
        ] {
            assert!(is_fault(noun, sentence), "{sentence}");
        }
        assert!(is_fault("jwt expired", "jwt expired"));
    }

    #[test]
    fn a_long_sentence_is_read_in_one_go() {
        let long = "the audience of all ".repeat(100_000);
        assert!(!is_fault("audience", &long));
    }
}
