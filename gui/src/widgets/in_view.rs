//! What a person acts on stays in view, however little room there is.

use egui::style::ScrollAnimation;
use egui::{AsIdSalt, Id, LayerId, Rect, ScrollArea, Ui, UiBuilder, Vec2, vec2};

use crate::remote::Remote;
use crate::theme::SCROLL_LANE;

/// Rounding, and the rings that stand out.
const SLACK: f32 = 2.0;
/// How much of the view the beginning takes of what is higher.
const BEGINNING: f32 = 0.6;
const LEAST_BEGINNING: f32 = 72.0;
/// Under which it is remembered what was just scrolled to.
const WANTED: &str = "what is to be in view";
/// Within so many frames, scrolling comes to what it goes to.
const MOST_FRAMES: u8 = 19;
/// So many frames in turn belong to a scroll area, and to the one around it: in the first of them it scrolls.
const TURN: u8 = 4;

/// Where a scroll area was seen that something with the keys is in.
#[derive(Clone, Copy)]
struct Seen {
    view: Rect,
    /// When that was.
    frame: u64,
    /// In how many frames it is still scrolled to.
    frames: u8,
}

/// What was shown last of something that is awaited.
#[derive(Clone, Copy)]
struct Awaited {
    generation: u64,
    is_pending: bool,
    /// When that was.
    frame: u64,
    /// In how many frames it is still scrolled to.
    frames: u8,
}

/// Lays a part of the window out in this height at least: in less room it scrolls as a whole.
pub(crate) fn at_least(ui: &mut Ui, salt: &str, height: f32, add: impl FnOnce(&mut Ui)) {
    let room = ui.available_size();
    let size = vec2(room.x, room.y.max(height));
    ScrollArea::vertical()
        .id_salt(salt)
        .auto_shrink(false)
        // What fits is not scrolled by what is a point too high.
        .vscroll(room.y < height)
        .show(ui, |ui| {
            let rect = Rect::from_min_size(ui.cursor().min, size);
            let builder = UiBuilder::new().id_salt("whole").max_rect(rect);
            ui.scope_builder(builder, |ui| {
                ui.set_min_size(size);
                add(ui);
            });
            match take_wanted(ui) {
                Some(wanted) => {
                    ui.scroll_to_rect_animation(wanted, None, ScrollAnimation::none());
                }
                None => keys_in_view(ui),
            }
        });
}

/// Takes the room that is left, and scrolls: the bar has a lane of its own.
pub(crate) fn page(ui: &mut Ui, salt: impl AsIdSalt, add: impl FnOnce(&mut Ui)) {
    ScrollArea::vertical()
        .id_salt(salt)
        .auto_shrink(false)
        .show(ui, |ui| {
            ui.set_max_width(ui.available_width() - SCROLL_LANE);
            add(ui);
            keys_in_view(ui);
        });
}

/// Called last in a scroll area: scrolls to what has the keys where the keyboard has just gone there, or where there is less
/// room than before.
pub(crate) fn keys_in_view(ui: &Ui) {
    let Some((focused, rect)) = focused(ui) else {
        return;
    };
    let id = ui.scope_id().with(("what has the keys", focused));
    let (view, frame) = (ui.clip_rect(), ui.ctx().cumulative_frame_nr());
    let before: Option<Seen> = ui.data(|data| data.get_temp(id));
    let before = before.filter(|before| frame <= before.frame + 1);
    let frames = before.map_or(MOST_FRAMES, |before| {
        let is_less = view.top() > before.view.top() || view.bottom() < before.view.bottom();
        if is_less { MOST_FRAMES } else { before.frames }
    });
    let frames = match is_pressed(ui) {
        true => 0,
        false => bring(ui, rect, frames),
    };
    let seen = Seen {
        view,
        frame,
        frames,
    };
    ui.data_mut(|data| data.insert_temp(id, seen));
}

