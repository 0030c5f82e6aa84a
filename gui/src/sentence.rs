//! A message as a sentence.

/// A sentence as people write it: first letter large, full stop.
pub(crate) fn sentence(text: &str) -> String {
    let text = text.trim();
    let mut characters = text.chars();
    let Some(first) = characters.next() else {
        return String::new();
    };
    // A word such as "iss" or a host keeps its own spelling.
    let starts_with_word = text
        .split(' ')
        .next()
        .is_some_and(|word| word.chars().all(|character| character.is_ascii_lowercase()));
    let first: String = if starts_with_word {
        first.to_uppercase().collect()
    } else {
        first.to_string()
    };
    let stop = if text.ends_with(['.', '?']) { "" } else { "." };
    format!("{first}{}{stop}", characters.as_str())
}

/// The word as it stands at the beginning of a line.
pub(crate) fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_begin_large_and_end_with_a_stop() {
        assert_eq!(
            sentence("nothing listens on localhost:5001"),
            "Nothing listens on localhost:5001."
        );
        assert_eq!(sentence("is the server started?"), "Is the server started?");
        assert_eq!(
            sentence("localhost:1 did not answer"),
            "localhost:1 did not answer."
        );
    }
}
