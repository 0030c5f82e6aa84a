//! Opens the desktop without the command line: `desktop [--screenshot FILE] [--theme T] [--step TAB] [--break FAULT] [--size WxH]
//! [--grant NAME] [--set NAME=TEXT] [--field NAME=TEXT] [--press WHAT] [--pick TITLE] [--inspect TEXT] [--api URL] [--person yes]`.

use claimscope_client::session::Fault;
use claimscope_gui::about_token::AboutToken;
use claimscope_gui::connection::Field;
use claimscope_gui::grant::{GrantChoice, GrantField};
use claimscope_gui::message::Command;
use claimscope_gui::results::ResponseToken;
use claimscope_gui::tab::Tab;
use claimscope_gui::theme_choice::ThemeChoice;
use claimscope_gui::{RunError, RunOptions, SceneAction, run};

fn main() -> Result<(), RunError> {
    let mut options = RunOptions::default();
    let mut arguments = std::env::args().skip(1);
    while let (Some(name), Some(value)) = (arguments.next(), arguments.next()) {
        match name.as_str() {
            "--screenshot" => options.screenshot = Some(value.into()),
            "--theme" => options.theme = ThemeChoice::from_name(&value),
            "--step" => options.tab = Tab::from_name(&value),
            "--person" => options.waits_for_person = value == "yes",
            "--break" => options.fault = Fault::from_name(&value),
            "--run" => options.run_steps = value == "yes",
            "--size" => {
                options.size = value
                    .split_once('x')
                    .and_then(|(width, height)| Some([width.parse().ok()?, height.parse().ok()?]));
            }
            "--pick" => options.actions.push(SceneAction::Pick(value)),
            name => {
                let command = command(name, &value).map(SceneAction::Do);
                options.actions.extend(command);
            }
        }
    }
    run(options)
}

fn command(name: &str, value: &str) -> Option<Command> {
    Some(match name {
        "--api" => Command::Edit(Field::ApiUrl, value.into()),
        "--field" => {
            let (name, text) = value.split_once('=')?;
            Command::Edit(Field::Grant(GrantField::of_name(name)?), text.into())
        }
        "--grant" => Command::SetGrant(GrantChoice::of_name(value)?),
        "--inspect" => Command::EditInspect(value.into()),
        "--press" => pressed(value)?,
        "--set" => {
            let (name, text) = value.split_once('=')?;
            Command::Edit(field(name)?, text.into())
        }
        _ => return None,
    })
}

fn pressed(what: &str) -> Option<Command> {
    Some(match what {
        "call" => Command::Call,
        "introspect" => Command::AskAbout(AboutToken::Introspect(ResponseToken::Access)),
        "keep" => Command::SetKeeps(true),
        "kept" => Command::ListKept,
        "login" => Command::CallWithLogin,
        "new" => Command::NewConnection,
        "paste" => Command::SetPastes(true),
        "register" => Command::SetRegisters(true),
        "renew" => Command::Renew,
        "signed" => Command::AskAbout(AboutToken::IntrospectSigned),
        "token" => Command::RequestToken,
        "userinfo" => Command::AskAbout(AboutToken::Userinfo),
        _ => return None,
    })
}

fn field(name: &str) -> Option<Field> {
    Some(match name {
        "issuer" => Field::Issuer,
        "client-id" => Field::ClientId,
        "client-secret" => Field::ClientSecret,
        "name" => Field::Name,
        "scope" => Field::Scope,
        _ => return None,
    })
}
