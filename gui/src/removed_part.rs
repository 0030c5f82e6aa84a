//! What was taken out of a request, and how it is put back.

use crate::request::{PartForm, RequestForm, RequestId, RowForm, TableForm};
use crate::request_edit::RequestEdit;
use crate::request_pane::RequestPane;
use crate::request_url::QUERY_SEPARATOR;
use crate::sensitive::Sensitive;

/// A body of fewer bytes that is emptied is what its own field can undo.
const LONG_TEXT: usize = 32 * 1024;

/// A part of a request that can be put back, as long as the program runs.
#[derive(Clone, Debug)]
pub struct RemovedPart {
    /// Of which request.
    pub(crate) request: RequestId,
    /// What.
    pub(crate) what: Removed,
    /// Its number among all deletions.
    pub(crate) number: u64,
}

/// What was taken out, and where it stood.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Removed {
    Query(usize, RowForm),
    Header(usize, RowForm),
    Field(usize, RowForm),
    Part(usize, PartForm),
    Text(Sensitive),
}

impl Removed {
    /// What this edit takes out of the request; nothing where it takes out nothing that is filled in.
    pub(crate) fn by(request: &RequestForm, edit: &RequestEdit) -> Option<Self> {
        let row = |before: &TableForm, after: &TableForm| {
            let is_table = before.text.is_none() && after.text.is_none();
            let found = one_less(&before.rows, &after.rows).filter(|_| is_table);
            found.filter(|(_, row)| !row.is_empty())
        };
        match edit {
            RequestEdit::Query(after) => {
                row(&request.query, after).map(|(at, row)| Self::Query(at, row))
            }
            RequestEdit::Headers(after) => {
                row(&request.headers, after).map(|(at, row)| Self::Header(at, row))
            }
            RequestEdit::Body(after) => {
                let before = &request.body;
                if before.text.expose().len() > LONG_TEXT && after.text.expose().is_empty() {
                    return Some(Self::Text(before.text.clone()));
                }
                let part = one_less(&before.parts, &after.parts);
                let part = part.filter(|(_, part)| !part.row.is_empty());
                let field = row(&before.form, &after.form);
                part.map(|(at, part)| Self::Part(at, part))
                    .or_else(|| field.map(|(at, row)| Self::Field(at, row)))
            }
            RequestEdit::Name(_) | RequestEdit::Curl(_) => None,
        }
    }

    /// The edit that puts it back where it stood, whatever was edited since, and where that is seen.
    pub(crate) fn put_back(self, request: &RequestForm) -> (RequestEdit, RequestPane) {
        let mut body = request.body.clone();
        let edit = match self {
            Self::Query(at, row) => {
                let query = with_row(&request.query, QUERY_SEPARATOR, at, row);
                return (RequestEdit::Query(query), RequestPane::Query);
            }
            Self::Header(at, row) => {
                let headers = with_row(&request.headers, ':', at, row);
                return (RequestEdit::Headers(headers), RequestPane::Headers);
            }
            Self::Field(at, row) => {
                body.form = with_row(&body.form, '=', at, row);
                body
            }
            Self::Part(at, part) => {
                body.parts.insert(at.min(body.parts.len()), part);
                body
            }
            Self::Text(text) => {
                // What was typed since stands behind it.
                let since = body.text.into_string();
                body.text = Sensitive::from(text.into_string() + &since);
                body
            }
        };
        (RequestEdit::Body(edit), RequestPane::Body)
    }
}

/// What stands in the first list and not in the second, where that is one and all the others are the same.
fn one_less<T: Clone + PartialEq>(before: &[T], after: &[T]) -> Option<(usize, T)> {
    if before.len() != after.len() + 1 {
        return None;
    }
    let same = before
        .iter()
        .zip(after)
        .take_while(|(one, other)| one == other);
    let at = same.count();
    (before[at + 1..] == after[at..]).then(|| (at, before[at].clone()))
}

fn with_row(table: &TableForm, separator: char, at: usize, row: RowForm) -> TableForm {
    let mut rows = table.clone();
    rows.end_text(separator);
    rows.rows.insert(at.min(rows.rows.len()), row);
    rows
}
