//! Colours, fonts and spacing: the only file that knows any of them.

use std::sync::Arc;

use egui::{
    Color32, CornerRadius, FontData, FontFamily, FontId, Margin, RichText, Shadow, Stroke, Style,
    TextStyle, Theme, Vec2, Visuals,
};

/// The smallest distance, in points.
pub(crate) const GAP_SMALL: f32 = 4.0;
/// The usual distance between things that belong together.
pub(crate) const GAP: f32 = 8.0;
/// The distance between groups.
pub(crate) const GAP_LARGE: f32 = 16.0;
/// The width at the right where a scroll bar runs.
pub(crate) const SCROLL_LANE: f32 = 14.0;
/// The padding of the middle.
pub(crate) const PAGE_MARGIN: Margin = Margin {
    left: 20,
    right: 6,
    top: 12,
    bottom: 0,
};

/// The family of semibold text.
const STRONG: &str = "strong";

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
    /// The token's header.
    pub(crate) header: Color32,
    /// The token's payload.
    pub(crate) payload: Color32,
    /// The token's signature.
    pub(crate) signature: Color32,
    /// Shadows.
    pub(crate) shadow: Color32,
}

const LIGHT: Tokens = Tokens {
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
    good: Color32::from_rgb(0x12, 0x78, 0x43),
    good_back: Color32::from_rgb(0xe3, 0xf4, 0xea),
    bad: Color32::from_rgb(0xbd, 0x26, 0x3b),
    bad_back: Color32::from_rgb(0xfb, 0xe9, 0xec),
    warn: Color32::from_rgb(0x8a, 0x58, 0x00),
    warn_back: Color32::from_rgb(0xfb, 0xf1, 0xdc),
    neutral_back: Color32::from_rgb(0xea, 0xed, 0xf2),
    header: Color32::from_rgb(0xe2, 0x71, 0x33),
    payload: Color32::from_rgb(0x94, 0x72, 0xf7),
    signature: Color32::from_rgb(0x14, 0x97, 0x50),
    shadow: Color32::from_rgba_premultiplied(0, 0, 0, 28),
};

const DARK: Tokens = Tokens {
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

    /// The colour of a token's part by its name in the report.
    pub(crate) fn part(&self, name: &str) -> Color32 {
        match name {
            "header" => self.header,
            "payload" | "ciphertext" => self.payload,
            "signature" | "tag" => self.signature,
            _ => self.muted,
        }
    }
}

/// Semibold text.
pub(crate) fn strong(text: impl Into<String>) -> RichText {
    RichText::new(text).family(FontFamily::Name(STRONG.into()))
}

/// The semibold font at a size, for painting.
pub(crate) fn strong_font(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(STRONG.into()))
}

/// Installs fonts and both themes.
pub(crate) fn install(ctx: &egui::Context) {
    install_fonts(ctx);
    for (theme, tokens) in [(Theme::Light, &LIGHT), (Theme::Dark, &DARK)] {
        ctx.style_mut_of(theme, |style| apply(style, tokens, theme));
    }
}

/// The program's icon: a token's three parts as bars, like the mark in the window.
pub(crate) fn app_icon() -> egui::IconData {
    const SIDE: u32 = 64;
    let mut rgba = Vec::with_capacity((SIDE * SIDE * 4) as usize);
    for y in 0..SIDE {
        for x in 0..SIDE {
            let bar = match y {
                10..22 if (8..38).contains(&x) => Some(LIGHT.header),
                26..38 if (8..56).contains(&x) => Some(LIGHT.payload),
                42..54 if (8..46).contains(&x) => Some(LIGHT.signature),
                _ => None,
            };
            rgba.extend(bar.unwrap_or(Color32::TRANSPARENT).to_array());
        }
    }
    egui::IconData {
        rgba,
        width: SIDE,
        height: SIDE,
    }
}

/// Colour of an empty window, before the first panel is painted.
pub(crate) fn clear_color(visuals: &Visuals) -> [f32; 4] {
    visuals.panel_fill.to_normalized_gamma_f32()
}

