//! A token's life on a line: iat, nbf, now, exp.

use egui::{Align2, FontId, Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use crate::theme::{self, Tokens, Tone};

/// A point on the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    /// `iat`, `nbf`, `now`, `exp`.
    pub(crate) name: &'static str,
    /// Seconds since the epoch.
    pub(crate) at_seconds: i64,
    /// What stands under it.
    pub(crate) text: String,
}

/// Shows the marks in order of time; `valid` is the span in which the token may be used.
pub(crate) fn timeline(
    ui: &mut Ui,
    marks: &[Mark],
    valid: (Option<i64>, Option<i64>),
    summary: &str,
) -> Response {
    let size = vec2(ui.available_width(), 62.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, summary));
    let (Some(first), Some(last)) = (
        marks.iter().map(|mark| mark.at_seconds).min(),
        marks.iter().map(|mark| mark.at_seconds).max(),
    ) else {
        return response;
    };
    let track = rect.shrink2(vec2(46.0, 0.0));
    let span = last.saturating_sub(first).max(1) as f64;
    let x = |at: i64| {
        let share = (at.saturating_sub(first) as f64 / span).clamp(0.0, 1.0) as f32;
        track.left() + share * track.width()
    };
    let tokens = Tokens::of(ui);
    let y = rect.center().y;
    let painter = ui.painter();
    let bar = |from: f32, to: f32| Rect::from_min_max(pos2(from, y - 2.5), pos2(to, y + 2.5));
    painter.rect_filled(bar(track.left(), track.right()), 2.5, tokens.neutral_back);
    let now = marks
        .iter()
        .find(|mark| mark.name == "now")
        .map_or(first, |mark| mark.at_seconds);
    let inside = valid.0.is_none_or(|from| now >= from) && valid.1.is_none_or(|to| now < to);
    let tone = if inside { Tone::Good } else { Tone::Bad };
    let from = valid.0.map_or(track.left(), x);
    let to = valid.1.map_or(track.right(), x);
    if to > from {
        painter.rect_filled(bar(from, to), 2.5, tokens.tone(tone).gamma_multiply(0.55));
    }
    for group in grouped(marks, |mark| x(mark.at_seconds)) {
        group_ui(ui, &group, y, tokens);
    }
    response
}

struct Group {
    x: f32,
    names: Vec<&'static str>,
    text: String,
    is_now: bool,
}

/// Marks that would cover each other share one point.
fn grouped(marks: &[Mark], x: impl Fn(&Mark) -> f32) -> Vec<Group> {
    let mut sorted: Vec<&Mark> = marks.iter().collect();
    sorted.sort_by_key(|mark| mark.at_seconds);
    let mut groups: Vec<Group> = Vec::new();
    for mark in sorted {
        let at = x(mark);
        match groups.last_mut() {
            Some(last) if at - last.x < 74.0 && !last.is_now && mark.name != "now" => {
                last.names.push(mark.name);
            }
            _ => groups.push(Group {
                x: at,
                names: vec![mark.name],
                text: mark.text.clone(),
                is_now: mark.name == "now",
            }),
        }
    }
    groups
}

/// `now` stands above the line, the claims below it, so that they never meet.
fn group_ui(ui: &Ui, group: &Group, y: f32, tokens: &Tokens) {
    let painter = ui.painter();
    let color = if group.is_now {
        tokens.accent
    } else {
        tokens.text
    };
    let small = FontId::proportional(11.5);
    let name = group.names.join(" · ");
    if group.is_now {
        painter.line_segment(
            [pos2(group.x, y - 9.0), pos2(group.x, y + 6.0)],
            Stroke::new(2.0, color),
        );
        painter.text(
            pos2(group.x, y - 11.0),
            Align2::CENTER_BOTTOM,
            name,
            theme::strong_font(11.5),
            color,
        );
    } else {
        painter.circle(pos2(group.x, y), 5.0, tokens.card, Stroke::new(2.0, color));
        painter.text(
            pos2(group.x, y + 8.0),
            Align2::CENTER_TOP,
            name,
            theme::strong_font(11.5),
            color,
        );
        painter.text(
            pos2(group.x, y + 21.0),
            Align2::CENTER_TOP,
            &group.text,
            small,
            tokens.muted,
        );
    }
}
