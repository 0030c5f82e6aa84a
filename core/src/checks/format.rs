//! format.*: whether the text is one strict, canonical token. The faults were noted while decoding.

use super::{CheckOutcome, Context, Detail, Rule};
use crate::json::MAX_DEPTH;
use crate::jws::MAX_TOKEN_BYTES;
use crate::report::{CheckId, Format};

pub(super) const SIZE: Rule = Rule {
    id: CheckId::FormatSize,
    spec: "RFC 8259 §9",
    run: |cx| {
        let expected = || format!("at most {MAX_TOKEN_BYTES} bytes");
        judge(cx, CheckId::FormatSize, expected, || {
            format!("{} bytes", cx.token.len())
        })
    },
};

pub(super) const CHARSET: Rule = Rule {
    id: CheckId::FormatCharset,
    spec: "RFC 7515 §7.1",
    run: |cx| {
        let good = || "every character is one that a compact token may have".to_owned();
        judge(
            cx,
            CheckId::FormatCharset,
            || "only A-Z a-z 0-9 _ - .".to_owned(),
            good,
        )
    },
};

pub(super) const PARTS: Rule = Rule {
    id: CheckId::FormatParts,
    spec: "RFC 7515 §7.1",
    run: |cx| {
        judge(
            cx,
            CheckId::FormatParts,
            || "3 parts".to_owned(),
            || match cx.decoded.format {
                Format::Jwe => "5 parts: an encrypted token (JWE)".to_owned(),
                Format::Jws | Format::Opaque | Format::Malformed | Format::Other => {
                    "3 parts: header, payload, signature".to_owned()
                }
            },
        )
    },
};

pub(super) const BASE64URL: Rule = Rule {
    id: CheckId::FormatBase64url,
    spec: "RFC 7515 §2",
    run: |cx| {
        let expected = || "base64url without padding, in its one canonical spelling".to_owned();
        judge(cx, CheckId::FormatBase64url, expected, || {
            "canonical base64url".to_owned()
        })
    },
};

pub(super) const ENCODING: Rule = Rule {
    id: CheckId::FormatEncoding,
    spec: "RFC 8725 §3.7",
    run: |cx| {
        let expected = || "UTF-8 without byte order mark or lone surrogates".to_owned();
        judge(cx, CheckId::FormatEncoding, expected, || {
            "plain UTF-8".to_owned()
        })
    },
};

pub(super) const DEPTH: Rule = Rule {
    id: CheckId::FormatDepth,
    spec: "RFC 8259 §9",
    run: |cx| {
        let expected = || format!("at most {MAX_DEPTH} levels");
        judge(cx, CheckId::FormatDepth, expected, || {
            "nesting within bounds".to_owned()
        })
    },
};

pub(super) const JSON: Rule = Rule {
    id: CheckId::FormatJson,
    spec: "RFC 7519 §7.2",
    run: |cx| {
        let expected = || "JSON objects in header and payload".to_owned();
        judge(cx, CheckId::FormatJson, expected, || {
            "header and payload are JSON objects".to_owned()
        })
    },
};

pub(super) const DUPLICATE_MEMBER: Rule = Rule {
    id: CheckId::FormatDuplicateMember,
    spec: "RFC 7519 §4",
    run: |cx| {
        let expected = || "each name once".to_owned();
        judge(cx, CheckId::FormatDuplicateMember, expected, || {
            "no name appears twice".to_owned()
        })
    },
};

/// Whether nobody asked for proof, and the text is none that could be a JWT: what it is no JWT for is then no failure.
fn is_only_looked_at(cx: &Context<'_>) -> bool {
    let is_asked = cx.keys.is_some() || cx.policy.is_some();
    let is_too_long = cx.decoded.fault(CheckId::FormatSize).is_some();
    !is_asked && !is_too_long && matches!(cx.decoded.format, Format::Opaque | Format::Other)
}

fn judge(
    cx: &Context<'_>,
    id: CheckId,
    expected: impl FnOnce() -> String,
    good: impl FnOnce() -> String,
) -> CheckOutcome {
    if let Some(fault) = cx.decoded.fault(id) {
        let detail = || {
            let mut detail = Detail::new(fault.words.message.as_str()).expected(expected());
            detail.0.actual.clone_from(&fault.words.actual);
            detail.0.hint = fault.words.hint.map(str::to_owned);
            detail
        };
        return if is_only_looked_at(cx) {
            cx.warn(detail)
        } else {
            CheckOutcome::fail(detail)
        };
    }
    let decoded = cx.decoded;
    let has_parts = decoded.parts().len() > 0;
    let small = has_parts || decoded.fault(CheckId::FormatSize).is_none();
    let (reached, why) = match id {
        CheckId::FormatSize => (true, ""),
        CheckId::FormatCharset if decoded.format == Format::Opaque => (
            false,
            "an opaque token may have other characters than a signed one",
        ),
        CheckId::FormatCharset | CheckId::FormatParts => {
            (small, "not reached: the text is too long")
        }
        CheckId::FormatBase64url => (has_parts, "not reached: the parts cannot be told apart"),
        _ if decoded.format == Format::Jwe => (false, "not reached: the payload is encrypted"),
        _ => (
            decoded.header.is_some() && decoded.claims.is_some(),
            "not reached: header and payload cannot both be read",
        ),
    };
    if !reached {
        return cx.skip(why);
    }
    cx.pass(|| Detail::new(good()))
}
