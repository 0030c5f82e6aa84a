//! The window: the only file that implements eframe.

mod held_events;

use std::path::Path;
use std::time::Duration;

use claimscope_core::time::Timestamp;
use eframe::{App, Frame, Storage};
use egui::{Context, Popup, Ui, ViewportCommand};
use jiff::tz::TimeZone;

use self::held_events::HeldEvents;
use crate::command_list;
use crate::effect::{Effect, Runner, WindowChange, Work};
use crate::files::FilesCommand;
use crate::frame_times::FrameTimes;
use crate::importing::ImportCommand;
use crate::message::{Command, Event, Message};
use crate::model::Model;
use crate::request_curl::is_curl;
use crate::results::FailureText;
use crate::saved::Saved;
use crate::screenshot::Shot;
use crate::store::StateFile;
use crate::tab::Tab;
use crate::theme;
use crate::theme_choice::ThemeChoice;
use crate::update::{due, files, keeping, update};
use crate::views;
use crate::widgets::{focused_area, path_has_focus, place_in_area};

/// Where eframe kept what survives a restart, in earlier versions.
const OLD_STORAGE_KEY: &str = "claimscope";
/// Longer pastes never reach a text field: laying them out would take seconds.
const FIELD_PASTE_BYTES: usize = 32 * 1024;
/// What was being written, and what was edited meanwhile.
const CLOSING_ROUNDS: usize = 2;
/// How long a closing window waits for each: a keychain may ask, and nobody may answer.
const CLOSING_PATIENCE: Duration = Duration::from_secs(3);

/// What the window is made of, apart from the model.
pub struct Parts {
    /// Does the effects.
    pub runner: Box<dyn Runner>,
    /// The clock.
    pub clock: Box<dyn Fn() -> Timestamp>,
    /// The person's time zone.
    pub zone: TimeZone,
    /// Takes a picture and ends the program.
    pub shot: Option<Shot>,
    /// Where the state is saved; `None` saves nothing.
    pub store: Option<StateFile>,
}

/// The desktop inspector.
pub struct Desktop {
    model: Model,
    parts: Parts,
    now: Timestamp,
    /// What the file holds.
    written: Saved,
    /// What begins once the first frame is on the screen: nothing of it is to keep that waiting.
    after_first_frame: Vec<Effect>,
    held_events: HeldEvents,
    /// Whether something happened since it was written.
    may_be_unsaved: bool,
    /// Measures each frame's own work, where somebody wants to know.
    frame_times: Option<FrameTimes>,
}

impl Desktop {
    /// The window with what was saved, and what is wrong with it; starts the playground.
    pub fn new(ctx: &Context, saved: Saved, trouble: Option<FailureText>, parts: Parts) -> Self {
        theme::install(ctx);
        // Zooming is one of our own commands, so that it stands in menu and palette.
        ctx.options_mut(|options| options.zoom_with_keyboard = false);
        let now = (parts.clock)();
        let mut desktop = Self {
            model: Model::new(saved),
            parts,
            now,
            written: Saved::default(),
            after_first_frame: vec![Work::StartPlayground.into()],
            held_events: HeldEvents::default(),
            may_be_unsaved: true,
            frame_times: None,
        };
        let kept = keeping::at_start(&mut desktop.model);
        desktop.after_first_frame.extend(kept);
        let effects = [
            WindowChange::SetTheme(desktop.model.theme).into(),
            WindowChange::Zoom(desktop.model.zoom_percent).into(),
        ];
        desktop.perform(ctx, effects.into());
        if let Some(trouble) = trouble {
            desktop.handle(ctx, Event::StateTrouble(trouble));
        }
        desktop
    }

    /// The same window, measured.
    #[must_use]
    pub fn measured_by(mut self, frame_times: Option<FrameTimes>) -> Self {
        self.frame_times = frame_times;
        self
    }

    /// What an earlier version saved.
    pub(crate) fn saved_before(storage: Option<&dyn Storage>) -> Option<Saved> {
        storage
            .and_then(|storage| storage.get_string(OLD_STORAGE_KEY))
            .and_then(|text| serde_json::from_str(&text).ok())
    }

    /// Writes the state down where it has changed: at most once a second, so that little is lost whatever happens.
    fn keep(&mut self, ctx: &Context) {
        let Some(store) = &mut self.parts.store else {
            return;
        };
        if !std::mem::take(&mut self.may_be_unsaved) {
            return;
        }
        let saved = self.model.saved();
        if let Some(said) = store.take_over(&saved) {
            return self.handle(ctx, Event::StateTrouble(said));
        }
        if saved == self.written {
            return;
        }
        let outcome = store.write(&saved);
        // The next change tries again.
        self.written = saved;
        if let Err(error) = outcome {
            let failure = FailureText::new(
                "The connections and settings could not be saved.",
                "Make room, or make the folder writable.",
            );
            let failure = failure.with_words(error.to_string());
            self.handle(ctx, Event::StateTrouble(failure));
        }
    }

