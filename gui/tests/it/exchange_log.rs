//! The exchange log: one line until a person or a failure unfolds it.

use claimscope_gui::effect::Work;
use claimscope_gui::message::{Command, Event};
use claimscope_gui::model::Model;
use claimscope_gui::probe::ProbeCommand;
use claimscope_gui::results::ExchangeRow;
use claimscope_gui::saved::Saved;
use claimscope_gui::tab::Tab;
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use crate::shown::{
    Desktop, command, open, press, scroll_and_press, shows, window, window_with_saved,
};
use crate::support::{model, update};

fn exchange(number: u64, status: Option<u16>) -> ExchangeRow {
    ExchangeRow {
        number,
        status,
        method: "GET".to_owned(),
        url: format!("http://localhost:6001/orders/{number}"),
        ..ExchangeRow::default()
    }
}

fn log(model: &mut Model, exchanges: Vec<ExchangeRow>) {
    update(model, Event::ExchangesLogged(exchanges));
}

#[test]
fn the_log_is_one_line_until_somebody_unfolds_it_and_stays_so_after_a_restart() {
    let (mut harness, _) = window();
    press(&mut harness, "Run");
    assert!(shows(&harness, "1 request was sent; secrets are masked"));
    assert!(shows(&harness, "200 OK"));
    assert!(!shows(&harness, "Exchange 1: GET"));
    let height = harness.get_by_label("Exchange log").rect();
    assert!(height.top() > 760.0, "{height}");
    press(&mut harness, "Show log");
    assert!(shows(&harness, "Exchange 1: GET"));
    let mut restored = window_with_saved(harness.state().model().saved());
    assert!(shows(&restored, "Hide log"));
    press(&mut restored, "Hide log");
    let restored = window_with_saved(restored.state().model().saved());
    assert!(shows(&restored, "Show log"));
}

#[test]
fn an_exchange_that_is_shown_unfolds_the_log_for_now_and_changes_no_choice() {
    let mut model = model();
    log(&mut model, vec![exchange(1, Some(200))]);
    update(&mut model, Command::ShowExchange(Some(1)));
    assert!(model.log.is_open());
    assert!(!model.saved().shows_log);
    update(&mut model, Command::ToggleLog);
    assert!(!model.log.is_open());
}

#[test]
fn a_failure_unfolds_the_log_where_that_was_asked_for() {
    let refused = exchange(2, Some(401));
    let unanswered = exchange(2, None);
    let ended = ExchangeRow {
        was_ended: true,
        ..exchange(2, None)
    };
    let under_way = ExchangeRow {
        under_way: true,
        ..exchange(2, None)
    };
    for (is_asked, last, is_open) in [
        (false, &refused, false),
        (true, &refused, true),
        (true, &unanswered, true),
        (true, &ended, false),
        (true, &under_way, false),
    ] {
        let mut model = model();
        update(&mut model, Command::SetOpensLogOnFailure(is_asked));
        log(&mut model, vec![exchange(1, Some(200)), last.clone()]);
        assert_eq!(model.log.is_open(), is_open, "{is_asked} {last:?}");
        let again = Model::new(model.saved());
        assert!(!again.log.is_open(), "a failure is no choice");
        assert_eq!(again.log.opens_on_failure, is_asked);
    }
}

#[test]
fn what_a_probe_has_refused_unfolds_nothing() {
    let mut model = model();
    update(&mut model, Command::SetOpensLogOnFailure(true));
    update(&mut model, Command::Probe(ProbeCommand::Start));
    log(&mut model, vec![exchange(1, Some(401))]);
    assert!(!model.log.is_open());
}

/// Whether everything of the page stands above the log without scrolling.
fn is_whole(harness: &Harness<'_, Desktop>, last: &str) {
    let log = harness.get_by_label("Exchange log").rect();
    let bottoms = harness.get_all_by_label(last);
    let bottom = bottoms.map(|node| node.rect().bottom()).fold(0.0, f32::max);
    assert!(bottom <= log.top(), "{last}: {bottom} {log}");
}

