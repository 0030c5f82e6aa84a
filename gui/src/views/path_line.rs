//! A line of text for a path: what is wrong with it is said at once, and what it may go on with stands beneath. The folder is
//! read by the runner.

use std::path::PathBuf;

use egui::text::{CCursor, CCursorRange};
use egui::{Button, Id, Key, Label, Modifiers, Rect, RichText, Sense, TextEdit, Ui};

use super::ViewCx;
use crate::message::Command;
use crate::path_look::{PathAsk, PathLook, PathWants};
use crate::widgets::{TypedIn, path_field, shown};

/// The line, before it is drawn.
pub(super) struct PathLine<'a> {
    label: &'a str,
    spec_name: &'a str,
    value: &'a str,
    hint: &'a str,
    folder: PathBuf,
    wants: PathWants,
}

/// The list beneath a line, as it was drawn last.
#[derive(Clone, Copy)]
struct OpenList {
    marked: Option<usize>,
    rect: Rect,
}

impl<'a> PathLine<'a> {
    /// A file, from where the program was started.
    pub(super) fn new(label: &'a str, value: &'a str, hint: &'a str) -> Self {
        Self {
            label,
            spec_name: "",
            value,
            hint,
            folder: PathBuf::new(),
            wants: PathWants::File,
        }
    }

    /// What is wanted there.
    pub(super) fn wants(self, wants: PathWants) -> Self {
        Self { wants, ..self }
    }

    /// The specification's name.
    pub(super) fn spec_name(self, spec_name: &'a str) -> Self {
        Self { spec_name, ..self }
    }

    /// One that the selected connection's file has, which begins at the workspace's folder.
    pub(super) fn of_connection(self, cx: &ViewCx<'_>) -> Self {
        let folder = cx.model.files.folder.clone();
        let folder = folder.filter(|_| !cx.model.connection().is_playground());
        Self {
            folder: folder.unwrap_or_default(),
            ..self
        }
    }

    fn ask(&self) -> PathAsk {
        PathAsk {
            text: self.value.trim().to_owned(),
            folder: self.folder.clone(),
            wants: self.wants,
        }
    }
}

/// Up and Down mark an entry of the list, Enter or a press takes it, and Tab goes on as far as all of them are alike.
pub(super) fn path_ui(ui: &mut Ui, cx: &mut ViewCx<'_>, line: &PathLine<'_>) -> TypedIn {
    let id = ui.make_persistent_id(("path", line.label));
    let list = id.with("the list of a path");
    let before: Option<OpenList> = ui.data(|data| data.get_temp(list));
    let has_keys = ui.memory(|memory| memory.has_focus(id));
    // A press on the list takes the keys from the line.
    let at = ui.input(|input| input.pointer.latest_pos());
    let is_held = before.is_some_and(|open| at.is_some_and(|at| open.rect.contains(at)));
    let ask = line.ask();
    let seen = cx.model.path.seen(&ask);
    let open = seen.filter(|look| (has_keys || is_held) && !look.entries.is_empty());
    let mut marked = before.and_then(|open| open.marked);
    let mut taken = open.and_then(|look| pressed(ui, look, &mut marked, has_keys));
    if let Some(text) = &taken {
        put_cursor_behind(ui, id, text);
    }
    let keeps_tab = open.is_some_and(|look| marked.is_some() || !look.ask.parts().1.is_empty());
    let value = taken.as_deref().unwrap_or(line.value);
    let names = (line.label, line.spec_name);
    let mut typed = path_field(ui, id, names, value, line.hint, keeps_tab);
    if typed.response.has_focus() {
        let is_new = typed.response.gained_focus() || !cx.model.path.is_asked(&ask);
        if is_new && ask.is_path() {
            cx.push(Command::LookAtPath(ask.clone()));
        }
        taken = dropped(ui).or(taken);
    }
    let mut drawn = None;
    if let Some(look) = open {
        let (rect, clicked) = list_ui(ui, cx, look, marked);
        drawn = Some(rect);
        if let Some(text) = clicked {
            typed.response.request_focus();
            put_cursor_behind(ui, id, &text);
            taken = Some(text);
        }
    } else if let Some(fault) = seen.and_then(PathLook::fault) {
        let text = RichText::new(fault).small().color(cx.tokens.warn);
        ui.add(Label::new(text).wrap());
    }
    typed.text = typed.text.or(taken);
    // Of another text, nothing is marked yet.
    let marked = marked.filter(|_| typed.text.is_none());
    ui.data_mut(|data| match drawn {
        Some(rect) => {
            data.insert_temp(list, OpenList { marked, rect });
        }
        None => data.remove::<OpenList>(list),
    });
    typed
}

