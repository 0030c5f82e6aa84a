//! Plays a scene in the window: run, show a step, wait until it is drawn; then save its own picture as a PNG, and end.

use std::collections::VecDeque;
use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use claimscope_client::session::Fault;
use egui::{
    ColorImage, Context, Event, Modifiers, MouseWheelSource, MouseWheelUnit, TouchPhase, pos2, vec2,
};

use crate::command_list;
use crate::frame_times::FrameTimes;
use crate::message::Command;
use crate::model::{Model, PlaygroundState};
use crate::tab::Tab;

/// The run has to be over by then.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// In how many frames a scene scrolls, and by how many lines in each.
const SCROLL_FRAMES: u32 = 60;
const SCROLL_LINES: f32 = -3.0;
/// Frames drawn after the last change: animations end, fonts settle.
const SETTLING_FRAMES: u32 = 12;

/// What stands between the start and the picture.
enum PictureStage {
    WaitForPlayground,
    WaitForRun,
    WaitForActions,
    Scroll([f32; 2], u32),
    Rest,
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
    /// Paste the access token outside every field.
    PasteToken,
    /// Stay open, and draw no more than a person's window would.
    Rest,
    /// Turn the wheel for a second, with the pointer here.
    Scroll([f32; 2]),
    /// Tell how long frames took, once what is shown stands still.
    Tell(String, FrameTimes, TellTimes),
}

/// Who is told how long frames took: what for, and the times.
pub type TellTimes = fn(&str, &FrameTimes);

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
    /// Called once the first frame is on the screen.
    pub(crate) first_frame: Option<fn()>,
}

/// A picture to be taken.
pub struct Shot {
    /// Where the picture goes; `None` takes none.
    path: Option<PathBuf>,
    /// Frames drawn since the last action.
    still: u32,
    /// What a person's hand would do next.
    input: Vec<Event>,
    scene: Scene,
    deadline: Instant,
    stage: PictureStage,
    report: Sender<Result<(), String>>,
}

impl Shot {
    /// A picture for `path`, and where its outcome will be told.
    pub(crate) fn new(path: Option<PathBuf>, scene: Scene) -> (Self, Receiver<Result<(), String>>) {
        let (report, outcome) = channel();
        let shot = Self {
            path,
            still: 0,
            input: vec![],
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

    /// What is put in before the next frame.
    pub(crate) fn take_input(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.input)
    }

    /// Looks how far the window is and returns what to do next.
    pub(crate) fn step(&mut self, ctx: &Context, model: &Model) -> Vec<Command> {
        if ctx.cumulative_frame_nr() > 0
            && let Some(first_frame) = self.scene.first_frame.take()
        {
            first_frame();
        }
        if matches!(self.stage, PictureStage::Done | PictureStage::Rest) {
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
            PictureStage::Scroll(_, 0) => {
                self.stage = PictureStage::WaitForActions;
                vec![]
            }
            PictureStage::Scroll(at, frames) => {
                *frames -= 1;
                self.input = wheel(*at).to_vec();
                vec![]
            }
            PictureStage::Settle(0) => {
                match self.path.clone() {
                    Some(path) => self.stage = PictureStage::WaitForPixels(request(ctx, path)),
                    None => self.finish(Ok(())),
                }
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
            PictureStage::Done | PictureStage::Rest => vec![],
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
        let import = model.import.as_ref();
        let is_reading = import.is_some_and(|import| import.read.is_pending());
        if is_reading || model.is_busy() && (self.scene.waits_for_person || !is_asking) {
            return vec![];
        }
        match self.scene.actions.pop_front() {
            Some(SceneAction::Do(command)) => return vec![command],
            Some(SceneAction::Pick(title)) => return self.pick(model, &title),
            Some(SceneAction::PasteToken) => return self.paste_token(model),
            Some(SceneAction::Rest) => {
                self.stage = PictureStage::Rest;
                return vec![];
            }
            Some(SceneAction::Scroll(at)) => {
                self.stage = PictureStage::Scroll(at, SCROLL_FRAMES);
                return vec![];
            }
            Some(tell @ SceneAction::Tell(..)) if self.still < SETTLING_FRAMES => {
                self.still += 1;
                self.scene.actions.push_front(tell);
                return vec![];
            }
            Some(SceneAction::Tell(what, times, tell)) => {
                self.still = 0;
                tell(&what, &times);
                return vec![];
            }
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

    fn paste_token(&mut self, model: &Model) -> Vec<Command> {
        let token = model.workspace().and_then(|one| one.current_token.as_ref());
        match token.and_then(|token| token.access_token.expose_str()) {
            Some(text) => return vec![Command::PasteAnywhere(text.into())],
            None => self.finish(Err("there is no token to paste".to_owned())),
        }
        vec![]
    }

    fn finish(&mut self, outcome: Result<(), String>) {
        // Nobody listens where the caller has gone: the picture is saved all the same.
        drop(self.report.send(outcome.clone()));
        self.stage = PictureStage::Done;
    }
}

fn wheel(at: [f32; 2]) -> [Event; 2] {
    [
        Event::PointerMoved(pos2(at[0], at[1])),
        Event::MouseWheel {
            unit: MouseWheelUnit::Line,
            delta: vec2(0.0, SCROLL_LINES),
            phase: TouchPhase::Move,
            source: MouseWheelSource::Wheel,
            modifiers: Modifiers::NONE,
        },
    ]
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
