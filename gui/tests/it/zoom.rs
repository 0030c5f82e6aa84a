//! Zoom: at 200 % the window has half the points, and no control is cut, covered or out of reach.

use std::collections::HashMap;

use claimscope_gui::connection::Field;
use claimscope_gui::files::FilesCommand;
use claimscope_gui::importing::ImportCommand;
use claimscope_gui::inspect_place::{PlaceCommand, PlaceTab};
use claimscope_gui::message::{Command, Event as Happened};
use claimscope_gui::request_pane::RequestPane;
use claimscope_gui::results::{ExchangeRow, FailureText};
use claimscope_gui::tab::Tab;
use egui::accesskit::Role;
use egui::{Event, Key, LayerId, Rect, Vec2, pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::files_shown::{folder_with, issued_by};
use crate::layout::CONTROLS;
use crate::shown::{Desktop, command, open, press, shows, window};
use crate::support::{NOW, Script};

/// 1280x820 at 100, 150 and 200 %, the smallest window, and 800x600 at 200 %.
const SIZES: [Vec2; 5] = [
    vec2(1280.0, 820.0),
    vec2(853.0, 546.0),
    vec2(640.0, 410.0),
    vec2(760.0, 520.0),
    SMALLEST,
];
const SMALLEST: Vec2 = vec2(400.0, 300.0);
/// Rounding, and the rings that stand out.
const SLACK: f32 = 2.0;

/// Something that a person can act on.
struct Control {
    name: String,
    /// All of it, and what is to be seen of it.
    rect: Rect,
    seen: Rect,
}

/// Those that are there, by their numbers.
fn all_controls(harness: &Harness<'_, Desktop>) -> Vec<(u64, Control)> {
    let seen: HashMap<u64, Rect> = harness.ctx.viewport(|viewport| {
        let all = viewport.prev_pass.widgets.get_layer(LayerId::background());
        all.map(|widget| (widget.id.value(), widget.interact_rect))
            .collect()
    });
    let nodes = harness.root().children_recursive();
    let controls = nodes.filter_map(|node| {
        let (id, _) = node.accesskit_node().locate();
        let role = node.accesskit_node().role();
        if !CONTROLS.contains(&role) {
            return None;
        }
        let name = node.accesskit_node().label().unwrap_or_default();
        let control = Control {
            name: format!("{role:?} {name}"),
            rect: node.rect(),
            seen: *seen.get(&id.0)?,
        };
        Some((id.0, control))
    });
    controls.collect()
}

/// Those that are to be seen, in whole or in part.
fn controls(harness: &Harness<'_, Desktop>) -> Vec<Control> {
    let all = all_controls(harness)
        .into_iter()
        .map(|(_, control)| control);
    all.filter(|one| one.seen.is_positive()).collect()
}

/// Whether one covers a part of another, and none is inside the other.
fn is_covered(one: Rect, other: Rect) -> bool {
    let both = one.intersect(other);
    let is_inside =
        one.expand(SLACK).contains_rect(other) || other.expand(SLACK).contains_rect(one);
    both.width() > SLACK && both.height() > SLACK && !is_inside
}

/// The controls that are cut at the side, or cover each other.
fn cut(harness: &Harness<'_, Desktop>, size: Vec2, what: &str) -> Vec<String> {
    let all = controls(harness);
    assert!(all.len() > 4, "{what} at {size}");
    let mut cut = Vec::new();
    for (index, one) in all.iter().enumerate() {
        let told = format!("{what} at {size}: {} at {}", one.name, one.seen);
        if one.seen.width() < one.rect.width() - SLACK {
            cut.push(format!("{told} of {}", one.rect));
        }
        let others = all[index + 1..].iter();
        let others = others.filter(|other| is_covered(one.seen, other.seen));
        cut.extend(others.map(|other| format!("{told} and {} at {}", other.name, other.seen)));
    }
    cut
}

/// A window of this size at a connection of a folder with environments.
fn in_folder(size: Vec2) -> (Harness<'static, Desktop>, Script) {
    let (mut harness, script) = window();
    press(&mut harness, "Run");
    let text = "[dev]\nissuer = \"http://localhost:5001\"\n";
    script.tell(folder_with(issued_by("https://sts.example"), text));
    harness.run();
    harness.set_size(size);
    harness.run();
    (harness, script)
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
        let (mut harness, _) = in_folder(size);
        for tab in Tab::ALL {
            command(&mut harness, Command::ShowTab(tab));
            all.extend(cut(&harness, size, tab.title()));
        }
        for pane in RequestPane::ALL {
            command(&mut harness, Command::ShowRequestPane(pane));
            all.extend(cut(&harness, size, pane.title()));
        }
        for tab in PlaceTab::ALL {
            command(&mut harness, Command::Place(PlaceCommand::Show(tab)));
            all.extend(cut(&harness, size, tab.title()));
        }
        let environments = Command::Files(FilesCommand::ShowEnvironments);
        command(&mut harness, environments);
        all.extend(cut(&harness, size, "Environments"));
        command(&mut harness, Command::Import(ImportCommand::Open));
        all.extend(cut(&harness, size, "Import"));
        command(&mut harness, Command::ToggleLog);
        all.extend(cut(&harness, size, "Log"));
    }
    assert_eq!(all, [""; 0]);
}

