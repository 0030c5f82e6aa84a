//! The playground as `claimscope serve` runs it, on ports of its own.

use std::net::TcpListener;

use anyhow::Result;
use serde_json::Value;
use tempfile::TempDir;

use crate::peer::Peer;
use crate::program::claimscope;

const ARGUMENTS: [&str; 6] = ["serve", "--port", "0", "--api-port", "0", "--json"];

/// As it is without a configuration.
///
/// # Errors
/// Where the binary is missing, or does not serve.
pub fn serve() -> Result<Peer> {
    Peer::start(claimscope(&ARGUMENTS)?)
}

/// With this configuration, whose file lies in the folder for as long as it serves.
///
/// # Errors
/// As [`serve`], and where the file cannot be written.
pub fn serve_with(settings: &Value) -> Result<(TempDir, Peer)> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("appsettings.json");
    std::fs::write(&file, settings.to_string())?;
    let mut command = claimscope(&ARGUMENTS)?;
    command.arg("--config").arg(&file);
    let peer = Peer::start(command)?;
    Ok((folder, peer))
}

/// A port that is free now.
///
/// # Errors
/// Where no port can be had.
pub fn free_port() -> Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    Ok(listener.local_addr()?.port())
}
