//! What one connection's steps have brought.

mod calls;

use std::collections::BTreeMap;

use claimscope_client::workspace::SavedKeys;

use crate::about_token::Told;
use crate::asked::{Asked, AskedBy, Asker};
use crate::connection::ConnectionForm;
use crate::cookies::Cookies;
use crate::decrypting::DecryptionForm;
use crate::judging::Judging;
use crate::probe::ProbeStep;
use crate::remedy::RemedyStep;
use crate::remote::Remote;
use crate::removed_part::RemovedPart;
use crate::request::{RequestForm, RequestId};
use crate::response_view::ResponseView;
use crate::results::{CallResult, DiscoveryResult, Inspected, LoggedIn, TokenResult};
use crate::sensitive::Sensitive;
use crate::session_plan::SessionPlan;
use crate::steps::RunProgress;
use crate::token_history::TokenHistory;

pub use calls::OtherCall;

/// Where the keys for verifying come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeyChoice {
    /// The keys that the connection's issuer publishes.
    #[default]
    Issuer,
    /// Those that the connection's file names: another file, or where a key or a secret is.
    File,
    /// The set that is published at the connection's JWKS URL.
    JwksUrl,
    /// A JWK, a JWKS or PEM that the person pastes.
    Given,
    /// A shared secret that the person types.
    Secret,
}

impl KeyChoice {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::File,
        Self::Issuer,
        Self::JwksUrl,
        Self::Given,
        Self::Secret,
    ];

    /// Those that a connection's tokens are verified with, where nobody chose others.
    pub(crate) fn usual(form: &ConnectionForm) -> Self {
        match (&form.file_keys, form.uses_jwks_url) {
            (SavedKeys::Issuer, _) if !form.public_key.is_empty() => Self::Given,
            (SavedKeys::Issuer, false) => Self::Issuer,
            (SavedKeys::Issuer, true) => Self::JwksUrl,
            _ => Self::File,
        }
    }

    /// Its title.
    pub fn title(self) -> &'static str {
        match self {
            Self::File => "As the file says",
            Self::Issuer => "Issuer's keys",
            Self::JwksUrl => "A JWKS URL",
            Self::Given => "A key or JWKS",
            Self::Secret => "A shared secret",
        }
    }
}

/// What a person verifies with in place of what the connection says; in memory, as far as nothing is in the connection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnKeys {
    /// The source, where one was chosen.
    pub(crate) choice: Option<KeyChoice>,
    /// A key that the connection does not have.
    pub(crate) given: Sensitive,
    /// The shared secret, while it is chosen.
    pub(crate) secret: Sensitive,
}

impl OwnKeys {
    /// The source of the keys at a connection, and the key or secret as text.
    pub(crate) fn at(&self, form: &ConnectionForm) -> (KeyChoice, Sensitive) {
        let choice = self.choice.unwrap_or_else(|| KeyChoice::usual(form));
        let text = match choice {
            KeyChoice::Given if self.given.is_blank() => Sensitive::from(&*form.public_key),
            KeyChoice::Given => self.given.clone(),
            KeyChoice::Secret => self.secret.clone(),
            KeyChoice::File | KeyChoice::Issuer | KeyChoice::JwksUrl => Sensitive::default(),
        };
        (choice, text)
    }
}

/// A request that can be put back, as long as the program runs.
#[derive(Clone, Debug)]
pub struct DeletedRequest {
    /// The request.
    pub request: RequestForm,
    /// Where it stood in the list.
    pub(crate) index: usize,
    /// The empty one that came in its place, where it was the only one.
    pub(crate) empty: Option<RequestId>,
    /// Its number among all deletions.
    pub(crate) number: u64,
}