    /// Writes what was edited last, and waits for it: the program ends. A secret stands nowhere before its connection was
    /// written.
    fn close(&mut self) {
        files::take_name(&mut self.model, self.now);
        for _ in 0..CLOSING_ROUNDS {
            let effects = files::due(&mut self.model);
            self.finish(effects);
        }
        // What was deleted cannot be had back any more.
        let mut effects = files::forget_deleted(&mut self.model);
        effects.extend(files::forget_left(&self.model));
        if !effects.is_empty() {
            self.finish(effects);
        }
        self.keep_at_the_end();
    }

    fn keep_at_the_end(&mut self) {
        if let Some(store) = &mut self.parts.store {
            let saved = self.model.saved();
            // There is nobody to tell.
            drop(store.take_over(&saved));
            drop(store.write(&saved));
        }
    }

    /// Does the work, and takes in what comes of it.
    fn finish(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            if let Effect::Work(work) = effect {
                self.parts.runner.run(work);
            }
        }
        self.parts.runner.finish_writing(CLOSING_PATIENCE);
        for event in self.parts.runner.events() {
            update(&mut self.model, event, self.now);
        }
    }

    /// In how many seconds there is something to do, whatever is shown.
    fn next_look(&self) -> Option<u64> {
        let unsaved = (self.parts.store.is_some() && self.may_be_unsaved).then_some(1);
        let due = due::next(&self.model, self.now);
        unsaved.into_iter().chain(due).min()
    }

    /// The state, for tests.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Does what a person would have asked for by hand.
    pub fn command(&mut self, ctx: &Context, command: Command) {
        self.handle(ctx, command);
    }

    fn handle(&mut self, ctx: &Context, message: impl Into<Message>) {
        self.may_be_unsaved = true;
        let effects = update(&mut self.model, message, self.now);
        self.perform(ctx, effects);
    }

    fn perform(&mut self, ctx: &Context, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Window(change) => show(ctx, change),
                Effect::Switch(switch) => self.parts.runner.switch(switch),
                Effect::Work(work) => self.parts.runner.run(work),
            }
        }
    }

    fn begin_after_first_frame(&mut self, ctx: &Context) {
        // A frame may be laid out more than once before it is painted.
        if ctx.cumulative_frame_nr() > 0 {
            let effects = std::mem::take(&mut self.after_first_frame);
            self.perform(ctx, effects);
        } else {
            ctx.request_repaint();
        }
    }

    /// Whether nothing lies over the window that takes the keys for itself.
    fn takes_keys(&self) -> bool {
        let model = &self.model;
        model.palette.is_none() && model.code_page.is_none() && !model.shows_keys
    }

    /// Takes pastes for the inspector and for an import, and keeps those that are too long away from every other field.
    fn pastes(&self, ctx: &Context) -> Vec<Command> {
        let (model, can_take) = (&self.model, self.takes_keys());
        // A paste that is meant for no field can only be meant for the inspector.
        let unfocused = can_take && !ctx.text_edit_focused();
        let inspecting = can_take && (model.is_at_inspect() || model.tab == Tab::Inspect);
        let mut commands = Vec::new();
        let area = focused_area(ctx);
        let in_body = area.is_some_and(|area| views::BODY_AREAS.contains(&area.as_str()));
        let place = in_body.then(|| place_in_area(ctx).unwrap_or_default());
        // The path of an import has the keys from the start; no command and no document is a path.
        let in_path = model.import.is_some() && path_has_focus(ctx);
        let is_no_path = |text: &str| text.trim().contains('\n') || is_curl(text.trim());
        ctx.input_mut(|input| {
            input.events.retain(|event| match event {
                egui::Event::Paste(text)
                    if unfocused
                        || text.len() > FIELD_PASTE_BYTES
                        || in_path && is_no_path(text) =>
                {
                    commands.push(match (&model.import, &place) {
                        (None, Some(place)) => {
                            Command::PasteIntoBody(text.as_str().into(), place.clone())
                        }
                        (Some(_), _) => {
                            Command::Import(ImportCommand::EditText(text.as_str().into()))
                        }
                        (None, None) if inspecting || unfocused => {
                            Command::PasteAnywhere(text.as_str().into())
                        }
                        (None, None) => Command::RefusePaste(text.len()),
                    });
                    false
                }
                _ => true,
            });
        });
        commands
    }

    /// Files that were dropped on the window.
    fn dropped(ctx: &Context) -> Vec<Command> {
        if path_has_focus(ctx) {
            return vec![];
        }
        let dropped = ctx.input(|input| input.raw.dropped_files.clone());
        dropped
            .iter()
            .map(
                |file| match file.path().is_dir() && !is_collection(file.path()) {
                    true => Command::Files(FilesCommand::OpenFolder(file.path().to_path_buf())),
                    false => Command::DropFile(file.path().to_path_buf()),
                },
            )
            .collect()
    }

    fn take_picture(&mut self, ctx: &Context) {
        let Some(shot) = &mut self.parts.shot else {
            return;
        };
        for command in shot.step(ctx, &self.model) {
            self.command(ctx, command);
        }
        if self.parts.shot.as_ref().is_some_and(Shot::is_done) {
            ctx.send_viewport_cmd(ViewportCommand::Close);
        }
    }
}

