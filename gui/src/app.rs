//! The window: the only file that implements eframe.

use std::time::Duration;

use claimscope_core::time::Timestamp;
use eframe::{App, Frame, Storage};
use egui::{Context, Ui, ViewportCommand};
use jiff::tz::TimeZone;

use crate::command_list;
use crate::effect::{Effect, Runner};
use crate::message::{Command, Event, Message};
use crate::model::{Model, Saved, Tab, ThemeChoice};
use crate::screenshot::Shot;
use crate::theme;
use crate::update::update;
use crate::views;

/// Where eframe keeps what survives a restart.
const STORAGE_KEY: &str = "claimscope";
/// Longer pastes never reach a text field: laying them out would take seconds.
const FIELD_PASTE_BYTES: usize = 32 * 1024;

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
    /// Whether state is saved.
    pub saves: bool,
}

/// The desktop inspector.
pub struct Desktop {
    model: Model,
    parts: Parts,
    now: Timestamp,
}

impl Desktop {
    /// The window with what was saved; starts the playground.
    pub fn new(ctx: &Context, saved: Saved, parts: Parts) -> Self {
        theme::install(ctx);
        // Zooming is one of our own commands, so that it stands in menu and palette.
        ctx.options_mut(|options| options.zoom_with_keyboard = false);
        let now = (parts.clock)();
        let mut desktop = Self {
            model: Model::new(saved),
            parts,
            now,
        };
        let effects = vec![
            Effect::SetTheme(desktop.model.theme),
            Effect::Zoom(desktop.model.zoom_percent),
            Effect::StartPlayground,
        ];
        desktop.perform(ctx, effects);
        desktop
    }

    /// What was saved last time.
    pub fn saved(storage: Option<&dyn Storage>) -> Saved {
        storage
            .and_then(|storage| storage.get_string(STORAGE_KEY))
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default()
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
        let effects = update(&mut self.model, message, self.now);
        self.perform(ctx, effects);
    }

    fn perform(&mut self, ctx: &Context, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Copy(text) => ctx.copy_text(text.expose().to_owned()),
                Effect::SetTheme(choice) => ctx.set_theme(match choice {
                    ThemeChoice::System => egui::ThemePreference::System,
                    ThemeChoice::Light => egui::ThemePreference::Light,
                    ThemeChoice::Dark => egui::ThemePreference::Dark,
                }),
                Effect::Zoom(percent) => ctx.set_zoom_factor(f32::from(percent) / 100.0),
                effect => self.parts.runner.run(effect),
            }
        }
    }

    /// Takes pastes for the inspector, and keeps those that are too long away from every field.
    fn pastes(&self, ctx: &Context) -> Vec<Command> {
        let inspecting = self.model.tab == Tab::Inspect && self.model.palette.is_none();
        // A paste that is meant for no field can only be meant for the inspector.
        let unfocused = inspecting && ctx.memory(|memory| memory.focused().is_none());
        let mut commands = Vec::new();
        ctx.input_mut(|input| {
            input.events.retain(|event| match event {
                egui::Event::Paste(text) if unfocused || text.len() > FIELD_PASTE_BYTES => {
                    if inspecting {
                        commands.push(Command::EditInspect(text.as_str().into()));
                    }
                    false
                }
                _ => true,
            });
        });
        commands
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

impl App for Desktop {
    fn logic(&mut self, ctx: &Context, _frame: &mut Frame) {
        let now = (self.parts.clock)();
        if now != self.now {
            self.now = now;
            self.handle(ctx, Event::Ticked);
        }
        for event in self.parts.runner.events() {
            self.handle(ctx, event);
        }
        let mut commands = self.pastes(ctx);
        if self.model.palette.is_none() {
            let model = &self.model;
            commands.extend(ctx.input_mut(|input| command_list::pressed(model, input)));
        }
        for command in commands {
            self.handle(ctx, command);
        }
        self.take_picture(ctx);
        // Countdowns and relative times move once a second.
        ctx.request_repaint_after(Duration::from_secs(1));
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut Frame) {
        let commands = views::window_ui(ui, &self.model, self.now, &self.parts.zone);
        let ctx = ui.ctx().clone();
        for command in commands {
            self.handle(&ctx, command);
            ctx.request_repaint();
        }
    }

    fn save(&mut self, storage: &mut dyn Storage) {
        if self.parts.saves
            && let Ok(text) = serde_json::to_string(&self.model.saved())
        {
            storage.set_string(STORAGE_KEY, text);
        }
    }

    /// Widgets keep texts of tokens and secrets in egui's memory, so that memory never goes to a file.
    fn persist_egui_memory(&self) -> bool {
        false
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        theme::clear_color(visuals)
    }
}
