//! What holds whatever happens in whatever order, tried with long runs of a fixed sequence.

use super::*;

/// xorshift64*, the same at every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % bound
    }
}

/// Answers good and bad, each with how long its keys are fresh where it brings or confirms any.
fn answers() -> Vec<(Answer, Option<i64>)> {
    let aged = |kids: &[&str], seconds: i64| {
        let value = format!("max-age={seconds}");
        let answer = good(kids)
            .header("Cache-Control", value)
            .header("ETag", "\"1\"");
        (Ok(answer), Some(seconds.clamp(60, 86_400)))
    };
    let bad = |answer: HttpResponse| (Ok(answer), None);
    vec![
        aged(&["k1"], 60),
        aged(&["k1"], 3_600),
        aged(&["k1", "k2"], 0),
        bad(HttpResponse::new(503, "").header("Retry-After", "7")),
        bad(HttpResponse::new(200, "<html>")),
        bad(HttpResponse::new(200, "{\"keys\":[]}")),
        bad(HttpResponse::new(302, "")),
        (DOWN, None),
        (Err(FetchFailure::Timeout), None),
    ]
}

#[test]
fn keys_never_serve_past_the_bound_and_the_endpoint_is_never_pressed() {
    let answers = answers();
    for seed in 1..40 {
        let mut random = Random(seed);
        let mut host = Host::new();
        let mut good_until = i64::MIN;
        let mut generation = 0;
        let mut tried_at: Vec<i64> = Vec::new();
        for _ in 0..500 {
            let longest = [SECOND, 60 * SECOND, HOUR, 6 * HOUR][random.below(4) as usize];
            host.pass(random.below(longest as u64) as i64);
            let kid = ["k1", "k1", "k2", "x", "y"][random.below(5) as usize];
            let (answer, fresh_seconds) =
                answers[random.below(answers.len() as u64) as usize].clone();
            let now_ms = host.now_ms;
            let mut good_now = None;
            let outcome = host.verify(kid, &mut |_| {
                tried_at.push(now_ms);
                good_now = fresh_seconds;
                answer.clone()
            });
            if let Some(seconds) = good_now {
                good_until = now_ms + seconds * SECOND + 4 * HOUR;
            }
            let has_keys = now_ms < good_until;
            let failed = matches!(outcome, LookUpOutcome::Failed(_));
            assert_eq!(has_keys, !failed, "{seed}: {outcome:?}");
            assert!(host.remote.generation() >= generation);
            generation = host.remote.generation();
        }
        // Half a second is the shortest wait after a failure; after a good fetch it is the cooldown or the freshness.
        assert!(
            tried_at
                .windows(2)
                .all(|pair| pair[1] - pair[0] >= SECOND / 2)
        );
    }
}

#[test]
fn no_clock_and_no_order_of_calls_stops_it_for_good() {
    let answers = answers();
    for seed in 1..40 {
        let mut random = Random(seed);
        let mut host = Host::new();
        for _ in 0..300 {
            host.now_ms = match random.below(12) {
                0 => i64::MAX,
                1 => i64::MIN,
                2 => host.now_ms.saturating_sub(HOUR),
                _ => host.now_ms.saturating_add(random.below(100_000) as i64),
            };
            let (answer, _) = answers[random.below(answers.len() as u64) as usize].clone();
            match random.below(4) {
                0 => drop(host.remote.start(host.now_ms)),
                1 => {
                    let ticket = random.below(400) as u32;
                    let response = answer.unwrap_or_else(|_| HttpResponse::new(200, ""));
                    let mut entropy = |bytes: &mut [u8]| {
                        bytes.fill(seed as u8);
                        Ok(())
                    };
                    host.remote
                        .accept(ticket, &response, host.now_ms, &mut entropy);
                }
                2 => {
                    let snapshot = host.remote.snapshot().unwrap_or_default();
                    host.remote.restore(&snapshot, host.now_ms).ok();
                }
                _ => drop(
                    host.remote
                        .look_up(Some("x"), Some(Algorithm::EdDSA), host.now_ms),
                ),
            }
        }
        host.now_ms = START;
        host.remote.current(host.now_ms);
        host.pass(301 * SECOND);
        assert_eq!(
            host.once("k1", Ok(good(&["k1"]))),
            LookUpOutcome::Found,
            "{seed}"
        );
    }
}
