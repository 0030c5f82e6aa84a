//! A secret that is dots until a press shows it.

use egui::{Id, Role, Ui, WidgetInfo};

use super::quiet_button;

/// Whether it is shown: that value alone, under this id.
pub(crate) fn is_secret_shown(ui: &Ui, id: Id, value: &str) -> bool {
    let shown: Option<Id> = ui.data(|data| data.get_temp(id));
    shown == Some(Id::unique(value))
}

/// Draws the button that shows and hides it; `what` says which. Whether it is shown.
pub(crate) fn show_secret(ui: &mut Ui, id: Id, what: &str, value: &str) -> bool {
    let is_shown = is_secret_shown(ui, id, value);
    let title = if is_shown { "Hide" } else { "Show" };
    let button = quiet_button(ui, title);
    let said = format!("{title} {what}");
    button.widget_info(|| WidgetInfo::labeled(Role::Button, true, said.clone()));
    if button.clicked() && is_shown {
        ui.data_mut(|data| data.remove::<Id>(id));
    } else if button.clicked() {
        keep_shown(ui, id, value);
    }
    is_shown
}

/// The value itself is not kept: when another one stands there that was not typed, it is not shown.
pub(crate) fn keep_shown(ui: &Ui, id: Id, value: &str) {
    let shown = Id::unique(value);
    ui.data_mut(|data| data.insert_temp(id, shown));
}
