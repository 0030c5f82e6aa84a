//! Who listens on a port of this machine, where the system tells.

/// The program that listens on a port: `node (process 4711)`. `None` where that cannot be learned.
#[cfg(target_os = "linux")]
pub(super) fn holder(port: u16) -> Option<String> {
    let tables = ["/proc/net/tcp", "/proc/net/tcp6"];
    let tables = tables.map(|path| std::fs::read_to_string(path).unwrap_or_default());
    let lines = tables.iter().flat_map(|table| table.lines().skip(1));
    let sockets: Vec<_> = lines
        .filter_map(|line| listening_socket(line, port))
        .map(|inode| format!("socket:[{inode}]"))
        .collect();
    let processes = std::fs::read_dir("/proc").ok()?.flatten();
    let mut processes = processes.filter(|process| {
        // Beside the numbers of processes there are names such as `self`.
        let name = process.file_name();
        if !name.as_encoded_bytes().iter().all(u8::is_ascii_digit) {
            return false;
        }
        let files = std::fs::read_dir(process.path().join("fd"));
        let links = files.into_iter().flatten().flatten();
        let mut links = links.filter_map(|file| std::fs::read_link(file.path()).ok());
        links.any(|link| sockets.iter().any(|socket| link.as_os_str() == &**socket))
    });
    let process = processes.next()?;
    let name = std::fs::read_to_string(process.path().join("comm")).ok()?;
    let number = process.file_name();
    Some(format!("{} (process {})", name.trim(), number.display()))
}

/// The inode of a line of the table, where its socket listens on the port.
#[cfg(target_os = "linux")]
fn listening_socket(line: &str, port: u16) -> Option<&str> {
    const LISTEN: &str = "0A";
    let mut words = line.split_whitespace();
    let (_, local_port) = words.nth(1)?.rsplit_once(':')?;
    let state = words.nth(1)?;
    let inode = words.nth(5)?;
    let is_port = u16::from_str_radix(local_port, 16) == Ok(port);
    (is_port && state == LISTEN).then_some(inode)
}

/// Other systems tell it only to programs of their own.
#[cfg(not(target_os = "linux"))]
pub(super) fn holder(_port: u16) -> Option<String> {
    None
}
