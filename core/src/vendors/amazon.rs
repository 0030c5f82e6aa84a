//! Amazon Web Services: load balancers, which pad the parts of the tokens that they make ([the header]), and signed requests
//! ([Signature Version 4]).
//!
//! [the header]: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html#user-claims-encoding
//! [Signature Version 4]: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html

/// What to do about a part that is padded.
pub const PADDED_PART_ADVICE: &str = "ask the sender for unpadded base64url; AWS load balancers pad: allow padding for that verifier alone";

/// What to do about a signature that fits the padded parts alone.
pub const PADDED_SIGNATURE_ADVICE: &str = "the signature fits where header and payload keep their padding (=), as AWS load balancers sign them: take the token as it was sent";

/// The scheme of signed requests, and what a header of that scheme comes with.
pub const SIGNATURE_SCHEME: (&str, &str) = (
    "AWS4-HMAC-SHA256",
    "with a signature of AWS (Signature Version 4)",
);
