//! What is read from bodies of each kind.

use std::io::Cursor;

use image::{ImageFormat, RgbaImage};

use super::*;

fn read(media_type: &str, body: impl Into<Vec<u8>>) -> Body {
    Body::read(HttpResponse::new(200, body).header("Content-Type", media_type))
}

/// A picture of that size, each pixel half transparent red.
fn picture(format: ImageFormat, width: u32, height: u32) -> Vec<u8> {
    let pixels = RgbaImage::from_pixel(width, height, image::Rgba([255, 0, 0, 128]));
    let mut bytes = Cursor::new(Vec::new());
    let picture = image::DynamicImage::from(pixels);
    let written = match format {
        ImageFormat::Jpeg => picture.to_rgb8().write_to(&mut bytes, format),
        _ => picture.write_to(&mut bytes, format),
    };
    written.unwrap();
    bytes.into_inner()
}

#[test]
fn what_it_is_says_how_it_is_shown() {
    use BodyMode::{Hex, Page, Picture, Pretty, Raw};
    let png = picture(ImageFormat::Png, 2, 1);
    for (media_type, body, modes) in [
        (
            "application/json",
            b"{\"a\":1}".to_vec(),
            vec![Pretty, Raw, Hex],
        ),
        ("text/plain", b"[1]".to_vec(), vec![Pretty, Raw, Hex]),
        ("application/json", b"{\"a\":".to_vec(), vec![Raw, Hex]),
        ("text/html", b"<p>hello".to_vec(), vec![Page, Raw, Hex]),
        ("application/octet-stream", png, vec![Picture, Hex]),
        ("application/pdf", b"%PDF\0\xff".to_vec(), vec![Hex]),
    ] {
        assert_eq!(read(media_type, body).modes(), modes, "{media_type}");
    }
}

#[test]
fn json_that_is_none_has_the_place_of_its_fault() {
    let body = read("application/json", "{\n  \"a\": x}");
    let (line, column, reason) = body.json_fault.clone().unwrap();
    assert_eq!((line, column), (2, 8), "{reason}");
    for (media_type, body) in [
        ("application/json", "1"),
        ("text/plain", "{"),
        ("a/b+json", ""),
    ] {
        assert_eq!(read(media_type, body).json_fault, None, "{media_type}");
    }
}

#[test]
fn a_charset_is_read_and_the_bytes_stay() {
    let body = read("text/plain; charset=iso-8859-1", *b"caf\xe9");
    assert_eq!(body.text(), Some("café"));
    assert_eq!(body.bytes(), b"caf\xe9");
    assert_eq!(body.charset, Some(("windows-1252", true)));
    let marked = read("application/json", *b"\xef\xbb\xbf[1]");
    assert_eq!((marked.text(), marked.bytes().len()), (Some("[1]"), 6));
    assert_eq!(marked.copied(BodyMode::Pretty), "[\n  1\n]");
}

#[test]
fn pictures_are_decoded_within_bounds() {
    for format in [
        ImageFormat::Png,
        ImageFormat::Jpeg,
        ImageFormat::Gif,
        ImageFormat::WebP,
    ] {
        let body = read("", picture(format, 30, 20));
        let shown = body.picture.clone().unwrap().unwrap();
        assert_eq!((shown.size, shown.shown_size), ([30, 20], [30, 20]));
        assert_eq!(shown.pixels.len(), 30 * 20 * 4);
    }
    let half = read("", picture(ImageFormat::Png, 1, 1))
        .picture
        .clone()
        .unwrap();
    assert_eq!(half.unwrap().pixels, [128, 0, 0, 128]);
    let wide = read("", picture(ImageFormat::Png, 2048, 4))
        .picture
        .clone()
        .unwrap();
    assert_eq!(wide.unwrap().shown_size, [1024, 2]);
}

#[test]
fn a_picture_that_is_too_large_or_broken_says_so() {
    let png = picture(ImageFormat::Png, 9, 9);
    let broken = read("", &png[..40]).picture.clone().unwrap().unwrap_err();
    assert!(
        broken.starts_with("The PNG image cannot be read"),
        "{broken}"
    );
    // A GIF whose head claims more than anybody wants to decode.
    let huge = read(
        "",
        *b"GIF89a\xff\xff\xff\xff\0\0\0,\0\0\0\0\xff\xff\xff\xff\0\x02\x02\x44\x01\0;",
    );
    let refused = huge.picture.clone().unwrap().unwrap_err();
    assert!(refused.contains("65535 × 65535 pixels"), "{refused}");
}

#[test]
fn bytes_are_written_as_hex_beside_their_ascii() {
    let body = read("application/pdf", *b"%PDF-1.7\0\x01\xff trailing");
    assert_eq!(body.hex_rows(), 2);
    let first = "00000000  25 50 44 46 2d 31 2e 37  00 01 ff 20 74 72 61 69  %PDF-1.7... trai";
    assert_eq!(body.hex_row(0), first);
    let second = "00000010  6c 69 6e 67                                       ling";
    assert_eq!(body.hex_row(1), second);
    assert_eq!(body.copied(BodyMode::Hex), format!("{first}\n{second}"));
}

#[test]
fn a_size_is_told_in_the_unit_that_people_use() {
    for (bytes, text) in [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1_000, "1.0 kB"),
        (1_234_567, "1.2 MB"),
        (999_960, "1.0 MB"),
        (52_428_800, "52.4 MB"),
    ] {
        assert_eq!(size_text(bytes), text);
    }
}

#[test]
fn a_summary_has_the_first_words() {
    let body = read("text/plain", *b"  one\n two   three");
    assert_eq!(body.start(100), "one two three");
    assert_eq!(body.start(5), "one t…");
}
