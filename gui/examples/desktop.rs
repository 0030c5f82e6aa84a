//! Opens the desktop without the command line: `desktop [--screenshot FILE] [--theme T] [--step TAB] [--break FAULT] [--size WxH]
//! [--first-frame tell] [--idle SECONDS] [--paste token] [--report NAME] [--rest yes] [--scroll X,Y]
//! [--grant NAME] [--answer HTTP] [--compare-1 CLAIMS] [--compare-2 CLAIMS]
//! [--workspace FOLDER] [--import TEXT] [--set NAME=TEXT] [--field NAME=TEXT] [--press WHAT] [--pick TITLE] [--inspect TEXT] [--decryption-key TEXT] [--inspect-bytes N] [--exchange NUMBER] [--api URL] [--person yes]`.

use std::thread;
use std::time::Duration;

use claimscope_client::session::Fault;
use claimscope_core::base64url;
use claimscope_gui::about_token::AboutToken;
use claimscope_gui::compare::CompareCommand;
use claimscope_gui::connection::Field;
use claimscope_gui::decrypting::DecryptionForm;
use claimscope_gui::grant::{GrantChoice, GrantField};
use claimscope_gui::importing::ImportCommand;
use claimscope_gui::inspect_place::PlaceCommand;
use claimscope_gui::message::Command;
use claimscope_gui::results::ResponseToken;
use claimscope_gui::sign::SignCommand;
use claimscope_gui::tab::Tab;
use claimscope_gui::theme_choice::ThemeChoice;
use claimscope_gui::why::{WhyCommand, WhyField};
use claimscope_gui::{FrameTimes, RunError, RunOptions, SceneAction, run};

