//! A probe while it is under way: its rows fill as each case ends, and lead to their exchanges.

use claimscope_gui::effect::Work;
use claimscope_gui::message::{Command, Event, Ticket};
use claimscope_gui::probe::{ProbeCommand, ProbeEvent, ProbePlan, ProbeUnderWay};
use claimscope_gui::results::ExchangeRow;
use claimscope_gui::tab::Tab;
use claimscope_oauth::probe::ProbeCase;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;

use crate::probe::{begun, ended, found, step};
use crate::shown::{open, shows, window};
use crate::support::{model, update, work};

/// The matrix while the probe is at a case, with everything before it.
fn advanced(plan: &ProbePlan, takes_garbage: bool, at: ProbeCase) -> Event {
    let results = found(plan.request.clone(), takes_garbage).report.results;
    let before = results.into_iter().take_while(|result| result.case != at);
    let under_way = ProbeUnderWay {
        case: at,
        sent: 3,
        of: 60,
    };
    Event::Probe(
        plan.ticket,
        ProbeEvent::Advanced(under_way, before.collect()),
    )
}

#[test]
fn what_has_ended_is_kept_until_the_report_is_there_or_another_probe_begins() {
    let mut model = model();
    let plan = begun(&mut model, ProbeCommand::Start);
    update(&mut model, advanced(&plan, false, ProbeCase::Garbage));
    assert!(step(&model).so_far.len() > 2);
    let other = ProbePlan {
        ticket: Ticket {
            generation: plan.ticket.generation + 1,
            ..plan.ticket
        },
        ..(*plan).clone()
    };
    let count = step(&model).so_far.len();
    update(&mut model, advanced(&other, false, ProbeCase::Garbage));
    assert_eq!(step(&model).so_far.len(), count);
    work(&mut model, Command::Cancel);
    work(&mut model, Command::Cancel);
    assert_eq!(step(&model).so_far.len(), count);
    let plan = begun(&mut model, ProbeCommand::Start);
    assert!(step(&model).so_far.is_empty());
    update(&mut model, advanced(&plan, false, ProbeCase::Garbage));
    update(&mut model, ended(plan.ticket, found(plan.request, false)));
    assert!(step(&model).so_far.is_empty());
}

#[test]
fn rows_fill_while_the_probe_goes_on_and_lead_to_their_exchange() {
    let (mut harness, script) = window();
    script.hang();
    open(&mut harness, Tab::Probe);
    harness.get_by_role_and_label(Role::Button, "Probe").click();
    harness.run_steps(3);
    assert!(shows(&harness, "probe.good-token: to come"));
    let work = script.work();
    let Some(Work::Probe(plan)) = work.last() else {
        panic!("{work:?}");
    };
    let number = found(plan.request.clone(), true)
        .report
        .result(ProbeCase::Garbage)
        .unwrap()
        .attempts[0]
        .exchange
        .unwrap();
    script.tell(Event::ExchangesLogged(vec![ExchangeRow {
        number,
        ..ExchangeRow::default()
    }]));
    script.tell(advanced(plan, true, ProbeCase::AlgNone));
    harness.run_steps(3);
    for row in [
        "probe.good-token: taken, seen 200",
        "probe.garbage: gap, seen 200",
        "probe.alg-none: under way",
        "probe.good-token-again: to come",
        "Request 4 of 60 at most",
    ] {
        assert!(shows(&harness, row), "{row}");
    }
    harness.get_by_label("probe.garbage: gap, seen 200").click();
    harness.run_steps(3);
    assert!(shows(&harness, "Whatever is not a token must be refused."));
    let label = format!("Exchange {number} in the log");
    harness.get_by_label(&label).click();
    harness.run_steps(5);
    let model = harness.state().model();
    assert_eq!(model.log.shown, Some(number));
    assert!(model.log.is_open() && model.is_busy());
}
