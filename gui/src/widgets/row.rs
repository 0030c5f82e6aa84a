//! A row with something at either end.

use egui::{Align, Layout, Ui, vec2};

/// The left gives way to the right, and comes first for the keyboard, as for the eye.
pub(crate) fn ends<C>(
    ui: &mut Ui,
    salt: &str,
    cx: &mut C,
    left: impl FnOnce(&mut Ui, &mut C),
    right: impl FnOnce(&mut Ui, &mut C),
) {
    let id = ui.scope_id().with((salt, "right end"));
    let known: Option<f32> = ui.data(|data| data.get_temp(id));
    ui.horizontal(|ui| {
        let gap = ui.spacing().item_spacing.x;
        let height = ui.spacing().interact_size.y;
        let room = ui.available_width() - known.unwrap_or_default() - gap;
        let size = vec2(room.max(0.0), height);
        ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
            ui.set_width(size.x);
            left(ui, cx);
        });
        let drawn = ui.horizontal(|ui| right(ui, cx)).response.rect.width();
        if known.is_none_or(|known| (known - drawn).abs() > 0.5) {
            ui.data_mut(|data| data.insert_temp(id, drawn));
            ui.ctx()
                .request_discard("the width of the right end was not known");
        }
    });
}
