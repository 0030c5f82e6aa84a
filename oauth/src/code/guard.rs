//! Why a guard refuses a token that no check fails: `token.bound`.

claimscope_core::codes! {
    TOKEN_BOUND = "token.bound", "RFC 7800 §3.1",
        "The token is bound to a key by `cnf`, and the guard looks at no proof that its sender has that key, so that anybody who finds the token could use it.",
        "ask for a token that is bound to no key, or protect the API by what verifies the proof";
}
