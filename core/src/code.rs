//! Codes: the stable names that programs match on, each documented where it is made.

use std::fmt;

use serde::Serialize;

/// A stable name that programs match on, such as `misuse.https`. Only [`codes!`](macro@crate::codes) makes one, beside its
/// documentation.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Code(&'static str);

impl Code {
    /// For [`codes!`](macro@crate::codes) alone.
    #[doc(hidden)]
    pub const fn documented(name: &'static str) -> Self {
        Self(name)
    }

    /// The name as scripts read it.
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0)
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.0, formatter)
    }
}

impl PartialEq<&str> for Code {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

/// What is documented of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CodeEntry {
    /// The code.
    pub code: Code,
    /// What it means: one or two sentences, with full stops; empty in a build without words.
    pub meaning: &'static str,
    /// What to do about it, lower case, no full stop; empty in a build without hints.
    pub remedy: &'static str,
    /// Where the rule stands: a specification's section, or the documentation of Claimscope where it is Claimscope's own.
    pub source: &'static str,
}

impl CodeEntry {
    /// An entry.
    pub const fn new(
        code: &'static str,
        meaning: &'static str,
        remedy: &'static str,
        source: &'static str,
    ) -> Self {
        let in_words = cfg!(feature = "words");
        Self {
            code: Code(code),
            meaning: if in_words { meaning } else { "" },
            remedy: if cfg!(feature = "hints") { remedy } else { "" },
            source: if in_words { source } else { "" },
        }
    }

    /// An entry whose rule stands in `spec`; where that is empty, the rule is Claimscope's own.
    pub const fn with_spec(
        code: &'static str,
        meaning: &'static str,
        remedy: &'static str,
        spec: &'static str,
    ) -> Self {
        let source = if spec.is_empty() { OWN } else { spec };
        Self::new(code, meaning, remedy, source)
    }
}

/// The source of what no specification speaks of.
pub const OWN: &str = "Claimscope";

/// A table of codes: a constant for each, and `ENTRIES` with what is documented of them.
#[macro_export]
macro_rules! codes {
    ($($name:ident = $code:literal, $source:expr, $meaning:literal, $remedy:literal;)*) => {
        $(
            #[doc = $meaning]
            pub const $name: $crate::code::Code = $crate::code::Code::documented($code);
        )*

        /// Every code of this table.
        pub const ENTRIES: &[$crate::code::CodeEntry] =
            &[$($crate::code::CodeEntry::new($code, $meaning, $remedy, $source),)*];
    };
}