/// Whether a folder is a collection of Bruno, which is imported, rather than a workspace.
fn is_collection(folder: &Path) -> bool {
    ["bruno.json", "collection.bru"]
        .iter()
        .any(|name| folder.join(name).is_file())
}

fn show(ctx: &Context, change: WindowChange) {
    match change {
        WindowChange::Copy(text) => ctx.copy_text(text.into_string()),
        WindowChange::SetTheme(choice) => ctx.set_theme(match choice {
            ThemeChoice::System => egui::ThemePreference::System,
            ThemeChoice::Light => egui::ThemePreference::Light,
            ThemeChoice::Dark => egui::ThemePreference::Dark,
        }),
        WindowChange::Zoom(percent) => ctx.set_zoom_factor(f32::from(percent) / 100.0),
    }
}

impl App for Desktop {
    fn logic(&mut self, ctx: &Context, _frame: &mut Frame) {
        let frame = ctx.cumulative_frame_nr();
        let times = self.frame_times.as_ref();
        let _measured = times.map(|times| times.begin(frame));
        let now = (self.parts.clock)();
        if now != self.now {
            self.now = now;
            self.handle(ctx, Event::Ticked);
            self.keep(ctx);
        }
        self.begin_after_first_frame(ctx);
        for event in self.parts.runner.events() {
            self.handle(ctx, event);
        }
        let mut commands = self.pastes(ctx);
        commands.extend(Self::dropped(ctx));
        // An open menu takes the keys for itself.
        if self.takes_keys() && !Popup::is_any_open(ctx) {
            let submitted = focused_area(ctx).and_then(|area| command_list::submitted_in(&area));
            let ctrl_enter = |input: &mut egui::InputState| {
                input.consume_key(egui::Modifiers::COMMAND, egui::Key::Enter)
            };
            commands.extend(submitted.filter(|_| ctx.input_mut(ctrl_enter)));
            let model = &self.model;
            let ctrl_z = |input: &mut egui::InputState| {
                input.consume_key(egui::Modifiers::COMMAND, egui::Key::Z)
            };
            let undo = command_list::undo(model).filter(|_| !ctx.text_edit_focused());
            commands.extend(undo.filter(|_| ctx.input_mut(ctrl_z)));
            commands.extend(ctx.input_mut(|input| command_list::pressed(model, input)));
        }
        for command in commands {
            self.handle(ctx, command);
        }
        self.take_picture(ctx);
        if let Some(seconds) = self.next_look() {
            ctx.request_repaint_after(Duration::from_secs(seconds));
        }
    }

    fn raw_input_hook(&mut self, ctx: &Context, input: &mut egui::RawInput) {
        if self.held_events.take(&mut input.events) {
            ctx.request_repaint();
        }
        if let Some(shot) = &mut self.parts.shot {
            input.events.append(&mut shot.take_input());
        }
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut Frame) {
        let _measured = self.frame_times.as_ref().map(FrameTimes::go_on);
        let drawn = views::window_ui(ui, &self.model, self.now, &self.parts.zone);
        let ctx = ui.ctx().clone();
        if let Some(holds_for) = drawn.holds_for {
            ctx.request_repaint_after(holds_for);
        }
        for command in drawn.commands {
            self.handle(&ctx, command);
            ctx.request_repaint();
        }
    }

    /// eframe keeps the window's place alone: its file may be read by others. What earlier versions put there is taken out.
    fn save(&mut self, storage: &mut dyn Storage) {
        storage.remove_string(OLD_STORAGE_KEY);
        self.keep_at_the_end();
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.close();
    }

    /// Widgets keep texts of tokens and secrets in egui's memory, so that memory never goes to a file.
    fn persist_egui_memory(&self) -> bool {
        false
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        theme::clear_color(visuals)
    }
}

#[cfg(test)]
mod tests;
