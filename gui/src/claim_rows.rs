//! Header and claims as rows, of which some fold: what the table and the JSON view draw. No egui.

use std::borrow::Cow;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use claimscope_core::json::{Object, Value};

/// Arrays and objects of more members are folded until a person unfolds them.
const OPEN_MEMBERS: usize = 20;
/// An array of scalars whose elements are no longer than this together stands in one row, in bytes.
const ONE_ROW_BYTES: usize = 100;
/// Longer strings and numbers are cut until a person unfolds them, in bytes.
pub(crate) const WHOLE_BYTES: usize = 600;

/// A name or element of header or claims, or what stands around them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Row<'a> {
    /// `header` or `payload`.
    pub(crate) part: &'static str,
    /// How many objects and arrays it is in, below the part.
    pub(crate) depth: usize,
    /// The same for the same names in every token: what a person folded stays so.
    pub(crate) id: u64,
    /// What it is called.
    pub(crate) name: RowName<'a>,
    /// What there is.
    pub(crate) content: Content<'a>,
    /// Whether nothing follows it in its object or array.
    pub(crate) is_last: bool,
}

/// What a row is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RowName<'a> {
    /// A part: it has no name in JSON.
    Part,
    /// A member of an object.
    Member(&'a str),
    /// An element of an array, counted from one.
    Element(usize),
}

impl<'a> RowName<'a> {
    /// The same as text.
    pub(crate) fn text(self, part: &'a str) -> Cow<'a, str> {
        match self {
            Self::Part => part.into(),
            Self::Member(name) => name.into(),
            Self::Element(number) => number.to_string().into(),
        }
    }
}

/// What stands in a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Content<'a> {
    /// The head of a part; `None` where the part could not be read.
    Part(Option<&'a Object>),
    /// A value that is whole in its row.
    Whole(&'a Value),
    /// An object, array or long text that is folded.
    Folded(&'a Value),
    /// An object, array or long text that is unfolded.
    Unfolded(&'a Value),
    /// The end of a part, object or array, which JSON alone writes.
    End(char),
}

impl<'a> Content<'a> {
    /// The value, of those that are one.
    pub(crate) fn value(self) -> Option<&'a Value> {
        match self {
            Self::Whole(value) | Self::Folded(value) | Self::Unfolded(value) => Some(value),
            Self::Part(_) | Self::End(_) => None,
        }
    }

    /// The text of a scalar that is too long to be shown whole at first.
    pub(crate) fn long_text(self) -> Option<Cow<'a, str>> {
        let value = self.is_unfolded().and(self.value())?;
        let is_scalar = Children::of(value).is_none();
        is_scalar.then(|| scalar_text(value))
    }

    /// Whether it is unfolded; `None` where it does not fold.
    pub(crate) fn is_unfolded(self) -> Option<bool> {
        match self {
            Self::Folded(_) => Some(false),
            Self::Unfolded(_) => Some(true),
            Self::Part(_) | Self::Whole(_) | Self::End(_) => None,
        }
    }
}

/// The rows in which a text was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Hits {
    /// The rows that have it in name or value.
    found: HashSet<u64>,
    /// What the found ones are in.
    around: HashSet<u64>,
}

impl Hits {
    /// Looks for `query` in every name and scalar of the parts, whatever the case of its letters.
    pub(crate) fn find(query: &str, parts: &[(&'static str, Option<&Object>)]) -> Self {
        let mut hits = Self::default();
        let query = query.to_lowercase();
        for (part, object) in parts {
            if let Some(object) = object {
                hits.find_in(&query, part_id(part), Children::Members(object));
            }
        }
        hits
    }

    /// How many rows have it.
    pub(crate) fn count(&self) -> usize {
        self.found.len()
    }

    fn find_in(&mut self, query: &str, parent: u64, children: Children<'_>) -> bool {
        let mut any = false;
        children.each(|index, name, value| {
            let id = row_id(parent, index, name);
            let in_name = matches!(name, RowName::Member(name) if holds(name, query));
            let is_one_row = stands_in_one_row(value);
            let in_value = match Children::of(value) {
                Some(Children::Elements(elements)) if is_one_row => elements
                    .iter()
                    .any(|element| holds(&scalar_text(element), query)),
                Some(inner) => {
                    let is_inside = self.find_in(query, id, inner);
                    if is_inside {
                        self.around.insert(id);
                    }
                    any |= is_inside;
                    false
                }
                None => holds(&scalar_text(value), query),
            };
            if in_name || in_value {
                self.found.insert(id);
                any = true;
            }
        });
        any
    }
}

/// Whether a text has another in it, which is in small letters.
fn holds(text: &str, query: &str) -> bool {
    text.to_lowercase().contains(query)
}

/// A scalar as it is written, strings without quotation marks.
pub(crate) fn scalar_text(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => text.as_str().into(),
        Value::Number(number) => number.text(),
        Value::Bool(true) => "true".into(),
        Value::Bool(false) => "false".into(),
        _ => "null".into(),
    }
}

/// The members or elements of a value.
#[derive(Clone, Copy)]
enum Children<'a> {
    Members(&'a Object),
    Elements(&'a [Value]),
}

impl<'a> Children<'a> {
    fn of(value: &'a Value) -> Option<Self> {
        match value {
            Value::Object(object) => Some(Self::Members(object)),
            Value::Array(elements) => Some(Self::Elements(elements)),
            _ => None,
        }
    }

    fn len(self) -> usize {
        match self {
            Self::Members(object) => object.len(),
            Self::Elements(elements) => elements.len(),
        }
    }

    fn each(self, mut see: impl FnMut(usize, RowName<'a>, &'a Value)) {
        match self {
            Self::Members(object) => {
                for (index, (name, value)) in object.iter().enumerate() {
                    see(index, RowName::Member(name), value);
                }
            }
            Self::Elements(elements) => {
                for (index, value) in elements.iter().enumerate() {
                    see(index, RowName::Element(index + 1), value);
                }
            }
        }
    }
}

/// An array of few scalars, such as of audiences.
pub(crate) fn stands_in_one_row(value: &Value) -> bool {
    let scalar_bytes = |value: &Value| match value {
        Value::Object(_) | Value::Array(_) => usize::MAX,
        scalar => scalar_text(scalar).len(),
    };
    match value {
        Value::Array(elements) if elements.len() <= OPEN_MEMBERS => {
            let bytes = elements.iter().map(scalar_bytes);
            bytes.fold(0, usize::saturating_add) <= ONE_ROW_BYTES
        }
        Value::Object(object) => object.is_empty(),
        _ => false,
    }
}

fn part_id(part: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    part.hash(&mut hasher);
    hasher.finish()
}

fn row_id(parent: u64, index: usize, name: RowName<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    parent.hash(&mut hasher);
    match name {
        // A name may stand twice.
        RowName::Member(name) => (index, name).hash(&mut hasher),
        _ => index.hash(&mut hasher),
    }
    hasher.finish()
}

/// What decides which rows there are.
#[derive(Clone, Copy, Default)]
pub(crate) struct Shown<'a> {
    /// What a person folded or unfolded, against what it would be.
    pub(crate) turned: Option<&'a HashSet<u64>>,
    /// Narrows the rows to these and what they are in.
    pub(crate) hits: Option<&'a Hits>,
    /// Whether the ends of objects and arrays have rows.
    pub(crate) has_ends: bool,
}

/// The rows of header and claims in their order.
pub(crate) fn rows<'a>(
    parts: &[(&'static str, Option<&'a Object>)],
    shown: Shown<'_>,
) -> Vec<Row<'a>> {
    let mut rows = Vec::new();
    for (part, object) in parts {
        let id = part_id(part);
        let row = |content| Row {
            part,
            depth: 0,
            id,
            name: RowName::Part,
            content,
            is_last: true,
        };
        rows.push(row(Content::Part(*object)));
        let Some(object) = object else { continue };
        let mut builder = RowBuilder {
            part,
            shown,
            rows: &mut rows,
        };
        builder.children(id, 0, Children::Members(object), false);
        if shown.has_ends {
            rows.push(row(Content::End('}')));
        }
    }
    rows
}

