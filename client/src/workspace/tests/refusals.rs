//! What is wrong in a file is said with its line, its column and what to do.

use super::*;
use crate::code::workspace as code;

/// The refusal of a connection with these lines behind the version.
#[track_caller]
fn refused(lines: &str) -> WorkspaceError {
    let folder = Folder::with(&[("a.toml", &format!("claimscope = 1\n{lines}"))]);
    let workspace = folder.open();
    let stored = workspace.connection("a").unwrap();
    let error = stored.saved.clone().unwrap_err();
    assert_eq!(error.path, Some(folder.path("a.toml")));
    error
}

#[track_caller]
fn check(lines: &str, place: (usize, usize), words: &str) {
    let error = refused(lines);
    let shown = error.to_string();
    assert!(shown.contains(words), "{words:?} is not in {shown}");
    assert_eq!(error.place, Some(place), "{shown}");
}

#[test]
fn unknown_members_are_named_with_what_was_meant() {
    check("clientId = 'a'", (2, 1), "did you mean client_id?");
    check(
        "[expect]\naudiences = 'a'",
        (3, 1),
        "did you mean audience?",
    );
    check("[netwrk]", (2, 2), "did you mean network?");
    check(
        "[[request]]\nname='a'\nheader = {}",
        (4, 1),
        "did you mean headers?",
    );
    check(
        "colour = 1",
        (2, 1),
        "colour is no member in a connection; the members are",
    );
}

#[test]
fn wrong_types_say_what_is_wanted() {
    check(
        "issuer = 5",
        (2, 10),
        "issuer must be a text, and is a number",
    );
    check("scope = [1]", (2, 10), "scope must be a list of texts");
    check(
        "par = 'yes'\ngrant = 'authorization_code'",
        (2, 7),
        "par must be true or false",
    );
    let private = r#"[keys]
public_key = '{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}'"#;
    check(private, (3, 1), "none that is public alone");
    check("no_token = 1", (2, 12), "no_token must be true or false");
    check("wait = -1", (2, 8), "wait must be a whole number");
    check("request = 'a'", (2, 11), "write [[request]] above each");
    check(
        "[expect]\nprofile = 'x'",
        (3, 11),
        "expect.profile cannot be meant",
    );
    check("[expect]\naudience = true", (3, 12), "true expects nothing");
    check("client_auth = 'basic'", (2, 15), "client_secret_basic");
    check("issuer = ", (2, 10), "this is no TOML");
    check("a = 1\na = 2", (3, 1), "this is no TOML");
}

#[test]
fn secrets_stand_in_no_file() {
    for (lines, place, words) in [
        (
            "client_secret = 'hunter2'",
            (2, 17),
            "{ env = \"CLIENT_SECRET\" }",
        ),
        (
            "grant = 'password'\nusername = 'a'\npassword = 'hunter2'",
            (4, 12),
            "password is a secret",
        ),
        (
            "[parameters]\napi_secret = 'hunter2'",
            (3, 14),
            "parameters.api_secret is a secret",
        ),
        (
            "[[request]]\nname = 'a'\nheaders = { Authorization = 'Basic hunter2' }",
            (4, 29),
            "headers.Authorization is a secret",
        ),
        (
            "[[request]]\nname = 'a'\nurl = 'https://h/?access_token=hunter2'",
            (4, 1),
            "the value of access_token stands in its query",
        ),
        (
            "api_url = 'https://me:hunter2@h/'",
            (2, 1),
            "a password or a token stands before its host",
        ),
        (
            "[[request]]\nname = 'a'\nurl = 'https://h/cb#access_token=hunter2'",
            (4, 1),
            "the value of access_token in the fragment",
        ),
        (
            "[[request]]\nname = 'a'\nquery = { pw = 'hunter2' }",
            (4, 16),
            "query.pw is a secret",
        ),
        (
            "[[request]]\nname = 'a'\nheaders = { X-Pwd = 'hunter2' }",
            (4, 21),
            "headers.X-Pwd is a secret",
        ),
        (
            "[[request]]\nname = 'a'\nbody = { form = { db_pass = 'hunter2' } }",
            (4, 29),
            "form.db_pass is a secret",
        ),
        (
            "[[request]]\nname = 'a'\nbody = { multipart = { passwd = 'hunter2' } }",
            (4, 33),
            "multipart.passwd is a secret",
        ),
        (
            "[parameters]\naccess_key = 'hunter2'",
            (3, 14),
            "parameters.access_key is a secret",
        ),
        (
            "[network]\nproxy = 'http://me:hunter2@h:1'",
            (3, 1),
            "HTTPS_PROXY",
        ),
        (
            "[[request]]\nname = 'a'\nbody = { text = 'eyJhbGciOiJub25lIn0.eyJhIjoxfQ.c2ln' }",
            (4, 17),
            "a token stands in request.body.text",
        ),
    ] {
        let error = refused(lines);
        let shown = error.to_string();
        assert_eq!(error.code, code::SECRET, "{shown}");
        assert_eq!(error.place, Some(place), "{shown}");
        assert!(shown.contains(words), "{words:?} is not in {shown}");
        assert!(
            !shown.contains("hunter2") && !shown.contains("eyJ"),
            "{shown}"
        );
    }
}

