//! What Ed25519 implementations disagree about, refused before any of them is asked: small orders, second encodings.

/// The y coordinates of Ed25519's eight points of small order, the sign bit cleared.
pub(crate) const SMALL_ORDER_Y: [[u8; 32]; 5] = [
    y_of_small_order(0x00, 0x00, 0x00),
    y_of_small_order(0x01, 0x00, 0x00),
    y_of_small_order(0xec, 0xff, 0x7f),
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98,
        0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53,
        0xfc, 0x05,
    ],
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67,
        0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac,
        0x03, 0x7a,
    ],
];

const fn y_of_small_order(first: u8, middle: u8, last: u8) -> [u8; 32] {
    let mut y = [middle; 32];
    y[0] = first;
    y[31] = last;
    y
}

/// Whether this is the encoding of a point of small order, which verifies signatures that nobody made.
pub(crate) fn has_small_order(point: &[u8; 32]) -> bool {
    let mut y = *point;
    y[31] &= 0x7f;
    SMALL_ORDER_Y.contains(&y)
}

/// Whether an Ed25519 signature starts with a point of small order, which many libraries let pass and RustCrypto's strict
/// verification does not; the verdict must not depend on who computes.
pub(crate) fn has_small_order_r(signature: &[u8]) -> bool {
    signature.first_chunk::<32>().is_some_and(has_small_order)
}

/// Whether the y coordinate of an encoded point is below the prime 2^255 - 19, so that the point has no other encoding.
pub(crate) fn is_canonical(point: &[u8; 32]) -> bool {
    let [first, middle @ .., last] = point;
    let is_above = *first >= 0xed && middle.iter().all(|byte| *byte == 0xff) && last & 0x7f == 0x7f;
    !is_above
}
