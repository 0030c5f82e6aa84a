//! A picture, decoded and made small enough to be shown.

use std::fmt;
use std::io::Cursor;

use image::{ImageReader, Limits};

/// Larger ones are not decoded: they would take hundreds of megabytes.
const MOST_PIXELS: u64 = 40_000_000;

/// What is shown has no side longer than this, in pixels.
const LONGEST_SIDE: u32 = 1024;

/// A picture that can be shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// Width and height of what came, in pixels.
    pub size: [u32; 2],
    /// The format, such as `PNG`.
    pub format: &'static str,
    /// Width and height of what is shown, in pixels.
    pub shown_size: [usize; 2],
    /// What is shown: red, green, blue and opacity of each pixel, row by row; colours are multiplied by the opacity.
    pub pixels: Vec<u8>,
}

impl fmt::Debug for Picture {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [width, height] = self.size;
        write!(formatter, "Picture({} {width} × {height})", self.format)
    }
}

/// The picture that these bytes are; of a moving one the first. `None` where they are none.
pub(super) fn read(bytes: &[u8]) -> Option<Result<Picture, String>> {
    let format = image::guess_format(bytes).ok()?;
    let name = match format {
        image::ImageFormat::Png => "PNG",
        image::ImageFormat::Jpeg => "JPEG",
        image::ImageFormat::Gif => "GIF",
        image::ImageFormat::WebP => "WebP",
        _ => return None,
    };
    Some(decoded(bytes, format, name))
}

fn decoded(
    bytes: &[u8],
    format: image::ImageFormat,
    name: &'static str,
) -> Result<Picture, String> {
    let broken = |error: image::ImageError| format!("The {name} image cannot be read: {error}.");
    let reader = || ImageReader::with_format(Cursor::new(bytes), format);
    let (width, height) = reader().into_dimensions().map_err(broken)?;
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(format!(
            "The {name} image has {width} × {height} pixels, which is more than is shown here. Save it to a file."
        ));
    }
    let mut reader = reader();
    let mut limits = Limits::default();
    // Eight bytes a pixel are the most that a format decodes to, and once more for what it needs meanwhile.
    limits.max_alloc = Some(MOST_PIXELS * 16);
    reader.limits(limits);
    let mut image = reader.decode().map_err(broken)?;
    if width.max(height) > LONGEST_SIDE {
        image = image.thumbnail(LONGEST_SIDE, LONGEST_SIDE);
    }
    let shown = image.to_rgba8();
    let shown_size = [shown.width(), shown.height()].map(|side| side as usize);
    let mut pixels = shown.into_raw();
    for pixel in pixels.chunks_exact_mut(4) {
        let opacity = u16::from(pixel[3]);
        for colour in &mut pixel[..3] {
            // Rounded; at most 255.
            *colour = u8::try_from((u16::from(*colour) * opacity + 127) / 255).unwrap_or(u8::MAX);
        }
    }
    Ok(Picture {
        size: [width, height],
        format: name,
        shown_size,
        pixels,
    })
}
