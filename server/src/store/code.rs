//! Authorization codes: each is taken once, by the client that it was made for.

use claimscope_core::time::Timestamp;

use super::{Key, SignedIn, Store, key_of};
use crate::random::handle;

/// What a code stands for ([RFC 6749 §4.1.2](https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2)).
#[derive(Clone, Debug)]
pub(crate) struct Code {
    pub(crate) client_id: String,
    /// Exactly as the authorization request had it.
    pub(crate) redirect_uri: String,
    pub(crate) signed_in: SignedIn,
    pub(crate) scopes: Vec<String>,
    pub(crate) nonce: Option<String>,
    /// `s_hash`, the left half of the hash of `state`.
    pub(crate) state_hash: Option<String>,
    pub(crate) challenge: Option<CodeChallenge>,
    /// The APIs that the authorization request named.
    pub(crate) resources: Vec<String>,
    /// The thumbprint of the key that may redeem it, where the request named one.
    pub(crate) thumbprint: Option<String>,
    pub(crate) expires: Timestamp,
}

/// What the `code_verifier` must fit ([RFC 7636 §4.4](https://www.rfc-editor.org/rfc/rfc7636#section-4.4)).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CodeChallenge {
    pub(crate) value: String,
    pub(crate) method: ChallengeMethod,
}

/// `code_challenge_method`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChallengeMethod {
    Plain,
    S256,
}

/// Why a code is not there to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CodeFault {
    /// No such code was made, or it is long gone.
    Unknown,
    /// It was taken before; so many tokens that came of it were ended now.
    Used { revoked: usize },
    /// It is another client's, for whom it stays.
    OtherClient,
}

#[derive(Debug)]
pub(super) enum Entry {
    Unused(Box<Code>),
    Used {
        client_id: String,
        /// Whether it came again and everything of it was ended.
        ended: bool,
    },
}

impl Store {
    /// Keeps what a new code stands for; gives the code.
    pub(crate) fn keep_code(&self, code: Code, now: Timestamp) -> String {
        let handle = handle();
        let expires = code.expires;
        let entry = Entry::Unused(Box::new(code));
        self.inner()
            .codes
            .insert(key_of(&handle), entry, expires, now);
        handle
    }

    /// Takes a code, expired or not: of two requests with the same code one gets it, whatever the other does.
    /// `revoke` has a second one end what came of the first.
    ///
    /// # Errors
    /// There is nothing to take; see [`CodeFault`].
    pub(crate) fn take_code(
        &self,
        code: &str,
        client_id: &str,
        revoke: bool,
    ) -> Result<Code, CodeFault> {
        let key = key_of(code);
        let mut inner = self.inner();
        match inner.codes.get_mut(&key) {
            None => Err(CodeFault::Unknown),
            Some(Entry::Unused(code)) if code.client_id != client_id => Err(CodeFault::OtherClient),
            Some(Entry::Used { client_id: of, .. }) if of != client_id => {
                Err(CodeFault::OtherClient)
            }
            Some(Entry::Used { ended, .. }) => {
                *ended |= revoke;
                let revoked = if revoke { inner.end_family(&key) } else { 0 };
                Err(CodeFault::Used { revoked })
            }
            Some(entry) => {
                let used = Entry::Used {
                    client_id: client_id.to_owned(),
                    ended: false,
                };
                match std::mem::replace(entry, used) {
                    Entry::Unused(code) => Ok(*code),
                    Entry::Used { .. } => Err(CodeFault::Used { revoked: 0 }),
                }
            }
        }
    }
}

impl super::Inner {
    /// Whether the code came a second time, so that nothing may come of it any more.
    pub(super) fn is_ended(&self, origin: &Key) -> bool {
        matches!(
            self.codes.get(origin),
            Some(Entry::Used { ended: true, .. })
        )
    }

    /// Ends every token that came of the code `origin`, and says how many they were.
    fn end_family(&mut self, origin: &Key) -> usize {
        let of_code = |of: &Option<Key>| of.as_ref() == Some(origin);
        let refresh = self
            .refresh_tokens
            .remove_where(|token| of_code(&token.origin));
        let reference = self
            .reference_tokens
            .remove_where(|token| of_code(&token.origin));
        refresh + reference
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code() -> Code {
        Code {
            client_id: "interactive".to_owned(),
            redirect_uri: String::new(),
            signed_in: SignedIn {
                subject_id: "1".to_owned(),
                auth_time: Timestamp::default(),
                sid: None,
            },
            scopes: Vec::new(),
            nonce: None,
            state_hash: None,
            challenge: None,
            resources: Vec::new(),
            thumbprint: None,
            expires: Timestamp::from_unix_seconds(300),
        }
    }

    #[test]
    fn of_many_that_race_for_a_code_one_gets_it() {
        let store = Store::new();
        let handle = store.keep_code(code(), Timestamp::default());
        assert_eq!(
            store.take_code(&handle, "other", false).unwrap_err(),
            CodeFault::OtherClient
        );
        let winners: usize = std::thread::scope(|scope| {
            let racers: Vec<_> = (0..16)
                .map(|_| scope.spawn(|| store.take_code(&handle, "interactive", false).is_ok()))
                .collect();
            racers
                .into_iter()
                .map(|racer| usize::from(racer.join().unwrap()))
                .sum()
        });
        assert_eq!(winners, 1);
        assert_eq!(
            store
                .take_code("nothing", "interactive", false)
                .unwrap_err(),
            CodeFault::Unknown
        );
    }
}
