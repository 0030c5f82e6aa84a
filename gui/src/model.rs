//! Everything that the window knows. Imports no egui: it is changed by `update` alone and tested as plain data.

mod histories;

use std::collections::{BTreeMap, BTreeSet};

use claimscope_client::session::{Fault, NamedRow};
use claimscope_client::workspace::SavedConnection;
use claimscope_core::time::Timestamp;

use crate::connection::{ConnectionForm, ConnectionId};
use crate::connection_folder::parts;
use crate::environments_edit::EnvironmentsEdit;
use crate::files::{Beside, ConnectionFile, Files, MadeOn, SavedFolder};
use crate::importing::ImportView;
use crate::inspect_place::InspectPlace;
use crate::log_view::LogView;
use crate::path_look::TypedPath;
use crate::remote::Remote;
use crate::request_pane::RequestPane;
use crate::results::{ExchangeRow, FailureText};
use crate::saved::Saved;
use crate::sensitive::Sensitive;
use crate::tab::Tab;
use crate::theme_choice::ThemeChoice;
use crate::workspace::{KeyChoice, Workspace};

/// The playground inside this program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PlaygroundState {
    /// On its way up.
    #[default]
    Starting,
    /// Up, at these addresses.
    Running {
        /// The token server's issuer.
        issuer: String,
        /// The API's base URL.
        api: String,
    },
    /// Not available.
    Failed(FailureText),
}

/// The command palette while it is open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Palette {
    /// What is typed.
    pub query: String,
    /// Which of the hits is marked.
    pub marked: usize,
}

/// A short message that goes away by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// One sentence.
    pub text: String,
    /// When it goes.
    pub until: Timestamp,
}

/// What a person is asked before a run: it would do more than read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// Whose run.
    pub connection: ConnectionId,
    /// What is to be broken.
    pub fault: Option<&'static Fault>,
    /// Whether the call's method may change data.
    pub changes_data: bool,
}

/// How long a notice stays, in seconds.
const NOTICE_SECONDS: i64 = 4;

/// How many exchanges are kept; the oldest go first.
pub const KEPT_EXCHANGES: usize = 500;

/// Zoom steps in percent.
pub const ZOOM_STEPS: [u16; 9] = [70, 80, 90, 100, 110, 125, 150, 175, 200];

/// The state of the window.
#[derive(Clone, Debug)]
pub struct Model {
    /// The playground first.
    pub connections: Vec<ConnectionForm>,
    /// The one shown.
    pub selected: ConnectionId,
    /// Whether the list of connections is wanted, in a window that has room for one thing alone.
    pub shows_connections: bool,
    /// What the list of connections is narrowed to.
    pub search: String,
    /// What the middle shows.
    pub tab: Tab,
    /// The workspace folder, and the connections' files in it.
    pub files: Files,
    /// The place Inspect, which can be selected as a connection can.
    pub place: InspectPlace,
    /// The part of the chosen request that is edited.
    pub request_pane: RequestPane,
    /// An import, while it is looked at.
    pub import: Option<ImportView>,
    /// One that was left for something else, with what was given to it.
    pub(crate) import_left: Option<ImportView>,
    /// The path that is typed, and what stands there.
    pub path: TypedPath,
    /// The number of the last request of an import.
    pub(crate) imports: u64,
    /// The first connection of an import that was kept, until its file is read.
    pub imported_first: Option<String>,
    /// Results, by connection.
    pub workspaces: BTreeMap<ConnectionId, Workspace>,
    /// The playground.
    pub playground: PlaygroundState,
    /// The last requests that were sent, oldest first.
    pub exchanges: Vec<ExchangeRow>,
    /// How many requests were sent in all, those included that are no longer kept.
    pub sent: u64,
    /// How the log is shown.
    pub log: LogView,
    /// Whether the network is cut off.
    pub offline: bool,
    /// Whether the tour is shown on the overview.
    pub shows_tour: bool,
    /// The theme.
    pub theme: ThemeChoice,
    /// Zoom in percent.
    pub zoom_percent: u16,
    /// The palette while it is open.
    pub palette: Option<Palette>,
    /// Whether the list of keys is open.
    pub shows_keys: bool,
    /// The code whose page is open.
    pub code_page: Option<&'static str>,
    /// The last notice.
    pub notice: Option<Notice>,
    /// How often a person wanted to search in what is shown: the field takes the keys then.
    pub finds: u64,
    /// How often a person wanted to rename the connection shown: the field of its name takes the keys then.
    pub renames: u64,
    /// The name that is typed for a connection: it counts once its field is left.
    pub(crate) naming: Option<(ConnectionId, String)>,
    /// Which field was last to take the keys, and how often one was.
    pub(crate) focus: (FocusField, u64),
    /// What is asked before a run.
    pub question: Option<Question>,
    /// What is kept on this machine, of whatever connection, once somebody has asked.
    pub kept: Remote<Vec<NamedRow>>,
    /// What is wrong with the saved state, until the person has read it.
    pub state_trouble: Option<FailureText>,
    /// The highest id that was given out.
    last_id: u64,
    /// How many connections and requests were deleted.
    deletions: u64,
}

