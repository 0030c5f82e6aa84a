//! What stops before it is begun: a run without its secret, and what an open import stands in the way of.

use claimscope_client::session::{RunOutcome, Step};
use claimscope_client::workspace::{SavedConnection, SecretPlace};
use claimscope_gui::connection::ConnectionId;
use claimscope_gui::effect::Work;
use claimscope_gui::files::{FileText, FolderEvent, FolderRead, FolderWork};
use claimscope_gui::importing::ImportCommand;
use claimscope_gui::inspect_place::{PlaceCommand, PlaceTab};
use claimscope_gui::message::{Command, Event};
use claimscope_gui::model::Model;
use claimscope_gui::steps::{Standing, StepState};
use claimscope_gui::tab::Tab;

use crate::support::{answer, fault, model, update, work};

const VARIABLE: &str = "CLAIMSCOPE_TEST_THAT_NOBODY_SETS";

fn place() -> SecretPlace {
    SecretPlace::Env(VARIABLE.to_owned())
}

/// Two connections, whose files name a secret each.
fn two_files() -> Model {
    let mut model = model();
    update(&mut model, folder());
    model
}

fn folder() -> Event {
    let file = |name: &str, place: SecretPlace| FileText {
        name: name.to_owned(),
        path: format!("/srv/{name}.toml").into(),
        text: String::new(),
        saved: Ok(SavedConnection {
            issuer: Some("https://sts.example".to_owned()),
            client_id: Some("shop".to_owned()),
            client_secret: Some(place),
            ..SavedConnection::default()
        }),
    };
    let folder = FolderRead {
        path: "/srv".into(),
        environments: Default::default(),
        environments_text: String::new(),
        files: vec![
            file("a", SecretPlace::Env("OTHER".to_owned())),
            file("b", place()),
        ],
    };
    Event::Folder(FolderEvent::Read(Box::new(folder)))
}

fn id_of(model: &Model, name: &str) -> ConnectionId {
    let mut all = model.connections.iter();
    all.find(|one| one.name == name).unwrap().id
}

/// The places that are to be read.
fn read(work: &[Work]) -> Vec<SecretPlace> {
    let places = work.iter().filter_map(|work| match work {
        Work::Folder(FolderWork::ReadSecrets(places)) => Some(places.clone()),
        _ => None,
    });
    places.flatten().collect()
}

fn unset(model: &mut Model) {
    let why =
        format!("The secret is expected in the environment variable {VARIABLE}, which is not set.");
    let outcome = vec![(place(), Err(why))];
    update(model, Event::Folder(FolderEvent::SecretsRead(outcome)));
}

#[test]
fn secrets_are_read_however_a_connection_came_to_be_selected() {
    let mut model = two_files();
    let b = id_of(&model, "b");
    model.imported_first = Some("b".to_owned());
    let begun = update(&mut model, folder());
    assert_eq!(read(&begun), [place()]);
    assert_eq!(model.selected, b);
}

#[test]
fn a_variable_that_is_not_set_is_named_and_the_run_stops_there() {
    let mut model = two_files();
    let b = id_of(&model, "b");
    work(&mut model, Command::SelectConnection(b));
    unset(&mut model);
    let begun = work(&mut model, Command::Run(None));
    let [discover @ Work::Discover(..)] = &begun[..] else {
        panic!("the metadata need no secret: {begun:?}");
    };
    let discovered = answer(discover);
    update(&mut model, discovered);
    let run = model.workspace().unwrap().run.as_ref().unwrap();
    assert!(
        matches!(run.state(Step::Discover), StepState::Passed(_)),
        "{run:?}"
    );
    let failed = run.state(Step::Token).result().unwrap();
    assert!(failed.headline.contains(VARIABLE), "{failed:?}");
    assert!(failed.headline.contains("not set"), "{failed:?}");
    assert_eq!(
        run.standing,
        Standing::Over(RunOutcome::WentWrong(Step::Token))
    );
    assert!(model.can_send() && !model.is_busy());
}

#[test]
fn nothing_is_broken_for_a_run_that_cannot_have_a_token() {
    let mut model = two_files();
    let b = id_of(&model, "b");
    work(&mut model, Command::SelectConnection(b));
    unset(&mut model);
    assert!(work(&mut model, Command::Run(fault("wrong-client"))).is_empty());
    work(
        &mut model,
        Command::Answer(Some(claimscope_gui::message::CallWith::StatedMethod)),
    );
    assert!(model.can_send() && !model.is_busy());
}

#[test]
fn whatever_is_shown_next_takes_the_place_of_an_import() {
    let show = PlaceCommand::Show(PlaceTab::Inspect);
    let playground = Command::SelectConnection(ConnectionId::PLAYGROUND);
    for command in [
        playground,
        Command::ShowTab(Tab::Token),
        Command::Place(show),
    ] {
        let mut model = model();
        work(&mut model, Command::Import(ImportCommand::Open));
        assert!(model.import.is_some());
        work(&mut model, command);
        assert!(model.import.is_none());
    }
}

#[test]
fn a_second_press_of_delete_takes_no_other_connection() {
    let mut model = two_files();
    let a = id_of(&model, "a");
    work(&mut model, Command::SelectConnection(a));
    work(&mut model, Command::DeleteConnection);
    assert_eq!(model.selected, ConnectionId::PLAYGROUND);
    assert!(work(&mut model, Command::DeleteConnection).is_empty());
    id_of(&model, "b");
}

#[test]
fn deleted_requests_come_back_one_after_the_other() {
    let mut model = two_files();
    for _ in 0..2 {
        work(&mut model, Command::NewRequest);
    }
    let before = model.connection().requests.clone();
    work(&mut model, Command::DeleteRequest);
    work(&mut model, Command::DeleteRequest);
    work(&mut model, Command::RestoreRequest);
    work(&mut model, Command::RestoreRequest);
    let names = |model: &Model| -> Vec<String> {
        let all = model.connection().requests.iter();
        all.map(|one| one.name.clone()).collect()
    };
    let after = names(&model);
    let before: Vec<String> = before.iter().map(|one| one.name.clone()).collect();
    assert_eq!(after, before);
}
