//! Variables and environments, as a person meets them: nothing undefined is sent, and a change costs no more than it must.

use std::fs;

use super::folder::Window;
use crate::files::FilesCommand;
use crate::message::{Command, Event};
use crate::model::Model;
use crate::runner::convert::signed;
use crate::runner::now;

const ENVIRONMENTS: &str = "[dev]\nhost = \"http://localhost:1\"\ntenant = \"t1\"\n[live]\nhost = \"http://localhost:1\"\n[far]\nhost = \"http://localhost:2\"\n";
const WIPE: &str = "claimscope = 1\nissuer = \"{{host}}\"\nclient_id = \"a\"\n[[request]]\nname = \"wipe\"\nmethod = \"DELETE\"\nurl = \"https://api.example/tenants/{{tenant}}/all\"\n";
const ALONE: &str = "claimscope = 1\nissuer = \"https://sts.example\"\nclient_id = \"a\"\n";

fn window() -> Window {
    Window::of(&[
        ("environments.toml", ENVIRONMENTS),
        ("orders.toml", WIPE),
        ("alone.toml", ALONE),
    ])
}

fn choose(window: &mut Window, name: &str) {
    let choose = FilesCommand::ChooseEnvironment(Some(name.to_owned()));
    window.until(Command::Files(choose), |_| true);
}

fn said(model: &Model) -> String {
    let notice = model.notice.as_ref();
    notice.map_or_else(String::new, |notice| notice.text.clone())
}

#[test]
fn a_variable_that_is_not_defined_is_sent_to_nobody() {
    let mut window = window();
    window.select("orders");
    let copy = Command::CopyRequest {
        with_secrets: false,
    };
    window.until(copy.clone(), |_| true);
    assert_eq!(said(&window.model), "curl command copied");
    choose(&mut window, "live");
    window.until(copy, |_| true);
    let said = said(&window.model);
    assert!(
        said.contains("The variable tenant is not defined in"),
        "{said}"
    );
}

#[test]
fn a_token_goes_only_where_issuer_or_client_are_others_now() {
    let mut window = window();
    let ids = ["orders", "alone"].map(|name| window.form(name).id);
    for id in ids {
        window.model.workspace_mut(id).current_token = Some(signed("token".into(), now()));
    }
    let has_token =
        |window: &mut Window| ids.map(|id| window.model.workspace_mut(id).current_token.is_some());
    choose(&mut window, "live");
    assert_eq!(
        has_token(&mut window),
        [true, true],
        "the tenant alone is another"
    );
    let other = ENVIRONMENTS.replace("tenant = \"t1\"", "tenant = \"t2\"");
    fs::write(window.path("environments.toml"), &other).unwrap();
    window.until(Event::Ticked, |model| {
        model.files.environments_text == other
    });
    assert_eq!(has_token(&mut window), [true, true]);
    choose(&mut window, "far");
    assert_eq!(has_token(&mut window), [false, true]);
}
