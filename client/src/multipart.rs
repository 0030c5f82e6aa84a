//! `multipart/form-data` (RFC 7578).

use claimscope_core::entropy::NoEntropy;
use claimscope_core::secret::Secret;

use crate::entropy::entropy;

/// One part.
pub(crate) struct Part {
    pub(crate) name: String,
    /// The file's name, where it is one.
    pub(crate) file_name: Option<String>,
    pub(crate) media_type: Option<String>,
    pub(crate) content: Secret,
}

/// The parts as one body, with its `Content-Type`.
///
/// # Errors
///
/// [`NoEntropy`] where the system gives no random bytes for the boundary.
pub(crate) fn encode(parts: &[Part]) -> Result<(String, Secret), NoEntropy> {
    let mut random = [0; 16];
    entropy(&mut random)?;
    let digits: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    let boundary = format!("claimscope-{digits}");
    let mut body = Vec::new();
    for part in parts {
        body.extend_from_slice(head(part, &boundary).as_bytes());
        body.extend_from_slice(part.content.expose());
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    let media_type = format!("multipart/form-data; boundary={boundary}");
    Ok((media_type, Secret::new(body)))
}

fn head(part: &Part, boundary: &str) -> String {
    let name = quoted(&part.name);
    let mut head = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"");
    if let Some(file_name) = &part.file_name {
        head.push_str(&format!("; filename=\"{}\"", quoted(file_name)));
    }
    if let Some(media_type) = &part.media_type {
        let media_type: String = media_type.chars().filter(|one| !one.is_control()).collect();
        head.push_str(&format!("\r\nContent-Type: {media_type}"));
    }
    head + "\r\n\r\n"
}

/// As HTML's forms are sent: quotation marks and line ends are percent-encoded, and nothing else is.
fn quoted(name: &str) -> String {
    name.replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_stand_between_boundaries_and_no_name_ends_its_header() {
        let parts = [
            Part {
                name: "a\"\r\nX: y".to_owned(),
                file_name: None,
                media_type: None,
                content: Secret::from("1"),
            },
            Part {
                name: "photo".to_owned(),
                file_name: Some("ü.png".to_owned()),
                media_type: Some("image/png\r\nX: y".to_owned()),
                content: Secret::new([0, 255]),
            },
        ];
        let (media_type, body) = encode(&parts).unwrap();
        let (_, boundary) = media_type.split_once("boundary=").unwrap();
        let text = String::from_utf8_lossy(body.expose()).replace(boundary, "B");
        assert_eq!(
            text,
            "--B\r\nContent-Disposition: form-data; name=\"a%22%0D%0AX: y\"\r\n\r\n1\r\n\
             --B\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"ü.png\"\r\n\
             Content-Type: image/pngX: y\r\n\r\n\0\u{fffd}\r\n--B--\r\n"
        );
    }
}
