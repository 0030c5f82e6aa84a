//! What a folder has in it costs little, whatever it is.

use super::*;

fn environments(folder: &Folder, text: &str) -> Result<WorkspaceFolder, WorkspaceError> {
    folder.put("environments.toml", text);
    WorkspaceFolder::open(folder.path("."))
}

#[test]
fn variables_that_double_each_other_are_filled_in_once_and_bounded() {
    let folder = Folder::with(&[]);
    let doubling = |first: &str, levels: usize| {
        let lines = (1..levels).map(|at| format!("v{at} = \"{{{{v{0}}}}}{{{{v{0}}}}}\"\n", at - 1));
        format!("[dev]\nv0 = \"{first}\"\n{}", lines.collect::<String>())
    };
    environments(&folder, &doubling("", 60)).unwrap();
    let error = environments(&folder, &doubling("a", 60)).unwrap_err();
    assert!(error.reason.contains("too long"), "{}", error.reason);
    let deep = environments(&folder, &doubling("", 5_000)).unwrap_err();
    assert!(deep.reason.contains("64 variables deep"), "{}", deep.reason);
    let many = "{{b}}".repeat(100_000);
    let text = format!("[dev]\na = \"{many}\"\nb = \"{}\"\n", "b".repeat(60_000));
    let error = environments(&folder, &text).unwrap_err();
    assert!(error.reason.contains("too long"), "{}", error.reason);
}

#[test]
fn the_texts_of_a_file_come_to_no_more_than_a_bound_together() {
    let text = format!(
        "claimscope = 1\nresource = \"{}\"\n",
        "{{b}}".repeat(10_000)
    );
    let folder = Folder::with(&[("a.toml", &text)]);
    let workspace = environments(&folder, &format!("[dev]\nb = \"{}\"\n", "b".repeat(60_000)));
    let error = workspace.unwrap().filled("a", None).unwrap_err();
    assert!(error.reason.contains("too long"), "{}", error.reason);
}

#[test]
fn a_file_that_is_too_long_is_said_and_not_read_to_see_whether_it_changed() {
    let folder = Folder::with(&[("a.toml", "claimscope = 1\n")]);
    let long = std::fs::File::create(folder.path("long.toml")).unwrap();
    long.set_len(1 << 33).unwrap();
    let mut workspace = folder.open();
    let error = workspace.connection("long").unwrap().saved.clone();
    assert!(error.unwrap_err().reason.contains("4 MiB"));
    assert_eq!(workspace.changes().unwrap(), []);
}

#[test]
fn a_file_of_which_the_system_says_the_same_is_unchanged_and_one_with_its_old_length_is_not() {
    let folder = Folder::with(&[("a.toml", "claimscope = 1\n")]);
    let mut workspace = folder.open();
    let set = |seconds: u64| {
        let file = std::fs::File::options()
            .write(true)
            .open(folder.path("a.toml"));
        let time = std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
        file.unwrap().set_modified(time).unwrap();
    };
    set(1_000_000_000);
    assert_eq!(workspace.changes().unwrap(), []);
    folder.put("a.toml", "claimscope = 2\n");
    assert_eq!(workspace.changes().unwrap().len(), 1, "it is young");
    set(1_000_000_001);
    assert_eq!(workspace.changes().unwrap().len(), 1);
    folder.put("a.toml", "claimscope = 1\n");
    assert_eq!(workspace.changes().unwrap(), []);
}

#[cfg(unix)]
#[test]
fn environments_that_are_no_file_keep_nobody_waiting() {
    let folder = Folder::with(&[("a.toml", "claimscope = 1\n")]);
    let mut workspace = folder.open();
    std::os::unix::fs::symlink("/dev/zero", folder.path("environments.toml")).unwrap();
    assert_eq!(workspace.changes().unwrap().len(), 1);
    let error = WorkspaceFolder::open(folder.path(".")).unwrap_err();
    assert!(error.reason.contains("it is no file"), "{}", error.reason);
}
