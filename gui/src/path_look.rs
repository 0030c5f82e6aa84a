//! A path while it is typed: what stands there, and what its last part may go on with.

use std::path::PathBuf;

/// A path as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PathAsk {
    /// The text.
    pub text: String,
    /// Where it begins if it is relative; empty for where the program was started.
    pub folder: PathBuf,
    /// What is wanted there.
    pub wants: PathWants,
}

/// What a path is to lead to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PathWants {
    /// A file.
    #[default]
    File,
    /// A folder.
    Folder,
    /// Either of them.
    Either,
}

/// What stands at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathThere {
    /// A file.
    File,
    /// A folder.
    Folder,
    /// Nothing.
    Nothing,
    /// What the system says instead.
    Unreadable(String),
}

/// What the last part of a path may go on with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathEntry {
    /// Its name.
    pub name: String,
    /// Whether it is a folder.
    pub is_folder: bool,
}

/// What was seen of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathLook {
    /// The path.
    pub ask: PathAsk,
    /// What stands there.
    pub there: PathThere,
    /// What its last part may go on with, the first of them.
    pub entries: Vec<PathEntry>,
    /// Whether there are more.
    pub has_more: bool,
    /// What all of them begin with.
    pub common: String,
}

/// The path that is typed, of whatever field, and what was seen of it.
#[derive(Clone, Debug, Default)]
pub struct TypedPath {
    asked: Option<PathAsk>,
    seen: Option<PathLook>,
}

impl TypedPath {
    /// It is looked at.
    pub(crate) fn ask(&mut self, ask: PathAsk) {
        self.asked = Some(ask);
    }

    /// Whether it is looked at, or was.
    pub(crate) fn is_asked(&self, ask: &PathAsk) -> bool {
        self.asked.as_ref() == Some(ask)
    }

    /// Takes what was seen, unless another was typed since.
    pub(crate) fn take(&mut self, look: PathLook) {
        if self.is_asked(&look.ask) {
            self.seen = Some(look);
        }
    }

    /// The path of which something was seen last.
    #[cfg(test)]
    pub(crate) fn seen_text(&self) -> Option<&String> {
        self.seen.as_ref().map(|look| &look.ask.text)
    }

    /// What was seen of this path.
    pub(crate) fn seen(&self, ask: &PathAsk) -> Option<&PathLook> {
        self.seen.as_ref().filter(|look| look.ask == *ask)
    }
}

impl PathAsk {
    /// Whether there is something to look at: what a variable stands for is not known here.
    pub(crate) fn is_path(&self) -> bool {
        !self.text.is_empty() && !self.text.contains("{{")
    }

    /// The text up to its last part, and that.
    pub(crate) fn parts(&self) -> (&str, &str) {
        let is_end = |letter| letter == '/' || (cfg!(windows) && letter == '\\');
        let at = self.text.rfind(is_end).map_or(0, |at| at + 1);
        self.text.split_at(at)
    }
}

impl PathLook {
    /// A path at which nothing stands.
    pub fn nothing(ask: PathAsk) -> Self {
        Self {
            ask,
            there: PathThere::Nothing,
            entries: Vec::new(),
            has_more: false,
            common: String::new(),
        }
    }

    /// The path with an entry in the place of its last part.
    pub(crate) fn completed(&self, entry: &PathEntry) -> String {
        let end = if entry.is_folder { "/" } else { "" };
        format!("{}{}{end}", self.ask.parts().0, entry.name)
    }

    /// The path as far as all entries go on alike: further than it was typed.
    pub(crate) fn further(&self) -> Option<String> {
        if let ([only], false) = (&self.entries[..], self.has_more) {
            return Some(self.completed(only));
        }
        let (before, begun) = self.ask.parts();
        let is_further = self.common.len() > begun.len();
        is_further.then(|| format!("{before}{}", self.common))
    }

    /// Why the path is of no use; nothing while it may go on.
    pub(crate) fn fault(&self) -> Option<String> {
        if !self.entries.is_empty() {
            return None;
        }
        Some(match (&self.there, self.ask.wants) {
            (PathThere::File, PathWants::File | PathWants::Either) => return None,
            (PathThere::Folder, PathWants::Folder | PathWants::Either) => return None,
            (PathThere::File, PathWants::Folder) => {
                "This is a file, and a folder is wanted.".to_owned()
            }
            (PathThere::Folder, PathWants::File) => {
                "This is a folder, and a file is wanted.".to_owned()
            }
            (PathThere::Nothing, PathWants::File) => "There is no such file.".to_owned(),
            (PathThere::Nothing, PathWants::Folder) => "There is no such folder.".to_owned(),
            (PathThere::Nothing, PathWants::Either) => "There is nothing of this path.".to_owned(),
            (PathThere::Unreadable(why), _) => format!("It cannot be looked at: {why}."),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(text: &str, entries: &[(&str, bool)], common: &str) -> PathLook {
        let ask = PathAsk {
            text: text.to_owned(),
            ..PathAsk::default()
        };
        let entry = |(name, is_folder): &(&str, bool)| PathEntry {
            name: (*name).to_owned(),
            is_folder: *is_folder,
        };
        PathLook {
            entries: entries.iter().map(entry).collect(),
            common: common.to_owned(),
            ..PathLook::nothing(ask)
        }
    }

    #[test]
    fn a_path_goes_on_as_far_as_its_entries_are_alike() {
        let one = look("~/sh", &[("shop", true)], "shop");
        assert_eq!(one.further().as_deref(), Some("~/shop/"));
        let two = look("a/s", &[("shop.json", false), ("shop.yml", false)], "shop.");
        assert_eq!(two.further().as_deref(), Some("a/shop."));
        let apart = look("a/", &[("b", false), ("c", false)], "");
        assert_eq!(apart.further(), None);
        assert_eq!(apart.completed(&apart.entries[1]), "a/c");
    }

    #[test]
    fn what_was_seen_counts_for_the_path_that_is_typed_alone() {
        let (old, new) = (look("a", &[], ""), look("ab", &[], ""));
        let mut typed = TypedPath::default();
        typed.ask(old.ask.clone());
        typed.ask(new.ask.clone());
        typed.take(old.clone());
        assert_eq!(typed.seen(&old.ask), None);
        typed.take(new.clone());
        assert_eq!(typed.seen(&new.ask), Some(&new));
    }
}
