//! The secrets in the rows of requests: what each is called in the keychain, and where those that were typed are kept.

use std::collections::{BTreeMap, BTreeSet};

use claimscope_client::workspace::SecretPlace;

use crate::request::{KeptValue, RequestForm, RowForm, TableForm};
use crate::request_list::RequestList;
use crate::request_url::QUERY_SEPARATOR;

/// A table of a request: what a row of it is called by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RowTable {
    Query,
    Headers,
    Form,
    Multipart,
}

impl RowTable {
    fn name(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Headers => "headers",
            Self::Form => "form",
            Self::Multipart => "multipart",
        }
    }
}

/// What the secret of a row is called: the request, the table and the row's name, which is numbered where it comes again.
pub(crate) fn member_of_row<'a>(
    request: &str,
    table: RowTable,
    rows: impl IntoIterator<Item = &'a RowForm>,
    index: usize,
) -> String {
    let rows = rows.into_iter().take(index + 1);
    let names: Vec<&str> = rows.map(|row| row.name.trim()).collect();
    let name = names.last().copied().unwrap_or_default();
    let number = match names.iter().filter(|other| **other == name).count() {
        0 | 1 => String::new(),
        count => format!("-{count}"),
    };
    // The file names the entry, and braces begin a variable there.
    let plain = |text: &str| text.trim().replace(['{', '}'], "");
    format!(
        "{}/{}.{}{number}",
        plain(request),
        table.name(),
        plain(name)
    )
}

impl RequestForm {
    /// Looks at each row with what its secret is called, and may change it.
    fn for_each_row(&mut self, look: &mut dyn FnMut(&str, &mut RowForm)) {
        let name = self.name.clone();
        let tables = [
            (RowTable::Query, &mut self.query, QUERY_SEPARATOR),
            (RowTable::Headers, &mut self.headers, ':'),
            (RowTable::Form, &mut self.body.form, '='),
        ];
        for (which, table, separator) in tables {
            let mut rows = table.read(separator);
            for index in 0..rows.len() {
                let member = member_of_row(&name, which, &rows, index);
                let before = rows[index].clone();
                look(&member, &mut rows[index]);
                if rows[index] != before {
                    put(table, &before, rows[index].clone(), index);
                }
            }
        }
        for index in 0..self.body.parts.len() {
            let rows = self.body.parts.iter().map(|part| &part.row);
            let member = member_of_row(&name, RowTable::Multipart, rows, index);
            look(&member, &mut self.body.parts[index].row);
        }
    }
}

impl RequestForm {
    /// Puts secrets that were typed, and that nothing keeps, into the rows of what its file has by now, where that asks for them.
    pub(crate) fn put_typed(&self, read: &mut Self) {
        let mut typed = BTreeMap::new();
        self.clone().for_each_row(&mut |member, row| {
            let kept = row.kept.as_ref().map(|kept| &kept.place);
            if kept.or(row.place.as_ref()) == Some(&SecretPlace::Ask) {
                typed.insert(member.to_owned(), row.value.clone());
            }
        });
        read.for_each_row(&mut |member, row| {
            if row.place == Some(SecretPlace::Ask)
                && let Some(value) = typed.remove(member)
            {
                row.value = value;
            }
        });
    }
}

/// Puts a row in place of what it was. While the table is edited as a text, its rows are what is remembered of its lines.
fn put(table: &mut TableForm, before: &RowForm, row: RowForm, index: usize) {
    if table.text.is_none() {
        table.rows[index] = row;
        return;
    }
    let same = |old: &&mut RowForm| old.name == before.name && old.value == before.value;
    match table.rows.iter_mut().find(same) {
        Some(old) => *old = row,
        None => table.rows.push(row),
    }
}

impl RequestList {
    /// The entries of the keychain that rows name, each as often as it is named.
    pub(crate) fn entries(&self) -> Vec<(String, String)> {
        let mut entries = Vec::new();
        let mut all = self.clone();
        all.for_each_row(&mut |member, row| {
            let kept = row.kept.as_ref().map(|kept| &kept.place);
            let places: BTreeSet<&SecretPlace> = kept.into_iter().chain(&row.place).collect();
            for place in places {
                if let SecretPlace::Keychain(entry) = place {
                    entries.push((member.to_owned(), entry.clone()));
                }
            }
        });
        entries
    }

    /// The secrets that were typed, by what they are called.
    pub(crate) fn typed(
        &self,
        members: &BTreeMap<String, SecretPlace>,
    ) -> Vec<(String, KeptValue)> {
        let mut typed = Vec::new();
        let mut all = self.clone();
        all.for_each_row(&mut |member, row| {
            if let Some(place) = members.get(member) {
                let kept = KeptValue {
                    value: row.value.clone(),
                    place: place.clone(),
                };
                typed.push((member.to_owned(), kept));
            }
        });
        typed
    }

    /// Remembers where values went: one that was typed anew meanwhile is kept with the next edit. What the keychain did not
    /// take is tried again once it was taken out here.
    pub(crate) fn keep(&mut self, kept: &BTreeMap<String, KeptValue>) {
        self.for_each_row(&mut |member, row| {
            let new = kept.get(member).filter(|kept| kept.value == row.value);
            let is_gone = row.value.expose().is_empty();
            match (new, &row.kept) {
                (Some(new), _) => row.kept = Some(new.clone()),
                (None, Some(old)) if is_gone && old.place == SecretPlace::Ask => row.kept = None,
                (None, _) => {}
            }
        });
    }

    /// Forgets where values that stand here are kept: another connection keeps them for itself.
    pub(crate) fn forget_kept(&mut self) {
        self.for_each_row(&mut |_, row| row.kept = None);
    }

    fn for_each_row(&mut self, look: &mut dyn FnMut(&str, &mut RowForm)) {
        for request in self.iter_mut() {
            request.for_each_row(look);
        }
    }
}
