//! Rows of the same height, of which those are drawn that are to be seen. A scroll area of egui's counts points in 32 bits,
//! which places the rows of some megabytes wrongly; here the place is a row.

use egui::{
    EventFilter, Key, Layout, Rect, Response, Role, Sense, Stroke, StrokeKind, TextStyle, Ui,
    UiBuilder, WidgetInfo, pos2, vec2,
};

use crate::theme::Tokens;

/// Where the bars run.
const BAR: f32 = 10.0;
/// The least length of a bar's handle.
const LEAST_HANDLE: f32 = 28.0;
const PADDING: f32 = 6.0;

/// Many rows.
pub(crate) struct Rows<'a> {
    /// Tells them from others; another one begins at the top.
    pub(crate) salt: (u64, &'a str),
    /// What they are, for whoever cannot see them.
    pub(crate) label: &'a str,
    /// How many there are.
    pub(crate) count: usize,
    /// How high the part is that is seen.
    pub(crate) height: f32,
    /// A row to scroll to, and the number of that wish: each is fulfilled once.
    pub(crate) goal: Option<(u64, usize)>,
    /// The row that the arrow keys move, where they do; otherwise they scroll.
    pub(crate) marked: Option<Option<usize>>,
}

/// What the keys did.
#[derive(Default)]
pub(crate) struct RowKeys {
    /// The row that the arrow keys have come to.
    pub(crate) marked: Option<usize>,
    /// Whether the key to the left was pressed, or to the right.
    pub(crate) sideways: Option<Sideways>,
}

/// An arrow key that does not move.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sideways {
    Left,
    Right,
}

#[derive(Clone, Copy, Default)]
struct Place {
    /// The row at the top, and how much of it is above.
    top: f64,
    left: f32,
    /// The widest row so far.
    widest: f32,
    goal: u64,
}

