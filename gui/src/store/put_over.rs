//! What one copy of the program changed, put over what another copy wrote: each member by itself.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::connection::ConnectionId;
use crate::files::{Beside, ParkedFolder, SavedFolder};
use crate::saved::Saved;
use crate::saved_history::{HistoryOf, SavedHistory};

/// What is written, with what is in the state, when this copy had `last` before and has `mine` now. What is in no file and
/// what is selected by its number is this copy's own.
pub(super) fn put_over(theirs: &Saved, last: &Saved, mine: &Saved) -> Saved {
    let of = |saved: &Saved| Saved {
        connections: mine.connections.clone(),
        selected: mine.selected,
        zoom_percent: saved.zoom_percent.or(Some(100)),
        folder: SavedFolder::default(),
        histories: vec![],
        parked: vec![],
        ..saved.clone()
    };
    Saved {
        folder: folder(theirs, last, &mine.folder),
        histories: histories(theirs, last, mine),
        parked: parked(theirs, last, mine),
        ..by_member(&of(theirs), &of(last), &of(mine))
    }
}

fn by_member<T: Clone + Serialize + DeserializeOwned>(theirs: &T, last: &T, mine: &T) -> T {
    let value = |one: &T| serde_json::to_value(one).ok();
    let (theirs, last, own) = (value(theirs), value(last), value(mine));
    let new = changed(theirs.as_ref(), last.as_ref(), own.as_ref());
    let new = new.and_then(|new| serde_json::from_value(new).ok());
    new.unwrap_or_else(|| mine.clone())
}

fn changed(theirs: Option<&Value>, last: Option<&Value>, mine: Option<&Value>) -> Option<Value> {
    if mine == last {
        return theirs.cloned();
    }
    let (Some(Value::Object(theirs)), Some(Value::Object(mine))) = (theirs, mine) else {
        return mine.cloned();
    };
    let none = Map::new();
    let last = last.and_then(Value::as_object).unwrap_or(&none);
    let names: BTreeSet<&String> = theirs.keys().chain(mine.keys()).collect();
    let members = names.into_iter().filter_map(|name| {
        let new = changed(theirs.get(name), last.get(name), mine.get(name))?;
        Some((name.clone(), new))
    });
    Some(Value::Object(members.collect()))
}

fn folders(saved: &Saved) -> impl Iterator<Item = &SavedFolder> {
    let parked = saved.parked.iter().map(|one| &one.folder);
    std::iter::once(&saved.folder).chain(parked)
}

fn of_path<'a>(saved: &'a Saved, path: &Option<PathBuf>) -> Option<&'a SavedFolder> {
    folders(saved).find(|folder| folder.path == *path)
}

fn folder(theirs: &Saved, last: &Saved, mine: &SavedFolder) -> SavedFolder {
    let Some(theirs) = of_path(theirs, &mine.path) else {
        return mine.clone();
    };
    let last = of_path(last, &mine.path).cloned().unwrap_or_default();
    let environments = match mine.environments == last.environments {
        true => &theirs.environments,
        false => &mine.environments,
    };
    let of = |one: &SavedFolder| SavedFolder {
        path: mine.path.clone(),
        environment: one.environment.clone(),
        selected: one.selected.clone(),
        folded: one.folded.clone(),
        made_on: mine.made_on.clone(),
        ..SavedFolder::default()
    };
    SavedFolder {
        order: order(&theirs.order, &last.order, &mine.order),
        beside: beside(&theirs.beside, &last.beside, &mine.beside),
        made_on: mine.made_on.clone(),
        environments: environments.clone(),
        ..by_member(&of(theirs), &of(&last), &of(mine))
    }
}

/// The order of the copy that changed it; this one's where both did.
fn order(theirs: &[String], last: &[String], mine: &[String]) -> Vec<String> {
    let kept = last.iter().filter(|name| mine.contains(name));
    if !kept.eq(mine.iter().filter(|name| last.contains(name))) {
        return mine.to_vec();
    }
    let is_there = |name: &&String| mine.contains(name) || !last.contains(name);
    let new = mine.iter().filter(|name| !theirs.contains(name));
    theirs.iter().filter(is_there).chain(new).cloned().collect()
}

type BesideFiles = BTreeMap<String, Beside>;

