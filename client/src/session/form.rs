//! A field of a form, which the terminal has as an option and the window draws.

/// A field of a form.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FormField {
    /// Its name in small letters with hyphens, as the terminal's option has it: `redirect-uri`.
    pub name: &'static str,
    /// Its label.
    pub label: &'static str,
    /// Whether the grant cannot be run without it.
    pub is_required: bool,
    /// Whether its value is a credential.
    pub is_secret: bool,
    /// Whether it is switched on or off; any value means on.
    pub is_switch: bool,
    /// Whether its value is the path of a file.
    pub is_path: bool,
    /// What stands in it where nobody fills it in.
    pub default: &'static str,
    /// What it is, one sentence.
    pub help: &'static str,
}

pub(super) const fn field(
    name: &'static str,
    label: &'static str,
    help: &'static str,
) -> FormField {
    FormField {
        name,
        label,
        is_required: false,
        is_secret: false,
        is_switch: false,
        is_path: false,
        default: "",
        help,
    }
}

impl FormField {
    pub(super) const fn path(self) -> Self {
        Self {
            is_path: true,
            ..self
        }
    }

    pub(super) const fn required(self) -> Self {
        Self {
            is_required: true,
            ..self
        }
    }

    pub(super) const fn secret(self) -> Self {
        Self {
            is_secret: true,
            ..self
        }
    }

    pub(super) const fn switch(self) -> Self {
        Self {
            is_switch: true,
            ..self
        }
    }

    pub(super) const fn default(self, default: &'static str) -> Self {
        Self { default, ..self }
    }
}

/// Why a form makes no grant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormError {
    /// A field that the grant cannot do without is empty.
    Missing(&'static FormField),
    /// What is in a field cannot be meant: the field, and one sentence.
    Malformed(&'static FormField, String),
    /// The grant is explained and not run: why.
    Refused(&'static str),
}
