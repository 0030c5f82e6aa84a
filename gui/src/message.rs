//! What moves the window: commands say what the person wants, events say what happened.

use std::path::PathBuf;

use claimscope_client::session::{AuthenticationMethod, Fault, NamedRow, RunOutcome};
use claimscope_client::{HostCertificate, KeptCookie, RowName};
use claimscope_core::jwt::Profile;
use claimscope_oauth::diagnose::Diagnosis;

use crate::about_token::{AboutToken, Told};
use crate::asked::{Asked, Asker};
use crate::body_work::BodyEvent;
use crate::compare::Comparison;
use crate::connection::{ConnectionId, Field};
use crate::cookies::CookieCommand;
use crate::files::{FilesCommand, FolderEvent};
use crate::grant::GrantChoice;
use crate::importing::{ImportCommand, ImportEvent};
use crate::inspect_place::PlaceCommand;
use crate::path_look::{PathAsk, PathLook};
use crate::probe::{ProbeCommand, ProbeEvent};
use crate::remedy::RemedyCommand;
use crate::report_form::ReportForm;
use crate::request::RequestId;
use crate::request_edit::RequestEdit;
use crate::request_pane::RequestPane;
use crate::response_view::ResponseCommand;
use crate::results::{
    CallResult, DiscoveryResult, ExchangeRow, FailureText, Inspected, ResponseToken, TokenResult,
};
use crate::sensitive::Sensitive;
use crate::sign::{MadeKey, Signed};
use crate::stepped::Stepped;
use crate::tab::Tab;
use crate::theme_choice::ThemeChoice;
pub use crate::ticket::Ticket;
use crate::waiver::Waiver;
use crate::why::ExpectedByApi;
use crate::workspace::KeyChoice;

/// Either of the two.
#[derive(Clone, Debug)]
pub enum Message {
    /// What the person wants.
    Command(Command),
    /// What happened.
    Event(Box<Event>),
}

impl From<Command> for Message {
    fn from(command: Command) -> Self {
        Self::Command(command)
    }
}

impl From<Event> for Message {
    fn from(event: Event) -> Self {
        Self::Event(Box::new(event))
    }
}

/// How a run calls the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallWith {
    /// As the connection says.
    StatedMethod,
    /// With GET, and without a body.
    Get,
}

/// For how long a certificate is trusted, and by whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrustFor {
    /// Until the program ends.
    ThisRun,
    /// Where the connection's file is read, by whoever reads it: its fingerprint is written there.
    Connection,
}

