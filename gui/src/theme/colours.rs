//! The colours of both themes, by what they mean.

use egui::Color32;

/// One theme's colours, by what they mean.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tokens {
    /// Behind the middle.
    pub(crate) page: Color32,
    /// Behind side panels and bars.
    pub(crate) panel: Color32,
    /// Cards.
    pub(crate) card: Color32,
    /// Text fields and code.
    pub(crate) well: Color32,
    /// Hovered rows and buttons.
    pub(crate) hover: Color32,
    /// Pressed buttons and chosen rows.
    pub(crate) chosen: Color32,
    /// Lines between things.
    pub(crate) line: Color32,
    /// Edges of controls.
    pub(crate) edge: Color32,
    /// Text.
    pub(crate) text: Color32,
    /// Text of less weight.
    pub(crate) muted: Color32,
    /// The main action, links, focus.
    pub(crate) accent: Color32,
    /// The main action under the pointer.
    pub(crate) accent_hover: Color32,
    /// Text on [`Self::accent`].
    pub(crate) on_accent: Color32,
    /// Went well.
    pub(crate) good: Color32,
    /// Behind [`Self::good`].
    pub(crate) good_back: Color32,
    /// Did not.
    pub(crate) bad: Color32,
    /// Behind [`Self::bad`].
    pub(crate) bad_back: Color32,
    /// Worth a look; not proved.
    pub(crate) warn: Color32,
    /// Behind [`Self::warn`].
    pub(crate) warn_back: Color32,
    /// Behind neutral badges.
    pub(crate) neutral_back: Color32,
    /// The token's header, as a bar.
    pub(crate) header: Color32,
    /// The token's payload, as a bar.
    pub(crate) payload: Color32,
    /// The token's signature, as a bar.
    pub(crate) signature: Color32,
    /// The token's header, as text.
    pub(crate) header_text: Color32,
    /// The token's payload, as text.
    pub(crate) payload_text: Color32,
    /// The token's signature, as text.
    pub(crate) signature_text: Color32,
    /// Shadows.
    pub(crate) shadow: Color32,
}

pub(super) const LIGHT: Tokens = Tokens {
    page: Color32::from_rgb(0xfb, 0xfb, 0xfc),
    panel: Color32::from_rgb(0xf2, 0xf4, 0xf7),
    card: Color32::from_rgb(0xff, 0xff, 0xff),
    well: Color32::from_rgb(0xf6, 0xf7, 0xf9),
    hover: Color32::from_rgb(0xe9, 0xed, 0xf2),
    chosen: Color32::from_rgb(0xdd, 0xe6, 0xf7),
    line: Color32::from_rgb(0xe2, 0xe6, 0xec),
    edge: Color32::from_rgb(0xc9, 0xd0, 0xda),
    text: Color32::from_rgb(0x1b, 0x22, 0x30),
    muted: Color32::from_rgb(0x5a, 0x65, 0x76),
    accent: Color32::from_rgb(0x25, 0x5f, 0xc9),
    accent_hover: Color32::from_rgb(0x1c, 0x50, 0xb0),
    on_accent: Color32::from_rgb(0xff, 0xff, 0xff),
    good: Color32::from_rgb(0x11, 0x74, 0x40),
    good_back: Color32::from_rgb(0xe3, 0xf4, 0xea),
    bad: Color32::from_rgb(0xbd, 0x26, 0x3b),
    bad_back: Color32::from_rgb(0xfb, 0xe9, 0xec),
    warn: Color32::from_rgb(0x8a, 0x58, 0x00),
    warn_back: Color32::from_rgb(0xfb, 0xf1, 0xdc),
    neutral_back: Color32::from_rgb(0xea, 0xed, 0xf2),
    header: Color32::from_rgb(0xe2, 0x71, 0x33),
    payload: Color32::from_rgb(0x94, 0x72, 0xf7),
    signature: Color32::from_rgb(0x14, 0x97, 0x50),
    header_text: Color32::from_rgb(0xa8, 0x49, 0x12),
    payload_text: Color32::from_rgb(0x68, 0x44, 0xd6),
    signature_text: Color32::from_rgb(0x0f, 0x74, 0x3d),
    shadow: Color32::from_rgba_premultiplied(0, 0, 0, 28),
};

