//! Opens the window.

use std::path::PathBuf;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use claimscope_client::session::{Fault, open_system_browser};
use claimscope_client::workspace::find_workspace;
use claimscope_client::{ClientError, HttpClient};
use eframe::{NativeOptions, Renderer};
use egui::ViewportBuilder;
use jiff::tz::TimeZone;

use crate::app::{Desktop, Parts};
use crate::files::FilesCommand;
use crate::frame_times::FrameTimes;
use crate::message::Command;
use crate::runner::{LiveRunner, SetupError, new_client, now};
use crate::saved::Saved;
use crate::screenshot::{Scene, SceneAction, Shot};
use crate::store::StateFile;
use crate::tab::Tab;
use crate::theme;
use crate::theme_choice::ThemeChoice;

/// The name under which the desktop keeps its state.
const APP_ID: &str = "claimscope";
/// The size of the first window, in points.
const FIRST_SIZE: [f32; 2] = [1280.0, 820.0];
const SMALLEST_SIZE: [f32; 2] = [760.0, 520.0];

/// How to open the window. The default is what a person gets.
#[derive(Clone, Debug, Default)]
pub struct RunOptions {
    /// Save the window's own picture here as PNG and end. Nothing saved is read, and nothing is saved.
    pub screenshot: Option<PathBuf>,
    /// Use this theme, whatever was saved.
    pub theme: Option<ThemeChoice>,
    /// Open this workspace folder; without it the nearest one, the last one, or the program's own.
    pub workspace: Option<PathBuf>,
    /// With a screenshot: run the five steps first.
    pub run_steps: bool,
    /// With a screenshot: run with this broken.
    pub fault: Option<&'static Fault>,
    /// With a screenshot: show this tab, whatever the run shows.
    pub tab: Option<Tab>,
    /// Then do these, with a screenshot or without, each after the one before has ended, or asks something of a person.
    pub actions: Vec<SceneAction>,
    /// With a screenshot: wait for the person too.
    pub waits_for_person: bool,
    /// Width and height of the window in points.
    pub size: Option<[f32; 2]>,
    /// Call this once the first frame is on the screen.
    pub first_frame: Option<fn()>,
    /// Measure each frame's own work.
    pub frame_times: Option<FrameTimes>,
}

/// Why the window did not open, or its picture was not taken.
#[derive(Debug)]
#[non_exhaustive]
pub enum RunError {
    /// There is no display, or the display cannot draw the window.
    Display(String),
    /// The picture could not be taken.
    Screenshot(String),
}

impl std::fmt::Display for RunError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Display(reason) => write!(formatter, "the window could not be opened: {reason}"),
            Self::Screenshot(reason) => write!(formatter, "the picture was not taken: {reason}"),
        }
    }
}

impl std::error::Error for RunError {}

/// Opens the window and returns when it is closed. It starts its own playground.
///
/// # Errors
///
/// Where there is no display, or the picture asked for could not be taken.
pub fn run(options: RunOptions) -> Result<(), RunError> {
    let is_played = options.screenshot.is_some()
        || options.first_frame.is_some()
        || !options.actions.is_empty();
    let (shot, outcome) = match is_played {
        true => {
            let (shot, outcome) = Shot::new(options.screenshot.clone(), scene(&options));
            (Some(shot), Some(outcome))
        }
        false => (None, None),
    };
    // A picture shows what is the same everywhere.
    let store = match options.screenshot {
        Some(_) => None,
        None => eframe::storage_dir(APP_ID).map(|folder| StateFile::open(&folder)),
    };
    let native = native_options(&options, store.as_ref());
    let start = Start {
        theme: options.theme,
        workspace: options.workspace.clone(),
        is_picture: options.screenshot.is_some(),
        // Beside what the display does until there is a window.
        client: thread::spawn(new_client),
    };
    let frame_times = options.frame_times;
    eframe::run_native(
        "Claimscope",
        native,
        Box::new(move |cx| {
            let desktop = desktop(cx, shot, store, start)?;
            Ok(Box::new(desktop.measured_by(frame_times)))
        }),
    )
    .map_err(|error| RunError::Display(error.to_string()))?;
    match outcome.map(|outcome| outcome.try_recv()) {
        None | Some(Ok(Ok(()))) => Ok(()),
        Some(Ok(Err(reason))) => Err(RunError::Screenshot(reason)),
        Some(Err(_)) => Err(RunError::Screenshot(
            "the window was closed first".to_owned(),
        )),
    }
}

