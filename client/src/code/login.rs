//! What went wrong with a grant that needs a person: `login.*`.

use claimscope_core::code::OWN;

claimscope_core::codes! {
    NOBODY = "login.nobody", OWN,
        "The grant needs a person at a browser, and nobody takes part here.",
        "run it where a browser can be opened, or use a grant without a user";
    REDIRECT_URI = "login.redirect-uri", "RFC 8252 §7.3",
        "The redirect URI is none on which this machine can listen: only http on 127.0.0.1, [::1] or localhost is.",
        "register such a redirect URI, or paste the address that the browser ends on";
    PORT_TAKEN = "login.port-taken", "RFC 8252 §7.3",
        "Another program listens on the port of the redirect URI, so that the answer would go to it.",
        "end that program, or register and use a redirect URI with another port; pasting the address works too";
    PORT_REFUSED = "login.port-refused", "RFC 8252 §7.3",
        "The system does not let this program listen on the port of the redirect URI.",
        "use a redirect URI with a port above 1023 that the system has not reserved";
    NO_CLIENT = "login.no-client", "RFC 6749 §2",
        "The authorization server was found, and no client is known there to log in with.",
        "give the client_id of a client that is registered there, or have one registered";
    NO_REGISTRATION = "login.no-registration", "RFC 7591 §3",
        "The authorization server was found, no client is known there, and the server registers none.",
        "register a client with the server's operators, and give its client_id";
    SECRET_WITHOUT_ISSUER = "login.secret-without-issuer", "RFC 9700 §4.4",
        "The client's secret, or an initial access token, would go to an authorization server that the API alone names. Any API could name its own, and get it.",
        "name the issuer that it belongs to, beside the client_id";
    INITIAL_ACCESS_TOKEN = "login.initial-access-token", "RFC 7591 §3",
        "The authorization server registers a client only with an initial access token, and none was given.",
        "get one from the server's operators, and give it; or have them register the client, and give its client_id";
    TIMEOUT = "login.timeout", OWN,
        "The browser did not come back with an answer in time.",
        "log in again; if the browser shows an error, it is the server's: read it there";
    INPUT_ENDED = "login.input-ended", OWN,
        "The answer of the login was to be pasted, and the input ended before it came.",
        "log in again and paste the whole address while the command waits for it; leave the input open";
    DEVICE_EXPIRED = "login.device-expired", "RFC 8628 §3.5",
        "Nobody approved the device's code before it expired.",
        "start again for a new code";
    ID_TOKEN = "login.id-token", "OpenID Connect Core §3.1.3.7",
        "The ID token of the response does not hold, so that nothing of the response is used.",
        "log in again; the check that is named says what is wrong with it";
    SUBJECT = "login.subject", "OpenID Connect Core §12.2",
        "A renewed ID token speaks of another user than the login did.",
        "log in again; if it stays, ask the server's operators";
    NO_REFRESH_TOKEN = "login.no-refresh-token", "RFC 6749 §6",
        "No refresh token came with the token, so that it cannot be renewed without asking again.",
        "ask for the scope offline_access, and allow it to the client at the server";
}
