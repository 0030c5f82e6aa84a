//! What the window says of a connection's file: what it holds, what it could not be written for, and where both sides differ.

use claimscope_client::workspace::SavedConnection;
use claimscope_gui::connection::Field;
use claimscope_gui::file_field::FileField;
use claimscope_gui::files::{FileText, FilesCommand, FolderEvent, FolderRead};
use claimscope_gui::message::{Command, Event};
use claimscope_gui::results::FailureText;
use claimscope_gui::tab::Tab;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::layout::CONTROLS;
use crate::shown::{Desktop, command, open, shows, type_into, window};
use crate::support::Script;

pub(crate) type Harness = egui_kittest::Harness<'static, Desktop>;

pub(crate) fn folder(saved: SavedConnection) -> Event {
    folder_with(saved, "")
}

/// The same with these environments.
pub(crate) fn folder_with(saved: SavedConnection, environments: &str) -> Event {
    let file = FileText {
        name: "shop".to_owned(),
        path: "/srv/shop.toml".into(),
        text: saved.to_toml(),
        saved: Ok(saved),
    };
    Event::Folder(FolderEvent::Read(Box::new(FolderRead {
        path: "/srv".into(),
        environments: Default::default(),
        environments_text: environments.to_owned(),
        files: vec![file],
    })))
}

pub(crate) fn issued_by(issuer: &str) -> SavedConnection {
    SavedConnection {
        issuer: Some(issuer.to_owned()),
        client_id: Some("shop".to_owned()),
        ..SavedConnection::default()
    }
}

/// A window at the only file of a folder.
pub(crate) fn at_file(saved: SavedConnection) -> (Harness, Script) {
    let (mut harness, script) = window();
    script.tell(folder(saved));
    harness.run();
    let mut all = harness.state().model().connections.iter();
    let id = all.find(|one| one.name == "shop").unwrap().id;
    command(&mut harness, Command::SelectConnection(id));
    (harness, script)
}

#[test]
fn an_emptied_line_of_paths_keeps_its_place_while_one_of_them_is_edited() {
    const LINE: &str = "Files of further authorities";
    let mut saved = issued_by("https://sts.example");
    saved.network.ca_files = vec!["a.pem".to_owned(), "b.pem".to_owned()];
    let (mut harness, _) = at_file(saved);
    open(&mut harness, Tab::Discover);
    harness.get_by_label("Network: filled in").click();
    harness.run();
    let focus = |harness: &mut Harness, line: &str| {
        let field = harness.get_by_role_and_label(Role::TextInput, line);
        field.focus();
        harness.run();
    };
    let text = |harness: &Harness| {
        let values = &harness.state().model().connection().file_values;
        values.text(FileField::CaFile).to_owned()
    };
    let empty = |harness: &mut Harness| {
        harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
        harness.key_press(Key::Backspace);
        harness.run();
    };
    focus(&mut harness, LINE);
    empty(&mut harness);
    harness.event(egui::Event::Text("c.pem".to_owned()));
    harness.run();
    assert_eq!(text(&harness), "c.pem\nb.pem");
    empty(&mut harness);
    focus(&mut harness, &format!("{LINE}, 2"));
    harness.event(egui::Event::Text("x".to_owned()));
    harness.run();
    assert_eq!(text(&harness).trim(), "b.pemx");
    focus(&mut harness, "Proxy");
    assert_eq!(text(&harness), "b.pemx");
}

#[test]
fn nothing_is_said_of_an_address_that_its_file_holds() {
    let (mut harness, _) = at_file(issued_by("https://sts.example"));
    open(&mut harness, Tab::Call);
    let mut type_url = |url: &str| {
        command(&mut harness, Command::Edit(Field::ApiUrl, url.into()));
        let texts = ["Not saved", "Saved once", "Complete it", "May be a secret"];
        texts.iter().any(|text| shows(&harness, text))
    };
    for url in [
        "http://api.example/list?x=1",
        "http://api.example/?tag=a&tag=b%20c",
        "{{api}}/list?top=10",
    ] {
        assert!(!type_url(url), "{url}");
    }
    assert!(type_url("https://me:hunter2@api.example/a"));
    assert!(type_url("https://api.example/a?access_token=hunter2"));
}

