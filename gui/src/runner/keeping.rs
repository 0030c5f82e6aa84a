//! Tokens that outlive the program: found at the start, kept as they come, renewed by one process at a time, deleted.

use std::sync::Arc;
use std::time::Duration;

use claimscope_client::session::{FreshToken, KeptRow, NamedRow, Session};
use claimscope_client::{RowName, SealedStore, SessionError, StoreError};

use super::{Shared, convert};
use crate::asked::Asker;
use crate::connection::ConnectionId;
use crate::results::{FailureText, Keeping, KeptAs, TokenResult};
use crate::sentence::sentence;

/// How long another process may take with a row that is to be deleted.
const PATIENCE: Duration = Duration::from_secs(10);

impl Shared {
    /// The store, which is opened when somebody first needs it: a keychain may ask for a password.
    async fn store(&self) -> Result<Arc<SealedStore>, StoreError> {
        self.store.get_or_try_init(open).await.cloned()
    }

    /// The session, which keeps its tokens; why not, where it cannot.
    async fn keeping(&self, session: Session) -> (Session, Option<StoreError>) {
        match self.store().await {
            Ok(store) => (session.keeping_tokens(store), None),
            Err(error) => (session, Some(error)),
        }
    }

    /// The token that is kept. Nothing is sent.
    pub(super) async fn look_for_kept(
        &self,
        id: ConnectionId,
        session: Session,
    ) -> Result<Option<TokenResult>, FailureText> {
        let (session, error) = self.keeping(session).await;
        if let Some(error) = error {
            return Err(failure(error));
        }
        let Some(obtained) = session.kept_token().map_err(failure)? else {
            return Ok(None);
        };
        self.take_key(id, &session);
        Ok(Some(TokenResult {
            keeping: kept(&session),
            ..convert::token(obtained)
        }))
    }

    /// The token that is kept, renewed where it is at its end, or one that is asked for.
    pub(super) async fn fresh(
        &self,
        id: ConnectionId,
        session: Session,
    ) -> Result<TokenResult, FailureText> {
        let (session, error) = self.keeping(session).await;
        let fresh = session.fresh_token().await.map_err(convert::failure)?;
        self.take_key(id, &session);
        Ok(result(&session, fresh, error))
    }

    /// A new token, which takes the place of the one that is kept.
    pub(super) async fn new_to_keep(
        &self,
        id: ConnectionId,
        session: Session,
    ) -> Result<TokenResult, FailureText> {
        let (session, error) = self.keeping(session).await;
        let fresh = session.new_token().await.map_err(convert::failure)?;
        self.take_key(id, &session);
        Ok(result(&session, fresh, error))
    }

    /// A kept token renewed: by the session that keeps it, whatever was edited since.
    pub(super) async fn renew_kept(
        &self,
        asker: Asker,
        kept: &KeptAs,
        held: &TokenResult,
    ) -> Result<TokenResult, FailureText> {
        let Some(obtained) = &held.obtained else {
            return Err(FailureText::new(
                "There is no such token.",
                "Get a new one.",
            ));
        };
        let person = self.person(asker, kept.session.connection());
        let session = kept.session.clone().with_person(person);
        let fresh = session.renewed_token(obtained).await;
        Ok(result(&session, fresh.map_err(convert::failure)?, None))
    }

    pub(super) async fn list_kept(&self) -> Result<Vec<NamedRow>, FailureText> {
        let store = self.store().await.map_err(failure)?;
        KeptRow::all(&store).map_err(failure)
    }

    /// Deletes these rows, or all, for which no key is needed. Gives what is kept then.
    pub(super) async fn delete_kept(
        &self,
        rows: Option<Vec<RowName>>,
    ) -> Result<Vec<NamedRow>, FailureText> {
        match rows {
            Some(rows) => {
                let store = self.store().await.map_err(failure)?;
                store.delete(&rows, PATIENCE).await.map_err(failure)?;
            }
            None => {
                let folder = match self.store.get() {
                    Some(store) => store.folder().to_owned(),
                    None => SealedStore::default_folder().map_err(failure)?,
                };
                let deleted = SealedStore::delete_all(&folder, PATIENCE).await;
                if deleted.map_err(failure)? == 0 && self.store.get().is_none() {
                    return Ok(vec![]);
                }
            }
        }
        self.list_kept().await
    }
}

async fn open() -> Result<Arc<SealedStore>, StoreError> {
    let folder = SealedStore::default_folder()?;
    Ok(Arc::new(SealedStore::open(folder).await?))
}

fn failure(error: StoreError) -> FailureText {
    convert::failure(SessionError::from(error))
}

fn kept(session: &Session) -> Keeping {
    match session.kept_as() {
        Some(row) => {
            let session = session.clone();
            Keeping::Kept(Box::new(KeptAs { row, session }))
        }
        None => Keeping::No,
    }
}

/// The token, with what is to be said of its keeping. `error` is why the store could not be opened.
fn result(session: &Session, fresh: FreshToken, error: Option<StoreError>) -> TokenResult {
    let mut notes = Vec::new();
    if let Some(error) = &fresh.row_damage {
        notes.push(format!(
            "What was kept was set aside: {}",
            sentence(&error.message())
        ));
    }
    if let Some(failure) = &fresh.renewal_failure {
        notes.push(format!(
            "The kept token could not be renewed: {}",
            sentence(&failure.message())
        ));
    }
    TokenResult {
        keeping: match error.or(fresh.keep_failure) {
            Some(error) => Keeping::Failed(sentence(&error.to_string())),
            None => kept(session),
        },
        notes,
        ..convert::token((*fresh.token).clone())
    }
}