/// Where the keys are.
fn focused(harness: &Harness<'_, Desktop>) -> Option<Control> {
    let focused = harness.ctx.memory(|memory| memory.focused())?.value();
    let mut all = all_controls(harness).into_iter();
    all.find(|(id, _)| *id == focused)
        .map(|(_, control)| control)
}

#[test]
fn every_control_comes_into_view_by_the_tab_key_at_200_percent() {
    let mut all = Vec::new();
    for size in [SMALLEST, vec2(640.0, 410.0)] {
        let (mut harness, _) = in_folder(size);
        let no_animation = egui::style::ScrollAnimation::none();
        harness
            .ctx
            .all_styles_mut(|style| style.scroll_animation = no_animation);
        for tab in Tab::ALL {
            command(&mut harness, Command::ShowTab(tab));
            let mut seen = 0;
            for _ in 0..60 {
                harness.key_press(Key::Tab);
                harness.run_steps(3);
                let hidden = |harness: &Harness<'_, Desktop>| {
                    let one = focused(harness)?;
                    let hidden = one.rect.height() - one.seen.height();
                    (hidden > SLACK && one.rect.height() < 72.0).then_some(one)
                };
                let mut steps = 0..20;
                while hidden(&harness).is_some() && steps.next().is_some() {
                    harness.run_steps(1);
                }
                seen += usize::from(focused(&harness).is_some());
                let told = hidden(&harness)
                    .map(|one| format!("{tab:?} at {size}: {} at {}", one.name, one.rect));
                all.extend(told);
            }
            assert!(seen > 40, "{tab:?}: {seen}");
        }
    }
    assert_eq!(all, [""; 0]);
}

#[test]
fn what_comes_of_a_call_is_in_view_at_any_zoom() {
    for size in SIZES {
        let (mut harness, script) = in_folder(size);
        let failure = FailureText::new("Nothing listens on localhost:6001.", "Check the port.");
        let view = |harness: &Harness<'_, Desktop>| {
            let log = harness.get_by_label("Exchange log").rect();
            Rect::from_min_max(pos2(0.0, 40.0), pos2(size.x, log.top()))
        };
        command(&mut harness, Command::ShowTab(Tab::Call));
        command(&mut harness, Command::SetSendNoToken(true));
        command(&mut harness, Command::Call);
        harness.run_steps(40);
        let status = harness.get_by_label("401 Unauthorized").rect();
        assert!(view(&harness).contains_rect(status), "{status} at {size}");
        script.fail_calls(failure);
        command(&mut harness, Command::Call);
        harness.run_steps(40);
        let sentence = harness.get_by_label("Nothing listens on localhost:6001.");
        let sentence = sentence.rect();
        assert!(
            view(&harness).contains_rect(sentence),
            "{sentence} at {size}"
        );
    }
}

#[test]
fn the_log_is_as_high_as_before_after_another_zoom() {
    let (mut harness, _) = window();
    press(&mut harness, "Run");
    command(&mut harness, Command::ToggleLog);
    let top = |harness: &Harness<'_, Desktop>| harness.get_by_label("Exchange log").rect().top();
    let usual = top(&harness);
    let zoom = |harness: &mut Harness<'_, Desktop>, size: Vec2| {
        harness.set_size(size);
        harness.run();
    };
    zoom(&mut harness, vec2(640.0, 410.0));
    zoom(&mut harness, SIZES[0]);
    assert_eq!(top(&harness), usual);
    // As a person drew it.
    let edge = |top: f32| pos2(900.0, top - 7.0);
    harness.drag_at(edge(usual));
    harness.run_steps(2);
    harness.hover_at(edge(usual - 100.0));
    harness.run_steps(2);
    harness.drop_at(edge(usual - 100.0));
    harness.run();
    let drawn = top(&harness);
    assert!((drawn - (usual - 100.0)).abs() < 12.0, "{drawn}");
    zoom(&mut harness, vec2(640.0, 410.0));
    zoom(&mut harness, SIZES[0]);
    assert_eq!(top(&harness), drawn);
    // A start at another zoom.
    let (mut harness, _) = window();
    zoom(&mut harness, vec2(640.0, 410.0));
    press(&mut harness, "Run");
    command(&mut harness, Command::ToggleLog);
    zoom(&mut harness, SIZES[0]);
    assert_eq!(top(&harness), usual);
}

