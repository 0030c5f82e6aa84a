//! Copies of the program that write beside and after each other.

use super::*;
use crate::environments_edit::EnvironmentsEdit;

fn zoomed(percent: u16) -> Saved {
    Saved {
        zoom_percent: Some(percent),
        ..Saved::default()
    }
}

#[test]
fn a_second_copy_reads_says_so_and_overwrites_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut first = StateFile::open(folder.path());
    first.write(&zoomed(125)).unwrap();
    let mut second = StateFile::open(folder.path());
    assert!(second.belongs_to_another() && !first.belongs_to_another());
    let restored = second.read();
    assert_eq!(restored.saved, Some(zoomed(125)));
    let sentence = restored.trouble.unwrap().sentence;
    assert!(sentence.contains("Another copy"), "{sentence}");
    second.write(&zoomed(70)).unwrap();
    assert_eq!(first.read().saved, Some(zoomed(125)));
    assert_eq!(first.read().trouble, None);
}

#[test]
fn a_damaged_file_is_kept_aside_by_the_first_copy_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("state.json"), "{").unwrap();
    let first = StateFile::open(folder.path());
    let second = StateFile::open(folder.path());
    assert!(second.read().trouble.is_some());
    let aside = folder.path().join("state.damaged-1.json");
    assert!(!aside.exists());
    first.read();
    assert!(aside.exists());
}

#[test]
fn the_next_copy_writes_once_the_first_has_ended() {
    let folder = tempfile::tempdir().unwrap();
    let first = StateFile::open(folder.path());
    assert!(StateFile::open(folder.path()).belongs_to_another());
    drop(first);
    let mut next = StateFile::open(folder.path());
    next.write(&zoomed(90)).unwrap();
    assert_eq!(next.read().saved, Some(zoomed(90)));
}

#[test]
fn a_folder_that_cannot_be_made_is_told_of_when_the_state_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let mut store = StateFile::open(&file);
    assert!(!store.belongs_to_another());
    assert!(store.write(&Saved::default()).is_err());
}

fn made_on_file(name: &str, issuer: &str) -> MadeOn {
    let text = format!("claimscope = 1\nissuer = \"https://{issuer}.example\"\n");
    MadeOn::new(name, &text)
}

fn unwritten(id: u64, name: &str, made_on: Option<&str>) -> Saved {
    let form = ConnectionForm {
        id: ConnectionId(id),
        name: name.to_owned(),
        ..ConnectionForm::default()
    };
    let mut saved = Saved {
        connections: vec![form],
        ..Saved::default()
    };
    let made_on = made_on.map(|issuer| (id, made_on_file(name, issuer)));
    saved.folder.made_on.extend(made_on);
    saved
}

fn names(saved: &Saved) -> Vec<&str> {
    let forms = saved.connections.iter();
    forms.map(|form| form.name.as_str()).collect()
}

#[test]
fn what_a_second_copy_has_in_no_file_is_there_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let mut first = StateFile::open(folder.path());
    first.write(&unwritten(1, "Orders", Some("old"))).unwrap();
    let mut second = StateFile::open(folder.path());
    // What the first has in no file is its own to write.
    assert!(names(&second.read().saved.unwrap()).is_empty());
    second.write(&unwritten(1, "Stock", Some("older"))).unwrap();
    drop((first, second));

    let next = StateFile::open(folder.path());
    let saved = next.read().saved.unwrap();
    assert_eq!(names(&saved), ["Orders", "Stock"]);
    let made_on = |at: usize| &saved.folder.made_on[&saved.connections[at].id.0];
    assert_eq!(*made_on(0), made_on_file("Orders", "old"));
    assert_eq!(*made_on(1), made_on_file("Stock", "older"));
    assert_eq!(
        next.read().saved,
        Some(saved.clone()),
        "and is taken up once"
    );
}

#[test]
fn what_it_wrote_into_a_file_meanwhile_comes_from_there() {
    let folder = tempfile::tempdir().unwrap();
    let _first = StateFile::open(folder.path());
    let mut second = StateFile::open(folder.path());
    second.write(&unwritten(1, "Stock", None)).unwrap();
    second.write(&zoomed(70)).unwrap();
    drop(second);
    assert!(!folder.path().join("state-2.json").exists());
}

