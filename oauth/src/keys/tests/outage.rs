//! Endpoints that die, tokens that choose names, clocks that jump: how often the endpoint is asked, and what serves.

use super::*;

#[test]
fn a_dead_endpoint_costs_at_most_two_fetches_for_fifty_tokens_and_none_fails() {
    let mut host = Host::new();
    assert_eq!(host.once("k1", Ok(good(&["k1"]))), LookUpOutcome::Found);
    host.requests.clear();
    host.pass(HOUR);
    for _ in 0..50 {
        assert_eq!(host.once("k1", DOWN), LookUpOutcome::Found);
        host.pass(20);
    }
    assert!(host.fetches() <= 2, "{}", host.fetches());
}

#[test]
fn a_cold_start_with_a_dead_endpoint_costs_at_most_two_fetches_for_fifty_tokens() {
    let mut host = Host::new();
    for _ in 0..50 {
        assert_eq!(host.once("k1", DOWN), LookUpOutcome::Failed("keys.network"));
        host.pass(10);
    }
    assert!(host.fetches() <= 2, "{}", host.fetches());
    let LookUp::Fail(error) = host.remote.current(host.now_ms) else {
        panic!("the endpoint is left alone");
    };
    let retry_at_ms = error.retry_at_ms.unwrap();
    assert!((host.now_ms..host.now_ms + 2 * SECOND).contains(&retry_at_ms));
}

#[test]
fn it_recovers_by_itself() {
    let mut host = Host::new();
    assert_eq!(host.once("k1", DOWN), LookUpOutcome::Failed("keys.network"));
    host.pass(SECOND);
    assert_eq!(host.once("k1", Ok(good(&["k1"]))), LookUpOutcome::Found);
    host.pass(4 * HOUR);
    assert_eq!(host.once("k1", DOWN), LookUpOutcome::Found);
    host.pass(SECOND);
    // The keys in hand serve this one too; the fetch beside it brings the new ones.
    assert_eq!(host.once("k1", Ok(good(&["k2"]))), LookUpOutcome::Found);
    assert_eq!(host.once("k2", DOWN), LookUpOutcome::Found);
    assert_eq!(host.remote.generation(), 2);
}

#[test]
fn each_failure_doubles_the_wait_up_to_five_minutes() {
    for (entropy, shortest) in [(0, 1), (0xff, 2)] {
        let mut host = Host::new();
        host.entropy = entropy;
        let mut waits = Vec::new();
        for _ in 0..12 {
            assert_eq!(host.once("k1", DOWN), LookUpOutcome::Failed("keys.network"));
            let LookUp::Fail(error) = host.remote.current(host.now_ms) else {
                panic!("the endpoint is left alone");
            };
            let retry_at_ms = error.retry_at_ms.unwrap();
            waits.push(retry_at_ms - host.now_ms);
            host.now_ms = retry_at_ms;
        }
        for (index, wait) in waits.iter().enumerate() {
            let longest = (SECOND << index).min(300 * SECOND);
            assert!((longest / shortest..=longest).contains(wait), "{waits:?}");
        }
    }
}

#[test]
fn the_endpoint_may_ask_for_a_longer_wait_but_not_without_end() {
    for (asked, waited) in [("60", 60), ("1", 1), ("99999999999", 300)] {
        let mut host = Host::new();
        let busy = HttpResponse::new(503, "").header("Retry-After", asked);
        assert_eq!(
            host.once("k1", Ok(busy)),
            LookUpOutcome::Failed("server.status")
        );
        host.pass(waited * SECOND - 1);
        assert_eq!(
            host.once("k1", DOWN),
            LookUpOutcome::Failed("server.status")
        );
        host.pass(1);
        assert_eq!(host.once("k1", Ok(good(&["k1"]))), LookUpOutcome::Found);
    }
}

#[test]
fn stale_keys_serve_up_to_the_bound_and_no_longer() {
    let mut host = Host::new();
    assert_eq!(host.once("k1", Ok(good(&["k1"]))), LookUpOutcome::Found);
    host.pass(600 * SECOND + 4 * HOUR - 1);
    assert_eq!(host.once("k1", DOWN), LookUpOutcome::Found);
    host.pass(1);
    assert_eq!(host.once("k1", DOWN), LookUpOutcome::Failed("keys.network"));
    let settings = KeysSettings {
        stale_seconds: 0,
        ..KeysSettings::default()
    };
    let mut host = Host::with(settings);
    assert_eq!(host.once("k1", Ok(good(&["k1"]))), LookUpOutcome::Found);
    host.pass(600 * SECOND);
    assert_eq!(host.once("k1", DOWN), LookUpOutcome::Failed("keys.network"));
}

#[test]
fn a_failure_while_keys_were_fresh_does_not_let_old_ones_serve() {
    let mut host = Host::new();
    assert_eq!(host.once("k1", Ok(good(&["k1"]))), LookUpOutcome::Found);
    host.pass(500 * SECOND);
    assert_eq!(host.once("k1", DOWN), LookUpOutcome::Found);
    host.pass(3 * HOUR);
    assert_eq!(host.once("k1", Ok(good(&["k2"]))), LookUpOutcome::NoSuchKey);
}

