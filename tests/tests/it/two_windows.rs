//! Two copies of the program at once, as real windows over one state: what either writes stays, whichever closes first.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use claimscope_tests::left_out;
use claimscope_tests::screen::{self, WindowOnScreen, until};

/// The folder that both windows have their state and their workspace in.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn open(&self) -> WindowOnScreen {
        WindowOnScreen::open(self.0.path()).unwrap()
    }

    fn state_folder(&self) -> PathBuf {
        self.0.path().join("claimscope")
    }

    fn state(&self) -> String {
        fs::read_to_string(self.state_folder().join("state.json")).unwrap_or_default()
    }

    /// Waits for a connection's file.
    fn until_file(&self, name: &str) {
        let path = self.file(name);
        until(name, || Ok(path.exists())).unwrap();
    }

    /// Waits until the copy that was opened first knows this connection's file.
    fn until_first_knows(&self, name: &str) {
        until(name, || Ok(knows(&self.state(), name))).unwrap();
    }

    fn file(&self, name: &str) -> PathBuf {
        self.state_folder().join(format!("workspace/{name}.toml"))
    }

    /// The connections that are files, by name.
    fn connections(&self) -> Vec<String> {
        let files = names(&self.state_folder().join("workspace"));
        let names = files.iter().filter_map(|name| name.strip_suffix(".toml"));
        names.map(str::to_owned).collect()
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

fn knows(state: &str, name: &str) -> bool {
    let state: serde_json::Value = serde_json::from_str(state).unwrap_or_default();
    let order = state["folder"]["order"].as_array();
    order.is_some_and(|order| order.iter().any(|known| known == name))
}

/// Two windows, each with a connection that it made and that the other knows; the first has selected the one that it made.
fn two_windows(place: &Place) -> Result<(WindowOnScreen, WindowOnScreen)> {
    let first = place.open();
    first.press("ctrl+n")?;
    place.until_file("New connection");
    place.until_first_knows("New connection");
    let second = place.open();
    second.press("ctrl+d")?;
    place.until_file("New connection copy");
    place.until_first_knows("New connection copy");
    Ok((first, second))
}

#[test]
fn what_two_windows_write_stays_whichever_closes_first() {
    if let Some(reason) = screen::missing() {
        return left_out(&reason);
    }
    for closes_first in [true, false] {
        let place = Place::new();
        let (first, second) = two_windows(&place).unwrap();
        let (closed, open) = match closes_first {
            true => (first, second),
            false => (second, first),
        };
        // The last thing that it does.
        closed.press("ctrl+d").unwrap();
        closed.close().unwrap();
        let made = place.connections();
        assert_eq!(made.len(), 3, "{made:?}");
        open.press("ctrl+n").unwrap();
        place.until_file("New connection 2");
        open.close().unwrap();

        let next = place.open();
        for name in made.iter().map(String::as_str).chain(["New connection 2"]) {
            place.until_first_knows(name);
        }
        next.close().unwrap();
        let state = names(&place.state_folder());
        let left = [
            "app.ron",
            "state-2.lock",
            "state.json",
            "state.lock",
            "workspace",
        ];
        assert!(
            state.iter().all(|name| left.contains(&name.as_str())),
            "{state:?}"
        );
    }
}
