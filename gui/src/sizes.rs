//! How many bytes something has, as people say it.

/// `312 bytes`, `48 KB`, `1.0 MB`: in thousands, as file managers count.
pub(crate) fn size_text(bytes: usize) -> String {
    match bytes {
        1 => "1 byte".to_owned(),
        ..1_000 => format!("{bytes} bytes"),
        1_000..10_000 => format!("{:.1} KB", bytes as f64 / 1e3),
        10_000..999_500 => format!("{:.0} KB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_a_size_in_the_unit_that_suits_it() {
        for (bytes, text) in [
            (0, "0 bytes"),
            (1, "1 byte"),
            (999, "999 bytes"),
            (1_024, "1.0 KB"),
            (48_000, "48 KB"),
            (999_499, "999 KB"),
            (999_500, "1.0 MB"),
            (1_073_291, "1.1 MB"),
        ] {
            assert_eq!(size_text(bytes), text);
        }
    }
}
