//! Why published keys could not be fetched: `keys.*`.

const SET: &str = "RFC 7517 §5";

claimscope_core::codes! {
    NONE = "keys.none", SET,
        "The key set that was fetched has no key that can verify a signature.",
        "check that this URL is the issuer's jwks_uri, and that the issuer publishes its signing keys";
    SNAPSHOT = "keys.snapshot", SET,
        "The keys that were stored earlier cannot be taken: they are damaged, of another issuer, or too old.",
        "let them be fetched anew; the store is overwritten then";
    OLD = "keys.old", SET,
        "The keys in hand are too old to be used before their endpoint is asked again.",
        "verify once more, so that they are fetched";
    TIMEOUT = "keys.timeout", SET,
        "The endpoint of the keys did not answer in time, or the fetch was never finished.",
        "check that the server is up, and that nothing on the network path holds requests back";
    NETWORK = "keys.network", SET,
        "The endpoint of the keys could not be reached.",
        "check the host name, the server and the network; in a browser, CORS too";
}
