//! Undoes what `Content-Encoding` names ([RFC 9110 §8.4](https://www.rfc-editor.org/rfc/rfc9110#section-8.4)), within a bound.

use std::io::{self, Read};

use brotli_decompressor::Decompressor;
use claimscope_oauth::HttpResponse;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use ruzstd::decoding::StreamingDecoder;

/// More than one is rare, and each costs a pass.
const MOST_CODINGS: usize = 4;

/// How many bytes of a coded body are read at a time.
const BUFFER_BYTES: usize = 16 * 1024;

/// What became of a coded body.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Decoded {
    /// There was nothing to undo.
    AsSent,
    /// The body as it was before it was coded.
    Body(Vec<u8>),
    /// It stays as it came, for this reason: a proxy may have undone the coding and left the label.
    Kept(String),
    /// It is longer than the bound.
    TooLarge,
}

/// The body without its codings, the last one undone first.
pub(crate) fn decoded(response: &HttpResponse, most_bytes: usize) -> Decoded {
    let labels = response.header_values("content-encoding");
    let codings: Vec<String> = labels
        .flat_map(|label| label.split(','))
        .map(|coding| coding.trim().to_ascii_lowercase())
        .filter(|coding| !coding.is_empty() && coding != "identity")
        .collect();
    if codings.is_empty() || response.body.is_empty() {
        return Decoded::AsSent;
    }
    if codings.len() > MOST_CODINGS {
        return Decoded::Kept(format!("it is coded {} times", codings.len()));
    }
    let mut body = None;
    for coding in codings.iter().rev() {
        let coded = body.as_ref().unwrap_or(&response.body);
        match undone(coding, coded, most_bytes) {
            Ok(bytes) if bytes.len() > most_bytes => return Decoded::TooLarge,
            Ok(bytes) => body = Some(bytes),
            Err(Undone::Unknown) => {
                let name: String = coding.escape_debug().take(40).collect();
                return Decoded::Kept(format!("its coding {name} is not known here"));
            }
            Err(Undone::Broken) => return Decoded::Kept(format!("it is no whole {coding}")),
        }
    }
    body.map_or(Decoded::AsSent, Decoded::Body)
}

/// Why a coding was not undone.
enum Undone {
    Unknown,
    Broken,
}

/// One byte beyond the bound is read, and no more: whoever sends a bomb gets no memory for it.
fn undone(coding: &str, coded: &[u8], most_bytes: usize) -> Result<Vec<u8>, Undone> {
    let read = |reader: &mut dyn Read| -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let bound = most_bytes as u64 + 1;
        reader.take(bound).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let bytes = match coding {
        "gzip" | "x-gzip" => read(&mut MultiGzDecoder::new(coded)),
        // Some servers leave out the wrapping that the RFC asks for.
        "deflate" if is_zlib(coded) => read(&mut ZlibDecoder::new(coded)),
        "deflate" => read(&mut DeflateDecoder::new(coded)),
        "br" => read(&mut Decompressor::new(coded, BUFFER_BYTES)),
        "zstd" => StreamingDecoder::new(coded)
            .map_err(|error| io::Error::other(error.to_string()))
            .and_then(|mut reader| read(&mut reader)),
        _ => return Err(Undone::Unknown),
    };
    bytes.map_err(|_| Undone::Broken)
}

/// Whether a zlib header comes first ([RFC 1950 §2.2](https://www.rfc-editor.org/rfc/rfc1950#section-2.2)).
fn is_zlib(coded: &[u8]) -> bool {
    match coded {
        [method, flags, ..] => {
            method & 0x0f == 8 && u16::from_be_bytes([*method, *flags]).is_multiple_of(31)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    const TEXT: &[u8] = br#"{"orders":[1,2,3]}"#;

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn of(coding: &str, body: Vec<u8>) -> Decoded {
        let response = HttpResponse::new(200, body).header("Content-Encoding", coding);
        decoded(&response, 1000)
    }

    #[test]
    fn every_coding_is_undone_and_several_in_turn() {
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
        zlib.write_all(TEXT).unwrap();
        let mut bare = DeflateEncoder::new(Vec::new(), Compression::default());
        bare.write_all(TEXT).unwrap();
        // Made by Node.js and by `zstd --no-check`.
        let brotli = [&[0x8b, 0x08, 0x80][..], TEXT, &[0x03]].concat();
        let zstd = [&[0x28, 0xb5, 0x2f, 0xfd, 0, 0x58, 0x91, 0, 0][..], TEXT].concat();
        for (coding, body) in [
            ("gzip", gzip(TEXT)),
            ("X-GZIP", gzip(TEXT)),
            ("deflate", zlib.finish().unwrap()),
            ("deflate", bare.finish().unwrap()),
            ("br", brotli),
            ("zstd", zstd),
            ("gzip, identity, gzip", gzip(&gzip(TEXT))),
        ] {
            assert_eq!(of(coding, body), Decoded::Body(TEXT.to_vec()), "{coding}");
        }
    }

    #[test]
    fn what_cannot_be_undone_stays_as_it_came() {
        assert_eq!(of("identity", TEXT.to_vec()), Decoded::AsSent);
        assert_eq!(of("gzip", vec![]), Decoded::AsSent);
        let kept = |reason: &str| Decoded::Kept(reason.to_owned());
        assert_eq!(of("gzip", TEXT.to_vec()), kept("it is no whole gzip"));
        let cut = gzip(TEXT)[..20].to_vec();
        assert_eq!(of("gzip", cut), kept("it is no whole gzip"));
        let unknown = of("compress", TEXT.to_vec());
        assert_eq!(unknown, kept("its coding compress is not known here"));
        let often = of("gzip,gzip,gzip,gzip,gzip", TEXT.to_vec());
        assert_eq!(often, kept("it is coded 5 times"));
    }

    #[test]
    fn a_bomb_is_not_unpacked_beyond_the_bound() {
        assert_eq!(of("gzip", gzip(&vec![0; 1001])), Decoded::TooLarge);
        assert_eq!(
            of("gzip", gzip(&vec![0; 1000])),
            Decoded::Body(vec![0; 1000])
        );
    }
}