/// A line for each path of a text, and one for another: the new text, where one was changed.
pub(super) fn paths_ui(
    ui: &mut Ui,
    cx: &mut ViewCx<'_>,
    (label, spec_name): (&str, &str),
    text: &str,
    hint: &str,
) -> Option<String> {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines.push(String::new());
    let mut is_held = ui.input(|input| input.pointer.any_down());
    for (index, value) in lines.iter_mut().enumerate() {
        let label = match index {
            0 => label.to_owned(),
            index => format!("{label}, {}", index + 1),
        };
        let line = PathLine::new(&label, value, hint).of_connection(cx);
        let typed = path_ui(ui, cx, &line.spec_name(spec_name));
        is_held |= typed.response.has_focus();
        if let Some(text) = typed.text {
            *value = text;
        }
    }
    // While one has the keys, an empty one keeps its place: the next one would come under them.
    let is_empty = |line: &str| line.trim().is_empty();
    lines.retain(|line| is_held || !is_empty(line));
    while lines.pop_if(|line| is_empty(line)).is_some() {}
    let lines = lines.join("\n");
    (lines != text).then_some(lines)
}

/// What the keys do while there is a list: the path that is taken by them.
fn pressed(ui: &Ui, look: &PathLook, marked: &mut Option<usize>, has_keys: bool) -> Option<String> {
    let count = look.entries.len();
    *marked = marked.filter(|marked| *marked < count);
    if !has_keys {
        return None;
    }
    let press = |key: Key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    if press(Key::ArrowDown) {
        *marked = Some(marked.map_or(0, |marked| (marked + 1) % count));
    }
    if press(Key::ArrowUp) {
        *marked = Some(marked.map_or(count - 1, |marked| (marked + count - 1) % count));
    }
    if let Some(index) = *marked {
        let is_taken = press(Key::Enter) || press(Key::Tab);
        return is_taken.then(|| look.completed(&look.entries[index]));
    }
    // Where nothing was begun, the Tab key leaves the line.
    if !look.ask.parts().1.is_empty() && press(Key::Tab) {
        let further = look.further();
        if further.is_none() {
            *marked = Some(0);
        }
        return further;
    }
    None
}

fn list_ui(
    ui: &mut Ui,
    cx: &ViewCx<'_>,
    look: &PathLook,
    marked: Option<usize>,
) -> (Rect, Option<String>) {
    let mut clicked = None;
    let drawn = ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 1.0;
        for (index, entry) in look.entries.iter().enumerate() {
            let end = if entry.is_folder { "/" } else { "" };
            let name = shown(ui, &format!("{}{end}", entry.name)).to_string();
            let name = RichText::new(name).monospace().size(12.0);
            // The line keeps the keys.
            let button = Button::selectable(marked == Some(index), name).sense(Sense::CLICK);
            if ui.add(button).clicked() {
                clicked = Some(look.completed(entry));
            }
        }
        if look.has_more {
            let text = RichText::new("and more").small().color(cx.tokens.muted);
            ui.add(Label::new(text).selectable(false));
        }
    });
    (drawn.response.rect, clicked)
}

/// The path of a file or folder that was dropped on the window.
fn dropped(ui: &Ui) -> Option<String> {
    ui.input(|input| {
        let first = input.raw.dropped_files.first()?;
        Some(first.path().to_string_lossy().into_owned())
    })
}

fn put_cursor_behind(ui: &Ui, id: Id, text: &str) {
    let mut state = TextEdit::load_state(ui.ctx(), id).unwrap_or_default();
    let end = CCursorRange::one(CCursor::new(text.chars().count()));
    state.cursor.set_char_range(Some(end));
    TextEdit::store_state(ui.ctx(), id, state);
}
