//! Takes the window's own picture: run, show a step, wait until it is drawn, save a PNG, end.

use std::collections::VecDeque;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use claimscope_client::session::Fault;
use egui::{ColorImage, Context};

use crate::command_list;
use crate::message::Command;
use crate::model::{Model, PlaygroundState};
use crate::tab::Tab;

/// The run has to be over by then.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// Frames drawn after the last change: animations end, fonts settle.
const SETTLING_FRAMES: u32 = 12;

/// What stands between the start and the picture.
enum PictureStage {
    WaitForPlayground,
    WaitForRun,
    WaitForActions,
    Settle(u32),
    WaitForPixels(Receiver<Result<(), String>>),
    Done,
}

/// One thing that is done before a picture is taken.
#[derive(Clone, Debug)]
pub enum SceneAction {
    /// This command.
    Do(Command),
    /// The command that the palette lists under this title.
    Pick(String),
}

/// What stands in the window when its picture is taken.
#[derive(Default)]
pub(crate) struct Scene {
    /// Run the five steps first.
    pub(crate) run: bool,
    /// Run with this broken.
    pub(crate) fault: Option<&'static Fault>,
    /// The tab that is shown.
    pub(crate) tab: Option<Tab>,
    /// What is done before, each after the one before has ended or asks something of a person.
    pub(crate) actions: VecDeque<SceneAction>,
    /// Whether the person is waited for too.
    pub(crate) waits_for_person: bool,
}

/// A picture to be taken.
pub struct Shot {
    path: PathBuf,
    scene: Scene,
    deadline: Instant,
    stage: PictureStage,
    report: Sender<Result<(), String>>,
}

impl Shot {
    /// A picture for `path`, and where its outcome will be told.
    pub(crate) fn new(path: PathBuf, scene: Scene) -> (Self, Receiver<Result<(), String>>) {
        let (report, outcome) = channel();
        let shot = Self {
            path,
            scene,
            deadline: Instant::now() + LONGEST_WAIT,
            stage: PictureStage::WaitForPlayground,
            report,
        };
        (shot, outcome)
    }

    /// Whether the program can end.
    pub(crate) fn is_done(&self) -> bool {
        matches!(self.stage, PictureStage::Done)
    }

    /// Looks how far the window is and returns what to do next.
    pub(crate) fn step(&mut self, ctx: &Context, model: &Model) -> Vec<Command> {
        if self.is_done() {
            return vec![];
        }
        ctx.request_repaint();
        if Instant::now() > self.deadline {
            self.finish(Err("the run did not end within a minute".to_owned()));
            return vec![];
        }
        match &mut self.stage {
            PictureStage::WaitForPlayground => self.begin(model),
            PictureStage::WaitForRun => self.run_ended(model),
            PictureStage::WaitForActions => self.next_action(model),
            PictureStage::Settle(0) => {
                self.stage = PictureStage::WaitForPixels(request(ctx, self.path.clone()));
                vec![]
            }
            PictureStage::Settle(frames) => {
                *frames -= 1;
                vec![]
            }
            PictureStage::WaitForPixels(pixels) => {
                if let Ok(outcome) = pixels.try_recv() {
                    self.finish(outcome);
                }
                vec![]
            }
            PictureStage::Done => vec![],
        }
    }

    fn begin(&mut self, model: &Model) -> Vec<Command> {
        match &model.playground {
            PlaygroundState::Starting => vec![],
            PlaygroundState::Failed(failure) => {
                self.finish(Err(failure.sentence.clone()));
                vec![]
            }
            PlaygroundState::Running { .. } => {
                self.stage = PictureStage::WaitForRun;
                if self.scene.run {
                    vec![Command::Run(self.scene.fault)]
                } else {
                    vec![]
                }
            }
        }
    }

    fn run_ended(&mut self, model: &Model) -> Vec<Command> {
        if model.is_running() {
            return vec![];
        }
        self.stage = PictureStage::WaitForActions;
        vec![]
    }

    fn next_action(&mut self, model: &Model) -> Vec<Command> {
        let is_asking = model
            .workspace()
            .is_some_and(|workspace| workspace.asked().is_some());
        if model.is_busy() && (self.scene.waits_for_person || !is_asking) {
            return vec![];
        }
        match self.scene.actions.pop_front() {
            Some(SceneAction::Do(command)) => return vec![command],
            Some(SceneAction::Pick(title)) => return self.pick(model, &title),
            None => {}
        }
        self.stage = PictureStage::Settle(SETTLING_FRAMES);
        // A command may have led elsewhere.
        self.scene.tab.map(Command::ShowTab).into_iter().collect()
    }

    /// The listed command of that title, or the end: a picture of something else helps nobody.
    fn pick(&mut self, model: &Model, title: &str) -> Vec<Command> {
        let mut listed = command_list::entries(model).into_iter();
        match listed.find(|entry| entry.title == title) {
            Some(entry) if entry.enabled => return vec![entry.command],
            Some(_) => self.finish(Err(format!("“{title}” cannot be done here"))),
            None => self.finish(Err(format!("there is no command “{title}”"))),
        }
        vec![]
    }

    fn finish(&mut self, outcome: Result<(), String>) {
        // Nobody listens where the caller has gone: the picture is saved all the same.
        drop(self.report.send(outcome.clone()));
        self.stage = PictureStage::Done;
    }
}

fn request(ctx: &Context, path: PathBuf) -> Receiver<Result<(), String>> {
    let (sender, receiver) = channel();
    ctx.request_screenshot(move |image| {
        // Nobody listens where the window has closed first.
        drop(sender.send(save(&path, &image)));
    });
    receiver
}

fn save(path: &Path, image: &ColorImage) -> Result<(), String> {
    let told = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let file = File::create(path).map_err(|error| told(&error))?;
    let [width, height] = image
        .size
        .map(|side| u32::try_from(side).unwrap_or(u32::MAX));
    let mut encoder = png::Encoder::new(BufWriter::new(file), width, height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().map_err(|error| told(&error))?;
    let pixels: Vec<u8> = image
        .pixels
        .iter()
        .flat_map(|pixel| pixel.to_array())
        .collect();
    writer
        .write_image_data(&pixels)
        .map_err(|error| told(&error))?;
    writer.finish().map_err(|error| told(&error))
}
