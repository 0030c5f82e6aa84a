//! `-c NAME`: a connection of the workspace, with the options given beside it, which count before it.

mod overlay;

use std::path::PathBuf;

use claimscope_client::session::{Connection, GrantKind, OauthClient as SessionClient};
use claimscope_client::workspace::{
    FOLDER_NAMES, SavedConnection, SavedKeys, SavedRequest, SecretPlace, SecretUse, SecretsWanted,
    WorkspaceError, WorkspaceFolder, env_name, find_workspace, read_secret,
};
use claimscope_core::alg::Algorithm;
use claimscope_core::jwk::{Jwk, generate};
use claimscope_core::secret::Secret;
use claimscope_oauth::HttpRequest;

use crate::args::{ConnectionOptions, GrantOptions, Network, OauthClient};
use crate::clock::entropy;
use crate::failure::Failure;
use crate::harmless::harmless;
use crate::{input, output};

/// A connection of the workspace, its variables filled in.
#[derive(Debug)]
pub(crate) struct ConnectionFile {
    name: String,
    folder: PathBuf,
    pub(crate) saved: SavedConnection,
}

impl ConnectionFile {
    /// The connection that the options name, with what is given beside it laid over; `None` where they name none.
    pub(crate) fn resolve(
        options: &ConnectionOptions,
        client: &OauthClient,
        network: &Network,
    ) -> Result<Option<Self>, Failure> {
        let Some(mut file) = Self::open(options, network.verbose)? else {
            return Ok(None);
        };
        let over = overlay::lay_over(&mut file.saved, client)?;
        warn_of_options_over(&over, &file.shown());
        Ok(Some(file))
    }

    /// The same for a command that has no options of a client.
    pub(crate) fn open(
        options: &ConnectionOptions,
        verbose: bool,
    ) -> Result<Option<Self>, Failure> {
        let Some(name) = &options.connection else {
            return Ok(None);
        };
        let folder = workspace_folder(options.workspace.clone())?;
        let workspace = WorkspaceFolder::open(folder)?;
        let (saved, environment) = workspace.filled(name, options.env.as_deref())?;
        if verbose {
            let environment =
                environment.map_or(String::new(), |name| format!(", environment {name}"));
            output::warn(&harmless(&format!(
                "Workspace {}, connection {name}{environment}",
                workspace.path().display()
            )));
        }
        let stored = workspace.connection(name)?.saved.as_ref();
        let has_variables = stored.is_ok_and(|saved| !saved.variables().is_empty());
        let is_by_order =
            has_variables && options.env.is_none() && workspace.environments().is_choice_by_order();
        if let (Some(environment), true, false) = (environment, is_by_order, verbose) {
            output::warn(&format!(
                "note: the environment is {}, the first in environments.toml; --env names another",
                harmless(environment)
            ));
        }
        Ok(Some(Self {
            name: name.clone(),
            folder: workspace.path().to_owned(),
            saved,
        }))
    }

    /// Whether a token can be asked for.
    pub(crate) fn has_client(&self) -> bool {
        self.saved.client_id.is_some() || self.saved.grant.name() == "jwt_bearer"
    }

    /// The connection of a session, the secrets that are wanted read.
    pub(crate) fn connection(&self, wanted: SecretsWanted) -> Result<Connection, Failure> {
        let connection =
            self.saved
                .connection(wanted, &self.folder, &|secret| self.read(secret), &make_key)?;
        if wanted.grant {
            self.require_place(&connection)?;
        }
        Ok(connection)
    }

    /// As whom the issuer is asked whether a token holds, where that is not the client.
    pub(crate) fn introspection_client(&self) -> Result<Option<SessionClient>, Failure> {
        Ok(self
            .saved
            .introspection_client(&|secret| self.read(secret))?)
    }

    /// The network's options, with what the file says behind them.
    pub(crate) fn network(&self, options: &Network) -> Result<Network, Failure> {
        let read = |secret: &SecretUse| self.read(secret);
        let settings = self
            .saved
            .network
            .settings(&self.saved, &self.folder, &read)?;
        Ok(Network {
            of_file: Some(settings),
            ..options.clone()
        })
    }

    /// How the person takes part in the grant.
    pub(crate) fn grant_options(&self, options: &GrantOptions) -> GrantOptions {
        GrantOptions {
            paste: options.paste || self.saved.grant.pastes,
            ..options.clone()
        }
    }

    /// A saved request.
    pub(crate) fn request(&self, name: &str) -> Result<&SavedRequest, Failure> {
        self.saved.request(name).ok_or_else(|| {
            let failure = Failure::usage(format!(
                "{} has no request {}",
                self.shown(),
                harmless(name)
            ));
            match self.request_names() {
                None => failure.hint("write it under [[request]], or give a URL"),
                Some(names) => failure.hint(format!("it has {names}")),
            }
        })
    }

    /// The names of its saved requests, for a person; `None` where it has none.
    pub(crate) fn request_names(&self) -> Option<String> {
        let requests = self.saved.requests.iter();
        let names: Vec<_> = requests.map(|request| harmless(&request.name)).collect();
        (!names.is_empty()).then(|| names.join(", "))
    }