/// The text being inspected.
#[derive(Clone, Debug, Default)]
pub struct Inspect {
    /// The text as pasted; may hold a live token, so it is never printed or saved.
    pub text: Sensitive,
    /// Counts the texts: a report belongs to one of them.
    pub revision: u64,
    /// The report.
    pub report: Remote<Inspected>,
    /// What verifies it in place of the connection's keys.
    pub own_keys: OwnKeys,
    /// What it is judged by beside the connection's fields.
    pub judging: Judging,
    /// What opens it, where it is encrypted.
    pub decryption: DecryptionForm,
    /// Which of the tokens in the text the person chose, from 0.
    pub shown_token: Option<usize>,
    /// Whether the last report came from verifying, so that passing time repeats it.
    pub verified: bool,
    /// Whether a person put the text here, so that nothing else may throw it away.
    is_own: bool,
    /// What a person put here, while a token that was obtained is shown in its place.
    pub set_aside: Option<SetAside>,
}

/// A person's own text that gave way to a token or was cleared, with what it is verified with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
    text: Sensitive,
    own_keys: OwnKeys,
}

impl Inspect {
    /// Takes another text of the person's.
    pub(crate) fn edit(&mut self, text: Sensitive) {
        self.replace(text);
        self.is_own = true;
    }

    /// Takes a token that was obtained, which the connection's usual keys are for. The person's own text is set aside.
    pub(crate) fn load(&mut self, text: Sensitive) {
        let own_keys = std::mem::take(&mut self.own_keys);
        let is_kept = self.is_own && !self.text.expose().trim().is_empty() && self.text != text;
        if is_kept {
            self.set_aside = Some(SetAside {
                text: std::mem::take(&mut self.text),
                own_keys,
            });
        }
        self.replace(text);
        self.is_own = false;
    }

    /// Empties it. The person's own text is set aside.
    pub(crate) fn clear(&mut self) {
        if self.is_own && !self.text.is_blank() {
            self.set_aside = Some(SetAside {
                text: std::mem::take(&mut self.text),
                own_keys: self.own_keys.clone(),
            });
        }
        self.edit(Sensitive::default());
    }

    /// Puts back what was set aside; `false` where nothing was.
    pub(crate) fn take_back(&mut self) -> bool {
        let Some(own) = self.set_aside.take() else {
            return false;
        };
        self.edit(own.text);
        self.own_keys = own.own_keys;
        true
    }

    fn replace(&mut self, text: Sensitive) {
        self.text = text;
        // What was tried was tried with the text before.
        self.judging.tried.clear();
        self.shown_token = None;
        self.revision += 1;
        self.forget_proof();
    }

    /// Drops what was proved or is being proved; `false` where nothing was.
    pub(crate) fn forget_proof(&mut self) -> bool {
        let verified = std::mem::take(&mut self.verified);
        if verified {
            self.report.clear();
        }
        verified
    }

    /// Takes a report on the text shown.
    pub(crate) fn put(&mut self, inspected: Inspected) {
        self.report.put(Ok(Inspected {
            text_revision: self.revision,
            ..inspected
        }));
    }

    /// The report, if it speaks of the text shown.
    pub fn current_report(&self) -> Option<&Inspected> {
        self.report
            .ready()
            .filter(|inspected| inspected.text_revision == self.revision)
    }

    /// The report to show: what a look without keys gave stays while the next one is under way, so that nothing flickers.
    pub fn shown_report(&self) -> Option<&Inspected> {
        match self.current_report() {
            None if self.report.is_pending() => self.report.ready(),
            current => current,
        }
    }
}