#[test]
fn a_text_of_which_a_person_says_that_it_is_no_secret_is_taken() {
    let text = "claimscope = 1\n[[request]]\nname = 'a'\nurl = 'https://h'\nquery = { page_token = { text = 'p2' } }\n";
    let folder = Folder::with(&[("a.toml", text)]);
    let (saved, _) = folder.open().filled("a", None).unwrap();
    let value = SavedValue::PlainText("p2".to_owned());
    assert_eq!(
        saved.requests[0].query,
        [SavedRow::new("page_token", value)]
    );
}

#[test]
fn a_place_of_a_secret_is_one_place() {
    check("client_secret = {}", (2, 17), "must say one place");
    check(
        "client_secret = { env = 'A', ask = true }",
        (2, 17),
        "must say one place",
    );
    check(
        "client_secret = { enf = 'A' }",
        (2, 19),
        "did you mean env?",
    );
}

#[test]
fn a_fingerprint_holds_at_a_host_alone() {
    let digits = "ab".repeat(32);
    for host in ["sts.example:443", "https://sts.example", "[::1]:5001", ""] {
        let lines = format!("[network]\ntrust_fingerprint = '{host}={digits}'");
        check(&lines, (3, 1), "takes the host alone before =");
    }
    for host in ["sts.example", "[::1]", "{{host}}"] {
        let lines = format!("claimscope = 1\n[network]\ntrust_fingerprint = '{host}={digits}'");
        let folder = Folder::with(&[
            ("a.toml", &lines),
            ("environments.toml", "[dev]\nhost = 'sts.example'"),
        ]);
        assert_eq!(saved_of(&folder.open(), "a").map(drop), Ok(()), "{host}");
    }
}

#[test]
fn other_versions_are_refused() {
    for (text, words) in [
        ("issuer = 'x'", "write `claimscope = 1` in its first line"),
        ("claimscope = 2", "use a newer version of this program"),
        ("claimscope = '1'", "must be the version of the format"),
    ] {
        let folder = Folder::with(&[("a.toml", text)]);
        let workspace = folder.open();
        let error = saved_of(&workspace, "a").unwrap_err();
        assert_eq!(error.code, code::VERSION);
        assert!(error.to_string().contains(words), "{error}");
        assert!(error.message().contains("a.toml:1:"), "{error}");
    }
}

#[test]
fn what_a_grant_lacks_or_has_too_much_is_said() {
    check(
        "redirect_uri = 'http://127.0.0.1/'",
        (2, 1),
        "add grant = \"authorization_code\"",
    );
    check(
        "grant = 'password'\nusername = 'a'",
        (2, 1),
        "the password grant needs password",
    );
    check("grant = 'implicit'", (2, 1), "RFC 9700");
    check(
        "grant = 'authorisation_code'",
        (2, 9),
        "did you mean authorization_code?",
    );
    check(
        "issuer = 'a'\ntoken_endpoint = 'b'",
        (3, 1),
        "both say where",
    );
}

#[test]
fn variables_are_defined_and_lead_nowhere_in_circles() {
    let environments = "[dev]\nissuer = 'x'\n";
    let folder = Folder::with(&[
        ("environments.toml", environments),
        ("a.toml", "claimscope = 1\nissuer = '{{isuer}}'\n"),
        ("b.toml", "claimscope = 1\nissuer = '{{issuer}'\n"),
    ]);
    let workspace = folder.open();
    assert!(saved_of(&workspace, "a").is_ok(), "it can be edited");
    let undefined = workspace.filled("a", None).unwrap_err();
    let odd = saved_of(&workspace, "b").unwrap_err();
    for (error, words) in [(undefined, "did you mean issuer?"), (odd, "{{name}}")] {
        assert_eq!((error.code, error.place), (code::VARIABLE, Some((2, 10))));
        assert!(error.to_string().contains(words), "{error}");
    }
    for (text, place, words) in [
        (
            "[dev]\na = '{{b}}'\nb = '{{a}}'\n",
            (2, 5),
            "refers to itself: a → b → a",
        ),
        ("[dev]\na = 'x{{a}}'\n", (2, 5), "refers to itself: a → a"),
        (
            "[dev]\na = '{{c}}'\n",
            (2, 5),
            "the variable c is not defined in dev",
        ),
        (
            "[dev]\nclient_secret = 'hunter2'\n",
            (2, 1),
            "secrets stand in no variable",
        ),
        ("[dev]\n[Dev]\n", (2, 2), "differ by case alone"),
        ("dev = 1\n", (1, 7), "write [dev] above"),
        (
            "default = 'x'\n[dev]\n",
            (1, 11),
            "default must be the name",
        ),
        (
            "[dev]\n1a = 'x'\n",
            (2, 1),
            "cannot be the name of a variable",
        ),
        ("[dev]\na = [1]\n", (2, 5), "must be a text, and is a list"),
        ("[dev]\na = 'ghp_hunter2hunter2'\n", (2, 5), "is a secret"),
        ("[dev]\na = 'Bearer hunter2'\n", (2, 5), "is a secret"),
        (
            "[dev]\na = 'https://hooks.slack.com/services/T0/B0/hunter2'\n",
            (2, 5),
            "is a secret",
        ),
    ] {
        let folder = Folder::with(&[("environments.toml", text)]);
        let error = WorkspaceFolder::open(folder.path("")).unwrap_err();
        assert_eq!(error.place, Some(place), "{error}");
        assert!(
            error.to_string().contains(words),
            "{words:?} is not in {error}"
        );
        assert!(!error.to_string().contains("hunter2"));
    }
}

