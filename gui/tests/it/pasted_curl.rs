//! curl: what a command is sent through, and what one that is copied says of the token.

use claimscope_gui::connection::{ConnectionId, Field};
use claimscope_gui::effect::{Effect, WindowChange};
use claimscope_gui::file_field::FileField;
use claimscope_gui::grant::GrantField;
use claimscope_gui::message::Command;
use claimscope_gui::model::Model;
use claimscope_gui::request_edit::RequestEdit;
use claimscope_gui::results::TokenResult;

use crate::support::{NOW, own_connection, token, token_result, work};

/// What a command puts on the clipboard.
fn copied(model: &mut Model, command: Command) -> String {
    match &claimscope_gui::update::update(model, command, NOW)[..] {
        [Effect::Window(WindowChange::Copy(text))] => text.expose().to_owned(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_a_curl_command_is_sent_through_is_the_connections_and_said() {
    let mut model = own_connection();
    let command = "curl https://api.example/a -k -x proxy:3128 --cacert ca.pem --cert c.p12:hunter2 -d @new.json";
    let paste = |model: &mut Model| {
        let command = RequestEdit::Curl(command.into());
        work(model, Command::EditRequest(command));
        model.workspace().unwrap().curl_left_out.join("\n")
    };
    let notes = paste(&mut model);
    let field = |field| Field::Grant(GrantField::of_name(field).unwrap());
    for (field, text) in [
        (Field::File(FileField::Proxy), "http://proxy:3128"),
        (Field::File(FileField::CaFile), "ca.pem"),
        (field("client-cert-file"), "c.p12"),
        (field("client-cert-password"), "hunter2"),
    ] {
        assert_eq!(model.connection().field(field), text);
    }
    for said in [
        "-k is refused",
        "Proxy: it is",
        "workspace's folder",
        "line ends of new.json",
    ] {
        assert!(notes.contains(said), "{said}: {notes}");
    }
    assert!(!notes.contains("hunter2"), "{notes}");
    let other = Field::File(FileField::Proxy);
    work(&mut model, Command::Edit(other, "http://other:1".into()));
    let notes = paste(&mut model);
    assert!(notes.contains("the connection has another"), "{notes}");
    assert_eq!(model.connection().field(other), "http://other:1");
    work(
        &mut model,
        Command::SelectConnection(ConnectionId::PLAYGROUND),
    );
    let notes = paste(&mut model);
    assert!(notes.contains("no matter of the playground"), "{notes}");
    assert_eq!(model.connection().field(other), "");
}

#[test]
fn a_bound_token_is_copied_with_its_own_scheme_and_a_remark() {
    let mut model = own_connection();
    let id = model.selected;
    for (token_type, scheme, is_bound) in [("Bearer", "Bearer", false), ("dpop", "DPoP", true)] {
        model.workspace_mut(id).current_token = Some(TokenResult {
            token_type: token_type.to_owned(),
            ..token_result(&token(3_600), 3_600)
        });
        let text = copied(&mut model, Command::CopyRequest { with_secrets: true });
        assert!(
            text.contains(&format!("'Authorization: {scheme} ey")),
            "{text}"
        );
        assert_eq!(text.contains("\n# The token is bound"), is_bound, "{text}");
    }
}