impl Rows<'_> {
    /// Draws what is to be seen of them.
    pub(crate) fn show(self, ui: &mut Ui, mut draw: impl FnMut(&mut Ui, usize)) -> RowKeys {
        let tokens = Tokens::of(ui);
        let size = vec2(ui.available_width(), self.height);
        let (outer, _) = ui.allocate_exact_size(size, Sense::hover());
        let id = ui.scope_id().with(self.salt);
        let response = ui.interact(outer, id, Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::ScrollView, true, self.label));
        let edge = match response.has_focus() {
            true => Stroke::new(1.5, tokens.accent),
            false => Stroke::new(1.0, tokens.line),
        };
        ui.painter()
            .rect(outer, 6.0, tokens.well, edge, StrokeKind::Inside);
        let inner = Rect::from_min_max(
            outer.min + vec2(PADDING, PADDING),
            outer.max - vec2(BAR + 2.0, BAR + 2.0),
        );
        let row_height = ui.text_style_height(&TextStyle::Monospace) + 3.0;
        let fitting = (inner.height() / row_height).max(1.0);
        let mut place = ui
            .data(|data| data.get_temp::<Place>(id))
            .unwrap_or_default();
        self.take_goal(&mut place, fitting);
        self.take_wheel(ui, &response, &mut place, row_height);
        let keys = self.take_keys(ui, &response, &mut place, fitting);
        self.bars(ui, (id, outer), &mut place, (fitting, inner.width()));
        self.bound(&mut place, fitting, inner.width());
        let first = place.top as usize;
        let last = (first + fitting as usize + 2).min(self.count);
        let mut child = ui.new_child(UiBuilder::new().id_salt(self.salt).max_rect(inner));
        child.set_clip_rect(inner.intersect(ui.clip_rect()));
        for row in first..last {
            let y = inner.top() + ((row as f64 - place.top) * f64::from(row_height)) as f32;
            let line = Rect::from_min_size(
                pos2(inner.left() - place.left, y),
                vec2(inner.width().max(place.widest), row_height),
            );
            let builder = UiBuilder::new()
                .id_salt(row)
                .max_rect(line)
                .layout(Layout::left_to_right(egui::Align::Center));
            let mut row_ui = child.new_child(builder);
            row_ui.spacing_mut().item_spacing.x = 0.0;
            draw(&mut row_ui, row);
            place.widest = place.widest.max(row_ui.min_rect().width());
        }
        ui.data_mut(|data| data.insert_temp(id, place));
        keys
    }

    fn take_goal(&self, place: &mut Place, fitting: f32) {
        let Some((number, row)) = self.goal else {
            return;
        };
        if place.goal == number {
            return;
        }
        place.goal = number;
        self.bring(place, row, fitting);
    }

    /// Scrolls to a row that is not seen, with some rows above it.
    fn bring(&self, place: &mut Place, row: usize, fitting: f32) {
        let (row, fitting) = (row as f64, f64::from(fitting));
        if row < place.top || row + 1.0 > place.top + fitting {
            place.top = row - (fitting / 3.0).floor();
        }
    }

    fn take_wheel(&self, ui: &Ui, response: &Response, place: &mut Place, row_height: f32) {
        if !ui.rect_contains_pointer(response.rect) {
            return;
        }
        let delta = ui.input(|input| input.smooth_scroll_delta());
        place.top -= f64::from(delta.y / row_height);
        place.left -= delta.x;
        // Whatever is around does not scroll as well.
        ui.input_mut(|input| input.smooth_scroll_delta = egui::Vec2::ZERO);
    }

    fn take_keys(&self, ui: &Ui, response: &Response, place: &mut Place, fitting: f32) -> RowKeys {
        let mut keys = RowKeys::default();
        if response.clicked() {
            response.request_focus();
        }
        if !response.has_focus() {
            return keys;
        }
        let arrows = EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
        let pressed = |key| ui.input(|input| input.num_presses(key)) as isize;
        let page = (fitting as isize - 1).max(1);
        let by = pressed(Key::ArrowDown) - pressed(Key::ArrowUp)
            + page * (pressed(Key::PageDown) - pressed(Key::PageUp));
        let last = self.count.saturating_sub(1);
        let end = match (pressed(Key::Home), pressed(Key::End)) {
            (0, 0) => None,
            (0, _) => Some(last),
            _ => Some(0),
        };
        keys.sideways = match (pressed(Key::ArrowLeft), pressed(Key::ArrowRight)) {
            (0, 0) => None,
            (0, _) => Some(Sideways::Right),
            _ => Some(Sideways::Left),
        };
        match self.marked {
            Some(marked) if by != 0 || end.is_some() => {
                let moved = match marked {
                    Some(marked) => marked.saturating_add_signed(by).min(last),
                    None => place.top as usize,
                };
                let row = end.unwrap_or(moved);
                self.bring(place, row, fitting);
                keys.marked = Some(row);
            }
            Some(_) => {}
            None => {
                place.top = end.map_or(place.top + by as f64, |row| row as f64);
                match keys.sideways {
                    Some(Sideways::Left) => place.left -= 40.0,
                    Some(Sideways::Right) => place.left += 40.0,
                    None => {}
                }
            }
        }
        keys
    }

    fn bound(&self, place: &mut Place, fitting: f32, width: f32) {
        let most = (self.count as f64 - f64::from(fitting)).max(0.0);
        place.top = place.top.clamp(0.0, most);
        place.left = place.left.clamp(0.0, (place.widest - width).max(0.0));
    }

    /// The bars at the right and below, each with a handle that can be dragged.
    fn bars(
        &self,
        ui: &Ui,
        (id, outer): (egui::Id, Rect),
        place: &mut Place,
        (fitting, width): (f32, f32),
    ) {
        let lane = Rect::from_min_max(
            pos2(outer.right() - BAR, outer.top() + 2.0),
            outer.max - vec2(2.0, BAR + 2.0),
        );
        let most = self.count as f64 - f64::from(fitting);
        if most > 0.0 {
            let share = f64::from(fitting) / self.count as f64;
            let at = (place.top / most).clamp(0.0, 1.0);
            if let Some(to) = bar(ui, id.with("down"), lane, false, (share, at)) {
                place.top = to * most;
            }
        }
        let lane = Rect::from_min_max(
            pos2(outer.left() + 2.0, outer.bottom() - BAR),
            outer.max - vec2(BAR + 2.0, 2.0),
        );
        let most = f64::from(place.widest - width);
        if most > 0.0 {
            let share = f64::from(width / place.widest);
            let at = (f64::from(place.left) / most).clamp(0.0, 1.0);
            if let Some(to) = bar(ui, id.with("across"), lane, true, (share, at)) {
                place.left = (to * most) as f32;
            }
        }
    }
}

/// A bar whose handle has this share of it and stands there; where it is dragged or pressed to.
fn bar(ui: &Ui, id: egui::Id, lane: Rect, across: bool, (share, at): (f64, f64)) -> Option<f64> {
    let tokens = Tokens::of(ui);
    // No stop for the Tab key: the rows themselves take the keys.
    let response = ui.interact(lane, id, Sense::CLICK | Sense::DRAG);
    let length = if across { lane.width() } else { lane.height() };
    let handle = (length * share as f32).clamp(LEAST_HANDLE.min(length), length);
    let room = f64::from(length - handle).max(1.0);
    let start = (at * room) as f32;
    let rect = match across {
        true => Rect::from_min_size(lane.min + vec2(start, 1.0), vec2(handle, BAR - 4.0)),
        false => Rect::from_min_size(lane.min + vec2(1.0, start), vec2(BAR - 4.0, handle)),
    };
    let color = match response.hovered() || response.dragged() {
        true => tokens.muted,
        false => tokens.edge,
    };
    ui.painter().rect_filled(rect, 3.0, color);
    let pressed = response.dragged() || response.clicked();
    let pointer = response.interact_pointer_pos().filter(|_| pressed)?;
    let along = if across {
        pointer.x - lane.left()
    } else {
        pointer.y - lane.top()
    };
    Some((f64::from(along - handle / 2.0) / room).clamp(0.0, 1.0))
}
