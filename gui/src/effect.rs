//! What `update` asks the world to do.

use std::path::PathBuf;
use std::time::Duration;

use claimscope_client::session::{ApiLogin, Fault};
use claimscope_client::{HostCertificate, RowName};
use claimscope_core::alg::Algorithm;
use claimscope_core::secret::Secret;
use claimscope_core::time::Timestamp;
use claimscope_oauth::challenge::Challenge;

use crate::about_token::AboutToken;
use crate::body_work::BodyWork;
use crate::connection::ConnectionId;
use crate::decrypting::DecryptionForm;
use crate::files::FolderWork;
use crate::importing::ImportWork;
use crate::message::{Event, Ticket};
use crate::path_look::PathAsk;
use crate::probe::ProbePlan;
use crate::request_to_send::RequestToSend;
use crate::results::{FailureText, TokenResult};
use crate::save_text::TextFile;
use crate::sensitive::Sensitive;
use crate::session_plan::SessionPlan;
use crate::sign::SignPlan;
use crate::theme_choice::ThemeChoice;
use crate::why::WhyPlan;

/// Something to be done outside the model: each kind has one who does it.
#[derive(Clone, Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "few are under way at a time, and each is moved once"
)]
pub enum Effect {
    /// For the window, on its own thread.
    Window(WindowChange),
    /// For the runner, before anything that is asked of it later.
    Switch(Switch),
    /// For a worker; the answer comes back as an event.
    Work(Work),
}

/// What the window does itself.
#[derive(Clone, Debug)]
pub enum WindowChange {
    /// Put a text on the clipboard.
    Copy(Sensitive),
    /// Change the theme.
    SetTheme(ThemeChoice),
    /// Change the zoom.
    Zoom(u16),
}

/// What takes effect at once.
#[derive(Clone, Debug)]
pub enum Switch {
    /// End the requests of a connection, on the wire too.
    Cancel(ConnectionId),
    /// Empty the exchange log.
    ClearLog,
    /// Forget the cookies of a connection's API.
    ForgetCookies(ConnectionId),
    /// Hand what a person pasted to the login that a connection waits for.
    Paste(ConnectionId, Secret),
    /// Cut the network off, or give it back.
    SetOffline(bool),
    /// Trust a certificate at its host until the program ends.
    TrustCertificate(HostCertificate),
}

/// What a worker does.
#[derive(Clone, Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "few are under way at a time, and each is moved once"
)]
pub enum Work {
    /// Ask the issuer about a token.
    AskAbout(Ticket, SessionPlan, AboutPlan),
    /// Do something with the body of a connection's answer.
    Body(ConnectionId, BodyWork),
    /// Call an API, with a token or without.
    Call(Ticket, SessionPlan, RequestToSend, Option<Secret>),
    /// Call an API, and let the person log in for it, or for more than the token in hand has.
    CallWithLogin(
        Ticket,
        SessionPlan,
        RequestToSend,
        ApiLogin,
        Option<TokenResult>,
    ),
    /// Make a curl command of an exchange.
    Curl {
        /// Which exchange.
        number: u64,
        /// With its secrets in clear.
        with_secrets: bool,
    },
    /// Delete what is kept, of whatever connection: these rows, or all. The number is the listing's that comes of it.
    DeleteKept(u64, Option<Vec<RowName>>),
    /// Read metadata and keys.
    Discover(Ticket, SessionPlan),
    /// Something with the workspace folder.
    Folder(FolderWork),
    /// Take the token that is kept, renew it, or ask for one.
    FreshToken(Ticket, SessionPlan),
    /// Read an import, or keep it.
    Import(ImportWork),
    /// Look at a text, without keys.
    Inspect(Ticket, InspectPlan),
    /// List what is kept, of whatever connection.
    ListKept(u64),
    /// Look at a path that is typed.
    LookAtPath(PathAsk),
    /// Look for a token that is kept; nothing is sent.
    LookForKept(Ticket, SessionPlan),
    /// Open an address in the system's browser.
    OpenBrowser(String),
    /// Probe an API.
    Probe(Box<ProbePlan>),
    /// Something for the place Inspect.
    Place(PlaceWork),
    /// Read a file.
    ReadFile(ConnectionId, PathBuf),
    /// Exchange the refresh token that came with a token.
    RenewToken(Ticket, SessionPlan, TokenResult),
    /// Ask for a token.
    RequestToken(Ticket, SessionPlan),
    /// Run the steps, and put back in the end what was broken.
    Run(RunPlan),
    /// Save the report of a probe.
    SaveProbe(Ticket, TextFile),
    /// Save a text, and say this of it beside where it is.
    SaveText(TextFile, String),
    /// Start the playground.
    StartPlayground,
    /// Verify a text.
    Verify(Ticket, InspectPlan, SessionPlan),
    /// Verify a text once more, since time has passed: with the keys in hand, so that nothing is sent.
    VerifyAgain(Ticket, InspectPlan, SessionPlan),
}

