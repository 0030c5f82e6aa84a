//! What is wrong with the answer of an authorization endpoint, or worth saying of the request: `authorization.*`.

const ISS: &str = "RFC 9207 §2.4";
const STATE: &str = "RFC 6749 §10.12";
const ANSWER: &str = "RFC 6749 §4.1.2";
const JARM: &str = "JARM §2.4";

claimscope_core::codes! {
    STATE_MISSING = "authorization.state-missing", STATE,
        "The answer has no state, which shows that it belongs to this login. Anyone could have made it.",
        "take the answer of this login; if the server leaves state out, ask its operators to return it";
    STATE_MISMATCH = "authorization.state-mismatch", STATE,
        "The answer carries the state of another login, or one that somebody made up. Nothing of it is used.",
        "take the answer of the newest login, or log in again";
    STATE_UNCHECKED = "authorization.state-unchecked", STATE,
        "A code was given alone, so that neither state nor iss could be compared. PKCE still binds the code to this login.",
        "give the whole address that the browser ended on";
    CODE_DECODED = "authorization.code-decoded", ANSWER,
        "A code was given alone and was percent-encoded, as codes are within an address. It was decoded once.",
        "give the whole address that the browser ended on";
    ISS_MISMATCH = "authorization.iss-mismatch", ISS,
        "The answer comes from another issuer than the login was started at. The code must not be sent to either of them.",
        "log in again; if it stays, compare the answer's iss with the issuer in the server's metadata";
    ISS_MISSING = "authorization.iss-missing", ISS,
        "The answer does not say which issuer it comes from, although the issuer's metadata promises that it does.",
        "log in again; if it stays, ask the server's operators to send iss, or to correct authorization_response_iss_parameter_supported";
    ISS_PROMISE = "authorization.iss-promise", "RFC 9207 §3",
        "The metadata's authorization_response_iss_parameter_supported is no boolean, such as the text \"true\". It is taken for no promise, so that an answer without iss is accepted.",
        "have the server's operators write true, without quotation marks";
    DUPLICATE_PARAMETER = "authorization.duplicate-parameter", "RFC 6749 §3.1",
        "The answer has a parameter twice, so that two readers could take two different values.",
        "log in again; if it stays, look at what stands between the server and the redirect URI";
    CODE_MISSING = "authorization.code-missing", ANSWER,
        "The answer has neither a code nor an error.",
        "give the address that the browser ended on after the login, with everything behind the question mark";
    OTHER_REDIRECT = "authorization.other-redirect", "RFC 6749 §3.1.2",
        "The answer came to another address than the redirect URI of this login.",
        "copy the address after the last redirect, and compare it with the redirect URI that is registered";
    TOKEN_IN_ANSWER = "authorization.token-in-answer", "RFC 9700 §2.1.2",
        "The answer carries a token instead of a code, as the implicit grant does, or one beside it that nobody asked for. Tokens in addresses end up in histories and logs.",
        "let the client use the authorization code grant at the server";
    RESPONSE_JWT = "authorization.response-jwt", JARM,
        "The answer is one signed JWT (JARM) that does not hold: its signature, its issuer, the client that it is for, or its time. Nothing of it is used.",
        "log in again; if it stays, compare the answer's alg, iss, aud and exp with the metadata, and the clocks";
    RESPONSE_PLAIN = "authorization.response-plain", JARM,
        "A signed answer was asked for (response_mode jwt), and a plain one came, which somebody on the way may have changed. Nothing of it is used.",
        "log in again; if it stays, look whether the server lists the mode in response_modes_supported, or ask for another response_mode";
    RESPONSE_MODE = "authorization.response_mode", "OAuth 2.0 Multiple Response Types §2.1",
        "The metadata does not list the response mode that is asked for, so that the server may refuse it or answer in another.",
        "choose one of response_modes_supported";
    DETAILS_TYPE = "authorization.details-type", "RFC 9396 §10",
        "The metadata does not list a type of the authorization_details that are asked for.",
        "choose a type of authorization_details_types_supported";
    UNREADABLE = "authorization.unreadable", ANSWER,
        "The text is no answer of an authorization endpoint: no address, no parameters and no code.",
        "give the whole address that the browser ended on";
    PUSHED_STATUS = "authorization.pushed-status", "RFC 9126 §2.2",
        "The pushed authorization request was answered with status 200, where 201 is due.",
        "nothing for a client; at the server, answer 201";
    PKCE_UNANNOUNCED = "authorization.pkce-unannounced", "RFC 9700 §2.1.1",
        "The metadata does not say that the server understands PKCE with S256. It is used all the same; a server that ignores it does not protect the code.",
        "have the server announce code_challenge_methods_supported; several providers support PKCE and leave it out";
    RESPONSE_TYPE = "authorization.response_type", "RFC 6749 §3.1.1",
        "The metadata does not list the response type code.",
        "check response_types_supported; without code the server may refuse the login";
}
