//! The mark of the product: a token's three parts.

use egui::{Rect, Response, Sense, Ui, Vec2, pos2};

use crate::theme::Tokens;

/// Three bars in the colours of header, payload and signature.
pub(crate) fn logo(ui: &mut Ui) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::new(20.0, 18.0), Sense::hover());
    let tokens = Tokens::of(ui);
    for (index, (color, width)) in [
        (tokens.header, 0.6),
        (tokens.payload, 1.0),
        (tokens.signature, 0.78),
    ]
    .into_iter()
    .enumerate()
    {
        let top = rect.top() + 1.5 + 5.5 * index as f32;
        let bar = Rect::from_min_size(pos2(rect.left(), top), Vec2::new(rect.width() * width, 4.0));
        ui.painter().rect_filled(bar, 2.0, color);
    }
    response
}