fn scene(options: &RunOptions) -> Scene {
    Scene {
        run: options.run_steps || options.fault.is_some(),
        fault: options.fault,
        tab: options.tab,
        actions: options.actions.iter().cloned().collect(),
        waits_for_person: options.waits_for_person,
        first_frame: options.first_frame,
    }
}

fn native_options(options: &RunOptions, store: Option<&StateFile>) -> NativeOptions {
    NativeOptions {
        viewport: ViewportBuilder::default()
            .with_app_id(APP_ID)
            .with_title("Claimscope")
            .with_icon(theme::app_icon())
            .with_inner_size(options.size.unwrap_or(FIRST_SIZE))
            .with_min_inner_size(SMALLEST_SIZE),
        renderer: Renderer::Glow,
        // A second copy leaves the first one's place alone.
        persist_window: store.is_some_and(|store| !store.belongs_to_another()),
        ..NativeOptions::default()
    }
}

/// eframe counts the saved size in zoomed points and does not know our zoom yet: the window would shrink at each start.
fn keep_size(cx: &eframe::CreationContext<'_>, saved: &Saved) {
    let zoomed = saved.zoom_percent.is_some_and(|percent| percent != 100);
    if let Some(window) = cx.winit_window().filter(|_| zoomed) {
        let size = window.inner_size().to_logical::<f32>(window.scale_factor());
        let size = egui::vec2(size.width, size.height);
        cx.egui_ctx
            .send_viewport_cmd(egui::ViewportCommand::InnerSize(size));
    }
}

/// What the window starts with, whatever was saved.
struct Start {
    theme: Option<ThemeChoice>,
    /// The workspace folder that is named.
    workspace: Option<PathBuf>,
    /// Whether its picture is taken.
    is_picture: bool,
    /// What all requests are sent by, while it is being made.
    client: JoinHandle<Result<HttpClient, ClientError>>,
}

fn desktop(
    cx: &eframe::CreationContext<'_>,
    shot: Option<Shot>,
    store: Option<StateFile>,
    start: Start,
) -> Result<Desktop, SetupError> {
    let ctx = cx.egui_ctx.clone();
    let wake = Arc::new(move || ctx.request_repaint());
    let client = start.client.join().unwrap_or_else(|_| new_client());
    let runner = LiveRunner::with_client(wake, Arc::new(open_system_browser), client)?;
    let restored = store.as_ref().map(StateFile::read).unwrap_or_default();
    let mut saved = match (restored.saved, &store) {
        (Some(saved), _) => saved,
        (None, Some(_)) => Desktop::saved_before(cx.storage).unwrap_or_else(Saved::of_first_start),
        (None, None) => Saved::default(),
    };
    saved.theme = start.theme.unwrap_or(saved.theme);
    keep_size(cx, &saved);
    let folder = folder(start.workspace, &saved, start.is_picture);
    let parts = Parts {
        runner: Box::new(runner),
        clock: Box::new(now),
        zone: TimeZone::system(),
        store,
        shot,
    };
    let mut desktop = Desktop::new(&cx.egui_ctx, saved, restored.trouble, parts);
    if let Some(folder) = folder {
        let open = FilesCommand::OpenFolder(folder);
        desktop.command(&cx.egui_ctx, Command::Files(open));
    }
    Ok(desktop)
}

/// The workspace folder: the one that is named, the nearest, the last one, or the one beside the state. A picture shows none
/// that is not named.
fn folder(named: Option<PathBuf>, saved: &Saved, is_picture: bool) -> Option<PathBuf> {
    let nearest = || find_workspace(&std::env::current_dir().ok()?);
    let last = || saved.folder.path.clone().filter(|folder| folder.is_dir());
    let own = || {
        let folder = eframe::storage_dir(APP_ID)?.join("workspace");
        // What hinders that is said when it is opened.
        let _ = std::fs::create_dir_all(&folder);
        Some(folder)
    };
    match is_picture {
        true => named,
        false => named.or_else(nearest).or_else(last).or_else(own),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::SavedFolder;

    #[test]
    fn a_picture_shows_the_named_folder_alone_and_any_other_start_the_last_one() {
        let last = std::env::temp_dir();
        let saved = Saved {
            folder: SavedFolder {
                path: Some(last.clone()),
                ..SavedFolder::default()
            },
            ..Saved::default()
        };
        let named = PathBuf::from("/srv/claimscope");
        for is_picture in [true, false] {
            assert_eq!(
                folder(Some(named.clone()), &saved, is_picture),
                Some(named.clone())
            );
        }
        assert_eq!(folder(None, &saved, true), None);
        // Unless a workspace is nearer.
        assert!(folder(None, &saved, false).is_some());
    }
}