pub(super) const DARK: Tokens = Tokens {
    page: Color32::from_rgb(0x13, 0x16, 0x1b),
    panel: Color32::from_rgb(0x18, 0x1c, 0x23),
    card: Color32::from_rgb(0x1b, 0x1f, 0x27),
    well: Color32::from_rgb(0x11, 0x14, 0x19),
    hover: Color32::from_rgb(0x26, 0x2c, 0x37),
    chosen: Color32::from_rgb(0x22, 0x32, 0x50),
    line: Color32::from_rgb(0x29, 0x2f, 0x3a),
    edge: Color32::from_rgb(0x3c, 0x45, 0x54),
    text: Color32::from_rgb(0xe2, 0xe6, 0xed),
    muted: Color32::from_rgb(0x9a, 0xa5, 0xb6),
    accent: Color32::from_rgb(0x7a, 0xa7, 0xff),
    accent_hover: Color32::from_rgb(0x97, 0xbb, 0xff),
    on_accent: Color32::from_rgb(0x0d, 0x17, 0x2b),
    good: Color32::from_rgb(0x62, 0xc9, 0x8f),
    good_back: Color32::from_rgb(0x17, 0x30, 0x24),
    bad: Color32::from_rgb(0xff, 0x86, 0x91),
    bad_back: Color32::from_rgb(0x3b, 0x1d, 0x24),
    warn: Color32::from_rgb(0xe5, 0xb4, 0x5c),
    warn_back: Color32::from_rgb(0x35, 0x2a, 0x15),
    neutral_back: Color32::from_rgb(0x28, 0x2e, 0x39),
    header: Color32::from_rgb(0xe2, 0x71, 0x33),
    payload: Color32::from_rgb(0x94, 0x72, 0xf7),
    signature: Color32::from_rgb(0x8f, 0xc8, 0x8a),
    header_text: Color32::from_rgb(0xf0, 0x8f, 0x58),
    payload_text: Color32::from_rgb(0xab, 0x90, 0xff),
    signature_text: Color32::from_rgb(0x8f, 0xc8, 0x8a),
    shadow: Color32::from_rgba_premultiplied(0, 0, 0, 96),
};

/// What a colour says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Went well.
    Good,
    /// Did not.
    Bad,
    /// Worth a look.
    Warn,
    /// Says nothing.
    Neutral,
}

impl Tokens {
    /// The colours of the theme that is shown.
    pub(crate) fn of(ui: &egui::Ui) -> &'static Self {
        if ui.visuals().dark_mode {
            &DARK
        } else {
            &LIGHT
        }
    }

    /// The colour of a tone.
    pub(crate) fn tone(&self, tone: Tone) -> Color32 {
        match tone {
            Tone::Good => self.good,
            Tone::Bad => self.bad,
            Tone::Warn => self.warn,
            Tone::Neutral => self.muted,
        }
    }

    /// The colour behind a tone.
    pub(crate) fn tone_back(&self, tone: Tone) -> Color32 {
        match tone {
            Tone::Good => self.good_back,
            Tone::Bad => self.bad_back,
            Tone::Warn => self.warn_back,
            Tone::Neutral => self.neutral_back,
        }
    }

    /// The colour of a token's part by its name in the report, as text.
    pub(crate) fn part_text(&self, name: &str) -> Color32 {
        match name {
            "header" => self.header_text,
            "payload" | "ciphertext" => self.payload_text,
            "signature" | "tag" => self.signature_text,
            _ => self.muted,
        }
    }

    /// The colour of a token's part by its name in the report, as a bar.
    pub(crate) fn part(&self, name: &str) -> Color32 {
        match name {
            "header" => self.header,
            "payload" | "ciphertext" => self.payload,
            "signature" | "tag" => self.signature,
            _ => self.muted,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The least that WCAG 2.2 (1.4.3) asks of text.
    const LEAST_CONTRAST: f32 = 4.5;

    fn luminance(color: Color32) -> f32 {
        let [red, green, blue, _] = egui::Rgba::from(color).to_array();
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    fn contrast(one: Color32, other: Color32) -> f32 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// Every text with every background that it stands on.
    fn pairs(tokens: &Tokens) -> Vec<(&'static str, Color32, &'static str, Color32)> {
        let texts = [
            ("text", tokens.text),
            ("muted", tokens.muted),
            ("accent", tokens.accent),
            ("good", tokens.good),
            ("bad", tokens.bad),
            ("warn", tokens.warn),
            ("header_text", tokens.header_text),
            ("payload_text", tokens.payload_text),
            ("signature_text", tokens.signature_text),
        ];
        let grounds = [
            ("page", tokens.page),
            ("panel", tokens.panel),
            ("card", tokens.card),
            ("well", tokens.well),
            ("hover", tokens.hover),
            ("chosen", tokens.chosen),
        ];
        let mut pairs = Vec::new();
        for (text, text_color) in texts {
            for (ground, ground_color) in grounds {
                pairs.push((text, text_color, ground, ground_color));
            }
        }
        for (ground, ground_color, tone) in [
            ("good_back", tokens.good_back, tokens.good),
            ("bad_back", tokens.bad_back, tokens.bad),
            ("warn_back", tokens.warn_back, tokens.warn),
            ("neutral_back", tokens.neutral_back, tokens.muted),
        ] {
            for (text, color) in [("its tone", tone), texts[0], texts[1]] {
                pairs.push((text, color, ground, ground_color));
            }
        }
        for (ground, color) in [
            ("accent", tokens.accent),
            ("accent_hover", tokens.accent_hover),
        ] {
            pairs.push(("on_accent", tokens.on_accent, ground, color));
        }
        pairs
    }

    #[test]
    fn every_text_stands_out_from_every_background_in_both_themes() {
        for (theme, tokens) in [("light", &LIGHT), ("dark", &DARK)] {
            for (text, text_color, ground, ground_color) in pairs(tokens) {
                let found = contrast(text_color, ground_color);
                assert!(
                    found >= LEAST_CONTRAST,
                    "{theme}: {text} on {ground} has {found:.2}"
                );
            }
        }
    }

    #[test]
    fn black_on_white_has_the_contrast_that_its_definition_gives() {
        let found = contrast(Color32::BLACK, Color32::WHITE);
        assert!((found - 21.0).abs() < 0.01, "{found}");
    }
}
