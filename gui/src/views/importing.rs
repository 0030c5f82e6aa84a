//! The view of an import: what to read, what was understood, what would be kept, and the press that keeps it.

use claimscope_client::import::{ImportFinding, Imported};
use egui::{Align, CollapsingHeader, Label, Rect, RichText, Ui, Vec2};

use super::ViewCx;
use super::fields::takes_keys;
use super::pasted::pasted_ui;
use super::path_line::{PathLine, path_ui};
use crate::importing::{ImportCommand, ImportRead, ImportView};
use crate::message::Command;
use crate::model::FocusField;
use crate::path_look::PathWants;
use crate::sentence::sentence;
use crate::theme::{self, GAP, GAP_SMALL};
use crate::widgets::{
    Icon, card, code_block, ends, failure_card, icon, page, primary_button, section_title, shown,
};

pub(super) fn import_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, view: &ImportView) {
    page(ui, "import", |ui| {
        head_ui(ui, cx);
        source_ui(ui, cx, view);
        ui.add_space(GAP);
        let id = ui.scope_id().with("was brought into view");
        if view.read.is_pending() {
            ui.spinner();
        } else if let Some(failure) = view.read.failure() {
            failure_card(ui, failure, &mut cx.commands);
        } else if let Some(read) = view.read.ready() {
            let top = Rect::from_min_size(ui.cursor().min, Vec2::splat(1.0));
            read_ui(ui, cx, view, read);
            // All of it may be below what is seen, and it begins with what is to be decided.
            let generation = view.read.generation();
            if ui.data(|data| data.get_temp(id)) != Some(generation) {
                ui.data_mut(|data| data.insert_temp(id, generation));
                ui.scroll_to_rect(top, Some(Align::Min));
            }
        }
        ui.add_space(GAP);
    });
}

fn push(cx: &mut ViewCx<'_>, command: ImportCommand) {
    cx.push(Command::Import(command));
}

fn muted_ui(ui: &mut Ui, cx: &ViewCx<'_>, text: &str) {
    let text = RichText::new(shown(ui, text)).color(cx.tokens.muted);
    ui.add(Label::new(text).wrap());
}

fn head_ui(ui: &mut Ui, cx: &mut ViewCx<'_>) {
    let title = |ui: &mut Ui, _: &mut ViewCx<'_>| {
        ui.add(Label::new(RichText::new("Import").heading()).selectable(false));
    };
    ends(ui, "import head", cx, title, |ui, cx| {
        if ui.button("Close the import").clicked() {
            push(cx, ImportCommand::Close);
        }
    });
    muted_ui(
        ui,
        cx,
        "Requests and OAuth settings of curl, Postman, Bruno, Insomnia, OpenAPI, .http files and IdentityServer4. Nothing is kept before you say so.",
    );
    ui.add_space(GAP);
}

fn source_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, view: &ImportView) {
    let hint = "or drop it on the window";
    let line = PathLine::new("File, or folder of Bruno", &view.path, hint);
    let typed = path_ui(ui, cx, &line.wants(PathWants::Either));
    if takes_keys(ui, cx, FocusField::ImportPath) {
        typed.response.request_focus();
    }
    if let Some(path) = typed.text {
        push(cx, ImportCommand::EditPath(path));
    }
    let has_path = !view.path.trim().is_empty();
    let reads = ui.add_enabled(has_path, egui::Button::new("Read the file"));
    if reads.clicked() || (typed.submitted && has_path) {
        push(cx, ImportCommand::ReadPath);
    }
    ui.add_space(GAP_SMALL);
    let hint = "a curl command, a collection, a description";
    let text = view.text.expose();
    if let Some(text) = pasted_ui(ui, "Text to import", text, hint, 80.0) {
        push(cx, ImportCommand::EditText(text.into()));
    }
    let has_text = !text.trim().is_empty();
    let reads = ui.add_enabled(has_text, egui::Button::new("Read the text"));
    if reads.clicked() {
        push(cx, ImportCommand::ReadText);
    }
}

fn read_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, view: &ImportView, read: &ImportRead) {
    let imported = &read.imported;
    let title = format!("Read as {}", imported.format.title());
    ui.add(Label::new(theme::strong(title).size(15.0)).wrap());
    ui.add_space(GAP_SMALL);
    clashes_ui(ui, read);
    secrets_ui(ui, cx, view, imported);
    taken_ui(ui, cx, view, read);
    keep_ui(ui, cx, view);
    // What may be long stands below what is decided.
    findings_ui(ui, cx, imported, false);
    kept_ui(ui, cx, view, read);
    findings_ui(ui, cx, imported, true);
}

/// What keeps it, and what became of that.
fn keep_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, view: &ImportView) {
    if let Some(failure) = view.kept.failure() {
        failure_card(ui, failure, &mut cx.commands);
        ui.add_space(GAP_SMALL);
    }
    ui.horizontal(|ui| {
        let can_keep = view.keepable().is_some();
        if primary_button(ui, "Keep", can_keep).clicked() {
            push(cx, ImportCommand::Keep);
        }
        if ui.button("Keep nothing").clicked() {
            push(cx, ImportCommand::Close);
        }
        if view.kept.is_pending() {
            ui.spinner();
        }
    });
    ui.add_space(GAP_SMALL);
}

