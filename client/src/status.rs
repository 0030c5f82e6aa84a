//! The names of status codes.

/// `401 Unauthorized`, or the number alone where nobody has named it.
pub fn status_text(status: u16) -> String {
    let name = reqwest::StatusCode::from_u16(status).ok();
    match name.and_then(|status| status.canonical_reason()) {
        Some(reason) => format!("{status} {reason}"),
        None => status.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_has_its_registered_name() {
        assert_eq!(status_text(401), "401 Unauthorized");
        assert_eq!(status_text(429), "429 Too Many Requests");
        assert_eq!(status_text(299), "299");
    }
}
