//! Rows that are dragged to another place of their list, with a mark where they will land.

use egui::{Response, Stroke, Ui};

use super::shown;
use crate::theme::Tokens;

/// Marks where a row that is held over this one, which is called `name`, would land. What was let go there, and whether it comes
/// behind this row.
pub(crate) fn dragged_to<T: Copy + PartialEq + Send + Sync + 'static>(
    ui: &Ui,
    tokens: &Tokens,
    row: &Response,
    own: T,
    name: &str,
    can_be_first: bool,
) -> Option<(T, bool)> {
    let pointer = ui.input(|input| input.pointer.interact_pos());
    let middle = row.rect.center().y;
    let is_behind = !can_be_first || pointer.is_some_and(|at| at.y > middle);
    let held = row.dnd_hover_payload::<T>();
    if held.is_some_and(|held| *held != own) {
        let (y, place) = match is_behind {
            true => (row.rect.bottom(), "Behind"),
            false => (row.rect.top(), "Before"),
        };
        row.show_tooltip_text(format!("{place} {}", shown(ui, name)));
        let line = Stroke::new(2.0, tokens.accent);
        ui.painter().hline(row.rect.x_range(), y, line);
    }
    let dropped = row.dnd_release_payload::<T>()?;
    (*dropped != own).then_some((*dropped, is_behind))
}