fn findings_ui(ui: &mut Ui, cx: &ViewCx<'_>, imported: &Imported, understood: bool) {
    let all = imported.findings.iter();
    let all: Vec<&ImportFinding> = all.filter(|one| one.is_understood == understood).collect();
    if all.is_empty() {
        return;
    }
    let (title, mark) = match understood {
        true => ("Understood", Icon::Pass),
        false => ("Not understood", Icon::Warn),
    };
    card(ui, |ui| {
        section_title(ui, title);
        for finding in all {
            ui.horizontal_wrapped(|ui| {
                icon(ui, mark, 12.0);
                let place = RichText::new(shown(ui, &finding.place())).monospace();
                ui.label(place.size(12.0).color(cx.tokens.muted));
                let text = shown(ui, &sentence(&finding.said())).to_string();
                ui.add(Label::new(text).wrap());
            });
        }
    });
    ui.add_space(GAP_SMALL);
}

fn clashes_ui(ui: &mut Ui, read: &ImportRead) {
    if read.clashes.is_empty() {
        return;
    }
    card(ui, |ui| {
        section_title(ui, "Variables that are there already");
        for clash in &read.clashes {
            ui.horizontal_wrapped(|ui| {
                icon(ui, Icon::Warn, 12.0);
                let text = shown(ui, &sentence(clash)).to_string();
                ui.add(Label::new(text).wrap());
            });
        }
    });
    ui.add_space(GAP_SMALL);
}

/// The files that would be written, and the variables; what is there already is not among them.
fn kept_ui(ui: &mut Ui, cx: &ViewCx<'_>, view: &ImportView, read: &ImportRead) {
    let is_new = |name: &String| view.is_apart || !read.taken.contains(name);
    let files = read.files.iter().filter(|(name, _)| is_new(name));
    let there = |environment: &str, name: &str| {
        let mut there = read.variables_there.iter();
        there.any(|(one, known)| one == environment && known == name)
    };
    card(ui, |ui| {
        section_title(ui, "What would be kept");
        let mut variables = read.imported.variables.iter();
        let has_new_variable = variables.any(|(environment, variables)| {
            let mut names = variables.iter();
            names.any(|(name, _)| !there(environment, name))
        });
        if files.clone().next().is_none() && !has_new_variable {
            muted_ui(ui, cx, "Nothing: all of it is there already.");
        }
        for (name, text) in files {
            let title = RichText::new(shown(ui, &format!("{name}.toml"))).monospace();
            CollapsingHeader::new(title)
                .id_salt(("file", name))
                .show_unindented(ui, |ui| code_block(ui, text));
        }
        for (environment, variables) in &read.imported.variables {
            let names = variables.iter().map(|(name, _)| name.as_str());
            let (old, new): (Vec<&str>, Vec<&str>) =
                names.partition(|name| there(environment, name));
            for (names, what) in [(new, ""), (old, ", which are there already")] {
                if !names.is_empty() {
                    let names = names.join(", ");
                    let text = format!("Variables of {environment}{what}: {names}");
                    muted_ui(ui, cx, &text);
                }
            }
        }
    });
    ui.add_space(GAP_SMALL);
}

/// The names of secrets, never their values, and where they go.
fn secrets_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, view: &ImportView, imported: &Imported) {
    if imported.secrets.is_empty() {
        return;
    }
    card(ui, |ui| {
        section_title(ui, "Secrets");
        for (uses, text) in [
            (false, "Name environment variables; no value is kept"),
            (true, "Put the values into the system's keychain"),
        ] {
            if ui.radio(view.uses_keychain == uses, text).clicked() {
                push(cx, ImportCommand::SetKeychain(uses));
            }
        }
        for found in &imported.secrets {
            let there = match found.value {
                Some(_) => "its value is here",
                None => "its value is not here",
            };
            let place = match (view.uses_keychain, &found.value) {
                (true, Some(_)) => format!("keychain {}", found.keychain),
                _ => format!("variable {}", found.env),
            };
            muted_ui(ui, cx, &format!("{}: {place}; {there}", found.connection));
        }
    });
    ui.add_space(GAP_SMALL);
}

/// The names that are taken, and the way out.
fn taken_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, view: &ImportView, read: &ImportRead) {
    if read.taken.is_empty() {
        return;
    }
    card(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            icon(ui, Icon::Warn, 14.0);
            let names = read.taken.join(", ");
            let text = format!("There already, and left as they are: {names}.");
            ui.add(Label::new(shown(ui, &text)).wrap());
        });
        let mut is_apart = view.is_apart;
        let text = format!("Keep the import in a folder of its own, {}", read.apart);
        if ui.checkbox(&mut is_apart, text).changed() {
            push(cx, ImportCommand::SetApart(is_apart));
        }
    });
    ui.add_space(GAP_SMALL);
}