/// What one connection's steps have brought: they keep their results while another connection is shown.
#[derive(Clone, Debug, Default)]
pub struct Workspace {
    /// Discover.
    pub discovery: Remote<DiscoveryResult>,
    /// Token: what the last request brought.
    pub token: Remote<TokenResult>,
    /// The tokens that were taken into use.
    pub history: TokenHistory,
    /// The token in use: the last one that was obtained without breaking anything, from the issuer that is stated.
    pub current_token: Option<TokenResult>,
    /// What the session was made of that the last token was asked for with.
    pub(crate) asked_as: SessionPlan,
    /// The same of the token in use.
    pub(crate) obtained_as: SessionPlan,
    /// The look for a token that is kept.
    pub kept: Remote<()>,
    /// What the issuer said of the token in use.
    pub about: Remote<Told>,
    /// Inspect.
    pub inspect: Inspect,
    /// Call: what the chosen request brought.
    pub call: Remote<CallResult>,
    /// What was done about refusals.
    pub remedy: RemedyStep,
    /// Probe.
    pub probe: ProbeStep,
    /// What the other requests brought.
    pub other_calls: BTreeMap<RequestId, OtherCall>,
    /// The requests that were deleted, in that order.
    pub deleted_requests: Vec<DeletedRequest>,
    /// What tokens said and was forgotten last, with its number among all deletions.
    pub(crate) forgotten: Option<(TokenHistory, u64)>,
    /// What was taken out of requests, in that order.
    pub removed_parts: Vec<RemovedPart>,
    /// What a curl command that was pasted last had beside what was taken over.
    pub curl_left_out: Vec<String>,
    /// The answer before, while the next one is awaited or was given up.
    pub old_answer: Option<CallResult>,
    /// How the answer is looked at.
    pub response: ResponseView,
    /// The API's cookies.
    pub cookies: Cookies,
    /// The last run of the steps, while the connection is as it was.
    pub run: Option<RunProgress>,
    /// How many runs there were.
    pub runs: u64,
    /// What the last login for an API found before anybody logged in.
    pub found: Option<Box<LoggedIn>>,
    /// Whether the last call was to log in where the API wants it.
    pub logs_in: bool,
    /// What a grant last asked of the person, and whose it was.
    pub(crate) asked: Option<(Asker, Asked)>,
    /// What is pasted as the answer of a login, until it is handed over.
    pub paste: Sensitive,
    /// Server time less ours, in seconds, from the last `Date` header.
    pub clock_offset_seconds: Option<i64>,
}

impl Workspace {
    /// What a grant that is under way wants of the person.
    pub fn asked(&self) -> Option<&Asked> {
        let (asker, asked) = self.asked.as_ref()?;
        self.is_under_way(*asker).then_some(asked)
    }

    /// Whether the work that asks still runs.
    pub(crate) fn is_under_way(&self, asker: Asker) -> bool {
        let generation = asker.ticket.generation;
        match asker.by {
            AskedBy::Token => self.token.awaits(generation),
            AskedBy::Call => self.call.awaits(generation),
            AskedBy::Probe => self.probe.found.awaits(generation),
            AskedBy::Run => {
                let run = self.run.as_ref();
                run.is_some_and(|run| run.generation == generation && run.is_under_way())
            }
        }
    }

    /// Whether anything is under way.
    pub(crate) fn is_busy(&self) -> bool {
        let is_running = self.run.as_ref().is_some_and(|run| !run.is_over());
        is_running
            || self.discovery.is_pending()
            || self.token.is_pending()
            || self.about.is_pending()
            || self.inspect.report.is_pending()
            || self.call.is_pending()
            || self.probe.found.is_pending()
    }

    /// Nothing that is under way will be answered.
    pub(crate) fn forget_pending(&mut self) {
        forget(&mut self.discovery);
        forget(&mut self.token);
        if self.call.is_pending() {
            self.clear_call();
        }
        self.inspect.report.cancel();
    }

    /// Takes a token into use: what was said of another one goes.
    pub(crate) fn take_into_use(&mut self, token: TokenResult) {
        self.about.clear();
        self.history.add(&token);
        self.obtained_as = self.asked_as.clone();
        self.current_token = Some(token);
    }

    /// The token that came last, in use or not.
    pub fn last_token(&self) -> Option<&TokenResult> {
        self.token.ready().or(self.current_token.as_ref())
    }
}

/// Without a word of a cancellation, which nobody asked for.
fn forget<T>(remote: &mut Remote<T>) {
    if remote.is_pending() {
        remote.clear();
    }
}