fn beside(theirs: &BesideFiles, last: &BesideFiles, mine: &BesideFiles) -> BesideFiles {
    let names: BTreeSet<&String> = theirs.keys().chain(mine.keys()).collect();
    let of = |all: &BesideFiles, name| all.get(name).cloned().unwrap_or_default();
    let new = names.into_iter().map(|name| {
        let new = by_member(&of(theirs, name), &of(last, name), &of(mine, name));
        (name.clone(), new)
    });
    new.filter(|(_, new)| *new != Beside::default()).collect()
}

fn parked(theirs: &Saved, last: &Saved, mine: &Saved) -> Vec<ParkedFolder> {
    let own = mine.parked.iter().map(|one| ParkedFolder {
        folder: folder(theirs, last, &one.folder),
        connections: one.connections.clone(),
    });
    let is_new = |one: &&SavedFolder| {
        one.path.is_some()
            && of_path(mine, &one.path).is_none()
            && of_path(last, &one.path).is_none()
    };
    let others = folders(theirs).filter(is_new).map(|one| ParkedFolder {
        folder: SavedFolder {
            made_on: BTreeMap::new(),
            ..one.clone()
        },
        connections: vec![],
    });
    own.chain(others).collect()
}

/// What tokens said: of files of the same folder, and of what every copy has. Numbers of others are each copy's own.
fn histories(theirs: &Saved, last: &Saved, mine: &Saved) -> Vec<SavedHistory> {
    let is_shared = |saved: &Saved, of: &HistoryOf| match of {
        HistoryOf::File(_) => saved.folder.path == mine.folder.path,
        HistoryOf::Connection(id) => [ConnectionId::PLAYGROUND, ConnectionId::INSPECT].contains(id),
    };
    let find = |saved: &Saved, of: &HistoryOf| {
        let known = saved.histories.iter().find(|one| one.of == *of);
        known.filter(|_| is_shared(saved, of)).cloned()
    };
    let own = mine.histories.iter();
    let own = own.filter_map(|one| {
        let (theirs, last) = (find(theirs, &one.of), find(last, &one.of));
        SavedHistory::of_both(theirs, last, Some(one.clone()))
    });
    let is_mine = |of: &HistoryOf| mine.histories.iter().any(|one| one.of == *of);
    let others = theirs.histories.iter();
    let others = others.filter(|one| is_shared(theirs, &one.of) && !is_mine(&one.of));
    let others = others
        .filter_map(|one| SavedHistory::of_both(Some(one.clone()), find(last, &one.of), None));
    SavedHistory::bounded(own.chain(others))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::MadeEntry;

    fn names(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn the_order_is_that_of_the_copy_that_changed_it() {
        for (theirs, last, mine, new) in [
            ("b a", "a b", "a b", "b a"),
            ("a b", "a b", "b a", "b a"),
            ("b a c", "a b", "a b d", "b a c d"),
            ("b a", "a b", "b", "b"),
            ("b a", "", "a b", "b a"),
        ] {
            let order = order(&names(theirs), &names(last), &names(mine));
            assert_eq!(order, names(new), "{theirs}, {last}, {mine}");
        }
    }

    #[test]
    fn what_is_kept_beside_a_file_is_that_of_both_member_by_member() {
        let keeps = Beside {
            keeps: true,
            ..Beside::default()
        };
        let renews = Beside {
            renews: true,
            request: "list".into(),
            ..Beside::default()
        };
        let all = |one: &Beside| BesideFiles::from([("shop".to_owned(), one.clone())]);
        let new = beside(&all(&renews), &BesideFiles::new(), &all(&keeps));
        let both = Beside {
            keeps: true,
            ..renews.clone()
        };
        assert_eq!(new, all(&both));
        // What this copy took away is gone.
        let none = BesideFiles::new();
        assert_eq!(beside(&all(&keeps), &all(&keeps), &none), none);
    }

    #[test]
    fn entries_of_the_keychain_and_folders_of_both_are_kept() {
        let made = |name: &str| {
            let entry = (name.to_owned(), MadeEntry::default());
            Saved {
                made_entries: [entry].into(),
                ..Saved::default()
            }
        };
        let mut theirs = made("orders/client_secret");
        theirs.folder.path = Some("/first".into());
        theirs.folder.order = names("b a");
        let mut mine = made("stock/client_secret");
        mine.folder.path = Some("/second".into());
        let new = put_over(&theirs, &Saved::default(), &mine);
        assert_eq!(new.made_entries.len(), 2);
        assert_eq!(new.folder, mine.folder);
        assert_eq!(new.parked[0].folder, theirs.folder);
        // The next write has the same again.
        assert_eq!(put_over(&new, &mine, &mine), new);
    }
}
