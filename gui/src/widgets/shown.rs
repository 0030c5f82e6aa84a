//! Text from elsewhere, made fit for reading.

use claimscope_core::json::show;
use egui::{FontFamily, FontId, Ui};

/// Joins with what stands before it: an emoji in colour.
const EMOJI_STYLE: char = '\u{fe0f}';

/// The text with every character written as its number that is invisible, changes the direction of writing, or that no font
/// of this machine has.
pub(crate) fn shown(ui: &Ui, text: &str) -> String {
    if text.bytes().all(|byte| (b' '..0x7f).contains(&byte)) {
        return text.to_owned();
    }
    let families = [FontFamily::Monospace, FontFamily::Proportional];
    let families = families.map(|family| FontId::new(12.0, family));
    ui.fonts_mut(|fonts| {
        let mut has_glyph = |character| {
            families
                .iter()
                .all(|family| fonts.has_glyph(family, character))
        };
        let mut shown = String::with_capacity(text.len());
        let mut is_styleable = false;
        for character in text.chars() {
            let is_style = character == EMOJI_STYLE && is_styleable;
            is_styleable = !character.is_ascii() && !character.is_alphanumeric() && !is_style;
            let is_plain = character.is_ascii() && !character.is_control();
            if is_plain || is_style || (!show::is_hidden(character) && has_glyph(character)) {
                shown.push(character);
            } else {
                shown.extend(character.escape_unicode());
                is_styleable = false;
            }
        }
        shown
    })
}

/// The same of a text with lines and tabs.
pub(crate) fn shown_lines(ui: &Ui, text: &str) -> String {
    let lines: Vec<String> = text
        .lines()
        .map(|line| shown(ui, &line.replace('\t', "    ")))
        .collect();
    lines.join("\n")
}
