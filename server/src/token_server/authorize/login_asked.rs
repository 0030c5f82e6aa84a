//! The mark of a request whose user was sent to sign in: with it, the sign-in that follows counts as made for the request
//! ([OpenID Connect Core §3.1.2.1](https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest): `prompt=login` and
//! `max_age` ask for one sign-in, and however long consent takes afterwards, for no second one).

use claimscope_core::time::Timestamp;
use subtle::ConstantTimeEq;

use crate::http::Form;
use crate::random::upper_hex;
use crate::store::{Session, Store};

/// The parameter that stands beside the request's own on the way back from signing in.
const PARAMETER: &str = "login_asked";

/// How long a mark holds, in seconds.
const LIFETIME_SECONDS: i64 = 3_600;

/// When a user was sent to sign in, and the session that was there then.
#[derive(Clone, Debug)]
pub(crate) struct LoginAsked {
    at: Timestamp,
    sid: String,
}

impl LoginAsked {
    /// The mark that a request carries; `None` where there is none, it is old, or this server did not make it for these
    /// very parameters.
    pub(super) fn read(store: &Store, brought: &Form, now: Timestamp) -> Option<Self> {
        let (stated, mac) = brought.get(PARAMETER)?.rsplit_once('.')?;
        let expected = mac_of(store, stated, &brought.without(PARAMETER));
        if !bool::from(expected.as_bytes().ct_eq(mac.as_bytes())) {
            return None;
        }
        let (at, sid) = stated.split_once('.')?;
        let at = Timestamp::from_unix_seconds(at.parse().ok()?);
        (now <= at.plus_seconds(LIFETIME_SECONDS)).then(|| Self {
            at,
            sid: sid.to_owned(),
        })
    }

    /// Whether `session` was opened by a sign-in after the mark was made.
    pub(super) fn is_answered_by(&self, session: &Session) -> bool {
        session.sid != self.sid && session.auth_time >= self.at
    }

    /// The request with a new mark.
    pub(super) fn mark(
        store: &Store,
        brought: &Form,
        session: Option<&Session>,
        now: Timestamp,
    ) -> Form {
        let bare = brought.without(PARAMETER);
        let sid = session.map_or("", |session| &session.sid);
        let stated = format!("{}.{sid}", now.unix_seconds());
        let mac = mac_of(store, &stated, &bare);
        let mut fields = bare.fields().to_vec();
        fields.push((PARAMETER.to_owned(), format!("{stated}.{mac}")));
        Form::from_fields(fields)
    }
}

fn mac_of(store: &Store, stated: &str, parameters: &Form) -> String {
    upper_hex(&store.keyed_hash(&format!("login|{stated}|{}", parameters.encode())))
}
