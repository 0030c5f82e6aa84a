//! What one provider or product does differently about tokens, a file each; every fact names its source.
//!
//! Here stands what a verdict or a check's advice needs. What such a provider says in its messages is
//! `claimscope-oauth`'s, in a folder of the same name.

pub mod cognito;
pub mod entra;
pub mod identityserver;
pub mod keycloak;

/// What to do where a token has these audiences in place of the expected one, and they are known to be a provider's own.
pub fn audience_advice<T: AsRef<str>>(audiences: &[T]) -> Option<&'static str> {
    let all = |is_one: fn(&str) -> bool| audiences.iter().all(|it| is_one(it.as_ref()));
    if audiences.is_empty() {
        None
    } else if all(keycloak::is_default_audience) {
        Some(keycloak::DEFAULT_AUDIENCE_ADVICE)
    } else if all(entra::is_graph) {
        Some(entra::GRAPH_ADVICE)
    } else if all(identityserver::is_static_audience) {
        Some(identityserver::STATIC_AUDIENCE_ADVICE)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_providers_own_audience_is_known_where_it_stands_alone() {
        let advice = |audiences: &[&str]| audience_advice(audiences);
        assert_eq!(
            advice(&["account"]),
            Some(keycloak::DEFAULT_AUDIENCE_ADVICE)
        );
        assert_eq!(
            advice(&["https://graph.microsoft.com"]),
            Some(entra::GRAPH_ADVICE)
        );
        assert_eq!(
            advice(&["https://id.example/resources"]),
            Some(identityserver::STATIC_AUDIENCE_ADVICE)
        );
        assert_eq!(advice(&["account", "api1"]), None);
        assert_eq!(advice(&[]), None);
    }
}