#[test]
fn the_first_run_and_the_probe_are_not_cut_by_the_log() {
    let mut harness = window_with_saved(Saved::of_first_start());
    is_whole(&harness, "Call");
    press(&mut harness, "Run");
    is_whole(&harness, "Close the tour");
    open(&mut harness, Tab::Probe);
    is_whole(&harness, "Signing key, second connection and more");
}

#[test]
fn a_status_is_told_in_full_or_by_its_number() {
    let (mut harness, script) = window();
    script.tell(Event::ExchangesLogged(vec![
        exchange(1, Some(401)),
        exchange(2, Some(511)),
    ]));
    command(&mut harness, Command::ToggleLog);
    assert!(shows(&harness, "511 Network Authentication Required"));
    harness.set_size(egui::vec2(760.0, 520.0));
    harness.run();
    assert!(shows(&harness, "401 Unauthorized"));
    // The number is drawn, and whoever hears it hears all of it.
    let whole = "511 Network Authentication Required";
    let number = harness.get_by_role_and_label(Role::Label, whole).rect();
    assert!((10.0..40.0).contains(&number.width()), "{number}");
}

#[test]
fn the_choice_stands_beside_the_log() {
    let (mut harness, _) = window();
    press(&mut harness, "Show log");
    harness.get_by_label("Open on a failure").click();
    harness.run();
    assert!(harness.state().model().log.opens_on_failure);
    scroll_and_press(&mut harness, "Hide log");
    assert!(!shows(&harness, "Open on a failure"));
}

#[test]
fn an_exchange_is_copied_as_curl_with_and_without_secrets() {
    let (mut harness, script) = window();
    press(&mut harness, "Run");
    press(&mut harness, "Show log");
    press(
        &mut harness,
        "Exchange 1: GET http://localhost:6001/identity",
    );
    press(&mut harness, "Copy as curl");
    press(&mut harness, "Copy as curl with secrets");
    let copies: Vec<bool> = script
        .work()
        .iter()
        .filter_map(|effect| match effect {
            Work::Curl { with_secrets, .. } => Some(*with_secrets),
            _ => None,
        })
        .collect();
    assert_eq!(copies, [false, true]);
}

#[test]
fn a_long_body_says_that_it_is_cut_and_is_saved_whole() {
    let (mut harness, script) = window();
    let row = ExchangeRow {
        response_text: format!("HTTP 200\n\n{}end", "x".repeat(20_000)),
        ..exchange(1, Some(200))
    };
    script.tell(Event::ExchangesLogged(vec![row]));
    command(&mut harness, Command::ShowExchange(Some(1)));
    assert!(shows(&harness, "Cut here: 4013 characters more."));
    scroll_and_press(&mut harness, "Save all of the exchange");
    let work = script.work();
    let Some(Work::SaveText(file, _)) = work.last() else {
        panic!("{work:?}")
    };
    assert!(file.text.ends_with("xend\n"));
}

#[test]
fn an_exchange_that_is_shown_covers_no_list_and_can_be_closed_at_any_width() {
    let (mut harness, _) = window();
    press(&mut harness, "Run");
    let number = harness.state().model().exchanges[0].number;
    command(&mut harness, Command::ShowExchange(Some(number)));
    for (width, has_list) in [(1280.0, true), (1000.0, true), (800.0, false)] {
        harness.set_size(egui::vec2(width, 600.0));
        harness.run();
        let close = harness.get_by_role_and_label(Role::Button, "Close").rect();
        assert!(close.right() <= width, "{width}: {close}");
        let copy = harness.get_by_role_and_label(Role::Button, "Copy as curl with secrets");
        assert!(copy.rect().right() < close.left(), "{width}");
        assert_eq!(shows(&harness, "Exchange 1: GET"), has_list, "{width}");
        if has_list {
            let status = harness.get_by_label("Status").rect();
            let detail = harness
                .get_all_by_label("Copy as curl")
                .map(|one| one.rect().left());
            let detail = detail.fold(0.0, f32::max);
            assert!(status.right() < detail, "{width}: {status} {detail}");
        }
    }
    press(&mut harness, "Close");
    assert!(shows(&harness, "Exchange 1: GET"));
}
