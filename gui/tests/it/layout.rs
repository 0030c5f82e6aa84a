//! Where things stand in the window: whole, named, and within reach.

use claimscope_core::report::Verdict;
use claimscope_gui::effect::Work;
use claimscope_gui::message::Command;
use claimscope_gui::tab::Tab;
use egui::Event;
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::shown::{Desktop, command, open, paste_into, press, press_any, shows, window};
use crate::support::token;

/// What a person can act on.
pub(crate) const CONTROLS: [Role; 9] = [
    Role::Button,
    Role::CheckBox,
    Role::ComboBox,
    Role::ListBoxOption,
    Role::RadioButton,
    Role::Switch,
    Role::Tab,
    Role::TextInput,
    Role::MultilineTextInput,
];

/// The height of one line of small text is less than this.
const TWO_LINES: f32 = 24.0;

#[test]
fn the_details_under_the_indicators_are_shown_whole() {
    let (mut harness, _) = window();
    open(&mut harness, Tab::Inspect);
    paste_into(&mut harness, "Encoded token", token(3_600));
    press(&mut harness, "Verify");
    let workspace = harness.state().model().workspace().unwrap();
    let summary = workspace.inspect.current_report().unwrap();
    let headline = summary.report().summary.headline.clone();
    assert!(headline.len() > 60, "{headline}");
    harness.set_size(egui::vec2(760.0, 520.0));
    harness.run();
    let rect = harness.get_by_label_contains(&headline).rect();
    assert!(rect.height() > TWO_LINES, "{rect}");
}

#[test]
fn ten_megabytes_are_looked_at_and_not_laid_out() {
    let (mut harness, script) = window();
    open(&mut harness, Tab::Inspect);
    harness.event(Event::Paste("a".repeat(10_000_000)));
    harness.run();
    assert!(shows(&harness, "10.0 MB were pasted"));
    let inspected = script.work().iter().any(
        |effect| matches!(effect, Work::Inspect(_, plan) if plan.text.expose().len() == 10_000_000),
    );
    assert!(inspected);
}

#[test]
fn every_control_has_a_name_and_none_is_wider_than_a_small_window() {
    for size in [egui::vec2(1024.0, 700.0), egui::vec2(760.0, 520.0)] {
        let (mut harness, _) = window();
        press(&mut harness, "Run");
        harness.set_size(size);
        for tab in Tab::ALL {
            open(&mut harness, tab);
            let mut seen = 0;
            for node in harness.root().children_recursive() {
                let role = node.accesskit_node().role();
                if !CONTROLS.contains(&role) {
                    continue;
                }
                seen += 1;
                let name = node.accesskit_node().label().unwrap_or_default();
                assert!(!name.trim().is_empty(), "{tab:?} at {size}: {role:?}");
                let rect = node.rect();
                assert!(
                    rect.left() >= 0.0 && rect.right() <= size.x,
                    "{tab:?} at {size}: {role:?} {name} at {rect}"
                );
            }
            assert!(seen > 10, "{tab:?}: {seen}");
        }
    }
}

#[test]
fn the_button_of_the_token_and_the_answer_of_a_call_are_in_view() {
    for size in [egui::vec2(1280.0, 820.0), egui::vec2(800.0, 600.0)] {
        let (mut harness, script) = window();
        script.offer_scopes(40);
        harness.set_size(size);
        harness.run();
        press(&mut harness, "Run");
        let log = |harness: &Harness<'_, Desktop>| harness.get_by_label("Exchange log").rect();
        open(&mut harness, Tab::Token);
        assert!(size.y < 700.0 || shows(&harness, "scope-0"));
        let button = harness.get_by_role_and_label(Role::Button, "Get token");
        assert!(button.rect().bottom() < log(&harness).top(), "{size}");
        open(&mut harness, Tab::Call);
        if size.y > 700.0 {
            press_any(&mut harness, "API expects");
            harness.run_steps(20);
        }
        let ends = log(&harness).top();
        for shown in ["200 OK", "Body"] {
            let mut all = harness.get_all_by_label(shown);
            assert!(
                all.any(|node| node.rect().bottom() < ends),
                "{size}: {shown}"
            );
        }
    }
}

#[test]
fn a_low_window_still_leads_to_the_button_that_verifies() {
    let (mut harness, _) = window();
    open(&mut harness, Tab::Inspect);
    command(&mut harness, Command::EditInspect(token(3_600).into()));
    harness.set_size(egui::vec2(800.0, 600.0));
    harness.run();
    harness
        .get_by_role_and_label(Role::Button, "Verify")
        .scroll_to_me();
    harness.run();
    press(&mut harness, "Verify");
    let workspace = harness.state().model().workspace().unwrap();
    let inspected = workspace.inspect.current_report().unwrap();
    assert_eq!(inspected.report().verdict, Verdict::Accepted);
}
