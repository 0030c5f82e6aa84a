//! A keychain of the test's own: gnome-keyring in a session bus that nothing else uses.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::secret_forms::files_below;

/// A home folder, with a keychain or without.
pub(crate) struct Home {
    folder: TempDir,
    address: String,
    children: Vec<Child>,
}

const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:dir=RUN</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>"#;

impl Home {
    /// Without a session bus, as over ssh or in a container.
    pub(crate) fn bare() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["run", "data"] {
            std::fs::create_dir(folder.path().join(name)).unwrap();
        }
        let nowhere = folder.path().join("run/absent");
        Self {
            address: format!("unix:path={}", nowhere.display()),
            folder,
            children: Vec::new(),
        }
    }

    /// With a session bus at which no keychain answers; `None` where there is no dbus-daemon.
    pub(crate) fn with_bus() -> Option<Self> {
        let mut home = Self::bare();
        let run = home.folder.path().join("run");
        let config = home.folder.path().join("bus.conf");
        let text = BUS.replace("RUN", run.to_str().unwrap());
        std::fs::write(&config, text).unwrap();
        let mut command = home.command("dbus-daemon")?;
        command.arg("--config-file").arg(&config);
        command.args(["--nofork", "--print-address=1"]);
        let mut bus = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        let printed = bus.stdout.take().unwrap();
        home.children.push(bus);
        BufReader::new(printed).read_line(&mut line).unwrap();
        line.trim().clone_into(&mut home.address);
        Some(home)
    }

    /// With a keychain that is open; `None` where there is no gnome-keyring.
    pub(crate) fn with_keychain() -> Option<Self> {
        Self::with_keychain_that_is(&["--unlock"])
    }

    /// With a keychain that nobody ever opened, so that it looks empty.
    pub(crate) fn with_new_keychain() -> Option<Self> {
        Self::with_keychain_that_is(&[])
    }

    /// With a keychain that was opened once and is locked, with nobody there to unlock it.
    pub(crate) fn with_locked_keychain() -> Option<Self> {
        let home = Self::with_keychain()?;
        let mut lock = home.command("dbus-send")?;
        lock.args(["--session", "--print-reply=literal"]);
        lock.args(["--dest=org.freedesktop.secrets", "/org/freedesktop/secrets"]);
        lock.arg("org.freedesktop.Secret.Service.Lock");
        lock.arg("array:objpath:/org/freedesktop/secrets/collection/login");
        let locked = lock.stdout(Stdio::piped()).output().unwrap();
        let said = String::from_utf8_lossy(&locked.stdout);
        assert!(said.contains("/collection/login"), "{said}");
        Some(home)
    }

    fn with_keychain_that_is(options: &[&str]) -> Option<Self> {
        let mut home = Self::with_bus()?;
        let mut command = home.command("gnome-keyring-daemon")?;
        command.args(["--foreground", "--components=secrets"]);
        command.args(options);
        let mut daemon = command.stdin(Stdio::piped()).spawn().unwrap();
        // An empty password would leave it locked.
        let mut password = daemon.stdin.take().unwrap();
        password.write_all(b"test").unwrap();
        drop(password);
        home.children.push(daemon);
        let until = Instant::now() + Duration::from_secs(30);
        while !home.answers("org.freedesktop.secrets") {
            assert!(Instant::now() < until, "the keychain does not answer");
        }
        Some(home)
    }

    /// What a program is to have in its environment to live here.
    pub(crate) fn environment(&self) -> Vec<(&'static str, String)> {
        let path = |name: &str| self.folder.path().join(name).display().to_string();
        vec![
            ("HOME", path("")),
            ("XDG_DATA_HOME", path("data")),
            ("XDG_RUNTIME_DIR", path("run")),
            ("DBUS_SESSION_BUS_ADDRESS", self.address.clone()),
        ]
    }

    /// Everything that programs wrote here.
    pub(crate) fn files(&self) -> Vec<(String, Vec<u8>)> {
        files_below(self.folder.path())
    }

    fn answers(&self, name: &str) -> bool {
        let mut ask = self.command("dbus-send").unwrap();
        ask.args([
            "--session",
            "--print-reply=literal",
            "--dest=org.freedesktop.DBus",
            "/",
        ]);
        ask.args([
            "org.freedesktop.DBus.NameHasOwner",
            &format!("string:{name}"),
        ]);
        let answer = ask.stdout(Stdio::piped()).output().unwrap();
        String::from_utf8_lossy(&answer.stdout).contains("true")
    }

    /// A program of this home; `None` where this machine has none of that name, and that is said.
    fn command(&self, program: &str) -> Option<Command> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let mut folders = std::env::split_paths(&path);
        if !folders.any(|folder| folder.join(program).is_file()) {
            // A silent skip would look like a pass.
            let said = format!(
                "left out: there is no {program}, which a keychain of the test's own needs\n"
            );
            let _ = std::io::stdout().write_all(said.as_bytes());
            return None;
        }
        let mut command = Command::new(program);
        command.envs(self.environment()).env_remove("DISPLAY");
        command.env_remove("WAYLAND_DISPLAY");
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        Some(command)
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        // The keychain before its bus.
        for child in self.children.iter_mut().rev() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}