/// A field that takes the keys by a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FocusField {
    /// None yet.
    None,
    /// The address of the request.
    Address,
    /// The search in an answer.
    FindInBody,
    /// The path of what is imported.
    ImportPath,
}

impl Model {
    /// The field takes the keys once it is drawn.
    pub(crate) fn focus_on(&mut self, field: FocusField) {
        self.focus = (field, self.focus.1 + 1);
    }

    /// The state after a start with what was saved.
    pub fn new(saved: Saved) -> Self {
        let mut connections = vec![ConnectionForm::playground()];
        connections.extend(
            saved
                .connections
                .into_iter()
                .filter(|connection| !connection.is_playground()),
        );
        let selected = saved
            .selected
            .filter(|id| {
                let mut ids = connections.iter().map(|connection| connection.id);
                *id == ConnectionId::INSPECT || ids.any(|one| one == *id)
            })
            .unwrap_or(ConnectionId::PLAYGROUND);
        let ids = connections.iter().map(|connection| connection.id.0);
        let last_id = ids.max().unwrap_or(0);
        let (workspaces, histories) = histories::restored(saved.histories);
        let folder = saved.folder;
        let made_on = folder.made_on.into_iter();
        let restored = connections[1..].iter().map(|connection| connection.id);
        Self {
            files: Files {
                folder: folder.path,
                environment: folder.environment,
                wanted: folder.selected,
                order: folder.order,
                beside: folder.beside,
                folded: folder.folded,
                histories,
                environments_edit: folder.environments.map(EnvironmentsEdit::restored),
                made_on: made_on.map(|(id, text)| (ConnectionId(id), text)).collect(),
                restored: restored.collect(),
                parked: saved.parked,
                made: saved.made_entries,
                ..Files::default()
            },
            connections,
            selected,
            shows_connections: false,
            search: String::new(),
            tab: saved.tab,
            place: InspectPlace::default(),
            request_pane: RequestPane::default(),
            import: None,
            import_left: None,
            path: TypedPath::default(),
            imports: 0,
            imported_first: None,
            workspaces,
            playground: PlaygroundState::default(),
            exchanges: Vec::new(),
            sent: 0,
            question: None,
            finds: 0,
            log: LogView {
                is_wanted: saved.shows_log,
                opens_on_failure: saved.opens_log_on_failure,
                ..LogView::default()
            },
            renames: 0,
            naming: None,
            focus: (FocusField::None, 0),
            offline: false,
            shows_tour: saved.shows_tour,
            theme: saved.theme,
            zoom_percent: saved.zoom_percent.unwrap_or(100),
            palette: None,
            shows_keys: false,
            code_page: None,
            notice: None,
            kept: Remote::default(),
            state_trouble: None,
            last_id,
            deletions: 0,
        }
    }

    /// What should survive a restart.
    pub fn saved(&self) -> Saved {
        Saved {
            connections: self.connections[1..]
                .iter()
                .filter(|form| self.is_unwritten(form))
                .map(|form| form.to_save(&self.base_of(form.id)))
                .collect(),
            folder: self.saved_folder(),
            histories: histories::saved(self),
            parked: self.files.parked.clone(),
            made_entries: self.files.made.clone(),
            selected: Some(self.selected),
            theme: self.theme,
            zoom_percent: Some(self.zoom_percent),
            shows_log: self.log.is_wanted,
            opens_log_on_failure: self.log.opens_on_failure,
            shows_tour: self.shows_tour,
            tab: self.tab,
        }
    }

