//! Characters in messages: what a terminal would act on, or what nobody sees, is written as its number.

/// Whether the character would steer a terminal or stay invisible: controls, zero widths, changes of direction.
pub fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

/// One character in words: `'a'`, `character U+202E`.
pub fn character(character: char) -> String {
    if character.is_control() {
        format!("control character U+{:04X}", u32::from(character))
    } else if is_hidden(character) {
        format!("invisible character U+{:04X}", u32::from(character))
    } else {
        format!("'{character}'")
    }
}

/// The text with every hidden character written as its number.
pub fn text(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if is_hidden(character) {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    shown
}