fn install_fonts(ctx: &egui::Context) {
    let named = FontFamily::Name(STRONG.into());
    let fonts: [(&str, &'static [u8], FontFamily); 3] = [
        (
            "Inter",
            include_bytes!("../assets/fonts/Inter-Regular.otf"),
            FontFamily::Proportional,
        ),
        (
            "JetBrains Mono",
            include_bytes!("../assets/fonts/JetBrainsMono-Regular.ttf"),
            FontFamily::Monospace,
        ),
        (
            "Inter SemiBold",
            include_bytes!("../assets/fonts/Inter-SemiBold.otf"),
            named.clone(),
        ),
    ];
    let mut definitions = egui::FontDefinitions::default();
    let fallback = definitions
        .families
        .get(&FontFamily::Proportional)
        .cloned()
        .unwrap_or_default();
    definitions.families.insert(named, fallback);
    for (name, bytes, family) in fonts {
        definitions
            .font_data
            .insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
        definitions
            .families
            .entry(family)
            .or_default()
            .insert(0, name.to_owned());
    }
    ctx.set_fonts(definitions);
}

fn apply(style: &mut Style, tokens: &Tokens, theme: Theme) {
    use FontFamily::{Monospace, Proportional};
    style.text_styles = [
        (TextStyle::Small, FontId::new(12.0, Proportional)),
        (TextStyle::Body, FontId::new(13.5, Proportional)),
        (TextStyle::Button, FontId::new(13.5, Proportional)),
        (TextStyle::Heading, strong_font(19.0)),
        (TextStyle::Monospace, FontId::new(12.5, Monospace)),
    ]
    .into();
    let spacing = &mut style.spacing;
    spacing.item_spacing = Vec2::new(GAP, 6.0);
    spacing.button_padding = Vec2::new(11.0, 5.0);
    spacing.interact_size = Vec2::new(32.0, 28.0);
    spacing.menu_margin = Margin::same(6);
    spacing.window_margin = Margin::same(12);
    spacing.combo_width = 60.0;
    spacing.scroll.bar_width = 8.0;
    style.interaction.tooltip_delay = 0.35;
    style.interaction.selectable_labels = true;
    style.visuals = visuals(tokens, theme);
}

fn visuals(tokens: &Tokens, theme: Theme) -> Visuals {
    let mut visuals = theme.default_visuals();
    let radius = CornerRadius::same(6);
    let line = Stroke::new(1.0, tokens.line);
    visuals.weak_text_color = Some(tokens.muted);
    visuals.hyperlink_color = tokens.accent;
    visuals.faint_bg_color = tokens.panel;
    visuals.extreme_bg_color = tokens.well;
    visuals.text_edit_bg_color = Some(tokens.card);
    visuals.code_bg_color = tokens.well;
    visuals.warn_fg_color = tokens.warn;
    visuals.error_fg_color = tokens.bad;
    visuals.panel_fill = tokens.page;
    visuals.window_fill = tokens.card;
    visuals.window_stroke = line;
    visuals.window_corner_radius = CornerRadius::same(10);
    visuals.menu_corner_radius = CornerRadius::same(8);
    visuals.selection.bg_fill = tokens.chosen;
    visuals.selection.stroke = Stroke::new(1.0, tokens.accent);
    let shadow = Shadow {
        offset: [0, 6],
        blur: 22,
        spread: 0,
        color: tokens.shadow,
    };
    visuals.popup_shadow = shadow;
    visuals.window_shadow = shadow;
    visuals.indent_has_left_vline = false;
    let widgets = &mut visuals.widgets;
    widgets.noninteractive.bg_stroke = line;
    widgets.noninteractive.fg_stroke = Stroke::new(1.0, tokens.text);
    widgets.noninteractive.bg_fill = tokens.card;
    for (state, fill, edge, text) in [
        (&mut widgets.inactive, tokens.card, tokens.edge, tokens.text),
        (&mut widgets.hovered, tokens.hover, tokens.edge, tokens.text),
        (
            &mut widgets.active,
            tokens.chosen,
            tokens.accent,
            tokens.text,
        ),
        (&mut widgets.open, tokens.hover, tokens.edge, tokens.text),
    ] {
        state.bg_fill = fill;
        state.weak_bg_fill = fill;
        state.bg_stroke = Stroke::new(1.0, edge);
        state.fg_stroke = Stroke::new(1.0, text);
        state.corner_radius = radius;
        state.expansion = 0.0;
    }
    widgets.noninteractive.corner_radius = radius;
    visuals
}
