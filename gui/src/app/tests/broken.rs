//! Everything that can be broken, broken in the drawn window: what was done, what a client sees, why, and what to do.

use claimscope_client::session::{Fault, Step};
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;

use super::window::{Opening, Window};
use crate::message::Command;
use crate::remedy::RemedyCommand;
use crate::sentence::sentence;
use crate::tab::Tab;

fn run(window: &mut Window, fault: Option<&'static Fault>) {
    window.command(Command::Run(fault));
    window.until("the run's end", |window| !window.model().is_running());
}

#[test]
fn each_fault_is_shown_with_what_was_done_what_is_seen_why_and_what_to_do() {
    let mut window = Opening::new(None).draw();
    window.until("the playground", |window| window.model().is_ready());
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
        window.command(Command::ShowTab(Tab::Call));
        assert!(window.shows(&title), "{name} at the step: {title}");
        // What was broken is put back: there is nothing to be done about it.
        let button = window
            .harness
            .query_by_role_and_label(Role::Button, "Do it");
        assert!(button.is_none(), "{name}");
        window.command(Command::Remedy(RemedyCommand::DoIt));
        assert!(!window.model().is_busy(), "{name}");
    }
    run(&mut window, None);
    assert!(window.shows("Every step went well"));
    let done = window.harness.query_all_by_label("Done").count();
    assert_eq!(done, Step::ALL.len());
}
