//! Painted status marks: a shape for each meaning, so that colour never stands alone.

use egui::{Color32, Pos2, Response, Sense, Stroke, Ui, Vec2, pos2};

use crate::theme::{Tokens, Tone};

/// A mark's shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Icon {
    /// A tick in a disc.
    Pass,
    /// A cross in a disc.
    Fail,
    /// An exclamation mark in a disc.
    Warn,
    /// An empty ring.
    Waiting,
    /// A ring with a dash.
    Skipped,
    /// A turning arc.
    Running,
}

impl Icon {
    /// The tone that belongs to it.
    pub(crate) fn tone(self) -> Tone {
        match self {
            Self::Pass => Tone::Good,
            Self::Fail => Tone::Bad,
            Self::Warn => Tone::Warn,
            Self::Waiting | Self::Skipped | Self::Running => Tone::Neutral,
        }
    }
}

/// Shows a mark of `size` points; the word beside it is the accessible text.
pub(crate) fn icon(ui: &mut Ui, icon: Icon, size: f32) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(size), Sense::hover());
    if icon == Icon::Running {
        egui::Spinner::new()
            .size(size)
            .color(Tokens::of(ui).accent)
            .paint_at(ui, rect);
    } else {
        paint(ui, icon, rect.center(), size / 2.0);
    }
    response
}

fn paint(ui: &Ui, icon: Icon, center: Pos2, radius: f32) {
    let tokens = Tokens::of(ui);
    let color = tokens.tone(icon.tone());
    let painter = ui.painter();
    let at = |x: f32, y: f32| pos2(center.x + x * radius, center.y + y * radius);
    if matches!(icon, Icon::Waiting | Icon::Skipped) {
        let stroke = Stroke::new(1.4, tokens.edge);
        painter.circle_stroke(center, radius - 1.0, stroke);
        if icon == Icon::Skipped {
            painter.line_segment(
                [at(-0.4, 0.0), at(0.4, 0.0)],
                Stroke::new(1.4, tokens.muted),
            );
        }
        return;
    }
    painter.circle_filled(center, radius, color);
    let stroke = Stroke::new((radius * 0.22).max(1.5), ink(tokens));
    match icon {
        Icon::Pass => {
            painter.line(
                vec![at(-0.42, 0.04), at(-0.1, 0.36), at(0.45, -0.3)],
                stroke,
            );
        }
        Icon::Fail => {
            painter.line_segment([at(-0.34, -0.34), at(0.34, 0.34)], stroke);
            painter.line_segment([at(-0.34, 0.34), at(0.34, -0.34)], stroke);
        }
        _ => {
            painter.line_segment([at(0.0, -0.5), at(0.0, 0.12)], stroke);
            painter.circle_filled(at(0.0, 0.44), radius * 0.13, ink(tokens));
        }
    }
}

fn ink(tokens: &Tokens) -> Color32 {
    tokens.card
}
