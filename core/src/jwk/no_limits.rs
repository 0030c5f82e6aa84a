//! In place of `limits` where neither PEM nor certificates are read: nothing else could say more than a JWK does.

use super::Material;
use crate::alg::Algorithm;
use crate::time::Timestamp;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Limits;

#[allow(clippy::unused_self, reason = "the shape of `limits`")]
impl Limits {
    pub(crate) fn refused(&self, _: Algorithm) -> Option<&'static str> {
        None
    }

    #[cfg(feature = "registry")]
    pub(crate) fn only(&self) -> Option<&'static str> {
        None
    }

    pub(crate) fn alg(&self) -> Option<&'static str> {
        None
    }

    pub(super) fn no_signatures(&self) -> bool {
        false
    }

    pub(crate) fn outside_validity(&self, _: Timestamp) -> Option<String> {
        None
    }

    #[cfg(feature = "summary")]
    pub(crate) fn next_change(&self, _: Timestamp) -> Option<Timestamp> {
        None
    }

    pub(super) fn x5c_problem(&self) -> Option<&'static str> {
        None
    }
}

pub(super) fn limits_of_x5c(_: &Material, _: &str) -> Limits {
    Limits
}
