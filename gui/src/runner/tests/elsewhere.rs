//! A test that runs again in a process of its own: with another environment, as another user, or on a full disk.

use std::process::{Command, Stdio};

/// Says in the environment of the process that it is the other one.
const INSIDE: &str = "CLAIMSCOPE_TEST_INSIDE";

/// Whether this is the process of its own.
pub(crate) fn is_inside() -> bool {
    std::env::var_os(INSIDE).is_some()
}

/// The test of this name, by its module's path, in this program.
pub(crate) fn again(module: &str, test: &str) -> Command {
    with_arguments(Command::new(std::env::current_exe().unwrap()), module, test)
}

/// The same, where whatever is written beyond a limit fails instead of ending the program.
#[cfg(unix)]
pub(crate) fn again_with_limits(module: &str, test: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""]);
    command.arg(std::env::current_exe().unwrap());
    with_arguments(command, module, test)
}

fn with_arguments(mut command: Command, module: &str, test: &str) -> Command {
    let (_, module) = module.split_once("::").unwrap();
    command.args(["--exact", "--nocapture", &format!("{module}::{test}")]);
    command.env(INSIDE, "1").stdin(Stdio::null());
    command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY");
    command
}

/// Waits for its end, and fails as it does.
pub(crate) fn passes(mut command: Command) {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let failed = String::from_utf8_lossy(&output.stderr);
    let is_passed = output.status.success() && said.contains("1 passed");
    assert!(is_passed, "{said}{failed}");
}
