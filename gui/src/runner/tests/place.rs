//! The place Inspect with real work: a response's tokens, a token of one's own, and an API's metadata.

use super::{live, playground, run_until};
use crate::decrypting::DecryptionForm;
use crate::inspect_place::{PlaceCommand, PlaceTab};
use crate::judging::Judging;
use crate::message::Command;
use crate::model::Model;
use crate::sign::{SignCommand, SignField};
use crate::workspace::KeyChoice;
use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::SigningKey;
use claimscope_core::json::Object;
use claimscope_core::jwk::Jwk;
use claimscope_core::jwt;
use claimscope_core::report::{Format, Verdict};
use claimscope_core::secret::Secret;

fn idle(model: &Model) -> bool {
    let place = &model.place;
    !model.is_busy() && !place.sign.making.is_pending() && !place.sign.signed.is_pending()
}

fn sign(command: SignCommand) -> Command {
    Command::Place(PlaceCommand::Sign(command))
}

#[test]
fn a_token_that_a_made_key_signed_is_verified_by_its_public_half() {
    let mut runner = live();
    let mut model = playground(&mut runner);
    for command in [
        Command::Place(PlaceCommand::Show(PlaceTab::Sign)),
        sign(SignCommand::RenewTimes),
        sign(SignCommand::MakeKey),
        sign(SignCommand::Sign),
        sign(SignCommand::InspectIt),
        Command::Verify,
    ] {
        run_until(&mut runner, &mut model, command, idle);
    }
    let inspect = &model.workspace().unwrap().inspect;
    let report = inspect.current_report().unwrap().report();
    assert_eq!(report.verdict, Verdict::Accepted, "{:?}", report.summary);
    assert_eq!(report.waived, ["issuer", "audience"]);
    // Another payload under the same key is another token.
    let edit = SignCommand::Edit(SignField::Claims, r#"{"exp":1}"#.into());
    for command in [
        sign(edit),
        sign(SignCommand::Sign),
        sign(SignCommand::InspectIt),
        Command::Verify,
    ] {
        run_until(&mut runner, &mut model, command, idle);
    }
    let inspect = &model.workspace().unwrap().inspect;
    let report = inspect.current_report().unwrap().report();
    assert_eq!(report.verdict, Verdict::Rejected);
}

#[test]
fn a_chosen_token_of_a_response_is_looked_at_and_verified_in_its_text() {
    let mut runner = live();
    let mut model = playground(&mut runner);
    for command in [
        Command::Place(PlaceCommand::Show(PlaceTab::Sign)),
        sign(SignCommand::MakeKey),
        sign(SignCommand::Sign),
        sign(SignCommand::InspectIt),
    ] {
        run_until(&mut runner, &mut model, command, idle);
    }
    let own = model.workspace().unwrap().inspect.text.expose().to_owned();
    let response =
        format!(r#"{{"access_token":"eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.c2ln","id_token":"{own}"}}"#);
    for command in [
        Command::EditInspect(response.as_str().into()),
        Command::Place(PlaceCommand::ShowToken(1)),
    ] {
        run_until(&mut runner, &mut model, command, idle);
    }
    let shown = |model: &Model| {
        model
            .workspace()
            .unwrap()
            .inspect
            .current_report()
            .unwrap()
            .clone()
    };
    let inspected = shown(&model);
    assert_eq!(inspected.look.inspection.token, own);
    assert_eq!(inspected.look.inspection.tokens.len(), 2);
    let span = inspected.spans[0];
    assert_eq!(
        &response[span.start..span.end],
        own.split('.').next().unwrap()
    );
    assert_eq!(model.keys_of(model.selected).0, KeyChoice::Given);
    run_until(&mut runner, &mut model, Command::Verify, idle);
    let inspected = shown(&model);
    assert_eq!(inspected.report().verdict, Verdict::Accepted);
    assert_eq!(inspected.look.inspection.tokens.len(), 2);
}

#[test]
fn the_token_in_an_encrypted_one_is_verified_by_the_same_checks() {
    let mut runner = live();
    let mut model = playground(&mut runner);
    let idle = |model: &Model| !model.is_busy();
    let case = include_str!("../../../../core/tests/data/jwe-nested.json");
    let case: serde_json::Value = serde_json::from_str(case).unwrap();
    let text = |name: &str| case[name].as_str().unwrap();
    let form = DecryptionForm {
        key: case["key"].to_string().into(),
        ..DecryptionForm::default()
    };
    let judging = Judging {
        at: "1516239100".to_owned(),
        ..Judging::default()
    };
    for command in [
        Command::Place(PlaceCommand::Show(PlaceTab::Inspect)),
        Command::EditInspect(text("token").into()),
        Command::Place(PlaceCommand::Judge(judging)),
        Command::SetKeyChoice(KeyChoice::Secret),
        Command::EditKey(text("secret").into()),
        Command::Verify,
    ] {
        run_until(&mut runner, &mut model, command, idle);
    }
    let verdict = |model: &Model| {
        let inspect = &model.workspace().unwrap().inspect;
        let report = inspect.current_report().unwrap().report();
        (report.format, report.verdict)
    };
    assert_eq!(verdict(&model).0, Format::Jwe);
    let decrypt = Command::Place(PlaceCommand::Decrypt(form));
    run_until(&mut runner, &mut model, decrypt, idle);
    assert_eq!(verdict(&model), (Format::Jws, Verdict::Unverified));
    run_until(&mut runner, &mut model, Command::Verify, idle);
    assert_eq!(verdict(&model), (Format::Jws, Verdict::Accepted));
    let another = Command::EditKey("another secret of 32 bytes, at least".into());
    run_until(&mut runner, &mut model, another, idle);
    run_until(&mut runner, &mut model, Command::Verify, idle);
    assert_eq!(verdict(&model), (Format::Jws, Verdict::Rejected));
}

/// One payload, with a signature by each of these secrets.
fn signed_by(secrets: &[&str]) -> String {
    let claims = Object::new().with("exp", 4_000_000_000_i64);
    let mut payload = String::new();
    let signatures = secrets.iter().map(|secret| {
        let jwk = Jwk::from_secret(Secret::from(*secret));
        let key = SigningKey::new(&jwk, Algorithm::HS256).unwrap();
        let mut no_entropy = |_: &mut [u8]| Ok(());
        let token = jwt::sign(&Object::new(), &claims, &key, &mut no_entropy).unwrap();
        let parts: Vec<&str> = token.split('.').collect();
        parts[1].clone_into(&mut payload);
        format!(
            r#"{{"protected":"{}","signature":"{}"}}"#,
            parts[0], parts[2]
        )
    });
    let signatures = signatures.collect::<Vec<_>>().join(",");
    format!(r#"{{"payload":"{payload}","signatures":[{signatures}]}}"#)
}

#[test]
fn each_of_several_signatures_is_judged_and_the_headline_says_which_it_is_on() {
    const SECRETS: [&str; 2] = [
        "the first secret has thirty-two bytes",
        "the second secret has thirty-two too",
    ];
    let mut runner = live();
    let mut model = playground(&mut runner);
    for command in [
        Command::Place(PlaceCommand::Show(PlaceTab::Inspect)),
        Command::EditInspect(signed_by(&SECRETS).into()),
        Command::SetKeyChoice(KeyChoice::Secret),
        Command::EditKey(SECRETS[1].into()),
        Command::Verify,
    ] {
        run_until(&mut runner, &mut model, command, idle);
    }
    let judged = |model: &Model| {
        let inspect = &model.workspace().unwrap().inspect;
        let inspected = inspect.current_report().unwrap();
        let each = inspected.signatures.iter();
        let each = each.map(|one| (one.verdict, one.is_shown)).collect();
        (inspected.report().verdict, inspected.headline(), each)
    };
    // Nobody chose one: one that holds is enough, as in the terminal.
    let (verdict, headline, each): (_, _, Vec<_>) = judged(&model);
    assert_eq!(verdict, Verdict::Accepted);
    assert_eq!(
        each,
        [(Verdict::Rejected, false), (Verdict::Accepted, true)]
    );
    assert!(headline.starts_with("signature 2 of 2: "), "{headline}");
    assert!(headline.ends_with("; no other is accepted"), "{headline}");
    // One that is chosen is not accepted for the sake of another, the first no more than the others.
    for command in [Command::Place(PlaceCommand::ShowToken(0)), Command::Verify] {
        run_until(&mut runner, &mut model, command, idle);
    }
    let (verdict, headline, each) = judged(&model);
    assert_eq!(verdict, Verdict::Rejected);
    assert_eq!(
        each,
        [(Verdict::Rejected, true), (Verdict::Accepted, false)]
    );
    assert!(headline.starts_with("signature 1 of 2: "), "{headline}");
    for command in [
        Command::Place(PlaceCommand::ShowToken(1)),
        Command::EditKey(SECRETS[0].into()),
        Command::Verify,
    ] {
        run_until(&mut runner, &mut model, command, idle);
    }
    let (verdict, headline, each) = judged(&model);
    assert_eq!(verdict, Verdict::Rejected);
    assert_eq!(
        each,
        [(Verdict::Accepted, false), (Verdict::Rejected, true)]
    );
    let others = "; accepted beside it: signature 1";
    assert!(headline.starts_with("signature 2 of 2: ") && headline.ends_with(others));
}
