//! Rows of which those in view alone are laid out, however many there are.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use egui::{Ui, UiBuilder};

/// So few are drawn in any case, so that a screen reader meets all.
const DRAWN_ANYWAY: usize = 40;
/// How far beyond the view rows are drawn, in points.
const BEYOND: f32 = 120.0;

/// How high the rows were when they were last drawn, at this width.
#[derive(Default)]
struct Heights {
    width: f32,
    of: HashMap<u64, f32>,
}

/// The rows to be drawn.
pub(crate) struct VirtualRows<'a> {
    /// What they are called.
    pub(crate) salt: &'a str,
    /// How many there are.
    pub(crate) count: usize,
    /// How high one is taken to be until it was drawn.
    pub(crate) usual_height: f32,
    /// Rows that are drawn wherever they are, since the keys are at them.
    pub(crate) pinned: [usize; 2],
}

impl VirtualRows<'_> {
    /// Draws the rows in view. `id_of` tells rows apart, and stays the same where others come and go.
    pub(crate) fn show(
        &self,
        ui: &mut Ui,
        id_of: impl Fn(usize) -> u64,
        mut draw: impl FnMut(&mut Ui, usize),
    ) {
        let id = ui.scope_id().with((self.salt, "heights"));
        let heights: Arc<Mutex<Heights>> = ui.data_mut(|data| {
            data.get_temp_mut_or_default::<Arc<Mutex<Heights>>>(id)
                .clone()
        });
        let mut heights = heights.lock().unwrap_or_else(PoisonError::into_inner);
        let width = ui.available_width();
        if (heights.width - width).abs() > 1.0 {
            heights.of.clear();
            heights.width = width;
        }
        let gap = ui.spacing().item_spacing.y;
        let view = ui.clip_rect().y_range().expand(BEYOND);
        ui.scope(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let mut skipped = 0.0;
            for index in 0..self.count {
                let row = id_of(index);
                let known = heights.of.get(&row).copied();
                let height = known.unwrap_or(self.usual_height);
                let top = ui.cursor().top() + skipped;
                let is_seen = top <= view.max && top + height >= view.min;
                if !is_seen && self.count > DRAWN_ANYWAY && !self.pinned.contains(&index) {
                    skipped += height;
                    continue;
                }
                ui.add_space(std::mem::take(&mut skipped));
                // The same id wherever the row stands among those that are drawn: the keys stay at it.
                let drawn = ui.scope_builder(UiBuilder::new().scope_id(id.with(row)), |ui| {
                    ui.spacing_mut().item_spacing.y = gap;
                    draw(ui, index);
                });
                heights.of.insert(row, drawn.response.rect.height());
            }
            ui.add_space(skipped);
        });
    }
}