#[test]
fn a_connection_without_an_issuer_is_told_by_its_token_endpoint() {
    let saved = SavedConnection {
        issuer: None,
        token_endpoint: Some("https://sts.example/oauth/token".to_owned()),
        ..issued_by("")
    };
    let (mut harness, _) = at_file(saved);
    assert!(shows(&harness, "shop at sts.example"));
    assert!(!shows(&harness, "no issuer yet"));
    open(&mut harness, Tab::Token);
    assert!(!shows(&harness, "comes from the issuer's metadata"));
}

#[test]
fn both_sides_of_a_conflict_are_one_text_and_the_question_comes_first() {
    let (mut harness, script) = at_file(issued_by("https://sts.example"));
    command(&mut harness, Command::Edit(Field::ClientId, "mine".into()));
    let mut theirs = issued_by("https://sts.example");
    theirs.client_id = Some("theirs".to_owned());
    script.tell(folder(theirs));
    harness.run();
    assert!(shows(&harness, "- client_id = \"mine\""));
    assert!(shows(&harness, "+ client_id = \"theirs\""));
    assert!(!shows(&harness, "u{a}"));
    let keep = harness.get_by_role_and_label(Role::Button, "Keep mine");
    let line = harness.get_by_label_contains("- client_id");
    assert!(keep.rect().bottom() <= line.rect().top());
}

/// Where everything stands that can be pressed.
fn controls(harness: &Harness) -> Vec<(String, egui::Pos2)> {
    let nodes = harness.root().children_recursive();
    let controls = nodes.filter(|node| CONTROLS.contains(&node.accesskit_node().role()));
    let named = controls.map(|node| {
        let name = node.accesskit_node().label().unwrap_or_default();
        (name, node.rect().min)
    });
    named.collect()
}

#[test]
fn what_comes_to_be_known_moves_nothing_that_can_be_pressed() {
    let (mut harness, script) = at_file(issued_by("https://sts.example"));
    for size in [egui::vec2(1280.0, 820.0), egui::vec2(800.0, 600.0)] {
        harness.set_size(size);
        for tab in Tab::ALL {
            open(&mut harness, tab);
            let before = controls(&harness);
            let failure = FailureText::new("That cannot be done.", "Do something else.");
            script.tell(Event::Folder(FolderEvent::Refused(failure.clone())));
            script.tell(Event::StateTrouble(failure));
            harness.run();
            let dismiss = harness.get_all_by_label("Dismiss").count();
            assert_eq!(dismiss, 2, "{tab:?} at {size}");
            let after = controls(&harness);
            for one in &before {
                assert!(after.contains(one), "{tab:?} at {size}: {one:?} moved");
            }
            command(&mut harness, Command::DismissTrouble);
            command(&mut harness, Command::Files(FilesCommand::DismissRefusal));
            assert_eq!(controls(&harness), before);
        }
    }
}

#[test]
fn what_comes_to_be_known_takes_the_keys_from_no_field() {
    let (mut harness, script) = at_file(issued_by("https://sts.example"));
    open(&mut harness, Tab::Call);
    type_into(&mut harness, "Address of the API", "http://a");
    let type_on = |harness: &mut Harness, text: &str| {
        harness.event(egui::Event::Text(text.to_owned()));
        harness.run();
    };
    let failure = FailureText::new("That cannot be done.", "Do something else.");
    script.tell(Event::Folder(FolderEvent::Refused(failure)));
    harness.run();
    type_on(&mut harness, "/b");
    command(&mut harness, Command::Files(FilesCommand::DismissRefusal));
    type_on(&mut harness, "/c");
    let url = harness.state().model().connection().field(Field::ApiUrl);
    assert_eq!(url, "http://a/b/c");
}