struct RowBuilder<'r, 'a, 's> {
    part: &'static str,
    shown: Shown<'s>,
    rows: &'r mut Vec<Row<'a>>,
}

impl<'a> RowBuilder<'_, 'a, '_> {
    /// `is_in_found`: what has the text in its own name is shown with all that is in it.
    fn children(&mut self, parent: u64, depth: usize, children: Children<'a>, is_in_found: bool) {
        let last = children.len().saturating_sub(1);
        children.each(|index, name, value| {
            let id = row_id(parent, index, name);
            let is_found =
                is_in_found || self.shown.hits.is_none_or(|hits| hits.found.contains(&id));
            let is_around = self
                .shown
                .hits
                .is_some_and(|hits| hits.around.contains(&id));
            if !is_found && !is_around {
                return;
            }
            let content = self.content(id, value, is_around);
            let row = Row {
                part: self.part,
                depth,
                id,
                name,
                content,
                is_last: index == last,
            };
            self.rows.push(row);
            let inner = match content {
                Content::Unfolded(value) => Children::of(value),
                _ => None,
            };
            let Some(inner) = inner else { return };
            self.children(id, depth + 1, inner, is_found);
            if self.shown.has_ends {
                let end = match inner {
                    Children::Members(_) => '}',
                    Children::Elements(_) => ']',
                };
                let content = Content::End(end);
                self.rows.push(Row { content, ..row });
            }
        });
    }

    fn content(&self, id: u64, value: &'a Value, is_around: bool) -> Content<'a> {
        let is_open_at_first = match value {
            _ if stands_in_one_row(value) => return Content::Whole(value),
            Value::String(_) | Value::Number(_) if scalar_text(value).len() > WHOLE_BYTES => false,
            Value::Object(object) => object.len() <= OPEN_MEMBERS,
            Value::Array(elements) => elements.len() <= OPEN_MEMBERS,
            _ => return Content::Whole(value),
        };
        let is_turned = self.shown.turned.is_some_and(|turned| turned.contains(&id));
        // A hit is not hidden.
        match is_around || is_open_at_first != is_turned {
            true => Content::Unfolded(value),
            false => Content::Folded(value),
        }
    }
}

#[cfg(test)]
mod tests;