#[test]
fn an_outage_that_begins_just_before_keys_age_costs_no_token() {
    let mut host = Host::new();
    assert_eq!(host.once("k1", Ok(good(&["k1"]))), LookUpOutcome::Found);
    host.pass(600 * SECOND - 1);
    assert_eq!(host.once("k1", DOWN), LookUpOutcome::Found);
    host.pass(2);
    assert_eq!(host.once("k1", DOWN), LookUpOutcome::Found);
    assert_eq!(host.fetches(), 2);
}

#[test]
fn a_fetch_that_was_given_up_is_no_failure_of_the_endpoint() {
    let mut host = Host::new();
    assert_eq!(host.once("k1", Ok(good(&["k1"]))), LookUpOutcome::Found);
    host.pass(HOUR);
    let fetch = host.remote.start(host.now_ms).unwrap();
    host.remote.abandon(fetch.ticket);
    assert_eq!(host.once("k1", Ok(good(&["k2"]))), LookUpOutcome::NoSuchKey);
}

#[test]
fn old_keys_are_not_used_before_the_endpoint_was_asked() {
    let mut host = Host::new();
    assert_eq!(host.once("k1", Ok(good(&["k1"]))), LookUpOutcome::Found);
    host.pass(HOUR);
    assert_eq!(host.once("k1", Ok(good(&["k2"]))), LookUpOutcome::NoSuchKey);
}

#[test]
fn keys_in_use_are_renewed_before_anybody_waits() {
    let mut host = Host::new();
    assert_eq!(host.once("k1", Ok(good(&["k1"]))), LookUpOutcome::Found);
    for _ in 0..600 {
        host.pass(6 * SECOND);
        let found = host.remote.current(host.now_ms);
        let LookUp::Use { refresh, .. } = found else {
            panic!("{found:?}");
        };
        if refresh {
            host.fetch(&mut |_| Ok(good(&["k1"])));
        }
    }
    assert_eq!(host.fetches(), 1 + 7);
    assert_eq!(host.remote.generation(), 1);
}

#[test]
fn a_storm_of_unknown_names_costs_one_fetch_per_cooldown() {
    let mut host = Host::new();
    assert_eq!(host.once("k1", Ok(good(&["k1"]))), LookUpOutcome::Found);
    let answer = good(&["k1"]);
    for number in 0..3_000 {
        host.pass(100);
        let kid = format!("x{number}");
        assert_eq!(
            host.once(&kid, Ok(answer.clone())),
            LookUpOutcome::NoSuchKey
        );
    }
    // Five minutes hold ten cooldowns.
    assert_eq!(host.fetches(), 1 + 10);
}

#[test]
fn a_storm_on_an_endpoint_that_comes_and_goes_costs_no_more() {
    let mut host = Host::new();
    assert_eq!(host.once("k1", Ok(good(&["k1"]))), LookUpOutcome::Found);
    let mut is_up = false;
    for number in 0..3_000 {
        host.pass(100);
        host.verify(&format!("x{number}"), &mut |_| {
            is_up = !is_up;
            if is_up { Ok(good(&["k1"])) } else { DOWN }
        });
    }
    assert!(host.fetches() <= 1 + 10, "{}", host.fetches());
}

#[test]
fn a_name_that_a_fetch_has_not_brought_is_remembered() {
    let mut host = Host::new();
    assert_eq!(host.once("k1", Ok(good(&["k1"]))), LookUpOutcome::Found);
    host.pass(30 * SECOND);
    for _ in 0..290 {
        assert_eq!(host.once("x", Ok(good(&["k1"]))), LookUpOutcome::NoSuchKey);
        host.pass(SECOND);
    }
    assert_eq!(host.fetches(), 2);
    let outcomes: Vec<UnknownKid> = host
        .remote
        .take_events()
        .into_iter()
        .filter_map(|event| match event {
            KeysEvent::UnknownKid { outcome } => Some(outcome),
            _ => None,
        })
        .collect();
    assert_eq!(outcomes[..2], [UnknownKid::Fetch, UnknownKid::Remembered]);
    host.pass(10 * SECOND);
    assert_eq!(host.once("x", Ok(good(&["k1"]))), LookUpOutcome::NoSuchKey);
    assert_eq!(host.fetches(), 3);
}

#[test]
fn a_new_key_is_found_once_the_cooldown_is_over() {
    let mut host = Host::new();
    assert_eq!(host.once("k1", Ok(good(&["k1"]))), LookUpOutcome::Found);
    host.pass(29 * SECOND);
    assert_eq!(
        host.once("k2", Ok(good(&["k1", "k2"]))),
        LookUpOutcome::NoSuchKey
    );
    assert_eq!(host.fetches(), 1);
    host.pass(SECOND);
    assert_eq!(
        host.once("k2", Ok(good(&["k1", "k2"]))),
        LookUpOutcome::Found
    );
    assert_eq!(host.remote.generation(), 2);
}