    /// Whether a connection is in no file, or not as it is.
    pub(crate) fn is_unwritten(&self, form: &ConnectionForm) -> bool {
        let file = self.files.of(form.id);
        file.is_none_or(|file| file.is_unsaved(form))
    }

    /// What the file of a connection says; nothing where there is none.
    pub(crate) fn base_of(&self, id: ConnectionId) -> SavedConnection {
        let base = self.files.of(id).map(ConnectionFile::base);
        base.unwrap_or_default()
    }

    fn saved_folder(&self) -> SavedFolder {
        let own = &self.connections[1..];
        let stored = |form: &ConnectionForm| self.files.of(form.id)?.stored.as_ref();
        let in_files = own.iter().filter_map(|form| Some((form, stored(form)?)));
        // A folder that was not read yet, or cannot be, has what it had.
        let (mut beside, mut order) = match self.files.is_open {
            true => Default::default(),
            false => (self.files.beside.clone(), self.files.order.clone()),
        };
        for (form, stored) in in_files.clone() {
            let of_form = Beside::of(form, &self.base_of(form.id));
            if of_form != Beside::default() {
                beside.insert(stored.name.clone(), of_form);
            }
            if self.files.is_open {
                order.push(stored.name.clone());
            }
        }
        let unwritten = in_files.filter(|(form, _)| self.is_unwritten(form));
        let made_on =
            unwritten.map(|(form, stored)| (form.id.0, MadeOn::new(&stored.name, &stored.text)));
        let earlier = self.files.made_on.iter();
        let earlier = earlier.map(|(id, text)| (id.0, text.clone()));
        let selected = stored(self.connection()).map(|stored| stored.name.clone());
        let environments = self.files.environments_edit.as_ref();
        let environments = environments.filter(|edit| edit.is_typed());
        SavedFolder {
            path: self.files.folder.clone(),
            environment: self.files.environment.clone(),
            selected: selected.or_else(|| self.files.wanted.clone()),
            order,
            folded: self.files.folded.clone(),
            beside,
            made_on: earlier.chain(made_on).collect(),
            environments: environments.map(EnvironmentsEdit::to_save),
        }
    }

    /// The folders of the person's own connections, in order; the empty one is none.
    pub(crate) fn connection_folders(&self) -> BTreeSet<&str> {
        let own = self.connections.iter().skip(1);
        let folders = own.map(|form| parts(&form.name).0);
        folders.chain([""]).collect()
    }

    /// The selected connection.
    pub fn connection(&self) -> &ConnectionForm {
        self.connection_of(self.selected)
    }

    /// Whether the place Inspect is shown, and no connection.
    pub fn is_at_inspect(&self) -> bool {
        self.selected == ConnectionId::INSPECT
    }

    /// A connection by its id, or what the place Inspect has in its stead; the playground where there is none.
    pub fn connection_of(&self, id: ConnectionId) -> &ConnectionForm {
        if id == ConnectionId::INSPECT {
            return &self.place.form;
        }
        self.connections
            .iter()
            .find(|connection| connection.id == id)
            .unwrap_or(&self.connections[0])
    }

    /// A connection by its id, for editing.
    pub(crate) fn form_mut(&mut self, id: ConnectionId) -> Option<&mut ConnectionForm> {
        self.connections.iter_mut().find(|form| form.id == id)
    }

    /// The selected connection, for editing.
    pub fn connection_mut(&mut self) -> &mut ConnectionForm {
        if self.is_at_inspect() {
            return &mut self.place.form;
        }
        let index = self
            .connections
            .iter()
            .position(|connection| connection.id == self.selected)
            .unwrap_or(0);
        &mut self.connections[index]
    }

    /// The selected connection's results, where there are any yet.
    pub fn workspace(&self) -> Option<&Workspace> {
        self.workspaces.get(&self.selected)
    }

