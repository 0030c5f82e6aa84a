//! The picture that an API answered with.

use egui::{ColorImage, Image, Label, RichText, TextureHandle, TextureOptions, Ui, vec2};

use super::ViewCx;
use crate::body::{Body, Picture};
use crate::theme::GAP_SMALL;

/// What was handed to the graphics driver last; one at a time.
#[derive(Clone)]
struct Drawn {
    number: u64,
    texture: TextureHandle,
}

pub(super) fn picture_ui(ui: &mut Ui, cx: &ViewCx<'_>, body: &Body, height: f32) {
    let picture = match &body.picture {
        Some(Ok(picture)) => picture,
        Some(Err(reason)) => {
            ui.add(Label::new(reason).wrap());
            return;
        }
        None => return,
    };
    let [width, tall] = picture.size;
    let is_smaller = picture.shown_size != picture.size.map(|side| side as usize);
    let smaller = match is_smaller {
        true => ", shown smaller",
        false => "",
    };
    let about = format!("{} image, {width} × {tall} pixels{smaller}", picture.format);
    ui.label(RichText::new(&about).small().color(cx.tokens.muted));
    ui.add_space(GAP_SMALL);
    let number = cx
        .model
        .workspace()
        .map_or(0, |workspace| workspace.response.number);
    let texture = texture(ui, number, picture);
    let size = vec2(ui.available_width(), (height - 24.0).max(1.0));
    ui.add(
        Image::new(&texture)
            .alt_text(&about)
            .fit_to_original_size(1.0)
            .max_size(size),
    );
}

fn texture(ui: &Ui, number: u64, picture: &Picture) -> TextureHandle {
    let id = ui.scope_id().with("picture");
    let drawn: Option<Drawn> = ui.data(|data| data.get_temp(id));
    if let Some(drawn) = drawn.filter(|drawn| drawn.number == number) {
        return drawn.texture;
    }
    let image = ColorImage::from_rgba_premultiplied(picture.shown_size, &picture.pixels);
    let texture = ui
        .ctx()
        .load_texture("answer", image, TextureOptions::LINEAR);
    let drawn = Drawn {
        number,
        texture: texture.clone(),
    };
    ui.data_mut(|data| data.insert_temp(id, drawn));
    texture
}
