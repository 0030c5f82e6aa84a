//! Every case of the probe: its code, what is sent, what must come, why it matters and what to do about a gap.

use claimscope_core::code::CodeEntry;
use serde::{Serialize, Serializer};

use super::ProbeExpectation::{self, Refused, RefusedToken, Scope, Taken, TooLarge};

macro_rules! cases {
    ($($variant:ident = $code:literal, $spec:expr, $expected:expr, $sent:literal, $meaning:literal, $gap:literal, $remedy:literal;)*) => {
        /// What is tried.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum ProbeCase {
            $(#[doc = $meaning] $variant,)*
        }

        impl ProbeCase {
            /// Every case, in the order in which they are tried.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable name, such as `probe.alg-none`.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// Where the rule stands; empty where no specification speaks of it.
            pub const fn spec(self) -> &'static str {
                match self { $(Self::$variant => $spec,)* }
            }

            /// What must come.
            pub const fn expected(self) -> ProbeExpectation {
                match self { $(Self::$variant => $expected,)* }
            }

            /// What is sent, in a few words, lower case.
            pub const fn sent(self) -> &'static str {
                match self { $(Self::$variant => $sent,)* }
            }

            /// Why it matters, in one or two sentences.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $meaning,)* }
            }

            /// What a gap means, one sentence, lower case, no full stop.
            pub const fn gap(self) -> &'static str {
                match self { $(Self::$variant => $gap,)* }
            }

            /// What to do about a gap, lower case, no full stop.
            pub const fn remedy(self) -> &'static str {
                match self { $(Self::$variant => $remedy,)* }
            }
        }
    };
}

impl ProbeCase {
    /// What is documented of the case.
    pub fn entry(self) -> CodeEntry {
        CodeEntry::with_spec(self.code(), self.meaning(), self.remedy(), self.spec())
    }

    /// The case of that code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|case| case.code() == code)
    }

    /// The path behind the listener's address that a token of this case names, where it names one.
    pub const fn fetched_path(self) -> Option<&'static str> {
        match self {
            Self::Jku => Some("/jku"),
            Self::X5u => Some("/x5u"),
            _ => None,
        }
    }

    /// Whether it is the good token, as it came.
    pub(super) fn is_good(self) -> bool {
        matches!(self, Self::GoodToken | Self::GoodTokenAgain)
    }

    /// Whether it is a token of other claims under a signature that holds, which only the issuer's key can make.
    pub(super) fn needs_signature(self) -> bool {
        matches!(
            self,
            Self::SignedAnew
                | Self::CritUnknown
                | Self::Expired
                | Self::NotYetValid
                | Self::IssuerOther
                | Self::IssuerNear
                | Self::AudienceOther
                | Self::AudienceNear
                | Self::IdToken
                | Self::ScopeMissing
        )
    }
}

