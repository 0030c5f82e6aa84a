//! `export`: a connection of the workspace for another program.

use claimscope_client::export::postman_collection;
use claimscope_client::workspace::WorkspaceFolder;

use crate::args::Export;
use crate::connection_file::workspace_folder;
use crate::failure::{Exit, Failure};
use crate::harmless::harmless;
use crate::output;

pub(crate) fn run(arguments: &Export) -> Result<Exit, Failure> {
    let workspace = WorkspaceFolder::open(workspace_folder(arguments.workspace.clone())?)?;
    let name = &arguments.connection;
    let saved = workspace.connection(name)?.saved.as_ref();
    let saved = saved.map_err(|error| error.clone())?;
    let environment = arguments.env.as_deref();
    let exported = postman_collection(name, saved, workspace.environments(), environment)?;
    for sentence in &exported.remarks {
        output::warn(&format!("note: {}", harmless(sentence)));
    }
    output::print(&exported.text)?;
    Ok(Exit::Done)
}