#[test]
fn a_copy_that_runs_keeps_what_is_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let first = StateFile::open(folder.path());
    let mut second = StateFile::open(folder.path());
    let mut third = StateFile::open(folder.path());
    second.write(&unwritten(1, "Stock", None)).unwrap();
    third.write(&unwritten(1, "Returns", None)).unwrap();
    drop((first, third));
    let next = StateFile::open(folder.path());
    assert_eq!(names(&next.read().saved.unwrap()), ["Returns"]);
    // Another second copy takes up what the one before left.
    drop(second);
    let second = StateFile::open(folder.path());
    assert_eq!(names(&second.read().saved.unwrap()), ["Stock"]);
}

/// A draft of the environments of a folder.
fn environments(text: &str) -> Saved {
    let mut saved = Saved::default();
    saved.folder.path = Some("/shop".into());
    let mut edit = EnvironmentsEdit::default();
    text.clone_into(&mut edit.text);
    saved.folder.environments = Some(edit);
    saved
}

fn text(saved: &Saved) -> Option<&str> {
    let edit = saved.folder.environments.as_ref();
    edit.map(|edit| &*edit.text)
}

#[test]
fn of_two_drafts_of_environments_none_is_lost() {
    for is_taken_over in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let mut first = StateFile::open(folder.path());
        first.write(&environments("[first]")).unwrap();
        let mut second = StateFile::open(folder.path());
        let mine = environments("[second]");
        second.write(&mine).unwrap();
        drop(first);
        if is_taken_over {
            second.take_over(&mine).unwrap();
            second.write(&mine).unwrap();
        }
        drop(second);
        let names = match is_taken_over {
            true => ["[second]", "[first]"],
            false => ["[first]", "[second]"],
        };
        let mut next = StateFile::open(folder.path());
        let mut saved = next.read().saved.unwrap();
        assert_eq!(text(&saved), Some(names[0]));
        // Once that one is saved or discarded, the other is there.
        saved.folder.environments = None;
        next.write(&saved).unwrap();
        drop(next);
        let mut next = StateFile::open(folder.path());
        let mut saved = next.read().saved.unwrap();
        assert_eq!(text(&saved), Some(names[1]));
        saved.folder.environments = None;
        next.write(&saved).unwrap();
        drop(next);
        let next = StateFile::open(folder.path());
        assert_eq!(text(&next.read().saved.unwrap()), None, "and once");
    }
}

/// A draft that belongs to another folder than the one that is open.
fn parked(name: &str) -> Saved {
    let Saved { connections, .. } = unwritten(1, name, None);
    let folder = SavedFolder {
        path: Some("/elsewhere".into()),
        ..SavedFolder::default()
    };
    Saved {
        parked: vec![ParkedFolder {
            folder,
            connections,
        }],
        ..Saved::default()
    }
}

#[test]
fn a_second_copy_goes_on_for_the_first_and_the_drafts_of_both_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let mut first = StateFile::open(folder.path());
    first.write(&unwritten(1, "Orders", Some("old"))).unwrap();
    let mut second = StateFile::open(folder.path());
    let mut mine = unwritten(1, "Stock", Some("older"));
    mine.zoom_percent = Some(70);
    second.write(&mine).unwrap();
    assert_eq!(second.take_over(&mine), None, "the first one runs");
    drop(first);
    let said = second.take_over(&mine).unwrap();
    assert!(said.advice.unwrap().contains("next start"));
    assert!(!second.belongs_to_another());
    assert_eq!(second.take_over(&mine), None, "and it is said once");
    mine.zoom_percent = Some(80);
    second.write(&mine).unwrap();
    // A third copy does not take them from it.
    let third = StateFile::open(folder.path());
    assert!(third.belongs_to_another());
    drop((second, third));

    let next = StateFile::open(folder.path());
    let saved = next.read().saved.unwrap();
    assert_eq!(saved.zoom_percent, Some(80));
    assert_eq!(names(&saved), ["Stock", "Orders"]);
    assert_eq!(saved.folder.made_on.len(), 2);
}

