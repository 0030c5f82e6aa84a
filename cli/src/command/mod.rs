//! The commands, one file each.

mod about_token;
mod call;
mod client;
pub(crate) mod decryption;
mod demo;
mod desktop;
mod detached;
mod discover;
mod explain;
mod export;
pub(crate) mod grant;
mod import;
mod inspect;
mod kept;
mod keygen;
mod keys;
pub(crate) mod parameter;
mod probe;
mod serve;
mod stop;
mod token;
mod verify;

use crate::args::{Arguments, Command};
use crate::failure::{Exit, Failure};
use crate::network::block_on;

/// Does what the arguments ask for.
pub(crate) fn run(arguments: Arguments) -> Result<Exit, Failure> {
    match arguments.command {
        None => desktop::run(&arguments.window),
        Some(Command::Demo(arguments)) => demo(&arguments),
        Some(Command::Inspect(arguments)) => inspect::run(&arguments),
        Some(Command::Verify(arguments)) => block_on(verify::run(&arguments)),
        Some(Command::Discover(arguments)) => block_on(discover::run(&arguments)),
        Some(Command::Token(arguments)) => block_on(token::run(&arguments)),
        Some(Command::Introspect(arguments)) => block_on(about_token::introspect(&arguments)),
        Some(Command::Revoke(arguments)) => block_on(about_token::revoke(&arguments)),
        Some(Command::Userinfo(arguments)) => block_on(about_token::userinfo(&arguments)),
        Some(Command::Logout(arguments)) => block_on(about_token::logout(&arguments)),
        Some(Command::Call(arguments)) => block_on(call::run(&arguments)),
        Some(Command::Probe(arguments)) => block_on(probe::run(&arguments)),
        Some(Command::Kept(arguments)) => block_on(kept::run(&arguments)),
        Some(Command::Explain(arguments)) => explain::run(&arguments),
        Some(Command::Import(arguments)) => import::run(&arguments),
        Some(Command::Export(arguments)) => export::run(&arguments),
        Some(Command::Serve(arguments)) => block_on(serve::run(&arguments)),
        Some(Command::Keygen(arguments)) => keygen::run(&arguments),
    }
}

fn demo(arguments: &crate::args::Demo) -> Result<Exit, Failure> {
    block_on(demo::run(arguments))
}
