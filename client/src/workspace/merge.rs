//! Writes what changed into a file that people wrote, and leaves the rest of it as it is: comments, order, spelling.

use toml_edit::{ArrayOfTables, Decor, DocumentMut, Item, Table, TableLike};

/// The requests that were taken out of a file, as people wrote them: one that comes back has its comments again.
#[derive(Clone, Debug, Default)]
pub(super) struct TakenOut(Vec<Taken>);

#[derive(Clone, Debug)]
struct Taken {
    /// As it stood in the file.
    written: Table,
    /// As it would stand in a new one.
    plain: Table,
}

/// Takes over into `file` what differs between two documents of the same shape: as the file was read, and as it is to be.
pub(super) fn apply(
    file: &mut DocumentMut,
    before: &DocumentMut,
    after: &DocumentMut,
    taken_out: &mut TakenOut,
) {
    taken_out.remember(file, before, after);
    table(file.as_table_mut(), before.as_table(), after.as_table());
    taken_out.give_back(file, before, after);
}

impl TakenOut {
    fn remember(&mut self, file: &DocumentMut, before: &DocumentMut, after: &DocumentMut) {
        let is_gone = |table: &&Table| of_name(after, name(table)).is_none();
        for plain in requests_of(before).filter(is_gone) {
            if let Some(written) = of_name(file, name(plain)) {
                let (written, plain) = (written.clone(), plain.clone());
                self.0.retain(|other| name(&other.plain) != name(&plain));
                self.0.push(Taken { written, plain });
            }
        }
    }

    fn give_back(&mut self, file: &mut DocumentMut, before: &DocumentMut, after: &DocumentMut) {
        let tables = file.get_mut("request");
        let tables = tables.and_then(Item::as_array_of_tables_mut).into_iter();
        for there in tables.flat_map(ArrayOfTables::iter_mut) {
            let mut taken = self.0.iter();
            let at = taken.position(|taken| name(&taken.plain) == name(there));
            let is_new = of_name(before, name(there)).is_none();
            let (Some(at), Some(wanted)) = (at.filter(|_| is_new), of_name(after, name(there)))
            else {
                continue;
            };
            let Taken { written, plain } = self.0.remove(at);
            *there = written;
            table(there, &plain, wanted);
            there.set_position(None);
        }
    }
}

fn name(request: &Table) -> Option<&str> {
    request.get("name").and_then(Item::as_str)
}

fn requests_of(document: &DocumentMut) -> impl Iterator<Item = &Table> {
    let tables = document.get("request");
    let tables = tables.and_then(Item::as_array_of_tables).into_iter();
    tables.flat_map(ArrayOfTables::iter)
}

fn of_name<'a>(document: &'a DocumentMut, wanted: Option<&str>) -> Option<&'a Table> {
    requests_of(document).find(|table| name(table) == wanted)
}

fn table(file: &mut dyn TableLike, before: &dyn TableLike, after: &dyn TableLike) {
    let gone: Vec<String> = before
        .iter()
        .map(|(name, _)| name.to_owned())
        .filter(|name| !after.contains_key(name))
        .collect();
    for name in gone {
        file.remove(&name);
    }
    for (name, wanted) in after.iter() {
        match before.get(name) {
            Some(old) if is_same(old, wanted) => {}
            old => member(file, name, old, wanted),
        }
    }
}

fn member(file: &mut dyn TableLike, name: &str, old: Option<&Item>, wanted: &Item) {
    let there = file.get_mut(name);
    match (there, old, wanted) {
        (
            Some(Item::ArrayOfTables(there)),
            Some(Item::ArrayOfTables(old)),
            Item::ArrayOfTables(wanted),
        ) => {
            requests(there, old, wanted);
        }
        (Some(there), Some(old), wanted) if wanted.is_table_like() && there.is_table_like() => {
            let mut is_edited = false;
            if let (Some(there), Some(old), Some(wanted)) = (
                there.as_table_like_mut(),
                old.as_table_like(),
                wanted.as_table_like(),
            ) {
                let is_in_order = is_same_order(there, old);
                table(there, old, wanted);
                if is_in_order && !is_same_order(there, wanted) {
                    sort(there, wanted);
                }
                is_edited = !is_same_order(old, wanted) || old.len() != wanted.len();
            }
            if let Some(inline) = there.as_inline_table_mut().filter(|_| is_edited) {
                inline.fmt();
            }
        }
        (Some(there), _, wanted) => replace(there, wanted),
        (None, _, wanted) => {
            file.insert(name, wanted.clone());
        }
    }
}

/// Whether what both have stands in one order.
fn is_same_order(one: &dyn TableLike, other: &dyn TableLike) -> bool {
    let names = |of: &dyn TableLike, in_both: &dyn TableLike| -> Vec<String> {
        let names = of.iter().map(|(name, _)| name.to_owned());
        names.filter(|name| in_both.contains_key(name)).collect()
    };
    names(one, other) == names(other, one)
}

/// Brings what a table has into this order: that of headers is the one in which they are sent.
fn sort(there: &mut dyn TableLike, wanted: &dyn TableLike) {
    for (name, _) in wanted.iter() {
        if let Some((key, item)) = there
            .get_key_value(name)
            .map(|(key, item)| (key.clone(), item.clone()))
        {
            there.remove(name);
            there.entry_format(&key).or_insert(item);
        }
    }
}

/// Puts a value in place of another, with what stood around it: white space, and a comment behind.
fn replace(there: &mut Item, wanted: &Item) {
    let decor: Option<Decor> = there.as_value().map(|value| value.decor().clone());
    *there = wanted.clone();
    if let (Some(decor), Some(value)) = (decor, there.as_value_mut()) {
        *value.decor_mut() = decor;
    }
}

/// The requests in their new order; one that keeps its name, or its place under another one, keeps what was written of it.
fn requests(there: &mut ArrayOfTables, old: &ArrayOfTables, wanted: &ArrayOfTables) {
    let find = |tables: &ArrayOfTables, wanted: &Table| {
        let mut tables = tables.iter();
        tables.find(|table| name(table) == name(wanted)).cloned()
    };
    let mut merged = ArrayOfTables::new();
    for (index, new) in wanted.iter().enumerate() {
        let renamed = old.get(index).filter(|before| {
            wanted.len() == old.len() && find(old, new).is_none() && find(wanted, before).is_none()
        });
        let before = renamed.unwrap_or(new);
        let kept = (find(there, before), find(old, before));
        let (mut kept, before) = match kept {
            (Some(kept), Some(before)) => (kept, before),
            _ => (new.clone(), new.clone()),
        };
        table(&mut kept, &before, new);
        // Tables are written in the order of their places in the file, which is no longer theirs.
        kept.set_position(None);
        merged.push(kept);
    }
    *there = merged;
}

/// Whether two items say the same. Both were made here, so that they are spelt alike.
fn is_same(one: &Item, other: &Item) -> bool {
    one.to_string() == other.to_string()
}
