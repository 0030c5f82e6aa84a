//! What was deleted comes back one after the other, the last one first, and each time it is said what came back.

use claimscope_core::time::Timestamp;
use claimscope_gui::connection::{ConnectionId, Field};
use claimscope_gui::effect::Work;
use claimscope_gui::files::{FilesCommand, FolderEvent, FolderRead, FolderWork, UNDO_SECONDS};
use claimscope_gui::message::{Command, Event};
use claimscope_gui::model::Model;
use egui::{Key, Modifiers};

use crate::shown::{command, press, shows, window};
use crate::support::{NOW, model, update, update_at, work};

const DELETIONS: usize = 25;
const UNDO: Command = Command::Files(FilesCommand::UndoDelete);

fn names(model: &Model) -> Vec<String> {
    let own = model.connections.iter().skip(1);
    own.map(|form| form.name.clone()).collect()
}

/// A model with so many connections that are in no file.
fn connections(model: &mut Model) {
    for number in 0..DELETIONS {
        work(model, Command::NewConnection);
        let name = format!("connection {number}");
        work(model, Command::Edit(Field::Name, name.as_str().into()));
    }
}

/// Deletes every other one from the front, and then the rest.
fn delete_all(model: &mut Model) {
    for step in [2, 1] {
        let own = model.connections.iter().skip(1).step_by(step);
        let ids: Vec<ConnectionId> = own.map(|form| form.id).collect();
        for id in ids {
            work(model, Command::SelectConnection(id));
            work(model, Command::DeleteConnection);
        }
    }
    assert!(names(model).is_empty());
}

#[test]
fn each_of_many_deleted_connections_comes_back_to_its_place_and_is_named() {
    let mut model = model();
    connections(&mut model);
    let before = names(&model);
    delete_all(&mut model);
    for _ in 0..DELETIONS {
        work(&mut model, UNDO);
        let name = model.connection().name.clone();
        assert_eq!(
            model.notice.as_ref().unwrap().text,
            format!("“{name}” is back")
        );
    }
    assert_eq!(names(&model), before);
    assert!(!model.files.can_undo());
    work(&mut model, UNDO);
    assert_eq!(names(&model), before);
}

#[test]
fn what_was_deleted_long_ago_does_not_come_back() {
    let mut model = model();
    connections(&mut model);
    delete_all(&mut model);
    let late = Timestamp::from_unix_seconds(NOW.unix_seconds() + UNDO_SECONDS);
    update_at(&mut model, Event::Ticked, late);
    assert!(!model.files.can_undo());
}

fn told(event: FolderEvent) -> Event {
    Event::Folder(event)
}

/// The files that are to be written anew, by name.
fn put_back(work: &[Work]) -> Vec<String> {
    let names = work.iter().filter_map(|work| match work {
        Work::Folder(FolderWork::PutBack(name, _)) => Some(name.clone()),
        _ => None,
    });
    names.collect()
}

#[test]
fn files_come_back_in_order_however_fast_it_is_asked_for() {
    let mut model = model();
    let file = |name: &str| claimscope_gui::files::FileText {
        name: name.to_owned(),
        path: format!("/srv/{name}.toml").into(),
        text: String::new(),
        saved: Ok(Default::default()),
    };
    let folder = FolderRead {
        path: "/srv".into(),
        environments: Default::default(),
        environments_text: String::new(),
        files: ["a", "b", "c"].map(file).into(),
    };
    update(&mut model, told(FolderEvent::Read(Box::new(folder))));
    for name in ["b", "a", "c"] {
        let id = model.connections.iter().find(|one| one.name == name);
        let id = id.unwrap().id;
        work(&mut model, Command::SelectConnection(id));
        work(&mut model, Command::DeleteConnection);
    }
    // Their files are still on their way out.
    for _ in 0..2 {
        assert!(put_back(&work(&mut model, UNDO)).is_empty());
    }
    let mut began = Vec::new();
    for name in ["b", "a", "c"] {
        let removed = FolderEvent::Removed(name.to_owned(), Ok(name.into()));
        began.extend(put_back(&update(&mut model, told(removed))));
    }
    assert_eq!(began, ["c"]);
    let back = |name: &str| told(FolderEvent::PutBack(name.to_owned(), Ok(())));
    assert_eq!(put_back(&update(&mut model, back("c"))), ["a"]);
    assert!(put_back(&update(&mut model, back("a"))).is_empty());
    assert_eq!(names(&model), ["a", "c"]);
    assert_eq!(put_back(&work(&mut model, UNDO)), ["b"]);
    update(&mut model, back("b"));
    assert_eq!(names(&model), ["a", "b", "c"]);
}

#[test]
fn ctrl_z_brings_back_connections_and_requests_in_the_order_in_which_they_went() {
    let (mut harness, _) = window();
    press(&mut harness, "New");
    for _ in 0..2 {
        command(&mut harness, Command::NewRequest);
    }
    let own = harness.state().model().selected;
    command(&mut harness, Command::DuplicateConnection);
    // A connection, and two requests of another.
    command(&mut harness, Command::DeleteConnection);
    command(&mut harness, Command::SelectConnection(own));
    command(&mut harness, Command::DeleteRequest);
    command(&mut harness, Command::DeleteRequest);
    harness.key_press(Key::Escape);
    harness.run();
    for back in ["Request 2", "Request 3", "New connection copy"] {
        harness.key_press_modifiers(Modifiers::COMMAND, Key::Z);
        harness.run();
        assert!(shows(&harness, &format!("“{back}” is back")), "{back}");
    }
}
