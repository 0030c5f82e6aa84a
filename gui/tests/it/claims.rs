//! What a token says, through the window: searched, folded, copied, and safe whatever stands in it.

use claimscope_core::base64url;
use claimscope_core::json::{Object, Value};
use claimscope_gui::message::Command;
use claimscope_gui::tab::Tab;
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, OutputCommand};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::shown::{Desktop, command, open, press, press_any, shows, window};

/// An unsigned token with these claims.
fn token(claims: &Object) -> String {
    let header = base64url::encode(r#"{"alg":"RS256","kid":"key-1"}"#);
    let claims = base64url::encode(Value::Object(claims.clone()).to_string());
    format!("{header}.{claims}.c2ln")
}

fn inspect(claims: &Object) -> Harness<'static, Desktop> {
    let (mut harness, _) = window();
    open(&mut harness, Tab::Inspect);
    command(&mut harness, Command::EditInspect(token(claims).into()));
    harness
}

/// What the next frames put on the clipboard.
fn copied(harness: &mut Harness<'_, Desktop>) -> Vec<String> {
    let mut copied = Vec::new();
    for _ in 0..4 {
        harness.step();
        let commands = &harness.output().platform_output.commands;
        copied.extend(commands.iter().filter_map(|command| match command {
            OutputCommand::CopyText(text) => Some(text.clone()),
            _ => None,
        }));
    }
    copied
}

fn roles() -> Object {
    let names: Vec<String> = (0..40).map(|index| format!("role-{index}")).collect();
    Object::new()
        .with("sub", "alice")
        .with("realm_access", Object::new().with("roles", names))
}

#[test]
fn ctrl_f_searches_names_and_values_and_escape_shows_all_again() {
    let mut harness = inspect(&roles());
    assert!(shows(&harness, "array of 40"));
    assert!(!shows(&harness, "role-17"));
    harness.key_press_modifiers(Modifiers::COMMAND, Key::F);
    harness.run();
    harness.event(Event::Text("ROLE-17".to_owned()));
    harness.run();
    assert!(shows(&harness, "role-17"));
    assert!(shows(&harness, "1 found"));
    assert!(!shows(&harness, "alice"));
    harness.key_press(Key::Escape);
    harness.run();
    assert!(shows(&harness, "alice"));
    assert!(!shows(&harness, "role-17"));
}

#[test]
fn what_is_large_unfolds_and_folds_in_both_views() {
    let mut harness = inspect(&roles());
    press(&mut harness, "Unfold roles");
    assert!(shows(&harness, "role-0"));
    press_any(&mut harness, "JSON");
    assert!(shows(&harness, "\"role-0\","));
    press(&mut harness, "Fold roles");
    assert!(shows(&harness, "[ 40 elements ]"));
    assert!(!shows(&harness, "role-0"));
}

#[test]
fn what_nobody_sees_and_what_turns_the_writing_around_is_shown_as_its_number() {
    let claims = Object::new()
        .with("name", "admin\u{202e}gnp.\u{200b}exe\u{7}")
        .with("su\u{200b}b", "alice");
    let mut harness = inspect(&claims);
    for pane in ["Claims", "JSON"] {
        harness.get_by_role_and_label(Role::Tab, pane).click();
        harness.run();
        let labels: Vec<String> = harness
            .root()
            .children_recursive()
            .flat_map(|node| {
                let node = node.accesskit_node();
                [node.label(), node.value()]
            })
            .flatten()
            .collect();
        let all = labels.join("\n");
        for escaped in ["\\u{202e}", "\\u{200b}"] {
            assert!(all.contains(escaped), "{pane}: {escaped}");
        }
        assert!(all.contains("\\u{7}") || all.contains("\\u0007"), "{pane}");
        assert!(!all.contains(['\u{202e}', '\u{200b}', '\u{7}']), "{pane}");
    }
}

#[test]
fn a_long_text_is_cut_until_all_of_it_is_wanted() {
    let long = format!("{}@@@@", "abcdefghij".repeat(100));
    let mut harness = inspect(&Object::new().with("blob", long.as_str()));
    harness.set_size(egui::vec2(1280.0, 1600.0));
    harness.run();
    assert!(!shows(&harness, "@"));
    press_any(&mut harness, "Show all, 1.0 KB: blob");
    assert!(shows(&harness, "@"));
    press_any(&mut harness, "Show less: blob");
    assert!(!shows(&harness, "@"));
    harness.get_by_label("Copy blob").click();
    assert_eq!(copied(&mut harness), [long]);
}

#[test]
fn copy_buttons_are_one_stop_and_the_arrow_keys_move_among_them() {
    let mut harness = inspect(&Object::new().with("sub", "alice").with("jti", "j-1"));
    harness.get_by_label("Copy header").focus();
    harness.run();
    for _ in 0..5 {
        harness.key_press(Key::ArrowDown);
        harness.run();
    }
    assert!(
        harness
            .get_by_label("Copy jti")
            .accesskit_node()
            .is_focused()
    );
    harness.key_press(Key::Enter);
    harness.run();
    assert!(shows(&harness, "Value copied"));
}

#[test]
fn of_many_claims_those_in_view_are_drawn_and_the_keys_reach_the_last() {
    let claims = (0..2_000).fold(Object::new(), |claims, index| {
        claims.with(format!("claim-{index}"), index)
    });
    let mut harness = inspect(&claims);
    let drawn = harness.query_all_by_label_contains("Copy claim-").count();
    assert!(drawn < 60, "{drawn}");
    harness.get_by_label("Copy header").focus();
    harness.run();
    harness.key_press(Key::End);
    harness.run();
    let last = harness.get_by_label("Copy claim-1999");
    assert!(last.accesskit_node().is_focused());
    assert!(last.rect().bottom() <= 820.0, "{}", last.rect());
}

#[test]
fn a_megabyte_in_one_claim_is_laid_out_where_it_is_seen() {
    let claims = Object::new().with("blob", "\u{e4}b".repeat(60_000));
    let mut harness = inspect(&claims);
    press_any(&mut harness, "Show all, 180 KB: blob");
    let characters: usize = harness
        .root()
        .children_recursive()
        .filter_map(|node| node.accesskit_node().value())
        .map(|text| {
            text.chars()
                .filter(|character| *character == '\u{e4}')
                .count()
        })
        .sum();
    assert!((100..10_000).contains(&characters), "{characters}");
}
