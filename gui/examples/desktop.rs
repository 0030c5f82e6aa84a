//! Opens the desktop without the command line: `desktop [--screenshot FILE] [--theme T] [--step TAB] [--break FAULT] [--size WxH]
//! [--grant NAME] [--set NAME=TEXT] [--field NAME=TEXT] [--press WHAT] [--api URL] [--person yes]`.

use claimscope_client::session::Fault;
use claimscope_gui::about_token::AboutToken;
use claimscope_gui::connection::Field;
use claimscope_gui::grant::{GrantChoice, GrantField};
use claimscope_gui::message::Command;
use claimscope_gui::results::ResponseToken;
use claimscope_gui::tab::Tab;
use claimscope_gui::theme_choice::ThemeChoice;
use claimscope_gui::{RunError, RunOptions, run};

fn main() -> Result<(), RunError> {
    let mut options = RunOptions::default();
    let mut arguments = std::env::args().skip(1);
    while let (Some(name), Some(value)) = (arguments.next(), arguments.next()) {
        match name.as_str() {
            "--screenshot" => options.screenshot = Some(value.into()),
            "--theme" => options.theme = ThemeChoice::from_name(&value),
            "--step" => options.tab = Tab::from_name(&value),
            "--grant" => options
                .commands
                .extend(GrantChoice::of_name(&value).map(Command::SetGrant)),
            "--press" => options.commands.extend(match value.as_str() {
                "token" => Some(Command::RequestToken),
                "paste" => Some(Command::SetPastes(true)),
                "renew" => Some(Command::Renew),
                "introspect" => Some(Command::AskAbout(AboutToken::Introspect(
                    ResponseToken::Access,
                ))),
                "signed" => Some(Command::AskAbout(AboutToken::IntrospectSigned)),
                "keep" => Some(Command::SetKeeps(true)),
                "kept" => Some(Command::ListKept),
                "userinfo" => Some(Command::AskAbout(AboutToken::Userinfo)),
                "call" => Some(Command::Call),
                "login" => Some(Command::CallWithLogin),
                "register" => Some(Command::SetRegisters(true)),
                "new" => Some(Command::NewConnection),
                _ => None,
            }),
            "--field" => options
                .commands
                .extend(value.split_once('=').and_then(|(name, text)| {
                    let field = Field::Grant(GrantField::of_name(name)?);
                    Some(Command::Edit(field, text.into()))
                })),
            "--set" => options
                .commands
                .extend(value.split_once('=').and_then(|(name, text)| {
                    let field = match name {
                        "issuer" => Field::Issuer,
                        "client-id" => Field::ClientId,
                        "client-secret" => Field::ClientSecret,
                        "scope" => Field::Scope,
                        _ => return None,
                    };
                    Some(Command::Edit(field, text.into()))
                })),
            "--api" => options
                .commands
                .push(Command::Edit(Field::ApiUrl, value.into())),
            "--person" => options.waits_for_person = value == "yes",
            "--break" => options.fault = Fault::from_name(&value),
            "--run" => options.run_steps = value == "yes",
            "--size" => {
                options.size = value
                    .split_once('x')
                    .and_then(|(width, height)| Some([width.parse().ok()?, height.parse().ok()?]));
            }
            _ => {}
        }
    }
    run(options)
}
