//! Monospaced text of any length, of which the lines in view alone are laid out.

use std::sync::Arc;

use claimscope_core::json::show;
use egui::{Label, Layout, Rect, RichText, Sense, TextStyle, Ui, UiBuilder, pos2, vec2};

use super::shown;

/// From here on there are letters that take two columns.
const FIRST_WIDE: char = '\u{1100}';
/// No line is shorter, in columns: what is written as its number has to fit.
const LEAST_COLUMNS: usize = 12;

/// Where the lines of a text begin, which is found once.
#[derive(Clone)]
struct Lines {
    text: (usize, usize),
    columns: usize,
    starts: Arc<Vec<usize>>,
}

/// The whole text, broken at the width that there is. What cannot be seen is written as its number.
pub(crate) fn long_text(ui: &mut Ui, text: &str) {
    let font = TextStyle::Monospace.resolve(ui.style());
    let column = ui.fonts_mut(|fonts| fonts.glyph_width(&font, '0'));
    let columns = (ui.available_width() / column) as usize;
    let starts = lines(ui, text, columns.max(LEAST_COLUMNS));
    let line_height = ui.text_style_height(&TextStyle::Monospace) + 1.0;
    let height = line_height * starts.len() as f32;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let view = ui.clip_rect().y_range();
    let at = |y: f32| ((y - rect.top()) / line_height).max(0.0) as usize;
    let last = (at(view.max) + 1).min(starts.len());
    for index in at(view.min).min(last)..last {
        let end = starts.get(index + 1).copied().unwrap_or(text.len());
        let line = text.get(starts[index]..end).unwrap_or_default();
        let top = rect.top() + line_height * index as f32;
        let place = Rect::from_min_size(pos2(rect.left(), top), vec2(rect.width(), line_height));
        let layout = Layout::left_to_right(egui::Align::Center);
        let mut line_ui = ui.new_child(UiBuilder::new().max_rect(place).layout(layout));
        let line = RichText::new(shown(&line_ui, line)).monospace();
        line_ui.add(Label::new(line).extend());
    }
}

fn lines(ui: &Ui, text: &str, columns: usize) -> Arc<Vec<usize>> {
    let id = ui.scope_id().with("lines of a long text");
    let place = (text.as_ptr().addr(), text.len());
    let known: Option<Lines> = ui.data(|data| data.get_temp(id));
    if let Some(known) = known.filter(|known| known.text == place && known.columns == columns) {
        return known.starts;
    }
    let starts = Arc::new(line_starts(text, columns));
    let lines = Lines {
        text: place,
        columns,
        starts: Arc::clone(&starts),
    };
    ui.data_mut(|data| data.insert_temp(id, lines));
    starts
}

/// Where lines of so many columns begin. What is written as its number takes the columns of that.
fn line_starts(text: &str, columns: usize) -> Vec<usize> {
    let mut starts = vec![0];
    let mut taken = 0;
    for (at, character) in text.char_indices() {
        let needed = match character {
            ' '..='~' => 1,
            hidden if show::is_hidden(hidden) => hidden.escape_unicode().len(),
            FIRST_WIDE.. => 2,
            _ => 1,
        };
        if taken + needed > columns {
            starts.push(at);
            taken = 0;
        }
        taken += needed;
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_full_and_leave_room_for_numbers() {
        assert_eq!(line_starts("", 12), [0]);
        assert_eq!(line_starts("abcdefghijkl", 12), [0]);
        assert_eq!(line_starts("abcdefghijklm", 12), [0, 12]);
        let hidden = "abcde\u{202e}fgh";
        assert_eq!(line_starts(hidden, 12), [0, 5], "{hidden:?}");
        assert_eq!(line_starts("日本語日本語日本語", 12), [0, 18]);
    }
}
