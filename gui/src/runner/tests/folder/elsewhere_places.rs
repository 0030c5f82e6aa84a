//! Secrets that a file takes from elsewhere, while others are typed in their place.

use super::*;
use crate::secret_note::{note_of, secret_note};

const FILE: &str = "claimscope = 1\nissuer = \"https://sts.example\"\nclient_id = \"a\"\nclient_secret = { env = \"CLAIMSCOPE_ABSENT\" }\n\n[parameters]\napi_key = { file = \"key\" }\n";

fn secret(window: &Window) -> String {
    let session = crate::update::session_for_tests(&window.model);
    let secret = session.connection.client.secret.unwrap();
    secret.expose_str().unwrap().to_owned()
}

fn parameter(window: &Window) -> String {
    let session = crate::update::session_for_tests(&window.model);
    let (_, value) = &session.connection.grant.parameters[0];
    value.expose_str().unwrap().to_owned()
}

#[test]
fn what_is_typed_where_a_file_names_another_place_is_used_and_leaves_the_file() {
    let mut window = Window::of(&[("orders.toml", FILE), ("key", "of-the-file")]);
    window.select("orders");
    window.edit(Field::ClientSecret, "typed-hunter2");
    window.read_secrets();
    assert_eq!(
        parameter(&window),
        "of-the-file",
        "and not the words that name it"
    );
    let typed = "api_key=typed-hunter3\nplain=1";
    window.edit(Field::Parameters, typed);
    window.write();
    let text = window.text("orders.toml");
    assert!(
        text.contains("client_secret = { env = \"CLAIMSCOPE_ABSENT\" }"),
        "{text}"
    );
    assert!(text.contains("api_key = { file = \"key\" }"), "{text}");
    assert!(text.contains("plain = \"1\""), "{text}");
    assert_eq!(
        (secret(&window), parameter(&window)),
        ("typed-hunter2".into(), "typed-hunter3".into())
    );
    let said = secret_note(&window.model, Field::ClientSecret)
        .unwrap()
        .text;
    assert_eq!(
        said,
        "Used until the program ends in place of the environment variable CLAIMSCOPE_ABSENT: it is kept nowhere."
    );
    let said = note_of(&window.model, "parameters.api_key").unwrap().text;
    assert!(said.contains("in place of the file key"), "{said}");
    // What is edited elsewhere takes nothing away.
    let theirs = text.replace("sts.example", "theirs.example");
    fs::write(window.path("orders.toml"), theirs).unwrap();
    window.until(Event::Ticked, |model| {
        model.connection().issuer.contains("theirs")
    });
    assert_eq!(
        (secret(&window), parameter(&window)),
        ("typed-hunter2".into(), "typed-hunter3".into())
    );
    // A copy takes it from the same place.
    window.until(Command::DuplicateConnection, |_| true);
    window.write();
    assert!(
        window
            .text("orders copy.toml")
            .contains("CLAIMSCOPE_ABSENT")
    );
    // Emptied, it is the file's again.
    window.edit(Field::ClientSecret, "");
    window.write();
    assert!(
        window
            .text("orders copy.toml")
            .contains("CLAIMSCOPE_ABSENT")
    );
    let state = serde_json::to_string(&window.model.saved()).unwrap();
    assert!(!state.contains("hunter"), "{state}");
}

#[test]
fn a_secret_leaves_its_place_in_the_file_where_the_person_says_so() {
    let mut window = Window::of(&[("orders.toml", FILE), ("key", "of-the-file")]);
    window.select("orders");
    window.edit(Field::ClientSecret, "typed-hunter2");
    window.write();
    let moves = FilesCommand::ForgetSecret("client_secret".to_owned());
    window.until(Command::Files(moves), |_| true);
    window.write();
    let text = window.text("orders.toml");
    assert!(!text.contains("hunter"), "{text}");
    let id = window.model.selected;
    let file = window.model.files.of(id).unwrap();
    // Where no keychain took it, the file says what it said.
    let stays = file.in_memory.contains_key("client_secret");
    assert_eq!(text.contains("CLAIMSCOPE_ABSENT"), stays, "{text}");
    assert_eq!(
        text.contains("client_secret = { keychain"),
        !stays,
        "{text}"
    );
    assert!(text.contains("api_key = { file = \"key\" }"), "{text}");
    // Emptied, it can be taken out altogether.
    window.edit(Field::ClientSecret, "");
    let out = FilesCommand::ForgetSecret("client_secret".to_owned());
    window.until(Command::Files(out), |_| true);
    window.write();
    let text = window.text("orders.toml");
    assert!(!text.contains("CLAIMSCOPE_ABSENT"), "{text}");
}
