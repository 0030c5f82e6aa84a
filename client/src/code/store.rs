//! What went wrong with what is kept between runs: `store.*`.

use claimscope_core::code::OWN;

claimscope_core::codes! {
    KEYCHAIN = "store.keychain", OWN,
        "The system's keychain, which holds the key to everything that is kept, is absent, locked or refuses.",
        "unlock it, or start one in this session; without it nothing is kept, and tokens are asked for each time";
    FILE = "store.file", OWN,
        "The folder of kept tokens, or a file in it, cannot be read or written.",
        "see to the folder's rights, and to the space on its disk";
    DAMAGED = "store.damaged", OWN,
        "A file of the store cannot be opened with the key in the keychain: it is damaged, or was sealed with another key.",
        "ask for a new token; the file is set aside";
    BUSY = "store.busy", "RFC 9700 §4.14.2",
        "Another process has held the kept token for long, and one refresh token must not be sent twice.",
        "wait for that process or end it, then try again";
}
