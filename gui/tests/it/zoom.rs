//! Zoom: at 200 % the window has half the points, and no control is cut, covered or out of reach.

use claimscope_gui::message::Command;
use claimscope_gui::request_pane::RequestPane;
use claimscope_gui::tab::Tab;
use egui::accesskit::Role;
use egui::{Pos2, Rect, Vec2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::layout::CONTROLS;
use crate::shown::{Desktop, command, open, press, window};

/// 1280x820 at 100, 150 and 200 %, and the smallest window.
const SIZES: [Vec2; 4] = [
    vec2(1280.0, 820.0),
    vec2(853.0, 546.0),
    vec2(640.0, 410.0),
    vec2(760.0, 520.0),
];
/// Rounding, and the rings that stand out.
const SLACK: f32 = 2.0;

type Control = (Role, String, Rect);

fn controls(harness: &Harness<'_, Desktop>) -> Vec<Control> {
    let nodes = harness.root().children_recursive();
    nodes
        .filter(|node| CONTROLS.contains(&node.accesskit_node().role()))
        .map(|node| {
            let name = node.accesskit_node().label().unwrap_or_default();
            (node.accesskit_node().role(), name, node.rect())
        })
        .filter(|(.., rect)| rect.is_positive())
        .collect()
}

/// Whether one covers a part of another, and none is inside the other.
fn is_covered(one: Rect, other: Rect) -> bool {
    let both = one.intersect(other);
    let is_inside =
        one.expand(SLACK).contains_rect(other) || other.expand(SLACK).contains_rect(one);
    both.width() > SLACK && both.height() > SLACK && !is_inside
}

/// The controls that are cut by the window, or cover each other.
fn cut(harness: &Harness<'_, Desktop>, size: Vec2, what: &str) -> Vec<String> {
    let log = harness.get_by_label("Exchange log").rect().top();
    let tabs = harness.get_by_role_and_label(Role::Tab, "Probe").rect();
    let all = controls(harness);
    assert!(all.len() > 10);
    // What scrolls goes under what stands above and below, and is reached by scrolling.
    let window = Rect::from_min_size(Pos2::ZERO, size).expand(SLACK);
    let is_outside =
        |rect: &Rect| rect.bottom() <= tabs.bottom() + SLACK || rect.top() >= log - SLACK;
    let stands = |rect: &Rect| window.contains_rect(*rect) && is_outside(rect);
    let seen = |rect: &Rect| rect.top() >= tabs.bottom() && rect.bottom() <= log;
    let mut cut = Vec::new();
    for (index, (role, name, rect)) in all.iter().enumerate() {
        let told = format!("{what} at {size}: {role:?} {name} at {rect}");
        if rect.left() < -SLACK || rect.right() > size.x + SLACK {
            cut.push(told.clone());
        }
        let others = all[index + 1..].iter().filter(|(.., other)| {
            let is_same_layer = stands(rect) && stands(other) || seen(rect) && seen(other);
            is_same_layer && is_covered(*rect, *other)
        });
        cut.extend(
            others.map(|(role, name, rect)| format!("{told} and {role:?} {name} at {rect}")),
        );
    }
    cut
}

/// Whether a control can be scrolled to and then stands whole between tabs and log.
fn is_reached(harness: &mut Harness<'_, Desktop>, role: Role, name: &str) {
    harness.get_by_role_and_label(role, name).scroll_to_me();
    harness.run_steps(12);
    let tabs = harness.get_by_role_and_label(Role::Tab, "Probe").rect();
    let log = harness.get_by_label("Exchange log").rect();
    let rect = harness.get_by_role_and_label(role, name).rect();
    assert!(
        rect.top() >= tabs.bottom() - SLACK && rect.bottom() <= log.top() + SLACK,
        "{name} at {rect}, between {tabs} and {log}"
    );
}

#[test]
fn no_control_is_cut_or_covered_at_any_zoom() {
    let mut all = Vec::new();
    for size in SIZES {
        let (mut harness, _) = window();
        press(&mut harness, "Run");
        harness.set_size(size);
        harness.run();
        for tab in Tab::ALL {
            open(&mut harness, tab);
            all.extend(cut(&harness, size, tab.title()));
        }
        for pane in RequestPane::ALL {
            command(&mut harness, Command::ShowRequestPane(pane));
            all.extend(cut(&harness, size, pane.title()));
        }
    }
    assert_eq!(all, [""; 0]);
}

#[test]
fn a_call_is_typed_sent_and_read_at_200_percent() {
    for size in SIZES {
        let (mut harness, _) = window();
        press(&mut harness, "Run");
        harness.set_size(size);
        harness.run();
        open(&mut harness, Tab::Call);
        is_reached(&mut harness, Role::TextInput, "Address of the API");
        is_reached(&mut harness, Role::Button, "Send request");
        press(&mut harness, "Send request");
        for name in ["Find", "Copy body", "Save to file", "Copy as curl"] {
            is_reached(&mut harness, Role::Button, name);
        }
    }
}