    /// A saved request as it is sent, without the token.
    pub(crate) fn http_request(&self, request: &SavedRequest) -> Result<HttpRequest, Failure> {
        let read = |secret: &SecretUse| self.read(secret);
        Ok(request.http_request(&self.saved, &self.folder, &read)?)
    }

    /// Where its keys are from, for a person; `None` where they are fetched.
    pub(crate) fn keys_name(&self) -> Option<String> {
        match &self.saved.keys {
            SavedKeys::Issuer => None,
            SavedKeys::Jwks(place) if place.contains("://") => None,
            SavedKeys::Jwks(path) | SavedKeys::Key(SecretPlace::File(path)) => Some(path.clone()),
            SavedKeys::Key(_) | SavedKeys::Public(_) => Some(self.shown()),
            SavedKeys::Secret(..) => Some("the shared secret given".to_owned()),
        }
    }

    /// What it is called.
    pub(crate) fn shown(&self) -> String {
        format!("the connection {}", harmless(&self.name))
    }

    /// What a token request cannot do without.
    fn require_place(&self, connection: &Connection) -> Result<(), Failure> {
        let by_user = matches!(
            connection.grant.kind,
            GrantKind::AuthorizationCode(_) | GrantKind::DeviceCode { .. }
        );
        let (missing, hint) = match () {
            () if connection.issuer.is_empty() && connection.token_endpoint.is_none() => (
                "has no issuer",
                "add issuer = \"…\" to its file, or give --issuer URL",
            ),
            () if by_user && connection.token_endpoint.is_some() => (
                "has a token_endpoint alone, and its grant begins at another endpoint of the issuer",
                "write issuer in its place: its metadata names both",
            ),
            () if !self.has_client() => (
                "has no client_id",
                "add client_id = \"…\" to its file, or give --client-id ID",
            ),
            () => return Ok(()),
        };
        Err(Failure::usage(format!("{} {missing}", self.shown())).hint(hint))
    }

    fn read(&self, secret: &SecretUse) -> Result<Secret, WorkspaceError> {
        if secret.place == SecretPlace::File("-".to_owned()) {
            return input::standard_input_secret().map_err(|failure| {
                WorkspaceError::secret_absent(failure.to_string(), "pipe it in")
            });
        }
        read_secret(secret, &self.folder, &|secret| self.ask(secret))
    }

    /// Asks the person; without one, says how it is done without.
    fn ask(&self, secret: &SecretUse) -> Result<Secret, WorkspaceError> {
        let SecretUse { what, member, .. } = secret;
        if !output::can_prompt() {
            let stem = self.name.rsplit('/').next().unwrap_or_default();
            let variable = env_name(&format!("{stem}_{member}"));
            return Err(WorkspaceError::secret_absent(
                format!(
                    "{} asks for the {what}, and there is no terminal to ask at",
                    self.shown()
                ),
                format!(
                    "write {member} = {{ env = \"{variable}\" }} in its file, and set {variable}"
                ),
            ));
        }
        let answer =
            rpassword::prompt_password(format!("{what} of {} (not shown): ", harmless(&self.name)));
        match answer {
            Ok(answer) if !answer.is_empty() => Ok(Secret::from(answer)),
            Ok(_) => Err(WorkspaceError::secret_absent(
                format!("no {what} was given"),
                "type it when asked",
            )),
            Err(error) => Err(WorkspaceError::secret_absent(
                format!("the {what} cannot be asked for: {error}"),
                "name another place for it in the file",
            )),
        }
    }
}

/// Says in one line which options count before what a file says, where there are any.
pub(crate) fn warn_of_options_over(options: &[String], what: &str) {
    let options = match options {
        [] => return,
        [one] => format!("{one} counts"),
        [most @ .., last] => format!("{} and {last} count", most.join(", ")),
    };
    output::warn(&format!("note: {options} before what {what} says"));
}

fn make_key() -> Result<Jwk, String> {
    generate(Algorithm::ES256, &mut entropy).map_err(|error| error.to_string())
}

/// The network's options, with what the file says behind them where there is one.
pub(crate) fn network_of(
    file: Option<&ConnectionFile>,
    options: &Network,
) -> Result<Network, Failure> {
    match file {
        Some(file) => file.network(options),
        None => Ok(options.clone()),
    }
}

/// The workspace's folder: the one that is named, or the nearest from here upward.
pub(crate) fn workspace_folder(named: Option<PathBuf>) -> Result<PathBuf, Failure> {
    if let Some(named) = named {
        return Ok(named);
    }
    find_workspace(&working_directory()?).ok_or_else(|| {
        let [plain, hidden] = FOLDER_NAMES;
        Failure::usage(format!(
            "there is no workspace here or in a folder above: no folder {plain} or {hidden} with connections in it"
        ))
        .hint("name its folder with --workspace DIR; `claimscope import` makes one")
    })
}

pub(crate) fn working_directory() -> Result<PathBuf, Failure> {
    std::env::current_dir()
        .map_err(|error| Failure::system(format!("the working directory cannot be had: {error}")))
}
