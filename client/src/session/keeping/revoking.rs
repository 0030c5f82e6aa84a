//! A kept token that is not wanted any more: told to the issuer, and forgotten here.

use claimscope_core::secret::Secret;
use claimscope_oauth::Finding;

use super::TOKEN;
use crate::SessionError;
use crate::session::{ObtainedToken, Session};

/// `token_type_hint` of an access token, and of a refresh token ([RFC 7009 §2.1]).
///
/// [RFC 7009 §2.1]: https://www.rfc-editor.org/rfc/rfc7009#section-2.1
const HINTS: [&str; 2] = ["access_token", "refresh_token"];

impl Session {
    /// Revokes what is kept for the connection, and forgets it: the refresh token first, so that nothing new comes of it, then
    /// the access token; with a hint that one alone. No token is asked for or renewed. `None` where nothing of that kind is
    /// kept.
    ///
    /// # Errors
    ///
    /// As [`Session::revoke`], and where the row cannot be read or removed; what the issuer refused to revoke is kept.
    pub async fn revoke_kept(
        &self,
        token_type_hint: Option<&str>,
    ) -> Result<Option<Vec<Finding>>, SessionError> {
        let Some(store) = &self.store else {
            return Ok(None);
        };
        let mut state = self.held.state.lock().await;
        let name = store.name(TOKEN, &self.token_settings());
        // Nobody renews it meanwhile.
        let mut lock = self.row_lock(store, &name).await?;
        let Some(kept) = self.read_token(store, &name)? else {
            return Ok(None);
        };
        let wanted = wanted(&kept, token_type_hint);
        if wanted.is_empty() {
            return Ok(None);
        }
        let mut findings = Vec::new();
        for (token, hint) in wanted {
            let told = self.revoke(token, Some(hint)).await?;
            // Both requests say the same of how the client authenticates.
            findings.extend(
                told.into_iter()
                    .filter(|one| !findings.contains(one))
                    .collect::<Vec<_>>(),
            );
        }
        *state = Default::default();
        lock.remove()?;
        Ok(Some(findings))
    }
}

fn wanted<'a>(
    kept: &'a ObtainedToken,
    token_type_hint: Option<&'a str>,
) -> Vec<(&'a Secret, &'a str)> {
    let [access, refresh] = HINTS;
    let response = &kept.response;
    let refresh_token = response
        .refresh_token
        .as_ref()
        .map(|token| (token, refresh));
    let access_token = Some((&response.access_token, access));
    let all = [refresh_token, access_token].into_iter().flatten();
    all.filter(|(_, kind)| token_type_hint.is_none_or(|hint| hint == *kind))
        .collect()
}