/// What the person wants.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Ask the issuer about the token in use.
    AskAbout(AboutToken),
    /// Call the API.
    Call,
    /// Call the API, log in where it wants a token, and call again.
    CallWithLogin,
    /// Choose a request of the selected connection.
    ChooseRequest(RequestId),
    /// Stop waiting for whatever is under way.
    Cancel,
    /// Empty the text that is inspected.
    ClearInspect,
    /// Empty the exchange log.
    ClearLog,
    /// Close the page of a code.
    CloseCodePage,
    /// Close the palette.
    ClosePalette,
    /// Put a text on the clipboard; the first part names it for the notice.
    Copy(&'static str, Sensitive),
    /// Copy an exchange as a curl command.
    CopyCurl {
        /// Which one.
        number: u64,
        /// With its secrets in clear.
        with_secrets: bool,
    },
    /// Copy the request to be sent as a curl command, in clear or with its secrets masked.
    CopyRequest {
        /// With its secrets in clear.
        with_secrets: bool,
    },
    /// Something of the API's cookies.
    Cookies(CookieCommand),
    /// Copy the report.
    CopyReport(ReportForm),
    /// Delete what is kept, of whatever connection: these rows, or all.
    DeleteKept(Option<Vec<RowName>>),
    /// Delete the selected connection.
    DeleteConnection,
    /// Delete the chosen request; it can be taken back.
    DeleteRequest,
    /// Read metadata and keys.
    Discover,
    /// Read a file: a text to inspect, or the key where one is asked for.
    DropFile(PathBuf),
    /// Copy the selected connection.
    DuplicateConnection,
    /// Copy the chosen request to one of its own.
    DuplicateRequest,
    /// Forget what the selected connection's tokens said.
    ForgetTokens,
    /// Change a field of the selected connection.
    Edit(Field, Sensitive),
    /// Something about the workspace folder and its files.
    Files(FilesCommand),
    /// Send the request that the redirect shown leads to.
    Follow,
    /// Change the text that is inspected.
    EditInspect(Sensitive),
    /// Change the client's private key.
    EditClientKey(Sensitive),
    /// Change the private key that tokens are bound to.
    EditDpopKey(Sensitive),
    /// Change the key that the person gives.
    EditKey(Sensitive),
    /// Change the chosen request.
    EditRequest(RequestEdit),
    /// Change what the palette searches.
    EditPalette(String),
    /// Change what is pasted as the answer of a login.
    EditPaste(Sensitive),
    /// Search in what is shown.
    Find,
    /// Look at a token of the last response.
    InspectToken(ResponseToken),
    /// Something of an import.
    Import(ImportCommand),
    /// List what is kept, of whatever connection.
    ListKept,
    /// Look at a path that is typed.
    LookAtPath(PathAsk),
    /// Mark another hit of the palette.
    MovePalette(isize),
    /// Add a connection.
    NewConnection,
    /// Add a request.
    NewRequest,
    /// Open an address in the system's browser.
    OpenBrowser(String),
    /// Open the palette.
    OpenPalette,
    /// Show a request of whatever connection.
    OpenRequest(ConnectionId, RequestId),
    /// Look at a text that was pasted outside every field: in the place Inspect, unless a connection's own step is shown.
    PasteAnywhere(Sensitive),
    /// Put a long text into the body of the chosen request, in place of these characters of it.
    PasteIntoBody(Sensitive, std::ops::Range<usize>),
    /// Something of the place Inspect.
    Place(PlaceCommand),
    /// What is wanted of the step Probe.
    Probe(ProbeCommand),
    /// Say that a pasted text of so many bytes is too long for the field that it was meant for.
    RefusePaste(usize),
    /// Do what helps against a refusal, answer what is asked before, or undo it.
    Remedy(RemedyCommand),
    /// Exchange the refresh token for new tokens.
    Renew,
    /// Ask for a token.
    RequestToken,
    /// Do something with the answer of the call.
    Response(ResponseCommand),
    /// What was asked before a run: begin it, with GET or with the method that is stated; `None` lets it be.
    Answer(Option<CallWith>),
    /// Run the steps, with something broken or not.
    Run(Option<&'static Fault>),
    /// Save the selected connection for another program.
    SaveCollection,
    /// Save the exchange that is shown, secrets masked, beside what is there.
    SaveExchange,
    /// Save the report, beside what is there.
    SaveReport(ReportForm),
    /// Move a request of the selected connection up or down.
    MoveRequest(RequestId, isize),
    /// Narrow the list of connections.
    SearchConnections(String),
    /// Show a connection.
    SelectConnection(ConnectionId),
    /// Hide what is said about the saved state.
    DismissTrouble,
    /// Have back what tokens said and was forgotten last.
    RestoreTokens,
    /// Put the part of a request back that was taken out last.
    RestorePart,
    /// Put the request back that was deleted last.
    RestoreRequest,
    /// Do the main thing of the tab shown.
    Send,
    /// Hand over what was pasted as the answer of a login.
    SendPaste,
    /// Let any audience do where none is stated, or not.
    SetAnyAudience(bool),
    /// Let any issuer do where none is stated, or not.
    SetAnyIssuer(bool),
    /// Take what a verifier would not, or not.
    SetWaiver(Waiver, bool),
    /// Choose how the client authenticates; `None` leaves it to what the metadata offers.
    SetClientAuth(Option<AuthenticationMethod>),
    /// Choose the grant.
    SetGrant(GrantChoice),
    /// Keep the selected connection's token for the next start, or not any more.
    SetKeeps(bool),
    /// Leave `resource` out of every request, or not.
    SetLeavesResourceOut(bool),
    /// Paste the answer of a login although it could be listened for, or not.
    SetPastes(bool),
    /// Choose the profile.
    SetProfile(Profile),
    /// Register a client in a login for an API where there is none, or not.
    SetRegisters(bool),
    /// Choose where keys come from.
    SetKeyChoice(KeyChoice),
    /// Cut the network off, or give it back.
    SetOffline(bool),
    /// Unfold the log where a request fails, or not.
    SetOpensLogOnFailure(bool),
    /// Renew the selected connection's token by itself, or not.
    SetRenews(bool),
    /// Call without a token, or with it.
    SetSendNoToken(bool),
    /// Choose the theme.
    SetTheme(ThemeChoice),
    /// Show the list of connections in a window that has room for one thing alone, or what is selected.
    ShowConnections(bool),
    /// Show the list of keys, or close it.
    ShowKeys(bool),
    /// Show the page of a code.
    ShowCodePage(&'static str),
    /// Show an exchange in full.
    ShowExchange(Option<u64>),
    /// Edit a part of the chosen request.
    ShowRequestPane(RequestPane),
    /// Show a tab.
    ShowTab(Tab),
    /// Show the tour on the overview, or close it for good.
    ShowTour(bool),
    /// Fold the log away, or show it.
    ToggleLog,
    /// Add or take away a scope.
    ToggleScope(String),
    /// Put the person's own text back, which a token that was obtained had taken the place of.
    TakeTextBack,
    /// Trust this certificate at its host.
    TrustCertificate(HostCertificate, TrustFor),
    /// Verify the text that is inspected.
    Verify,
    /// Larger (1), smaller (-1) or normal (0).
    Zoom(i8),
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// A grant wants something of the person, or is a step further.
    Asked(Asker, Asked),
    /// Something was done with the body of a connection's answer.
    Body(ConnectionId, BodyEvent),
    /// A browser could not be opened, for this reason.
    BrowserFailed(String),
    /// The API answered, or did not.
    Called(Ticket, Result<CallResult, FailureText>),
    /// The server's clock was compared with ours.
    ClockCompared(ConnectionId, i64),
    /// These cookies of a connection's API are kept.
    CookiesKept(ConnectionId, Vec<KeptCookie>),
    /// A curl command is ready for the clipboard.
    CurlMade(Sensitive),
    /// Metadata and keys are here, or not.
    Discovered(Ticket, Result<DiscoveryResult, FailureText>),
    /// Requests were logged.
    ExchangesLogged(Vec<ExchangeRow>),
    /// What stood in a file that was dropped.
    FileRead(ConnectionId, Result<Sensitive, FailureText>),
    /// Something about the workspace folder.
    Folder(FolderEvent),
    /// Something about an import.
    Import(ImportEvent),
    /// The report is here.
    Inspected(Ticket, Result<Inspected, FailureText>),
    /// The token that was kept is here, where there is one, or why it cannot be had.
    KeptFound(Ticket, Result<Option<TokenResult>, FailureText>),
    /// What is kept, of whatever connection, for the request with that number.
    KeptListed(u64, Result<Vec<NamedRow>, FailureText>),
    /// What stands at a path that is typed.
    PathLooked(PathLook),
    /// The playground is up, or not: issuer and API.
    PlaygroundStarted(Result<(String, String), FailureText>),
    /// News of a probe.
    Probe(Ticket, ProbeEvent),
    /// Work of the place Inspect has come to something.
    Place(PlaceEvent),
    /// A text was saved, at this place, or could not be.
    TextSaved(Result<PathBuf, FailureText>, String),
    /// A run is over and what it broke is put back, or why not.
    RunEnded(Ticket, Result<RunOutcome, FailureText>),
    /// A step of a run has ended.
    Stepped(Ticket, Box<Stepped>),
    /// A second has passed.
    Ticked,
    /// The saved state could not be read or written.
    StateTrouble(FailureText),
    /// The issuer has answered about a token, or has not.
    TokenAnswered(Ticket, Result<Told, FailureText>),
    /// The token response is here.
    TokenReceived(Ticket, Result<TokenResult, FailureText>),
}

/// What came of the work of the place Inspect. The number is that of the request.
#[derive(Clone, Debug)]
pub enum PlaceEvent {
    /// Two tokens were compared, or could not be.
    Compared(u64, Result<Comparison, FailureText>),
    /// A refusal was explained, or the text holds none.
    Explained(u64, Result<Box<Diagnosis>, FailureText>),
    /// A key was made, or could not be.
    KeyMade(u64, Result<MadeKey, FailureText>),
    /// The API's metadata were had from this address, or could not be.
    MetadataFetched(u64, Result<(String, ExpectedByApi), FailureText>),
    /// A token was signed, or could not be.
    Signed(u64, Result<Signed, FailureText>),
}
