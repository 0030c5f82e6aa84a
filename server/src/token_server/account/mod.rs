//! The pages behind which a user signs in, consents and signs out.

mod consent;
mod device;
mod login;
mod logout;
mod return_url;

pub(super) use consent::answer as consent;
pub(super) use device::answer as device;
pub(super) use login::answer as login;
pub(super) use logout::answer as logout;
