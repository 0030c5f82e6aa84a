//! Tokens that the key of their name does not verify: another key may stand under that name by now, or they are forged.

use claimscope_core::report::CheckId;

use super::*;

impl Host {
    /// What a host does with a token that failed this check with the keys in hand. Gives whether there are other keys now.
    fn verify_again(&mut self, token: &str, failed: CheckId, answer: Answer) -> bool {
        let tried = Arc::clone(self.remote.keys().unwrap());
        for _ in 0..3 {
            let now_ms = self.now_ms;
            match self.remote.look_up_again(token, failed, &tried, now_ms) {
                LookUp::Use { keys, .. } => return !Arc::ptr_eq(&keys, &tried),
                LookUp::Fail(_) => return false,
                LookUp::Fetch | LookUp::Wait => self.fetch(&mut |_| answer.clone()),
            }
        }
        panic!("a fetch settles it");
    }
}

/// A set with another key under the name `k1`.
fn renamed() -> Answer {
    let keys = vec![key("another").with("kid", "k1")];
    Ok(HttpResponse::new(
        200,
        Object::new().with("keys", keys).to_string(),
    ))
}

#[test]
fn another_key_under_the_same_name_is_found_once_the_cooldown_is_over() {
    for failed in [CheckId::SignatureValue, CheckId::KeyType, CheckId::KeyUse] {
        let mut host = Host::new();
        host.once("k1", Ok(good(&["k1"])));
        host.pass(29 * SECOND);
        assert!(!host.verify_again("token", failed, renamed()));
        assert_eq!(host.fetches(), 1, "these keys were fetched just now");
        host.pass(SECOND);
        assert!(host.verify_again("token", failed, renamed()));
        assert_eq!((host.fetches(), host.remote.generation()), (2, 2));
    }
}

#[test]
fn keys_that_came_meanwhile_are_tried_without_a_fetch() {
    let mut host = Host::new();
    host.once("k1", Ok(good(&["k1"])));
    let tried = Arc::clone(host.remote.keys().unwrap());
    host.pass(HOUR);
    host.once("k1", renamed());
    let failed = CheckId::SignatureValue;
    let found = host
        .remote
        .look_up_again("token", failed, &tried, host.now_ms);
    assert!(
        matches!(&found, LookUp::Use { keys, .. } if !Arc::ptr_eq(keys, &tried)),
        "{found:?}"
    );
}

#[test]
fn no_other_failure_causes_a_fetch() {
    let mut host = Host::new();
    host.once("k1", Ok(good(&["k1"])));
    host.pass(60 * SECOND);
    for failed in [
        CheckId::ClaimExp,
        CheckId::ClaimIss,
        CheckId::KeyFound,
        CheckId::SignatureAlgorithm,
        CheckId::FormatParts,
    ] {
        assert!(!host.verify_again("token", failed, renamed()));
    }
    assert_eq!(host.fetches(), 1);
}

#[test]
fn a_storm_of_forged_tokens_costs_one_fetch_per_cooldown() {
    let mut host = Host::new();
    host.once("k1", Ok(good(&["k1"])));
    for number in 0..3_000 {
        host.pass(100);
        let (token, kid) = (format!("forged{number}"), format!("x{number}"));
        assert!(!host.verify_again(&token, CheckId::SignatureValue, Ok(good(&["k1"]))));
        host.once(&kid, Ok(good(&["k1"])));
    }
    // Five minutes hold ten cooldowns; unknown names beside them cost nothing more.
    assert_eq!(host.fetches(), 1 + 10);
}

#[test]
fn the_same_token_costs_one_fetch_and_keeps_no_other_from_its_own() {
    let mut host = Host::new();
    host.once("k1", Ok(good(&["k1"])));
    host.pass(30 * SECOND);
    for _ in 0..290 {
        assert!(!host.verify_again("forged", CheckId::SignatureValue, Ok(good(&["k1"]))));
        host.pass(SECOND);
    }
    assert_eq!(host.fetches(), 2);
    let outcomes: Vec<UnknownKid> = host
        .remote
        .take_events()
        .into_iter()
        .filter_map(|event| match event {
            KeysEvent::NotVerified { outcome } => Some(outcome),
            _ => None,
        })
        .collect();
    assert_eq!(outcomes[0], UnknownKid::Fetch);
    assert_eq!(outcomes.last(), Some(&UnknownKid::Remembered));
    assert!(host.verify_again("good", CheckId::SignatureValue, renamed()));
    assert_eq!(host.fetches(), 3);
}

#[test]
fn an_endpoint_that_is_down_leaves_the_verdict_as_it_is() {
    let mut host = Host::new();
    host.once("k1", Ok(good(&["k1"])));
    host.pass(60 * SECOND);
    for number in 0..50 {
        assert!(!host.verify_again(&format!("{number}"), CheckId::SignatureValue, DOWN));
        assert_eq!(host.once("k1", DOWN), LookUpOutcome::Found);
    }
    assert_eq!(host.fetches(), 2);
}