impl Serialize for ProbeCase {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

cases! {
    GoodToken = "probe.good-token", "RFC 6750 §2.1", Taken,
        "the token as it came",
        "The API must take the token that it is meant for; otherwise no refusal says anything about what was wrong with the others.",
        "the API refuses the token that it is meant for",
        "read why below, and probe again with a token that the API takes";
    NoToken = "probe.no-token", "RFC 6750 §3", Refused,
        "no token",
        "A protected API answers nobody who shows no token. Where it does, its other answers say nothing about tokens.",
        "the API answers a request without a token",
        "unless this address is meant to be public, require authorization on it";
    SignedAnew = "probe.signed-anew", "RFC 7515 §5.2", Taken,
        "the token, signed anew",
        "The API must trust the key that was given; otherwise it refuses whatever is signed with it, for that reason alone.",
        "the API does not take a token that is signed with the key given",
        "give the key with which the issuer signs, with its kid";
    SchemeLowerCase = "probe.scheme-lower-case", "RFC 9110 §11.1", Taken,
        "the scheme in small letters",
        "The name of an authentication scheme is compared without regard to case, and some clients write it in small letters. An API that refuses them lets nobody in by it.",
        "the API takes the scheme in one spelling alone",
        "compare the scheme without regard to case";
    TokenEmpty = "probe.token-empty", "RFC 6750 §2.1", Refused,
        "the scheme without a token",
        "A header that names the scheme and carries no token shows nothing.",
        "the API answers a request whose header carries no token",
        "treat an empty token as none";
    SchemeOther = "probe.scheme-other", "RFC 6750 §2.1", Refused,
        "the scheme Basic",
        "A token counts under the scheme for which it was issued. An API that takes it under any word takes off the first word unread.",
        "the API takes the token under a scheme that is not its own",
        "read the scheme, and take no other than Bearer or DPoP";
    Garbage = "probe.garbage", "RFC 7519 §7.2", RefusedToken,
        "text that is no token",
        "Whatever is not a token must be refused.",
        "the API takes text that is no token",
        "validate the token before anything is done for the request";
    Truncated = "probe.truncated", "RFC 7519 §7.2", RefusedToken,
        "the token cut in the middle",
        "A token without its end has no signature that could hold.",
        "the API takes a token that was cut off",
        "validate the whole token: its form, its signature and its claims";
    SignatureTampered = "probe.signature-tampered", "RFC 7515 §5.2", RefusedToken,
        "a changed signature",
        "A signature that does not verify is worth no more than none.",
        "the API takes a signature that does not verify",
        "verify the signature with the issuer's keys; decoding a token is not verifying it";
    PayloadTampered = "probe.payload-tampered", "RFC 7515 §5.2", RefusedToken,
        "a claim added after signing",
        "The signature is what keeps a client from writing its own claims, such as another user or more rights.",
        "the API takes claims that were changed after signing",
        "verify the signature with the issuer's keys; decoding a token is not verifying it";
    SignatureStripped = "probe.signature-stripped", "RFC 7515 §5.2", RefusedToken,
        "no signature",
        "Some verifiers take an empty signature for one that was not asked for.",
        "the API takes a token without a signature",
        "refuse tokens whose third part is empty";
    AlgNone = "probe.alg-none", "RFC 8725 §3.1", RefusedToken,
        "alg none, in four spellings",
        "With alg none a token says of itself that it needs no signature, and anybody can write it. Verifiers that forbid the one spelling let the others through.",
        "the API takes tokens that nobody signed",
        "list the algorithms that are allowed, and take the list from no token";
    KeyConfusion = "probe.key-confusion", "RFC 8725 §3.1", RefusedToken,
        "the public key as HS256 secret",
        "Where the token chooses the algorithm, it can make the verifier use the issuer's public key, which everybody has, as the secret of an HMAC.",
        "the API takes tokens that are signed with the issuer's public key as a shared secret",
        "bind each key to one algorithm, and list the algorithms that are allowed";
    WeakSecret = "probe.weak-secret", "RFC 8725 §3.5", RefusedToken,
        "secrets that everybody knows",
        "A secret out of documentation or a word list is tried first by whoever wants in, and with it anybody can write tokens.",
        "the API takes tokens that are signed with a secret out of documentation or a word list",
        "take a random secret of 32 bytes or more, or a key pair, and no HMAC where keys are public";
    KidUnknown = "probe.kid-unknown", "RFC 8725 §3.8", RefusedToken,
        "a key that nobody knows",
        "A token counts only under a key of its issuer. One whose kid is unknown must not be taken on trust.",
        "the API takes a token that is signed with a key of which it cannot know",
        "refuse tokens whose key is not among the issuer's";
    JwkEmbedded = "probe.jwk-embedded", "RFC 8725 §3.8", RefusedToken,
        "the key inside the token (jwk)",
        "Whoever makes a token can put a key of their own in it. A signature that holds with that key proves nothing.",
        "the API believes the key that the token itself carries",
        "take keys from the issuer alone, and ignore jwk and x5c in the header";
    X5cEmbedded = "probe.x5c-embedded", "RFC 8725 §3.8", RefusedToken,
        "a certificate in it (x5c)",
        "Whoever makes a token can put a certificate of their own making in it. A signature that holds with its key proves nothing.",
        "the API believes the certificate that the token itself carries",
        "take keys from the issuer alone, and ignore x5c in the header, or follow it to a root that only the issuer's keys have";
    Jku = "probe.jku", "RFC 8725 §3.10", RefusedToken,
        "a key set's address (jku)",
        "An API that fetches what a token names takes keys from whoever made the token, and can be made to send requests inside its own network.",
        "the API fetches keys from an address that the token names",
        "ignore jku, or compare it with a list of addresses before anything is fetched";
    X5u = "probe.x5u", "RFC 8725 §3.10", RefusedToken,
        "a certificate's address (x5u)",
        "An API that fetches what a token names takes keys from whoever made the token, and can be made to send requests inside its own network.",
        "the API fetches certificates from an address that the token names",
        "ignore x5u, or compare it with a list of addresses before anything is fetched";
    KidPath = "probe.kid-path", "RFC 8725 §3.10", RefusedToken,
        "a kid that is a path",
        "Where kid becomes the name of a file, the token chooses the key: an empty file makes an empty secret.",
        "the API takes a token whose kid is a path, signed with an empty secret",
        "use kid for nothing but a comparison with the names of the issuer's keys";
    KidSql = "probe.kid-sql", "RFC 8725 §3.10", RefusedToken,
        "a kid that is a piece of SQL",
        "Where kid becomes a part of a query, the token chooses what the query gives, and so the key.",
        "the API takes a token whose kid is a piece of SQL, signed with the secret that this SQL gives",
        "use kid for nothing but a comparison with the names of the issuer's keys";
    CritUnknown = "probe.crit-unknown", "RFC 7515 §4.1.11", RefusedToken,
        "an unknown extension (crit)",
        "By crit a token says that it must not be taken by who does not understand an extension, such as one that limits what it is good for.",
        "the API takes a token that demands an extension of which it cannot know",
        "refuse tokens whose crit names what is not understood";
    Expired = "probe.expired", "RFC 7519 §4.1.4", RefusedToken,
        "expired an hour ago",
        "What is stolen or revoked ends with exp at the latest, if the API looks at it.",
        "the API takes a token that expired an hour ago",
        "check exp, with a leeway of minutes at most";
    NotYetValid = "probe.not-yet-valid", "RFC 7519 §4.1.5", RefusedToken,
        "valid in an hour",
        "A token is not to be accepted before its nbf.",
        "the API takes a token that does not hold for another hour",
        "check nbf, with a leeway of minutes at most";
    IssuerOther = "probe.issuer-other", "RFC 8725 §3.8", RefusedToken,
        "a token of another issuer",
        "A key vouches for its own issuer alone. Where one key, or one set of keys, serves several, iss is all that tells them apart.",
        "the API takes a token of another issuer",
        "compare iss with the issuer that the API trusts, character by character";
    IssuerNear = "probe.issuer-near", "RFC 8725 §3.8", RefusedToken,
        "names near the issuer's",
        "Where the issuer is looked for at the beginning, the end or anywhere in iss, somebody else can have a name in which it stands.",
        "the API takes a token of an issuer whose name is only like the one that it trusts",
        "compare iss as a whole, character by character";
    AudienceOther = "probe.audience-other", "RFC 8725 §3.9", RefusedToken,
        "a token for another API",
        "Without a check of aud, every other API of the same issuer can use here what its callers send there.",
        "the API takes a token that is for another API",
        "compare aud with the API's own name";
    AudienceNear = "probe.audience-near", "RFC 8725 §3.9", RefusedToken,
        "names near the API's",
        "Where the API's name is looked for anywhere in aud, or aud in that name, a token for an API of a similar name opens this one.",
        "the API takes a token for an API whose name is only like its own",
        "compare each aud as a whole, character by character";
    IdToken = "probe.id-token", "RFC 8725 §3.12", RefusedToken,
        "an ID token",
        "An ID token tells a client who logged in, and goes through browsers and logs. It gives no rights at an API.",
        "the API takes an ID token in place of an access token",
        "check aud against the API's own name, and typ for at+jwt where the issuer writes it";
    ScopeMissing = "probe.scope-missing", "RFC 6750 §3.1", Scope,
        "a token without the scope",
        "Scopes are what the client may do. Where they are not compared, every token of the issuer opens everything.",
        "the API takes a token that lacks the scope",
        "unless this address demands no scope, compare the token's scope with what it demands";
    OtherToken = "probe.other-token", "", Scope,
        "a second connection's token",
        "What belongs to one user or tenant is not another's, though the token of both is good.",
        "the API answers the second connection's token as it does the first's",
        "unless both may read this address, compare the token's subject or tenant with the owner of what is asked for";
    TokenInQuery = "probe.token-in-query", "RFC 9700 §4.3.2", Refused,
        "the token in the query",
        "Addresses are kept in histories, logs and Referer headers, and a token in one is there for whoever reads them.",
        "the API takes a token out of the address",
        "take tokens from the Authorization header alone";
    TokenInForm = "probe.token-in-form", "RFC 6750 §2.2", Refused,
        "the token in a form",
        "A form is what any web page can make a browser send, and RFC 6750 allows a token in one for few requests, none of them GET.",
        "the API takes a token out of a form",
        "take tokens from the Authorization header alone";
    TwoTokens = "probe.two-tokens", "RFC 6750 §2", Refused,
        "a bad token and the good one",
        "Where a request carries two tokens, a gateway may check the one and the API use the other.",
        "the API takes the good token of a request whose other token is bad",
        "answer 400 where a request has more than one Authorization header, or a token elsewhere too";
    TokenLarge = "probe.token-large", "RFC 6585 §5", TooLarge,
        "a token of 1 MB",
        "Whoever reads what strangers send needs a bound before anything is decoded.",
        "the API takes a token of 1 MB whose signature cannot hold",
        "bound the size of headers and tokens";
    BoundAsBearer = "probe.bound-as-bearer", "RFC 9449 §7.2", RefusedToken,
        "a bound token without proof",
        "A token that is bound to a key is of use to its holder alone, if the API takes it with a proof and not without.",
        "the API takes a token that is bound to a key without a proof of that key",
        "refuse tokens with cnf.jkt under the scheme Bearer";
    ProofOtherKey = "probe.proof-other-key", "RFC 9449 §4.3", RefusedToken,
        "a proof of another key",
        "The key of the proof must be the one that the token is bound to, or any key does.",
        "the API takes a proof of another key than the token is bound to",
        "compare the thumbprint of the proof's key with cnf.jkt";
    MethodOpen = "probe.method-open", "RFC 6750 §3", Refused,
        "other methods, no token",
        "Where only reading is protected, or a method was forgotten, whoever shows no token can change what they may not read.",
        "the API does without a token what another method asks for",
        "require authorization for the address, whatever the method";
    GoodTokenAgain = "probe.good-token-again", "RFC 6750 §2.1", Taken,
        "the token at the end",
        "An API that takes the good token no longer may have refused the others for the same reason, such as a client that was shut out or a token that ended.",
        "the API refuses at the end the token that it took at the beginning",
        "wait until it is taken again, and probe with a lower rate";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_their_texts_whole() {
        for case in ProbeCase::ALL {
            assert_eq!(ProbeCase::of_code(case.code()), Some(*case));
            assert!(case.code().starts_with("probe."), "{case:?}");
            assert!(case.meaning().ends_with('.'), "{case:?}");
            for text in [case.sent(), case.gap(), case.remedy()] {
                assert!(!text.is_empty() && !text.ends_with('.'), "{case:?}: {text}");
            }
            // So that a row of the terminal's table has room in 100 columns.
            assert!(case.sent().len() <= 30, "{case:?}");
        }
    }
}
