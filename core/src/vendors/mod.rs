//! What one provider or product does differently about tokens, a file each; every fact names its source.
//!
//! Here stands what a verdict or a check's advice needs. What such a provider says in its messages is
//! `claimscope-oauth`'s, in a folder of the same name.

pub mod cognito;
pub mod entra;
pub mod identityserver;
pub mod keycloak;
