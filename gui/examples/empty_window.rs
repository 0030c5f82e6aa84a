//! An empty window of the desktop's size, renderer and features: what `cargo xtask bench desktop` measures the desktop by.
//! It writes `painted` once its first frame is on the screen.

use eframe::{App, Frame, NativeOptions, Renderer};
use egui::{CentralPanel, Context, Ui, ViewportBuilder};

#[derive(Default)]
struct Empty {
    is_painted: bool,
}

impl App for Empty {
    fn logic(&mut self, ctx: &Context, _frame: &mut Frame) {
        if ctx.cumulative_frame_nr() == 0 {
            ctx.request_repaint();
        } else if !std::mem::replace(&mut self.is_painted, true) {
            painted();
        }
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut Frame) {
        CentralPanel::default().show(ui, |_| {});
    }
}

#[expect(clippy::print_stdout, reason = "the bench reads it")]
fn painted() {
    println!("painted");
}

fn main() -> eframe::Result {
    let options = NativeOptions {
        viewport: ViewportBuilder::default().with_inner_size([1280.0, 820.0]),
        renderer: Renderer::Glow,
        ..NativeOptions::default()
    };
    eframe::run_native(
        "Empty window",
        options,
        Box::new(|_| Ok(Box::new(Empty::default()))),
    )
}
