//! Why a probe was not made: `misuse.not-agreed`.

use claimscope_core::code::OWN;

claimscope_core::codes! {
    NOT_AGREED = "misuse.not-agreed", OWN,
        "The probe goes to another machine, or by a method that may change something there, and nobody has agreed to it. Nothing was sent.",
        "agree to it, in the terminal with --yes, if the API is yours or its owner agrees";
}
