//! `demo`: the whole road against a playground of its own, then the ways in which it breaks.

mod broken;
mod scene;
mod stage;
mod walk;

use serde_json::json;

use crate::args::Demo;
use crate::failure::{Failure, Outcome};
use crate::output::{self, bold, green, red};
use scene::Scene;
use stage::Stage;

pub(crate) async fn run(arguments: &Demo) -> Result<Outcome, Failure> {
    let stage = Stage::open().await?;
    let mut show = Show {
        json: arguments.json,
        scenes: Vec::new(),
    };
    show.say(&format!(
        "{}\n\n  Token server  {}\n  API           {}\n",
        bold("The road from an issuer to its API, on this machine alone"),
        stage.issuer,
        stage.api,
    ))?;
    let walked = walk::walk(&stage, &mut show).await?;
    let walk_scenes = show.scenes.len();
    if walked {
        show.say(&format!("\n{}\n", bold("The same road, broken on purpose")))?;
        broken::all(&stage, &mut show).await?;
    }
    stage.close().await;
    let bad = show.scenes.iter().filter(|scene| !scene.good).count();
    if arguments.json {
        let document = json!({
            "outcome": if bad == 0 { "passed" } else { "failed" },
            "steps": &show.scenes[..walk_scenes],
            "experiments": &show.scenes[walk_scenes..],
        });
        output::print_json(&document)?;
    }
    let broken = show.scenes.len() - walk_scenes;
    show.say(&match bad {
        0 => format!(
            "\n{}\n",
            green(format!(
                "✓ {walk_scenes} steps went well, and {broken} broken ones failed as they should"
            ))
        ),
        bad => format!(
            "\n{}\n",
            red(format!(
                "✗ {bad} of {} did not go as they should",
                show.scenes.len()
            ))
        ),
    })?;
    Ok(Outcome::when(bad == 0))
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
}
