//! The requests of a connection, of which one is chosen: there is always one.

use serde::{Deserialize, Serialize};

use crate::request::{RequestForm, RequestId};

/// The requests of a connection, in their order.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(from = "Vec<RequestForm>", into = "Vec<RequestForm>")]
pub struct RequestList {
    requests: Vec<RequestForm>,
    chosen: usize,
    last_id: u64,
}

impl Default for RequestList {
    fn default() -> Self {
        Self::from(vec![])
    }
}

impl PartialEq for RequestList {
    /// Which one is chosen, how they are numbered, and what is missing of them since the start is the window's.
    fn eq(&self, other: &Self) -> bool {
        let bare = |list: &Self| -> Vec<RequestForm> {
            let requests = list.requests.iter();
            requests.map(RequestForm::as_in_file).collect()
        };
        bare(self) == bare(other)
    }
}

impl From<Vec<RequestForm>> for RequestList {
    /// Where there is none, an empty one is put in.
    fn from(requests: Vec<RequestForm>) -> Self {
        let mut list = Self {
            requests: vec![],
            chosen: 0,
            last_id: 0,
        };
        for request in requests {
            list.push(request);
        }
        if list.requests.is_empty() {
            list.push(RequestForm::default());
        }
        list
    }
}

impl From<RequestList> for Vec<RequestForm> {
    fn from(list: RequestList) -> Self {
        list.requests
    }
}

impl RequestList {
    fn push(&mut self, request: RequestForm) {
        self.last_id += 1;
        self.requests.push(RequestForm {
            id: RequestId(self.last_id),
            ..request
        });
    }