impl Work {
    /// Whose it is, where it can be cancelled.
    pub(crate) fn cancellable(&self) -> Option<ConnectionId> {
        match self {
            Self::AskAbout(ticket, ..)
            | Self::Call(ticket, ..)
            | Self::CallWithLogin(ticket, ..)
            | Self::Discover(ticket, _)
            | Self::FreshToken(ticket, _)
            | Self::Inspect(ticket, _)
            | Self::RenewToken(ticket, ..)
            | Self::RequestToken(ticket, _)
            | Self::Run(RunPlan { ticket, .. })
            | Self::Verify(ticket, ..)
            | Self::VerifyAgain(ticket, ..) => Some(ticket.connection),
            Self::Probe(plan) => Some(plan.ticket.connection),
            Self::Place(PlaceWork::FetchMetadata(..)) => Some(ConnectionId::INSPECT),
            Self::Body(..)
            | Self::Curl { .. }
            | Self::DeleteKept(..)
            | Self::Folder(_)
            | Self::Import(_)
            | Self::ListKept(_)
            | Self::LookAtPath(_)
            | Self::LookForKept(..)
            | Self::OpenBrowser(_)
            | Self::Place(_)
            | Self::ReadFile(..)
            | Self::SaveProbe(..)
            | Self::SaveText(..)
            | Self::StartPlayground => None,
        }
    }
}

impl From<WindowChange> for Effect {
    fn from(change: WindowChange) -> Self {
        Self::Window(change)
    }
}

impl From<Switch> for Effect {
    fn from(switch: Switch) -> Self {
        Self::Switch(switch)
    }
}

impl From<Work> for Effect {
    fn from(work: Work) -> Self {
        Self::Work(work)
    }
}

/// A text to look at.
#[derive(Clone, Debug)]
pub struct InspectPlan {
    /// The text.
    pub text: Secret,
    /// Its number.
    pub revision: u64,
    /// The moment as of which it is judged; `None` for the present.
    pub at: Option<Timestamp>,
    /// Which of the tokens in it was chosen, from 0.
    pub chosen: Option<usize>,
    /// What opens it, where it is encrypted.
    pub decryption: DecryptionForm,
}

/// Work of the place Inspect. The number is that of the request.
#[derive(Clone, Debug)]
pub enum PlaceWork {
    /// Compare the tokens of two texts.
    Compare(u64, [Secret; 2]),
    /// Explain a refusal.
    Explain(u64, WhyPlan),
    /// Ask an API for its metadata, by its address and the challenges of its refusal.
    FetchMetadata(u64, Box<SessionPlan>, String, Vec<Challenge>),
    /// Make a key.
    MakeKey(u64, Algorithm),
    /// Sign a token.
    Sign(u64, SignPlan),
}

/// A question about a token.
#[derive(Clone, Debug)]
pub struct AboutPlan {
    /// What is asked.
    pub about: AboutToken,
    /// The token, with those that came beside it.
    pub held: TokenResult,
    /// Where the browser ends after a logout.
    pub post_logout_redirect_uri: Option<String>,
}

/// A run of the steps.
#[derive(Clone, Debug)]
pub struct RunPlan {
    /// Whose, and which.
    pub ticket: Ticket,
    /// What the session is made of.
    pub session: SessionPlan,
    /// The request of the last step, or why it cannot be sent.
    pub request: Result<RequestToSend, FailureText>,
    /// What is broken on purpose.
    pub fault: Option<&'static Fault>,
}

/// Does what is not the window's to do; answers come back as events.
pub trait Runner {
    /// Begins `work` and returns at once.
    fn run(&mut self, work: Work);
    /// Does so at once.
    fn switch(&mut self, switch: Switch);
    /// Events since the last call, in order.
    fn events(&mut self) -> Vec<Event>;
    /// Waits until what is to be written is, at most so long. Who writes nothing has nothing to wait for.
    fn finish_writing(&mut self, _patience: Duration) {}
}
