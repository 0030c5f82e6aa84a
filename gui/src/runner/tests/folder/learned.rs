//! What is learned of an API, kept in a connection whose file has variables.

use super::*;
use crate::inspect_place::PlaceCommand;
use crate::results::CallResult;
use crate::why::{WhyCommand, WhyField};

const SHOP: &str = "claimscope = 1\nissuer = \"https://sts.example\"\n[expect]\nissuer = [\"https://old.example\"]\n\
    audience = [\"{{api_id}}\"]\nscopes = [\"{{scope}}\"]\n";
const ENVIRONMENTS: &str = "[staging]\napi_id = \"api-staging\"\nscope = \"read\"\n\
    [live]\napi_id = \"api-live\"\nscope = \"read\"\n";

#[test]
fn what_is_learned_takes_no_variable_s_place_and_an_old_issuer_goes() {
    let mut window = Window::of(&[("shop.toml", SHOP), ("environments.toml", ENVIRONMENTS)]);
    window.select("shop");
    let id = window.model.selected;
    let keep = |window: &mut Window, learned: &[(WhyField, &str)]| {
        window.select("shop");
        let call = &mut window.model.workspace_mut(id).call;
        call.put(Ok(CallResult::default()));
        let learned = learned.iter();
        let learned = learned.map(|(field, text)| WhyCommand::Edit(*field, (*text).into()));
        let all = [WhyCommand::ExplainCall].into_iter().chain(learned);
        for command in all.chain([WhyCommand::Keep]) {
            window.until(Command::Place(PlaceCommand::Why(command)), |_| true);
        }
        window.write();
    };
    keep(&mut window, &[]);
    assert_eq!(window.text("shop.toml"), SHOP);
    // Even where another environment was chosen meanwhile.
    keep(&mut window, &[(WhyField::Audience, "api-live")]);
    assert_eq!(window.text("shop.toml"), SHOP);
    let learned = [
        (WhyField::Issuer, "https://sts.example"),
        (WhyField::Scopes, "write"),
    ];
    keep(&mut window, &learned);
    let text = window.text("shop.toml");
    assert!(!text.contains("old.example"), "{text}");
    assert!(text.contains("{{api_id}}"), "{text}");
    assert!(text.contains("scopes = [\"write\"]"), "{text}");
}