/// Draws what comes of something that a person asked for: once it is there, its beginning is in view.
pub(crate) fn awaited<T>(ui: &mut Ui, of: &Remote<T>, add: impl FnOnce(&mut Ui)) {
    let id = ui.scope_id().with("what is awaited");
    let now = Awaited {
        generation: of.generation(),
        is_pending: of.is_pending(),
        frame: ui.ctx().cumulative_frame_nr(),
        frames: 0,
    };
    let top = ui.cursor().top();
    add(ui);
    let before: Option<Awaited> = ui.data(|data| data.get_temp(id));
    // What came while something else was shown is no reason to scroll.
    let before = before.filter(|before| now.frame <= before.frame + 1);
    let is_there = !now.is_pending && (of.ready().is_some() || of.failure().is_some());
    let frames = before.map_or(0, |before| {
        let is_same = (before.generation, before.is_pending) == (now.generation, now.is_pending);
        if is_same { before.frames } else { MOST_FRAMES }
    });
    let frames = match is_there && !is_pressed(ui) {
        true => bring(ui, ui.min_rect().with_min_y(top), frames),
        false => frames,
    };
    ui.data_mut(|data| data.insert_temp(id, Awaited { frames, ..now }));
}

/// Scrolls to the beginning of something, unless it is in view. In how many frames that goes on.
fn bring(ui: &Ui, rect: Rect, frames: u8) -> u8 {
    let view = ui.clip_rect();
    let beginning = (view.height() * BEGINNING).max(LEAST_BEGINNING);
    let bottom = rect.bottom().min(rect.top() + beginning);
    let wanted = rect.with_max_y(bottom);
    let is_seen = view.top() <= wanted.top() && wanted.bottom() <= view.bottom();
    if frames == 0 {
        return 0;
    }
    ui.ctx().request_repaint();
    if is_seen {
        // What is shorter than before moves in the next frame.
        return (frames - 1).min(2 * TURN);
    }
    // Then it is seen what came of it. What scrolls around this as well has its turn where this does not suffice.
    if frames % TURN == TURN - 1 {
        match (frames / TURN).is_multiple_of(2) {
            true => ui.scroll_to_rect_animation(wanted, None, ScrollAnimation::none()),
            false => {
                let of_layer = (ui.layer_id(), wanted);
                ui.data_mut(|data| data.insert_temp(Id::unique(WANTED), of_layer));
            }
        }
    }
    frames - 1
}

/// What was just scrolled to in a scroll area within this one.
fn take_wanted(ui: &Ui) -> Option<Rect> {
    let id = Id::unique(WANTED);
    let (layer, wanted): (LayerId, Rect) = ui.data(|data| data.get_temp(id))?;
    ui.data_mut(|data| data.remove::<(LayerId, Rect)>(id));
    (layer == ui.layer_id() && ui.min_rect().intersects(wanted)).then_some(wanted)
}

/// What is pressed was in view, and is not moved; whoever scrolls knows where to.
fn is_pressed(ui: &Ui) -> bool {
    ui.input(|input| {
        let pointer = &input.pointer;
        pointer.any_down() || pointer.any_released() || input.smooth_scroll_delta() != Vec2::ZERO
    })
}

/// What has the keys within this part of the window: of a text, where its cursor stands.
fn focused(ui: &Ui) -> Option<(Id, Rect)> {
    let id = ui.memory(|memory| memory.focused())?;
    let widget = ui.ctx().read_response(id)?;
    let is_here =
        widget.layer_id == ui.layer_id() && ui.min_rect().expand(SLACK).contains_rect(widget.rect);
    if !is_here {
        return None;
    }
    let cursor = ui.output(|output| output.ime.map(|ime| ime.cursor_rect));
    let cursor = cursor.filter(|cursor| widget.rect.expand(SLACK).intersects(*cursor));
    Some((id, cursor.unwrap_or(widget.rect)))
}
