//! Colours, fonts and spacing: the only room that knows any of them.

mod colours;

use std::sync::Arc;

use egui::{
    Color32, CornerRadius, FontData, FontFamily, FontId, Margin, RichText, Shadow, Stroke, Style,
    TextStyle, Theme, Vec2, Visuals,
};

use colours::{DARK, LIGHT};

pub(crate) use colours::{Tokens, Tone};

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
