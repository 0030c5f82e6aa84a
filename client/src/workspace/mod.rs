//! A workspace: a folder of connection files that people read, review and commit, and environments that they share.
//!
//! - What is a connection? One TOML file, [`SavedConnection`] in memory: the same settings as a session's [`Connection`], with
//!   names in place of secrets, `{{variables}}` that an [`Environments`] fills in, and saved requests.
//! - Where are the secrets? Where [`SecretPlace`] says: the system's keychain, an environment variable, a file, or with the
//!   person who is asked. A file that holds one is refused.
//! - What is written? Only what changed: comments and order stay ([`WorkspaceFolder::save`]). A file that was changed elsewhere
//!   since it was read is not overwritten.
//!
//! docs/connections.md describes the format.
//!
//! [`Connection`]: crate::session::Connection

mod add;
mod edit;
mod entries;
mod environment_table;
mod environments;
mod error;
mod expect;
mod file;
pub(crate) mod filled_url;
mod folder;
mod from_session;
mod grant;
mod introspection;
mod json;
mod keys;
mod line_ends;
mod members;
mod merge;
mod name;
mod named_values;
mod names_of_secrets;
mod network;
mod parts;
mod place;
mod read;
mod request;
mod request_body;
mod request_rows;
mod row_values;
mod saved;
mod search;
mod secret_body;
mod secret_names;
mod secret_path;
mod secret_url;
mod secret_value;
mod secrets;
mod source;
mod to_session;
mod variables;
mod visit;
mod write;
mod write_value;

pub use entries::{is_under_version_control, may_name_entry};
pub use environment_table::{EnvironmentTable, NoName};
pub use environments::{Environment, Environments};
pub use error::WorkspaceError;
pub use folder::{FileChange, FileChangeKind, StoredConnection, WorkspaceFolder};
pub use from_session::SavedSecrets;
pub use keys::is_public_key;
pub use name::{connection_name, name_fault};
pub(crate) use named_values::{is_value_of_secret, named_secrets};
pub(crate) use names_of_secrets::names_secret_of_header;
pub use place::{SecretPlace, env_name};
pub use saved::{
    SavedBody, SavedConnection, SavedContent, SavedDpop, SavedGrant, SavedIntrospection, SavedKeys,
    SavedNetwork, SavedPart, SavedRequest, SavedRow, SavedValue,
};
pub use search::{FOLDER_NAMES, find_workspace, is_workspace};
pub use secret_body::secret_member;
pub(crate) use secret_body::{secret_field, secret_in_body};
pub(crate) use secret_names::{is_secret_pair, user_of_url};
pub use secret_path::{is_hook_host, is_hook_word, is_path_word, is_random_segment};
pub(crate) use secret_url::bare_url;
pub(crate) use secret_value::is_secret_value;
pub use secrets::{SecretUse, read_secret};
pub use to_session::SecretsWanted;
pub(crate) use visit::has_whole_variables;
pub use visit::{is_secret_variable, is_variable, variables_in};

/// The version of the format that this program reads and writes.
pub const FORMAT_VERSION: i64 = 1;

#[cfg(test)]
mod tests;
