//! A fixed clock, a signed token, and the model as it stands once the playground is up.

mod answers;
mod results;
mod script;

use claimscope_client::session::Fault;
use claimscope_core::alg::Algorithm;
use claimscope_core::crypto::SigningKey;
use claimscope_core::json::Object;
use claimscope_core::jwk::Jwk;
use claimscope_core::jwt;
use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;
use claimscope_gui::connection::Field;
use claimscope_gui::effect::{Effect, RunPlan, Work};
use claimscope_gui::message::{Command, Message};
use claimscope_gui::model::Model;
use claimscope_gui::saved::Saved;

pub(crate) use answers::answer;
pub(crate) use results::{
    called, discovery, gave, inspected, refused, renewable, stepped, token_result,
};
pub(crate) use script::Script;

/// Everything happens at this moment.
pub(crate) const NOW: Timestamp = Timestamp::from_unix_seconds(1_800_000_000);
const SECRET: &[u8] = b"a shared secret of thirty-two bytes";

/// A token of the playground that lives for `seconds`.
pub(crate) fn token(seconds: i64) -> String {
    let claims = Object::new()
        .with("iss", "http://localhost:5001")
        .with("aud", "api1")
        .with("client_id", "client")
        .with("scope", "api1")
        .with("iat", NOW.unix_seconds())
        .with("exp", NOW.unix_seconds() + seconds);
    let jwk = Jwk::from_secret(Secret::new(SECRET));
    let key = SigningKey::new(&jwk, Algorithm::HS256).unwrap();
    let mut no_entropy = |_: &mut [u8]| Ok(());
    jwt::sign(
        &Object::new().with("typ", "at+jwt"),
        &claims,
        &key,
        &mut no_entropy,
    )
    .unwrap()
}

/// The state once the playground is up.
pub(crate) fn model() -> Model {
    let mut model = Model::new(Saved::default());
    update(&mut model, answer(&Work::StartPlayground));
    model
}

/// The same with a connection of the person's own, selected.
pub(crate) fn own_connection() -> Model {
    let mut model = model();
    for command in [
        Command::NewConnection,
        Command::Edit(Field::Issuer, "http://localhost:5001".into()),
        Command::Edit(Field::ClientId, "orders".into()),
        Command::Edit(Field::ClientSecret, "secret".into()),
        Command::Edit(Field::ApiUrl, "http://localhost:6001/orders".into()),
    ] {
        update(&mut model, command);
    }
    model
}

/// The run that a command begins.
pub(crate) fn begun(model: &mut Model, command: Command) -> RunPlan {
    match &work(model, command)[..] {
        [Work::Run(plan)] => plan.clone(),
        other => panic!("a run expected, not {other:?}"),
    }
}

/// The fault with that name.
pub(crate) fn fault(name: &str) -> Option<&'static Fault> {
    let fault = Fault::from_name(name);
    assert!(fault.is_some(), "{name}");
    fault
}

/// The work that a message leads to.
pub(crate) fn update(model: &mut Model, message: impl Into<Message>) -> Vec<Work> {
    update_at(model, message, NOW)
}

/// The same; reads better for what a person wants.
pub(crate) fn work(model: &mut Model, command: Command) -> Vec<Work> {
    update(model, command)
}

/// The work that a message leads to at another moment.
pub(crate) fn update_at(
    model: &mut Model,
    message: impl Into<Message>,
    now: Timestamp,
) -> Vec<Work> {
    let effects = claimscope_gui::update::update(model, message, now);
    effects
        .into_iter()
        .filter_map(|effect| match effect {
            Effect::Work(work) => Some(work),
            Effect::Switch(_) | Effect::Window(_) => None,
        })
        .collect()
}
