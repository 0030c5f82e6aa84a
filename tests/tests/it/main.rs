//! Tests across rooms, in one binary.

#[cfg(test)]
mod binary;
mod circles;
mod decisions;
#[cfg(test)]
mod foreign_api;
#[cfg(test)]
mod foreign_certificates;
#[cfg(test)]
mod foreign_client;
#[cfg(test)]
mod foreign_grants;
#[cfg(test)]
mod foreign_judges;
#[cfg(test)]
mod foreign_mcp;
#[cfg(test)]
mod foreign_probe;
#[cfg(test)]
mod foreign_server;
#[cfg(test)]
mod playground_documents;
#[cfg(test)]
mod playground_grants;
#[cfg(test)]
mod rooms;
mod scenes;
#[cfg(test)]
mod strictness;
#[cfg(test)]
mod tidy;
#[cfg(test)]
#[cfg(target_os = "linux")]
mod two_windows;
#[cfg(test)]
mod window_and_terminal;
