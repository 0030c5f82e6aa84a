//! The answer to each piece of work, in a world in which everything goes well.

use claimscope_client::session::RunOutcome;
use claimscope_gui::body::Hits;
use claimscope_gui::body_work::{BodyEvent, BodyWork};
use claimscope_gui::effect::Work;
use claimscope_gui::files::FolderEvent;
use claimscope_gui::message::Event;
use claimscope_gui::path_look::PathLook;
use claimscope_gui::probe::ProbeEvent;
use claimscope_gui::results::FailureText;

use super::results::{call, discovery, inspected, token_result, told};
use super::{NOW, token};
use crate::place;

/// What comes of work on a body; nothing is written.
fn body_event(work: &BodyWork) -> BodyEvent {
    match work {
        BodyWork::Copy(body, mode) => BodyEvent::Copied("Body", Ok(body.copied(*mode).into())),
        BodyWork::CopyValue(body, line) => {
            let json = body.json.as_ref().unwrap();
            let value = json.value(body.text().unwrap(), *line).unwrap();
            BodyEvent::Copied("Value", Ok(value.into()))
        }
        BodyWork::Find {
            ticket,
            body,
            mode,
            query,
        } => {
            let hits = Hits::of(body.shown_text(*mode).unwrap(), query);
            BodyEvent::Found(*ticket, Ok(hits))
        }
        BodyWork::Save { ticket, name, .. } => {
            BodyEvent::Saved(*ticket, Ok(format!("/srv/downloads/{name}")))
        }
    }
}

/// The answer of a world in which everything goes well.
pub(crate) fn answer(work: &Work) -> Event {
    match work {
        Work::AskAbout(ticket, _, asks) => Event::TokenAnswered(*ticket, Ok(told(asks.about))),
        Work::Body(id, work) => Event::Body(*id, body_event(work)),
        Work::Call(ticket, _, _, token) => Event::Called(*ticket, Ok(call(token.is_some()))),
        Work::CallWithLogin(ticket, ..) => Event::Called(*ticket, Ok(call(true))),
        Work::Curl { with_secrets, .. } => {
            Event::CurlMade(format!("curl, with secrets: {with_secrets}").into())
        }
        Work::Discover(ticket, plan) if plan.connection.issuer.contains("nowhere") => {
            let failure = FailureText::new("Nothing listens on nowhere:1.", "Check the port.");
            Event::Discovered(*ticket, Err(failure))
        }
        Work::Discover(ticket, _) => Event::Discovered(*ticket, Ok(discovery())),
        Work::Import(work) => panic!("no import in a script: {work:?}"),
        Work::Folder(_) => Event::Folder(FolderEvent::SecretsRead(vec![])),
        Work::Inspect(ticket, plan) => Event::Inspected(*ticket, Ok(inspected(plan, None, NOW))),
        Work::OpenBrowser(address) => Event::BrowserFailed(format!("no browser for {address}")),
        Work::Probe(plan) => {
            let found = crate::probe::found(plan.request.clone(), false);
            Event::Probe(plan.ticket, ProbeEvent::Ended(Box::new(Ok(found))))
        }
        Work::Place(work) => Event::Place(place::answer_place(work)),
        Work::ReadFile(id, path) => {
            Event::FileRead(*id, Ok(path.to_string_lossy().into_owned().into()))
        }
        Work::ListKept(generation) | Work::DeleteKept(generation, _) => {
            Event::KeptListed(*generation, Ok(vec![]))
        }
        Work::LookAtPath(ask) => Event::PathLooked(PathLook::nothing(ask.clone())),
        Work::LookForKept(ticket, _) => Event::KeptFound(*ticket, Ok(None)),
        Work::FreshToken(ticket, _)
        | Work::RenewToken(ticket, ..)
        | Work::RequestToken(ticket, _) => {
            let result = token_result(&token(3_600), 3_600);
            Event::TokenReceived(*ticket, Ok(result))
        }
        Work::Run(plan) => Event::RunEnded(plan.ticket, Ok(RunOutcome::WentWell)),
        Work::SaveProbe(ticket, file) => {
            let path = format!("/tmp/{}.{}", file.name, file.extension);
            Event::Probe(*ticket, ProbeEvent::Saved(Ok(path.into())))
        }
        Work::SaveText(file, remark) => {
            let path = format!("/tmp/{}.{}", file.name, file.extension);
            Event::TextSaved(Ok(path.into()), remark.clone())
        }
        Work::StartPlayground => Event::PlaygroundStarted(Ok((
            "http://localhost:5001".to_owned(),
            "http://localhost:6001".to_owned(),
        ))),
        Work::Verify(ticket, plan, verify) | Work::VerifyAgain(ticket, plan, verify) => {
            Event::Inspected(*ticket, Ok(inspected(plan, Some(verify), NOW)))
        }
    }
}
