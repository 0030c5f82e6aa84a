//! The codes of encrypted tokens that were not opened.

use crate::code::OWN;

crate::codes! {
    FORMAT = "jwe.format", "RFC 7516 §7.1",
        "The text is no well-formed encrypted token.",
        "copy the whole token again: header, encrypted key, initialization vector, ciphertext and tag, with dots between";
    ALG = "jwe.alg", "RFC 7518 §4.1",
        "The header's `alg` or `enc` is missing, unknown, not opened here, or not allowed. RSA1_5 never is: it can be read by who may ask often enough.",
        "let the issuer encrypt with RSA-OAEP-256 or ECDH-ES, and A256GCM or A128CBC-HS256";
    HEADER = "jwe.header", "RFC 7516 §4",
        "A header parameter that the algorithm needs is missing or malformed, or `crit` demands what is not understood.",
        "look at the header; the message names the parameter";
    KEY = "jwe.key", "RFC 7518 §4",
        "The key that was given cannot be used with the token's `alg`.",
        "give the private key, or the shared secret, whose public half the issuer encrypts to";
    DECRYPTION = "jwe.decryption", "RFC 7516 §11.5",
        "The token does not open with this key: it was encrypted to another one, or was altered.",
        "compare the header's kid with the key's; copy the whole token again";
    UNSIGNED = "jwe.unsigned", "RFC 7519 §11.2",
        "What was encrypted is no signed token. Whoever has the public key can encrypt, so that nothing proves who made it.",
        "let the issuer sign the token, and then encrypt it";
    BOUND = "jwe.bound", OWN,
        "Opening the token would take more time or space than any token needs.",
        "find out who made it: PBES2 is bounded to 1,000,000 rounds and compressed content to 250 KiB";
}
