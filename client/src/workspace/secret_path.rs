//! What tells a credential in the path of a URL, which has no name there.

/// A text as long as this that mixes letters and digits may be a credential, whatever its name.
const RANDOM_LENGTH: usize = 20;

/// In a host or a path, what follows is the credential: whoever knows a webhook's address may call it.
const HOOK_WORDS: [&str; 6] = [
    "hook",
    "hooks",
    "incomingwebhook",
    "webhook",
    "webhookb2",
    "webhooks",
];

/// Whether a segment of a path says that a webhook's credential follows.
pub fn is_hook_word(segment: &str) -> bool {
    HOOK_WORDS
        .iter()
        .any(|word| word.eq_ignore_ascii_case(segment))
}

/// Whether a host is one of webhooks.
pub fn is_hook_host(host: &str) -> bool {
    host.split(['.', '-', ':', '/']).any(is_hook_word)
}

/// Whether a segment of a path is of small letters and hyphens, or a version such as `v2`: a name that people gave.
pub fn is_path_word(segment: &str) -> bool {
    let is_version = |rest: &str| rest.bytes().all(|byte| byte.is_ascii_digit());
    let is_letters = segment
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'-' | b'_'));
    is_letters || segment.strip_prefix('v').is_some_and(is_version)
}

/// Whether a segment of a path is as people do not write: letters and digits, or large and small letters, change places all
/// the time. A UUID names things.
pub fn is_random_segment(segment: &str) -> bool {
    #[derive(PartialEq)]
    enum Kind {
        Digit,
        Large,
        Small,
    }
    let groups: Vec<usize> = segment.split('-').map(str::len).collect();
    if groups == [8, 4, 4, 4, 12] {
        return false;
    }
    let alphanumeric = segment.bytes().filter(u8::is_ascii_alphanumeric);
    let kinds: Vec<Kind> = alphanumeric
        .map(|byte| match byte {
            b'0'..=b'9' => Kind::Digit,
            b'A'..=b'Z' => Kind::Large,
            _ => Kind::Small,
        })
        .collect();
    let changes =
        |differ: fn(&[Kind]) -> bool| kinds.windows(2).filter(|pair| differ(pair)).count();
    let of_digits = changes(|pair| (pair[0] == Kind::Digit) != (pair[1] == Kind::Digit));
    let of_kind = changes(|pair| pair[0] != pair[1]);
    kinds.len() >= RANDOM_LENGTH && (of_digits >= 4 || of_kind * 5 >= kinds.len() * 2)
}
