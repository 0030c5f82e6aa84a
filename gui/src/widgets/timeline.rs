//! A token's life on a line, to scale: iat, nbf, now, exp.

use egui::{Align2, FontId, Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use crate::theme::{self, Tokens, Tone};

/// A point on the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    /// `iat`, `nbf`, `now`, `exp`.
    pub(crate) name: &'static str,
    /// Seconds since the epoch.
    pub(crate) at_seconds: i64,
    /// What stands under it, such as `in 12 m`.
    pub(crate) text: String,
}

/// The least distance between two labels, in points.
const GAP: f32 = 12.0;
/// Beside the line, where half a label stands.
const MARGIN: f32 = 40.0;

/// Shows the marks in order of time; `valid` is the span in which the token may be used.
pub(crate) fn timeline(ui: &mut Ui, marks: &[Mark], valid: (Option<i64>, Option<i64>)) -> Response {
    let size = vec2(ui.available_width(), 66.0);
    let (mut rect, response) = ui.allocate_exact_size(size, Sense::hover());
    rect.max.x -= theme::SCROLL_LANE;
    let now = marks.iter().find(|mark| mark.name == "now");
    let now = now.map_or(0, |mark| mark.at_seconds);
    let sentence = sentence(marks, valid, now);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &sentence));
    let (Some(first), Some(last)) = (
        marks.iter().map(|mark| mark.at_seconds).min(),
        marks.iter().map(|mark| mark.at_seconds).max(),
    ) else {
        return response;
    };
    let track = rect.shrink2(vec2(MARGIN, 0.0));
    let span = last.saturating_sub(first).max(1) as f64;
    let x = |at: i64| {
        let share = (at.saturating_sub(first) as f64 / span).clamp(0.0, 1.0) as f32;
        track.left() + share * track.width()
    };
    let y = rect.top() + 24.0;
    line_ui(
        ui,
        &track,
        y,
        (valid.0.map(x), valid.1.map(x)),
        holds(valid, now),
    );
    now_ui(ui, x(now), y);
    labels_ui(ui, marks, rect, y, x);
    response.on_hover_text(sentence)
}

fn holds(valid: (Option<i64>, Option<i64>), now: i64) -> bool {
    valid.0.is_none_or(|from| now >= from) && valid.1.is_none_or(|to| now < to)
}

/// The same in a sentence.
fn sentence(marks: &[Mark], valid: (Option<i64>, Option<i64>), now: i64) -> String {
    let state = match valid {
        _ if holds(valid, now) => "By its times the token holds now",
        (Some(from), _) if now < from => "By its times the token does not hold yet",
        _ => "By its times the token has expired",
    };
    let told = marks.iter().filter_map(|mark| {
        let what = match mark.name {
            "iat" => "issued",
            "nbf" => "valid from",
            "exp" if mark.at_seconds <= now => "expired",
            "exp" => "expires",
            _ => return None,
        };
        Some(format!("{what} {} ({})", mark.text, mark.name))
    });
    let told: Vec<String> = told.collect();
    format!("{state}: {}.", told.join(", "))
}

fn line_ui(ui: &Ui, track: &Rect, y: f32, valid: (Option<f32>, Option<f32>), holds: bool) {
    let tokens = Tokens::of(ui);
    let bar = |from: f32, to: f32| Rect::from_min_max(pos2(from, y - 2.5), pos2(to, y + 2.5));
    let whole = bar(track.left(), track.right());
    ui.painter().rect_filled(whole, 2.5, tokens.edge);
    let tone = if holds { Tone::Good } else { Tone::Bad };
    let from = valid.0.unwrap_or(track.left());
    let to = valid.1.unwrap_or(track.right());
    if to > from {
        ui.painter()
            .rect_filled(bar(from, to), 2.5, tokens.tone(tone));
    }
}

/// `now` stands above the line, the claims below it, so that they never meet.
fn now_ui(ui: &Ui, x: f32, y: f32) {
    let color = Tokens::of(ui).accent;
    let ends = [pos2(x, y - 9.0), pos2(x, y + 7.0)];
    ui.painter().line_segment(ends, Stroke::new(2.0, color));
    let font = theme::strong_font(11.5);
    let at = pos2(x, y - 10.0);
    ui.painter()
        .text(at, Align2::CENTER_BOTTOM, "now", font, color);
}

/// Marks of the same moment share a label.
struct Label {
    x: f32,
    name: String,
    text: String,
    width: f32,
}