#[test]
fn of_a_first_copy_without_drafts_nothing_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let mut first = StateFile::open(folder.path());
    first.write(&zoomed(125)).unwrap();
    let mut second = StateFile::open(folder.path());
    drop(first);
    let said = second.take_over(&zoomed(70)).unwrap();
    assert!(said.is_notice, "nothing failed");
    assert!(!said.advice.unwrap().contains("next start"));
    assert!(!folder.path().join("state-2.json").exists());
    drop(second);
    let next = StateFile::open(folder.path());
    assert_eq!(next.read().saved, Some(zoomed(70)));
}

#[test]
fn drafts_of_another_folder_are_kept_once_by_whichever_copy_has_them() {
    let folder = tempfile::tempdir().unwrap();
    let mut first = StateFile::open(folder.path());
    first.write(&parked("Orders")).unwrap();
    let mut second = StateFile::open(folder.path());
    let mut of_second = second.read().saved.unwrap();
    assert!(
        of_second
            .parked
            .iter()
            .all(|one| one.connections.is_empty())
    );
    of_second.parked = parked("Stock").parked;
    second.write(&of_second).unwrap();
    drop((first, second));
    let next = StateFile::open(folder.path());
    let saved = next.read().saved.unwrap();
    let [parked] = &saved.parked[..] else {
        panic!("one folder expected, not {:?}", saved.parked)
    };
    let names: Vec<&str> = parked.connections.iter().map(|one| &*one.name).collect();
    assert_eq!(names, ["Orders", "Stock"]);
}

#[test]
fn what_the_first_copy_saved_stays_when_the_second_goes_on_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut first = StateFile::open(folder.path());
    let mut theirs = zoomed(100);
    theirs.folder.order = vec!["a".into(), "b".into()];
    first.write(&theirs).unwrap();
    let mut second = StateFile::open(folder.path());
    let mut mine = second.read().saved.unwrap();
    theirs.folder.order.reverse();
    let keeps = crate::files::Beside {
        keeps: true,
        ..Default::default()
    };
    theirs.folder.beside.insert("a".into(), keeps);
    let entry = ("a/client_secret".to_owned(), Default::default());
    theirs.made_entries.extend([entry]);
    theirs.theme = crate::theme_choice::ThemeChoice::Dark;
    first.write(&theirs).unwrap();
    drop(first);
    mine.zoom_percent = Some(125);
    second.take_over(&mine).unwrap();
    mine.shows_log = true;
    second.write(&mine).unwrap();
    let expected = Saved {
        zoom_percent: Some(125),
        shows_log: true,
        ..theirs
    };
    assert_eq!(second.read().saved, Some(expected));
}

#[test]
fn what_cannot_be_read_of_the_first_copy_is_kept_aside_and_said() {
    for text in ["{", r#"{"zoom_percent":125,"of_tomorrow":1}"#] {
        let folder = tempfile::tempdir().unwrap();
        let mut first = StateFile::open(folder.path());
        first.write(&zoomed(125)).unwrap();
        let mut second = StateFile::open(folder.path());
        let mine = second.read().saved.unwrap();
        fs::write(folder.path().join("state.json"), text).unwrap();
        drop(first);
        let said = second.take_over(&mine).unwrap();
        assert!(!said.is_notice);
        assert!(said.advice.unwrap().contains("state.damaged-1.json"));
        assert!(said.words.is_some());
        let aside = fs::read_to_string(folder.path().join("state.damaged-1.json"));
        assert_eq!(aside.unwrap(), text);
        assert_eq!(second.read().saved.unwrap().zoom_percent, Some(125));
    }
}

#[test]
fn drafts_of_the_first_copy_stay_with_its_folder() {
    let mut mine = unwritten(1, "Stock", None);
    mine.folder.path = Some("/here".into());
    let mut theirs = unwritten(1, "Orders", Some("old"));
    theirs.folder.path = Some("/elsewhere".into());
    take_up(&mut mine, drafts_of(&theirs));
    assert_eq!(names(&mine), ["Stock"]);
    assert_eq!(mine.parked[0].folder, theirs.folder);
    assert_eq!(mine.parked[0].connections, theirs.connections);
}
