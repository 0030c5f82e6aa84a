//! Opens the desktop without the command line: `desktop [--screenshot FILE] [--theme T] [--step TAB] [--break FAULT] [--size WxH]`.

use claimscope_client::session::Fault;
use claimscope_gui::tab::Tab;
use claimscope_gui::theme_choice::ThemeChoice;
use claimscope_gui::{RunError, RunOptions, run};

fn main() -> Result<(), RunError> {
    let mut options = RunOptions::default();
    let mut arguments = std::env::args().skip(1);
    while let (Some(name), Some(value)) = (arguments.next(), arguments.next()) {
        match name.as_str() {
            "--screenshot" => options.screenshot = Some(value.into()),
            "--theme" => options.theme = ThemeChoice::from_name(&value),
            "--step" => options.tab = Tab::from_name(&value),
            "--break" => options.fault = Fault::from_name(&value),
            "--run" => options.run_steps = value == "yes",
            "--size" => {
                options.size = value
                    .split_once('x')
                    .and_then(|(width, height)| Some([width.parse().ok()?, height.parse().ok()?]));
            }
            _ => {}
        }
    }
    run(options)
}
