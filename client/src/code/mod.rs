//! Why no response came, `network.*`, what went wrong with a grant that needs a person, `login.*`, with what is kept,
//! `store.*`, with the files of a workspace, `workspace.*`, with what is imported, `import.*`, and why a probe was not made.

pub mod import;
pub mod login;
pub mod probe;
pub mod store;
pub mod workspace;

use claimscope_core::code::{CodeEntry, OWN};

claimscope_core::codes! {
    OFFLINE = "network.offline", OWN,
        "The network is switched off here, so that nothing was sent.",
        "switch the network on to send it";
    CANCELLED = "network.cancelled", OWN,
        "The request was given up here before its answer was whole.",
        "send it again if it is still wanted";
    DNS = "network.dns", "RFC 1034 §3.6",
        "No address is known for the name of the host.",
        "check the spelling of the host; a private name may need a VPN";
    REFUSED = "network.refused", "RFC 9293 §3.5",
        "Nothing listens on that port of the host.",
        "start the server, or correct the port";
    UNREACHABLE = "network.unreachable", "RFC 792",
        "There is no route to the host.",
        "check the network connection or the VPN";
    PROXY = "network.proxy", "RFC 9110 §9.3.6",
        "The proxy did not connect to the host.",
        "check the proxy setting and its user name";
    CONNECT_TIMEOUT = "network.connect-timeout", OWN,
        "The host did not accept a connection within the time allowed.",
        "check host and port; a firewall may drop the request";
    TIMEOUT = "network.timeout", OWN,
        "No whole answer came within the time allowed.",
        "try again, allow more time, or look at what keeps the server busy";
    CERTIFICATE = "network.certificate", "RFC 5280 §6",
        "The server's certificate is not trusted: it is self-signed, expired, for another name, or of an unknown authority.",
        "if you know the server, trust its certificate by the fingerprint, or add its authority";
    TLS = "network.tls", "RFC 8446 §6",
        "The TLS handshake failed.",
        "check that the port speaks https; for a local server without it, use http://";
    DROPPED = "network.dropped", "RFC 9112 §8",
        "The connection was closed before the answer was whole.",
        "try again; if it stays, the server may want https on this port, or it crashed: look in its log";
    NOT_HTTP = "network.not-http", "RFC 9112 §2",
        "What came is no HTTP.",
        "check the port, and whether it wants https";
    TOO_LARGE = "network.too-large", OWN,
        "The answer is longer than allowed, and was refused.",
        "check that the URL is the right one";
    OTHER = "network.other", OWN,
        "The exchange failed in another way, which the message says.",
        "look at the whole exchange";
}

/// Every code of this room.
pub fn entries() -> impl Iterator<Item = CodeEntry> {
    let own = ENTRIES.iter().chain(login::ENTRIES);
    let files = store::ENTRIES.iter().chain(workspace::ENTRIES);
    let files = files.chain(import::ENTRIES);
    own.chain(files).chain(probe::ENTRIES).copied()
}
