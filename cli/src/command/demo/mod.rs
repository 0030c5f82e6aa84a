//! `demo`: the steps from an issuer to its API against a playground, then the faults that either must notice.

mod facts;
mod playground;
mod scene;

use claimscope_client::session::Session;
use claimscope_client::session::{Done, Fault, Run, RunOutcome, Step};
use claimscope_client::{HttpClient, Settings};
use claimscope_oauth::HttpRequest;
use claimscope_server::Server;
use serde_json::json;

use crate::args::Demo;
use crate::failure::{Exit, Failure};
use crate::network::show_exchanges;
use crate::output::{self};
use crate::style::{bold, green, red};
use playground::Local;
use scene::Scene;

pub(crate) async fn run(arguments: &Demo) -> Result<Exit, Failure> {
    let local = Local::start().await?;
    let client = HttpClient::new(Settings::default()).map_err(Failure::system)?;
    if arguments.verbose {
        show_exchanges(&client);
    }
    let session = Session::new(client, local.connection());
    let mut show = Show {
        json: arguments.json,
        scenes: Vec::new(),
    };
    show.say(&format!(
        "{}\n\n  Token server  {}\n  API           {}\n",
        bold("From an issuer to its API, on this machine alone"),
        local.running.issuer(),
        local.running.api(),
    ))?;
    let went_well = steps(&session, &local, &mut show).await?;
    let count = show.scenes.len();
    if went_well {
        show.say(&format!(
            "\n{}\n",
            bold("The same with something wrong on purpose")
        ))?;
        for fault in Fault::ALL {
            show.add(broken(&session, &local, fault).await?)?;
        }
    }
    local.running.shutdown().await;
    show.end(count)
}

/// The steps, with nothing broken; says whether all went well.
async fn steps(session: &Session, local: &Local, show: &mut Show) -> Result<bool, Failure> {
    let mut run = Run::new(session, HttpRequest::get(local.identity()), None);
    while let Some(done) = run.advance(local).await.map_err(Failure::system)? {
        let step = done.step();
        let title = format!("{}  {}", step as usize + 1, step.title());
        let scene = facts::of(Scene::new(step.name(), title), done);
        show.add(match done.is_good() {
            true => scene,
            false => scene.wrong("this step did not go well"),
        })?;
    }
    Ok(run.outcome() == RunOutcome::WentWell)
}

/// The steps with something broken: what was seen where it had to be noticed.
async fn broken(session: &Session, local: &Local, fault: &'static Fault) -> Result<Scene, Failure> {
    let mut run = Run::new(session, HttpRequest::get(local.identity()), Some(fault));
    let outcome = run.finish(local).await.map_err(Failure::system)?;
    let done = run
        .done()
        .iter()
        .find(|done| done.step() == fault.noticed_at);
    let mut scene = Scene::new(fault.name, fault.title);
    if let Some(done) = done {
        scene = facts::of(scene, done);
    }
    let server = match fault.noticed_at {
        Step::Call => Server::Api,
        _ => Server::Token,
    };
    let is_answered = done.is_some_and(|done| !is_dead(done));
    if let Some(reason) = local.reason(server).filter(|_| is_answered) {
        scene = scene.fact("server's log", reason);
    }
    Ok(match outcome {
        RunOutcome::Noticed if is_explained(fault, done) => scene,
        RunOutcome::Noticed => scene.wrong("noticed, and the first reason given is not the one"),
        RunOutcome::NotNoticed { headline } => {
            scene.wrong(headline).fact("what to do", fault.remedy)
        }
        RunOutcome::Unclear { headline } => scene.wrong(headline),
        _ => scene.wrong("it cannot be told whether this was noticed"),
    })
}

fn is_dead(done: &Done) -> bool {
    let failure = done.failure();
    failure.is_some_and(|failure| failure.code().as_str().starts_with("network."))
}

/// Whether the diagnosis puts a refusal down to what was broken.
fn is_explained(fault: &Fault, done: Option<&Done>) -> bool {
    let (Some(cause), Some(Done::Call(Ok(called)))) = (fault.cause, done) else {
        return fault.cause.is_none();
    };
    let reasons = called
        .diagnosis
        .as_ref()
        .map(|diagnosis| &diagnosis.reasons);
    let first = reasons.and_then(|reasons| reasons.first());
    first.is_some_and(|reason| reason.code == cause.code())
}

/// What has been shown so far.
struct Show {
    json: bool,
    scenes: Vec<Scene>,
}

impl Show {
    /// Prints text for a person; nothing where JSON is asked for.
    fn say(&self, text: &str) -> Result<(), Failure> {
        if self.json {
            Ok(())
        } else {
            output::print(text)
        }
    }

    /// Shows a scene as soon as it is over, and keeps it.
    fn add(&mut self, scene: Scene) -> Result<(), Failure> {
        self.say(&scene.text())?;
        self.scenes.push(scene);
        Ok(())
    }

    /// What it all came to, of which so many scenes are steps.
    fn end(&self, steps: usize) -> Result<Exit, Failure> {
        let wrong: Vec<_> = self.scenes.iter().filter_map(Scene::headline).collect();
        if self.json {
            output::print_json(&json!({
                "outcome": if wrong.is_empty() { "passed" } else { "failed" },
                "steps": &self.scenes[..steps],
                "experiments": &self.scenes[steps..],
            }))?;
        }
        let faults = self.scenes.len() - steps;
        let text = match wrong.is_empty() {
            true => green(format!(
                "✓ {steps} steps went well, and all of {faults} faults were noticed"
            )),
            false => red(format!(
                "✗ {}",
                crate::harmless::harmless(&wrong.join("\n✗ "))
            )),
        };
        self.say(&format!("\n{text}\n"))?;
        Ok(Exit::when(wrong.is_empty()))
    }
}
