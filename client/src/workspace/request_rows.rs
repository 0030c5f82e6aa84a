//! The tables of a request: names with values that may be switched off, and the parts of a multipart body.

use std::ops::Range;

use toml_edit::{Item, TableLike, Value};

use super::error::WorkspaceError;
use super::members::{Members, type_of, type_of_value};
use super::named_values::is_value_of_secret;
use super::names_of_secrets::names_secret;
use super::saved::{SavedContent, SavedPart, SavedRow, SavedValue};
use crate::code::workspace as code;

/// What stands behind a name: a text, or a table.
struct Cell<'a> {
    span: Option<Range<usize>>,
    /// Its text, or what it is.
    text: Result<&'a str, &'static str>,
    table: Option<&'a dyn TableLike>,
}

impl<'a> Cell<'a> {
    /// One for an item; one for each in a list, which stands for a name that comes several times.
    fn of(item: &'a Item) -> Vec<Self> {
        let of_value = |value: &'a Value| Self {
            span: value.span(),
            text: value.as_str().ok_or_else(|| type_of_value(value)),
            table: value.as_inline_table().map(|table| table as &dyn TableLike),
        };
        match item.as_array() {
            Some(list) => list.iter().map(of_value).collect(),
            None => vec![Self {
                span: item.span(),
                text: item.as_str().ok_or_else(|| type_of(item)),
                table: item.as_table_like(),
            }],
        }
    }
}

/// Names and values, each of which may be switched off.
pub(super) fn rows(
    table: &Members<'_>,
    is_secret: fn(&str) -> bool,
) -> Result<Vec<SavedRow>, WorkspaceError> {
    let mut rows = Vec::new();
    for (name, item) in table.iter() {
        for cell in Cell::of(item) {
            rows.push(row(table, name, cell, is_secret)?);
        }
    }
    let texts = || {
        rows.iter().filter_map(|row| match &row.value {
            SavedValue::Text(text) | SavedValue::PlainText(text) => {
                Some((row.name.as_str(), text.as_str()))
            }
            SavedValue::Secret(_) => None,
        })
    };
    let mut values = texts().filter(|(_, value)| !value.is_empty());
    if let Some((name, _)) = values.find(|(name, _)| is_value_of_secret(name, texts())) {
        let called = table.called(name);
        let reason = format!("{called} is a secret by the name beside it, and is written as text");
        return Err(table
            .source()
            .fault(table.key_span(name), code::SECRET, reason)
            .hint("name where it is, such as { env = \"…\" }"));
    }
    Ok(rows)
}

fn row(
    table: &Members<'_>,
    name: &str,
    cell: Cell<'_>,
    is_secret: fn(&str) -> bool,
) -> Result<SavedRow, WorkspaceError> {
    let Some(inner) = cell.table else {
        let value = table.text_value(name, cell.span, cell.text, is_secret)?;
        return Ok(SavedRow::new(name, value));
    };
    let inner = Members::new(table.source(), inner, &table.called(name));
    let is_off = inner.flag("off")?;
    let value = inner.value(name, cell.span, is_secret)?;
    Ok(SavedRow {
        is_off,
        ..SavedRow::new(name, value)
    })
}

/// The parts of a multipart body.
pub(super) fn parts(table: &Members<'_>) -> Result<Vec<SavedPart>, WorkspaceError> {
    let mut parts = Vec::new();
    for (name, item) in table.iter() {
        for cell in Cell::of(item) {
            parts.push(part(table, name, cell)?);
        }
    }
    Ok(parts)
}

fn part(table: &Members<'_>, name: &str, cell: Cell<'_>) -> Result<SavedPart, WorkspaceError> {
    let new = |content| SavedPart {
        name: name.to_owned(),
        content,
        media_type: None,
        is_off: false,
    };
    let Some(inner) = cell.table else {
        let value = table.text_value(name, cell.span, cell.text, names_secret)?;
        return Ok(new(SavedContent::Value(value)));
    };
    let inner = Members::new(table.source(), inner, &table.called(name));
    let is_off = inner.flag("off")?;
    let media_type = inner.text("type")?;
    let content = match inner.text("upload")? {
        Some(path) => {
            inner.finish()?;
            SavedContent::Upload(path)
        }
        None => SavedContent::Value(inner.value(name, cell.span, names_secret)?),
    };
    Ok(SavedPart {
        media_type,
        is_off,
        ..new(content)
    })
}