#[test]
fn a_field_stays_in_view_when_something_comes_to_be_known() {
    for size in [SIZES[0], vec2(800.0, 600.0), vec2(640.0, 410.0)] {
        let (mut harness, script) = in_folder(size);
        let mut all = harness.state().model().connections.iter();
        let id = all.find(|one| one.name == "shop").unwrap().id;
        command(&mut harness, Command::SelectConnection(id));
        command(&mut harness, Command::ShowTab(Tab::Token));
        harness.run();
        let scope = |harness: &Harness<'_, Desktop>| {
            let mut all = harness.get_all_by_label("Scopes");
            all.find(|node| node.accesskit_node().role() == Role::TextInput)
                .map(|node| node.rect())
        };
        let node = harness.get_by_role_and_label(Role::TextInput, "Scopes");
        node.focus();
        node.scroll_to_me();
        harness.run_steps(10);
        harness.event(Event::Text("mine".to_owned()));
        harness.run();
        let mut theirs = issued_by("https://theirs.example");
        theirs.client_id = Some("theirs".to_owned());
        script.tell(folder_with(theirs, ""));
        harness.run_steps(40);
        let question = harness
            .get_by_label("The file was changed elsewhere")
            .rect();
        let field = scope(&harness).unwrap();
        assert!(
            field.bottom() <= question.top(),
            "{field}, {question} at {size}"
        );
        let focused = focused(&harness).unwrap();
        assert!(
            focused.seen.height() >= focused.rect.height() - SLACK,
            "{size}"
        );
    }
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

#[test]
fn what_is_cut_at_200_percent_is_told_whole_to_who_points_at_it_and_to_who_hears_it() {
    let url = "https://login.example/tenants/0b6f6d0a/connect/token?client_id=orders-web";
    let name = "The orders of the shop as its administrator in the staging environment";
    // Once more than before, and within the window.
    let is_told = |harness: &mut Harness<'_, Desktop>, at: Rect, text: &str| {
        let whole = |harness: &Harness<'_, Desktop>| {
            let window = harness.ctx.content_rect().expand(SLACK);
            let all = harness.query_all_by_label_contains(text);
            all.filter(|node| window.contains_rect(node.rect())).count()
        };
        let before = whole(harness);
        harness.hover_at(at.center());
        harness.run_steps(12);
        whole(harness) > before
    };
    for size in [SMALLEST, vec2(640.0, 410.0)] {
        let (mut harness, script) = in_folder(size);
        let mut all = harness.state().model().connections.iter();
        let id = all.find(|one| one.name == "shop").unwrap().id;
        command(&mut harness, Command::SelectConnection(id));
        command(&mut harness, Command::Edit(Field::Name, name.into()));
        let title = harness.get_by_role_and_label(Role::TextInput, "Name of the connection");
        assert_eq!(title.accesskit_node().value().as_deref(), Some(name));
        let title = title.rect();
        assert!(is_told(&mut harness, title, name), "{size}");
        script.tell(Happened::ExchangesLogged(vec![ExchangeRow {
            number: 41,
            at: NOW,
            method: "POST".to_owned(),
            url: url.to_owned(),
            status: Some(401),
            ..ExchangeRow::default()
        }]));
        command(&mut harness, Command::ToggleLog);
        let row = harness.query_all_by_label_contains(url);
        let row = row.filter(|node| node.accesskit_node().role() == Role::Label);
        let row: Vec<Rect> = row.map(|node| node.rect()).collect();
        assert_eq!(row.len(), 1, "{size}");
        assert!(is_told(&mut harness, row[0], url), "{size}");
        assert!(shows(&harness, "401 Unauthorized"), "{size}");
        // An exchange that is shown pushes no title out of the panel.
        command(&mut harness, Command::ShowExchange(Some(41)));
        for name in ["Button Hide log", "Button Copy as curl"] {
            let all = controls(&harness);
            let one = all.iter().find(|one| one.name == name).unwrap();
            let hidden = one.rect.height() - one.seen.height();
            assert!(hidden <= SLACK, "{name} at {size}");
        }
    }
}

#[test]
fn the_connections_come_on_demand_where_there_is_room_for_one_thing_alone() {
    let (mut harness, _) = in_folder(SMALLEST);
    let search = |harness: &Harness<'_, Desktop>| {
        let mut all = controls(harness).into_iter();
        all.any(|one| one.name.contains("Search connections"))
    };
    assert!(!search(&harness));
    press(&mut harness, "Connections");
    assert!(search(&harness));
    assert_eq!(cut(&harness, SMALLEST, "Connections"), [""; 0]);
}