    /// All of them.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &RequestForm> {
        self.requests.iter()
    }

    /// The same, to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut RequestForm> {
        self.requests.iter_mut()
    }

    /// The one that is shown and sent.
    pub fn chosen(&self) -> &RequestForm {
        &self.requests[self.chosen]
    }

    /// The same, to be changed.
    pub fn chosen_mut(&mut self) -> &mut RequestForm {
        &mut self.requests[self.chosen]
    }

    /// Chooses another; `false` where there is none of that id.
    pub fn choose(&mut self, id: RequestId) -> bool {
        let at = self.requests.iter().position(|request| request.id == id);
        self.chosen = at.unwrap_or(self.chosen);
        at.is_some()
    }

    /// Chooses the one of this name, where there is one.
    pub(crate) fn choose_named(&mut self, name: &str) {
        let at = self
            .requests
            .iter()
            .position(|request| request.name == name);
        self.chosen = at.unwrap_or(self.chosen);
    }

    pub(crate) fn is_first_chosen(&self) -> bool {
        self.chosen == 0
    }

    /// Puts one behind the chosen one, under a name that no other has, and chooses it.
    pub fn add(&mut self, request: RequestForm) {
        self.insert(self.chosen + 1, request);
    }

    /// Puts one at a place of its own, or last, under a name that no other has, and chooses it.
    pub fn insert(&mut self, at: usize, request: RequestForm) {
        let name = self.free_name(&request.name);
        self.push(RequestForm { name, ..request });
        let last = self.requests.len() - 1;
        self.chosen = at.min(last);
        self.requests[self.chosen..].rotate_right(1);
    }

    /// Moves one up or down.
    pub(crate) fn shift(&mut self, id: RequestId, by: isize) {
        let chosen = self.chosen().id;
        let Some(from) = self.requests.iter().position(|request| request.id == id) else {
            return;
        };
        let request = self.requests.remove(from);
        let to = from.saturating_add_signed(by).min(self.requests.len());
        self.requests.insert(to, request);
        self.choose(chosen);
    }

    /// Puts one back that was taken out; the empty one that came in its place goes, unless it was edited.
    pub(crate) fn put_back(&mut self, at: usize, request: RequestForm, empty: Option<RequestId>) {
        let is_empty =
            |one: &RequestForm| Some(one.id) == empty && one.as_in_file() == RequestForm::default();
        self.requests.retain(|one| !is_empty(one));
        self.insert(at, request);
    }

    /// Takes one out, with its place. Where it was the only one, an empty one comes in its place.
    pub fn remove(&mut self, id: RequestId) -> Option<(usize, RequestForm)> {
        let at = self.requests.iter().position(|request| request.id == id)?;
        let removed = self.requests.remove(at);
        if self.requests.is_empty() {
            self.push(RequestForm::default());
        }
        if self.chosen > at || self.chosen == self.requests.len() {
            self.chosen -= 1;
        }
        Some((at, removed))
    }

    /// Takes these in place of what is there, such as from a file that was changed elsewhere. One that keeps its name keeps its
    /// number, and stays chosen.
    pub fn replace(&mut self, requests: Vec<RequestForm>) {
        let old = std::mem::take(self);
        let chosen = &old.chosen().name;
        let mut new = Self {
            last_id: old.last_id,
            requests: vec![],
            chosen: 0,
        };
        for request in requests {
            let known = old.iter().find(|known| known.name == request.name);
            let known = known.map(|known| known.id);
            new.push(request);
            if let (Some(id), Some(last)) = (known, new.requests.last_mut()) {
                last.id = id;
            }
        }
        if new.requests.is_empty() {
            new.push(RequestForm::default());
        }
        let at = new
            .requests
            .iter()
            .position(|request| request.name == *chosen);
        new.chosen = at.unwrap_or(0);
        *self = new;
    }

    /// The name, or the first of its kind that no request has: names that differ by case alone are one.
    fn free_name(&self, name: &str) -> String {
        let is_free = |name: &str| {
            let small = name.to_lowercase();
            self.iter().all(|other| other.name.to_lowercase() != small)
        };
        let numbered = (2..).map(|number: u32| format!("{name} {number}"));
        let mut names = std::iter::once(name.to_owned()).chain(numbered);
        names.find(|name| is_free(name)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> RequestForm {
        RequestForm {
            name: name.to_owned(),
            ..RequestForm::default()
        }
    }

    fn names(list: &RequestList) -> Vec<&str> {
        list.iter().map(|request| request.name.as_str()).collect()
    }

    #[test]
    fn there_is_always_one_and_its_name_is_its_own() {
        let mut list = RequestList::default();
        list.add(named("request"));
        list.add(named("Create"));
        assert_eq!(names(&list), ["Request", "request 2", "Create"]);
        assert_eq!(list.chosen().name, "Create");
        let ids: Vec<RequestId> = list.iter().map(|request| request.id).collect();
        assert!(list.choose(ids[0]));
        let (at, removed) = list.remove(ids[1]).unwrap();
        assert_eq!((at, list.chosen().name.as_str()), (1, "Request"));
        list.insert(at, removed);
        assert_eq!(names(&list), ["Request", "request 2", "Create"]);
        for id in list.iter().map(|request| request.id).collect::<Vec<_>>() {
            list.remove(id);
        }
        assert_eq!(names(&list), ["Request"]);
        assert!(!ids.contains(&list.chosen().id));
    }

    #[test]
    fn one_that_is_moved_stays_chosen_and_within_the_list() {
        let mut list = RequestList::from(vec![named("a"), named("b"), named("c")]);
        let ids: Vec<RequestId> = list.iter().map(|request| request.id).collect();
        list.shift(ids[2], -2);
        assert_eq!(
            (names(&list), &*list.chosen().name),
            (vec!["c", "a", "b"], "a")
        );
        list.shift(ids[0], 5);
        list.shift(ids[2], -1);
        assert_eq!(
            (names(&list), &*list.chosen().name),
            (vec!["c", "b", "a"], "a")
        );
    }

    #[test]
    fn the_only_one_comes_back_in_place_of_the_empty_one() {
        for name in ["Request", "orders"] {
            let mut list = RequestList::from(vec![named(name)]);
            let (at, removed) = list.remove(list.chosen().id).unwrap();
            let empty = list.chosen().id;
            let mut edited = list.clone();
            list.put_back(at, removed.clone(), Some(empty));
            assert_eq!(names(&list), [name]);
            edited.chosen_mut().set_url("https://h".to_owned());
            edited.put_back(at, removed, Some(empty));
            assert_eq!(edited.iter().len(), 2);
        }
    }

    #[test]
    fn a_request_that_keeps_its_name_stays_itself_where_the_file_changes() {
        let mut list = RequestList::from(vec![named("a"), named("b")]);
        let b = list.iter().last().unwrap().id;
        list.choose(b);
        list.replace(vec![named("b"), named("c")]);
        assert_eq!((list.chosen().id, names(&list)), (b, vec!["b", "c"]));
        list.replace(vec![]);
        assert_eq!(names(&list), ["Request"]);
    }
}