    /// What a connection's tokens are verified with on its Inspect tab: the source, and the key or secret as text.
    pub fn keys_of(&self, id: ConnectionId) -> (KeyChoice, Sensitive) {
        let workspace = self.workspaces.get(&id);
        let own = workspace.map(|one| one.inspect.own_keys.clone());
        own.unwrap_or_default().at(self.connection_of(id))
    }

    /// The results of a connection.
    pub fn workspace_mut(&mut self, id: ConnectionId) -> &mut Workspace {
        self.workspaces.entry(id).or_default()
    }

    /// An id that no connection has or had since the program started: an answer to one that was deleted finds nobody.
    pub fn next_id(&mut self) -> ConnectionId {
        self.last_id += 1;
        ConnectionId(self.last_id)
    }

    /// The number of a deletion: what was deleted last comes back first.
    pub(crate) fn next_deletion(&mut self) -> u64 {
        self.deletions += 1;
        self.deletions
    }

    /// The results of a connection that still is there, for an answer.
    pub fn answered(&mut self, id: ConnectionId) -> Option<&mut Workspace> {
        let mut ids = self.connections.iter().map(|connection| connection.id);
        let lives = id == ConnectionId::INSPECT || ids.any(|one| one == id);
        lives.then(|| self.workspace_mut(id))
    }

    /// Says something for a few seconds.
    pub(crate) fn notify(&mut self, text: impl Into<String>, now: Timestamp) {
        self.notice = Some(Notice {
            text: text.into(),
            until: now.plus_seconds(NOTICE_SECONDS),
        });
    }

    /// Says something until a moment.
    pub(crate) fn notify_until(&mut self, text: impl Into<String>, until: Timestamp) {
        let text = text.into();
        self.notice = Some(Notice { text, until });
    }

    /// The run of the selected connection, while it is under way.
    pub fn is_running(&self) -> bool {
        self.workspace()
            .and_then(|workspace| workspace.run.as_ref())
            .is_some_and(|run| !run.is_over())
    }

    /// Whether anything of the selected connection is under way.
    pub fn is_busy(&self) -> bool {
        let asks_api = self.is_at_inspect() && self.place.why.fetching.is_pending();
        asks_api || self.workspace().is_some_and(Workspace::is_busy)
    }

    /// The exchange that is shown in full.
    pub(crate) fn shown_exchange(&self) -> Option<&ExchangeRow> {
        let number = self.log.shown?;
        self.exchanges.iter().find(|one| one.number == number)
    }

    /// Whether an exchange is in the log still.
    pub(crate) fn has_exchange(&self, number: u64) -> bool {
        let found = self
            .exchanges
            .binary_search_by_key(&number, |kept| kept.number);
        found.is_ok()
    }

    /// Whether anything of any connection is under way.
    pub(crate) fn is_anything_under_way(&self) -> bool {
        let mut workspaces = self.workspaces.values();
        self.place.why.fetching.is_pending() || workspaces.any(Workspace::is_busy)
    }

    /// What is inspected in the place Inspect, where there is something.
    pub fn inspected_text(&self) -> Option<Sensitive> {
        let workspace = self.workspaces.get(&ConnectionId::INSPECT)?;
        let text = &workspace.inspect.text;
        (!text.is_blank()).then(|| text.clone())
    }

    /// The connection whose expectations are used in place of those of `id`, where there is one still.
    pub fn judged_as(&self, id: ConnectionId) -> Option<&ConnectionForm> {
        let judge_as = self.workspaces.get(&id)?.inspect.judging.judge_as?;
        self.connections.iter().find(|one| one.id == judge_as)
    }

    /// Whether the steps of a connection can be taken: one is shown, and nothing of it is under way.
    pub fn can_step(&self) -> bool {
        self.can_send() && !self.is_at_inspect()
    }

    /// Whether the main thing of a tab can be done: a second press of Enter sends nothing twice.
    pub fn can_send(&self) -> bool {
        self.is_ready() && !self.is_busy()
    }

    /// Whether the connection is ready for requests: the playground has to be up first.
    pub fn is_ready(&self) -> bool {
        !self.connection().is_playground()
            || matches!(self.playground, PlaygroundState::Running { .. })
    }
}