fn main() -> Result<(), RunError> {
    let times = FrameTimes::default();
    let mut options = RunOptions {
        frame_times: Some(times.clone()),
        ..RunOptions::default()
    };
    let mut arguments = std::env::args().skip(1);
    while let (Some(name), Some(value)) = (arguments.next(), arguments.next()) {
        match name.as_str() {
            "--screenshot" => options.screenshot = Some(value.into()),
            "--theme" => options.theme = ThemeChoice::from_name(&value),
            "--step" => options.tab = Tab::from_name(&value),
            "--first-frame" => options.first_frame = Some(painted),
            "--workspace" => options.workspace = Some(value.into()),
            "--import" => options.actions.extend(import(&value)),
            "--idle" => {
                let tell = SceneAction::Tell(value, times.clone(), count_and_end);
                options.actions.extend([tell, SceneAction::Rest]);
            }
            "--person" => options.waits_for_person = value == "yes",
            "--break" => options.fault = Fault::from_name(&value),
            "--run" => options.run_steps = value == "yes",
            "--size" => {
                options.size = value
                    .split_once('x')
                    .and_then(|(width, height)| Some([width.parse().ok()?, height.parse().ok()?]));
            }
            "--report" => options
                .actions
                .push(SceneAction::Tell(value, times.clone(), report)),
            "--paste" => options.actions.push(SceneAction::PasteToken),
            "--rest" => options.actions.push(SceneAction::Rest),
            "--scroll" => {
                options
                    .actions
                    .extend(value.split_once(',').and_then(|(x, y)| {
                        Some(SceneAction::Scroll([x.parse().ok()?, y.parse().ok()?]))
                    }))
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
        "--answer" => place(PlaceCommand::Why(WhyCommand::Edit(
            WhyField::Answer,
            value.into(),
        ))),
        "--api" => Command::Edit(Field::ApiUrl, value.into()),
        "--compare-1" => compared(0, value),
        "--compare-2" => compared(1, value),
        "--decryption-key" => place(PlaceCommand::Decrypt(DecryptionForm {
            key: value.into(),
            ..DecryptionForm::default()
        })),
        "--exchange" => Command::ShowExchange(Some(value.parse().ok()?)),
        "--field" => {
            let (name, text) = value.split_once('=')?;
            Command::Edit(Field::Grant(GrantField::of_name(name)?), text.into())
        }
        "--grant" => Command::SetGrant(GrantChoice::of_name(value)?),
        "--inspect" => Command::EditInspect(value.into()),
        "--inspect-bytes" => Command::EditInspect(unsigned(value.parse().ok()?).as_str().into()),
        "--press" => pressed(value)?,
        "--set" => {
            let (name, text) = value.split_once('=')?;
            Command::Edit(field(name)?, text.into())
        }
        _ => return None,
    })
}

/// A text that is read as an import.
fn import(text: &str) -> [SceneAction; 2] {
    let read = [
        ImportCommand::EditText(text.into()),
        ImportCommand::ReadText,
    ];
    read.map(|command| SceneAction::Do(Command::Import(command)))
}

fn pressed(what: &str) -> Option<Command> {
    Some(match what {
        "call" => Command::Call,
        "clear-log" => Command::ClearLog,
        "introspect" => Command::AskAbout(AboutToken::Introspect(ResponseToken::Access)),
        "keep" => Command::SetKeeps(true),
        "kept" => Command::ListKept,
        "login" => Command::CallWithLogin,
        "new" => Command::NewConnection,
        "paste" => Command::SetPastes(true),
        "register" => Command::SetRegisters(true),
        "renew" => Command::Renew,
        "sign" => place(PlaceCommand::Sign(SignCommand::Sign)),
        "sign-begin" => place(PlaceCommand::Sign(SignCommand::Begin)),
        "sign-key" => place(PlaceCommand::Sign(SignCommand::MakeKey)),
        "signed" => Command::AskAbout(AboutToken::IntrospectSigned),
        "token" => Command::RequestToken,
        "userinfo" => Command::AskAbout(AboutToken::Userinfo),
        _ => return None,
    })
}

fn place(command: PlaceCommand) -> Command {
    Command::Place(command)
}

/// One of the two texts of Compare: an unsigned token with these claims.
fn compared(which: usize, claims: &str) -> Command {
    let token = unsigned_with(claims);
    place(PlaceCommand::Compare(CompareCommand::Edit(
        which,
        token.as_str().into(),
    )))
}

fn field(name: &str) -> Option<Field> {
    Some(match name {
        "audience" => Field::Audience,
        "client-id" => Field::ClientId,
        "client-secret" => Field::ClientSecret,
        "issuer" => Field::Issuer,
        "method" => Field::Method,
        "name" => Field::Name,
        "scope" => Field::Scope,
        _ => return None,
    })
}

/// An unsigned token of about so many bytes, with many claims.
fn unsigned(bytes: usize) -> String {
    let mut claims = r#"{"iss":"http://localhost:5001""#.to_owned();
    for number in 0.. {
        if claims.len() >= bytes * 3 / 4 {
            break;
        }
        let claim = format!(r#","claim{number}":{{"role":"reader of orders","since":{number}}}"#);
        claims.push_str(&claim);
    }
    claims.push('}');
    unsigned_with(&claims)
}

fn unsigned_with(claims: &str) -> String {
    let header = base64url::encode(r#"{"alg":"none"}"#);
    format!("{header}.{}.", base64url::encode(claims))
}

#[expect(clippy::print_stdout, reason = "the bench reads it")]
fn painted() {
    println!("painted");
}

/// Says how long the longest frame was, where it has a name, and begins anew.
#[expect(clippy::print_stdout, reason = "the bench reads it")]
fn report(what: &str, times: &FrameTimes) {
    if !what.is_empty() {
        let milliseconds = times.longest().as_secs_f64() * 1_000.0;
        println!("{milliseconds:6.1} ms  {what}, {} frames", times.frames());
    }
    times.reset();
}

/// Ends the program after so many seconds, and says how many frames were drawn in them.
#[expect(clippy::print_stdout, reason = "the bench reads it")]
fn count_and_end(seconds: &str, times: &FrameTimes) {
    let seconds = Duration::from_secs(seconds.parse().unwrap_or(10));
    let times = times.clone();
    thread::spawn(move || {
        // What came before is still being drawn.
        thread::sleep(Duration::from_secs(2));
        times.reset();
        thread::sleep(seconds);
        println!("{} frames", times.frames());
        std::process::exit(0);
    });
}
