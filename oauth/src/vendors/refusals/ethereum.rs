//! Ethereum's execution clients ([authentication]), whose tokens are signed with a secret that is written in hex.
//!
//! [authentication]: https://github.com/ethereum/execution-apis/blob/main/src/engine/authentication.md

use super::facts::{Call, Remark};
use super::{Cause, Certainty};

/// How far `iat` may be from the client's clock, in seconds.
const IAT_SECONDS: u64 = 60;

/// What such a token may claim.
const CLAIMS: [&str; 3] = ["iat", "id", "clv"];

/// A token with `iat` and no end, which these clients take for a minute.
pub(super) fn issued_alone(call: &Call<'_>) -> Option<Remark> {
    let claims = call.claims.filter(|_| call.status == 401)?;
    let issued = claims.numeric_date("iat")?;
    let is_such = claims.iter().all(|(name, _)| CLAIMS.contains(&name));
    let apart = call
        .server_now
        .unix_seconds()
        .abs_diff(issued.unix_seconds());
    (is_such && apart > IAT_SECONDS).then(|| Remark {
        cause: Cause::Expired,
        certainty: Certainty::Possible,
        line: format!(
            "token iat = {issued}, {apart} s from the server's clock, and no exp: Ethereum's execution clients take such a token within {IAT_SECONDS} s"
        ),
        instead_of: &[],
    })
}
