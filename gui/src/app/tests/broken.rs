//! Everything that can be broken, broken in the drawn window: what was done, what a client sees, why, and what to do.

use claimscope_client::session::{Fault, Step};
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;

use super::files::Window;
use crate::message::Command;
use crate::remedy::RemedyCommand;
use crate::sentence::sentence;
use crate::tab::Tab;

fn command(window: &mut Window, command: Command) {
    let ctx = window.harness.ctx.clone();
    window.harness.state_mut().command(&ctx, command);
    window.harness.run_steps(3);
}

fn run(window: &mut Window, fault: Option<&'static Fault>) {
    command(window, Command::Run(fault));
    window.until("the run's end", |window| {
        !window.harness.state().model().is_running()
    });
}

#[test]
fn each_fault_is_shown_with_what_was_done_what_is_seen_why_and_what_to_do() {
    let (folder, state) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut window = Window::open(folder.path(), &state.path().join("state.json"));
    window.until("the playground", |window| {
        window.harness.state().model().is_ready()
    });
    for fault in Fault::ALL {
        run(&mut window, Some(fault));
        let name = fault.name;
        assert!(window.shows("Broken on purpose, and noticed"), "{name}");
        for text in [fault.done, "What a client sees", "Why", "What to do"] {
            assert!(window.shows(text), "{name}: {text}");
        }
        let Some(cause) = fault.cause else {
            continue;
        };
        let title = sentence(cause.title());
        assert!(window.shows(&title), "{name}: {title}");
        command(&mut window, Command::ShowTab(Tab::Call));
        assert!(window.shows(&title), "{name} at the step: {title}");
        // What was broken is put back: there is nothing to be done about it.
        let button = window
            .harness
            .query_by_role_and_label(Role::Button, "Do it");
        assert!(button.is_none(), "{name}");
        command(&mut window, Command::Remedy(RemedyCommand::DoIt));
        assert!(!window.harness.state().model().is_busy(), "{name}");
    }
    run(&mut window, None);
    assert!(window.shows("Every step went well"));
    let done = window.harness.query_all_by_label("Done").count();
    assert_eq!(done, Step::ALL.len());
}