#[test]
fn an_unknown_name_or_algorithm_does_not_keep_good_tokens_waiting() {
    let mut host = Host::new();
    assert_eq!(host.once("k1", Ok(good(&["k1"]))), LookUpOutcome::Found);
    host.pass(60 * SECOND);
    let mut ask = |kid, algorithm| host.remote.look_up(kid, algorithm, host.now_ms);
    assert!(matches!(ask(Some("x"), None), LookUp::Use { .. }));
    assert!(matches!(
        ask(None, Some(Algorithm::EdDSA)),
        LookUp::Use { .. }
    ));
    assert!(matches!(
        ask(Some("k1"), Some(Algorithm::RS256)),
        LookUp::Use { .. }
    ));
    assert!(matches!(ask(None, Some(Algorithm::RS256)), LookUp::Fetch));
    assert!(matches!(
        ask(Some("x"), Some(Algorithm::EdDSA)),
        LookUp::Fetch
    ));
    assert!(host.remote.start(host.now_ms).is_some());
    let mut ask = |kid| {
        host.remote
            .look_up(kid, Some(Algorithm::EdDSA), host.now_ms)
    };
    assert!(matches!(ask(Some("x")), LookUp::Wait));
    assert!(matches!(
        ask(Some("k1")),
        LookUp::Use { refresh: false, .. }
    ));
    assert!(host.remote.start(host.now_ms).is_none(), "one at a time");
}

#[test]
fn a_fetch_that_the_host_forgot_does_not_block_the_next() {
    let mut host = Host::new();
    let first = host.remote.start(START).unwrap();
    assert!(matches!(
        host.remote.current(START + 29 * SECOND),
        LookUp::Wait
    ));
    host.pass(30 * SECOND);
    assert_eq!(host.once("k1", Ok(good(&["k1"]))), LookUpOutcome::Found);
    let mut entropy = |_: &mut [u8]| Ok(());
    host.remote
        .accept(first.ticket, &good(&["k0"]), host.now_ms, &mut entropy);
    assert_eq!(
        host.once("k1", DOWN),
        LookUpOutcome::Found,
        "a late answer is passed over"
    );
}

#[test]
fn a_clock_that_jumps_neither_freezes_the_keys_nor_keeps_them() {
    // Forward: they age by the jump. Back: nobody knows their age.
    for jump in [
        24 * HOUR,
        -HOUR,
        -11 * SECOND,
        i64::MAX - START - HOUR,
        i64::MIN,
    ] {
        let mut host = Host::new();
        assert_eq!(host.once("k1", Ok(good(&["k1"]))), LookUpOutcome::Found);
        host.now_ms = host.now_ms.saturating_add(jump);
        assert_eq!(
            host.once("k1", DOWN),
            LookUpOutcome::Failed("keys.network"),
            "{jump}"
        );
        // The wait after the failure is over a second later, as ever.
        host.pass(SECOND);
        assert_eq!(
            host.once("k1", Ok(good(&["k2"]))),
            LookUpOutcome::NoSuchKey,
            "{jump}"
        );
        assert_eq!(host.once("k2", DOWN), LookUpOutcome::Found);
        assert_eq!(host.fetches(), 3);
    }
    // Time servers set clocks back a little all day.
    let mut host = Host::new();
    assert_eq!(host.once("k1", Ok(good(&["k1"]))), LookUpOutcome::Found);
    host.pass(-9 * SECOND);
    assert_eq!(host.once("k1", DOWN), LookUpOutcome::Found);
    assert_eq!(host.fetches(), 1);
}

#[test]
fn a_clock_that_goes_to_and_fro_does_not_keep_keys() {
    let mut host = Host::new();
    assert_eq!(host.once("k1", Ok(good(&["k1"]))), LookUpOutcome::Found);
    for _ in 0..1_000 {
        host.pass(-10 * SECOND);
        host.remote.current(host.now_ms);
        host.pass(10 * SECOND);
        host.remote.current(host.now_ms);
    }
    assert_eq!(host.once("k1", DOWN), LookUpOutcome::Failed("keys.network"));
}

#[test]
fn a_name_that_was_brought_is_not_remembered_as_unknown() {
    let mut host = Host::new();
    assert_eq!(host.once("k1", Ok(good(&["k1"]))), LookUpOutcome::Found);
    for (kid, brought, outcome) in [
        ("k2", "k2", LookUpOutcome::Found),
        ("k1", "k1", LookUpOutcome::Found),
        ("k2", "k1", LookUpOutcome::NoSuchKey),
        ("k2", "k2", LookUpOutcome::NoSuchKey),
    ] {
        host.pass(30 * SECOND);
        assert_eq!(host.once(kid, Ok(good(&[brought]))), outcome);
    }
}
