//! The codes of signed tokens that are not written in compact form, and whose form does not hold.

crate::codes! {
    SD_JWT = "sd-jwt.presentation", "RFC 9901 §7.1",
        "The text is an SD-JWT with a disclosure that the issuer signed no digest of, or whose key binding does not hold: by its signature, what it was signed over, its times, or the audience and nonce that are expected. Or a key binding is expected, and there is none.",
        "inspect shows each disclosure and the key binding; take the presentation anew";
    JWS_JSON = "jws-json.form", "RFC 7515 §7.2",
        "The text is a JWS in JSON form that leaves nothing to verify: its payload is sent apart or is not encoded, or a header says what it must not say there.",
        "inspect shows each signature and the headers; take the text anew, or the compact form";
}