#[test]
fn a_variable_of_another_environment_is_missed_where_it_is_used() {
    let folder = Folder::with(&[
        ("environments.toml", "[dev]\na = 'x'\n[staging]\nb = 'y'\n"),
        ("a.toml", "claimscope = 1\nissuer = '{{a}}'\n"),
    ]);
    let workspace = folder.open();
    assert!(workspace.filled("a", Some("dev")).is_ok());
    let error = workspace.filled("a", Some("staging")).unwrap_err();
    assert_eq!(error.place, Some((2, 10)));
    assert!(
        error
            .to_string()
            .contains("the variable a is not defined in staging"),
        "{error}"
    );
    let error = workspace.filled("a", Some("stagin")).unwrap_err();
    assert!(
        error.to_string().contains("did you mean staging?"),
        "{error}"
    );
    let error = workspace.filled("b", None).unwrap_err();
    assert_eq!(error.code, code::ABSENT);
}

#[test]
fn names_that_are_one_on_some_systems_are_refused() {
    check(
        "[[request]]\nname='a'\n[[request]]\nname = 'A'",
        (5, 8),
        "differ by case alone",
    );
    check(
        "[[request]]\nname='a'\n[[request]]\nname = 'a'",
        (5, 8),
        "two requests have the name a",
    );
    check("[[request]]\nurl='a'", (3, 1), "a request has no name");
    let text = "claimscope = 1\n";
    let mut folder = Folder::with(&[("a.toml", text), ("con.toml", text)]).open();
    assert!(folder.connection("a").unwrap().saved.is_ok());
    let error = saved_of(&folder, "con").unwrap_err();
    assert_eq!(error.code, code::NAME);
    for name in ["A", "a:b", "environments"] {
        let error = folder.save(name, &SavedConnection::default()).unwrap_err();
        assert_eq!(error.code, code::NAME, "{name}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn files_whose_names_differ_by_case_alone_are_both_refused() {
    let text = "claimscope = 1\n";
    let folder = Folder::with(&[("a.toml", text), ("A.toml", text), ("b.toml", text)]);
    let workspace = folder.open();
    for name in ["a", "A"] {
        let error = saved_of(&workspace, name).unwrap_err();
        assert_eq!(error.code, code::NAME);
    }
    assert!(workspace.connection("b").unwrap().saved.is_ok());
}

#[test]
fn what_an_import_leaves_out_no_file_may_hold() {
    for (line, column) in [
        ("body = { text = 'password=hunter2' }", 17),
        ("body = { json = '{\"password\":\"hunter2\"}' }", 17),
        ("body = { json = { password = 'hunter2' } }", 17),
        (
            "body = { form = { name = 'password', value = 'hunter2' } }",
            38,
        ),
        ("query = { key = 'password', value = 'hunter2' }", 29),
        ("query = { a = 'ghp_hunter2hunter2' }", 15),
        ("headers = { X-Auth = 'hunter2' }", 22),
        ("headers = { X-Thing = 'Bearer hunter2' }", 23),
        ("url = 'https://h/?name=password&value=hunter2'", 1),
        ("url = 'https://hooks.slack.com/services/T0/B0/hunter2'", 1),
    ] {
        let error = refused(&format!("[[request]]\nname = 'a'\n{line}"));
        assert_eq!(error.code, code::SECRET, "{line}: {error}");
        assert_eq!(error.place, Some((4, column)), "{line}: {error}");
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }
    let said = "claimscope = 1\n[[request]]\nname = 'a'\nheaders = { X-Thing = { text = 'Bearer hunter2' } }\n";
    let folder = Folder::with(&[("a.toml", said)]);
    let saved = folder
        .open()
        .connection("a")
        .unwrap()
        .saved
        .clone()
        .unwrap();
    assert!(saved.check().is_ok(), "{}", saved.to_toml());
}