fn labels_ui(ui: &Ui, marks: &[Mark], rect: Rect, y: f32, x: impl Fn(i64) -> f32) {
    let tokens = Tokens::of(ui);
    let (strong, small) = (theme::strong_font(11.5), FontId::proportional(11.5));
    let labels = labels(ui, marks, x);
    let places: Vec<(f32, f32)> = labels.iter().map(|label| (label.x, label.width)).collect();
    for (label, left) in labels
        .iter()
        .zip(spread(&places, rect.left(), rect.right()))
    {
        let mark = pos2(label.x, y);
        let center = left + label.width / 2.0;
        if (center - label.x).abs() > 4.0 {
            let ends = [mark, pos2(center, y + 13.0)];
            ui.painter()
                .line_segment(ends, Stroke::new(1.0, tokens.muted));
        }
        let stroke = Stroke::new(2.0, tokens.text);
        ui.painter().circle(mark, 5.0, tokens.card, stroke);
        let at = |down: f32| pos2(center, y + down);
        let top = Align2::CENTER_TOP;
        ui.painter()
            .text(at(11.0), top, &label.name, strong.clone(), tokens.text);
        ui.painter()
            .text(at(25.0), top, &label.text, small.clone(), tokens.muted);
    }
}

fn labels(ui: &Ui, marks: &[Mark], x: impl Fn(i64) -> f32) -> Vec<Label> {
    let mut sorted: Vec<&Mark> = marks.iter().filter(|mark| mark.name != "now").collect();
    sorted.sort_by_key(|mark| mark.at_seconds);
    let mut labels: Vec<(i64, Label)> = Vec::new();
    for mark in sorted {
        match labels.last_mut() {
            Some((at, label)) if *at == mark.at_seconds => {
                label.name = format!("{} · {}", label.name, mark.name);
            }
            _ => {
                let label = Label {
                    x: x(mark.at_seconds),
                    name: mark.name.to_owned(),
                    text: mark.text.clone(),
                    width: 0.0,
                };
                labels.push((mark.at_seconds, label));
            }
        }
    }
    let width = |text: &str, font: FontId| {
        let galley = ui
            .painter()
            .layout_no_wrap(text.to_owned(), font, egui::Color32::PLACEHOLDER);
        galley.size().x
    };
    let measured = labels.into_iter().map(|(_, label)| Label {
        width: width(&label.name, theme::strong_font(11.5))
            .max(width(&label.text, FontId::proportional(11.5))),
        ..label
    });
    measured.collect()
}

/// The left edges of labels of these middles and widths: as near to their middles as they can be without touching.
fn spread(labels: &[(f32, f32)], left: f32, right: f32) -> Vec<f32> {
    let mut edges: Vec<f32> = Vec::with_capacity(labels.len());
    let mut free = left;
    for (middle, width) in labels {
        let edge = (middle - width / 2.0).max(free);
        edges.push(edge);
        free = edge + width + GAP;
    }
    let mut end = right;
    for (edge, (_, width)) in edges.iter_mut().zip(labels).rev() {
        *edge = edge.min(end - width);
        end = *edge - GAP;
    }
    edges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_never_touch_while_there_is_room_for_all() {
        for labels in [
            vec![(0.0, 60.0), (2.0, 60.0), (300.0, 60.0)],
            vec![(0.0, 80.0), (1.0, 80.0), (2.0, 80.0)],
            vec![(298.0, 80.0), (299.0, 80.0), (300.0, 80.0)],
            vec![(10.0, 50.0), (150.0, 50.0), (290.0, 50.0)],
        ] {
            let edges = spread(&labels, 0.0, 300.0);
            let mut free = 0.0;
            for (edge, (_, width)) in edges.iter().zip(&labels) {
                assert!(*edge >= free - 0.01, "{labels:?}: {edges:?}");
                free = edge + width + GAP - 0.01;
            }
            assert!(free <= 300.0 + GAP, "{labels:?}: {edges:?}");
        }
        let apart = spread(&[(50.0, 20.0), (150.0, 20.0)], 0.0, 300.0);
        assert_eq!(apart, [40.0, 140.0]);
    }

    #[test]
    fn a_screen_reader_gets_a_sentence() {
        let mark = |name, at_seconds, text: &str| Mark {
            name,
            at_seconds,
            text: text.to_owned(),
        };
        let marks = [
            mark("now", 100, ""),
            mark("iat", 40, "1 m ago"),
            mark("exp", 160, "in 1 m"),
        ];
        let told = sentence(&marks, (Some(40), Some(160)), 100);
        let expected =
            "By its times the token holds now: issued 1 m ago (iat), expires in 1 m (exp).";
        assert_eq!(told, expected);
        assert!(sentence(&marks, (Some(40), Some(160)), 160).contains("has expired"));
        assert!(sentence(&marks, (Some(40), Some(160)), 39).contains("does not hold yet"));
    }
}
