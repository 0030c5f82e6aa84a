//! The part of a request that is edited under its bar.

/// One part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RequestPane {
    /// None: the answer has the room.
    #[default]
    Folded,
    /// The query.
    Query,
    /// The headers.
    Headers,
    /// The body.
    Body,
    /// What the API expects of a token.
    Expected,
    /// The name, and what is done with the request as a whole.
    Name,
}

impl RequestPane {
    /// Those that can be shown.
    pub const ALL: [Self; 5] = [
        Self::Query,
        Self::Headers,
        Self::Body,
        Self::Expected,
        Self::Name,
    ];

    /// Its title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Folded => "Folded",
            Self::Query => "Query",
            Self::Headers => "Headers",
            Self::Body => "Body",
            Self::Expected => "API expects",
            Self::Name => "Name",
        }
    }
}
