//! Rows of a request that are switched off, and multipart bodies.

use claimscope_core::secret::Secret;

use super::*;
use crate::code::workspace as code;

const UPLOAD: &str = r#"claimscope = 1

[[request]]
name = "upload"
url = "http://h/a?x=1"
headers = { Accept = "text/plain", X-Debug = { text = "1", off = true }, X-Api-Key = { env = "KEY", off = true } }
query = { tag = ["a", { text = "b", off = true }] }
body = { multipart = { note = "n", photo = { upload = "a.bin", type = "image/png" }, list = { upload = "a.json" }, token = { env = "T" }, old = { text = "o", off = true } } }

[[request]]
name = "form"
body = { form = { a = "1", b = { text = "2", off = true } } }
"#;

fn read(wanted: &SecretUse) -> Result<Secret, WorkspaceError> {
    Ok(Secret::from(wanted.place.to_string()))
}

#[test]
fn what_is_switched_off_is_kept_and_not_sent() {
    let folder = Folder::with(&[("a.toml", UPLOAD), ("a.bin", "\u{1}x"), ("a.json", "{}")]);
    let mut workspace = folder.open();
    let saved = saved_of(&workspace, "a").unwrap();
    let upload = saved.request("upload").unwrap();
    assert_eq!(upload.headers.iter().filter(|row| row.is_off).count(), 2);
    let request = upload
        .http_request(&saved, &folder.path(""), &read)
        .unwrap();
    assert_eq!(request.url, "http://h/a?x=1&tag=a");
    let names: Vec<&str> = request.headers.iter().map(|(name, _)| &name[..]).collect();
    assert_eq!(names, ["Accept", "Content-Type"]);
    let form = saved.request("form").unwrap();
    let with_url = SavedRequest {
        url: Some("http://h".to_owned()),
        ..form.clone()
    };
    let sent = with_url
        .http_request(&saved, &folder.path(""), &read)
        .unwrap();
    assert_eq!(sent.body.expose_str(), Some("a=1"));
    workspace.save("a", &saved).unwrap();
    assert_eq!(folder.text("a.toml"), UPLOAD);
    assert_eq!(SavedConnection::clone(&saved).check(), Ok(()));
}

#[test]
fn a_multipart_body_has_its_values_and_its_files() {
    let folder = Folder::with(&[("a.toml", UPLOAD), ("a.bin", "\u{1}x"), ("a.json", "{}")]);
    let saved = saved_of(&folder.open(), "a").unwrap();
    let upload = saved.request("upload").unwrap();
    let request = upload
        .http_request(&saved, &folder.path(""), &read)
        .unwrap();
    let media_type = request.header_value("content-type").unwrap().to_owned();
    let boundary = media_type
        .strip_prefix("multipart/form-data; boundary=")
        .unwrap();
    let body = request.body.expose_str().unwrap().replace(boundary, "B");
    let expected = [
        "--B\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nn\r\n",
        "--B\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.bin\"\r\n",
        "Content-Type: image/png\r\n\r\n\u{1}x\r\n",
        "--B\r\nContent-Disposition: form-data; name=\"list\"; filename=\"a.json\"\r\n",
        "Content-Type: application/json\r\n\r\n{}\r\n",
        "--B\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n{ env = \"T\" }\r\n--B--\r\n",
    ];
    assert_eq!(body, expected.concat());
    let mut places = Vec::new();
    saved
        .clone()
        .for_each_place(&mut |place| places.push(place.to_string()));
    assert_eq!(places, ["{ env = \"KEY\" }", "{ env = \"T\" }"]);
}

#[test]
fn no_header_stands_in_the_way_of_the_boundary_of_parts() {
    let folder = Folder::with(&[("a.bin", "x"), ("a.json", "{}")]);
    for (stated, sent) in [
        ("application/json", "multipart/form-data"),
        ("multipart/form-data; boundary=mine", "multipart/form-data"),
        ("multipart/mixed", "multipart/mixed"),
    ] {
        let text = UPLOAD.replace(
            "Accept =",
            &format!("content-type = \"{stated}\", Accept ="),
        );
        let saved = saved_of(&Folder::with(&[("a.toml", &text)]).open(), "a").unwrap();
        let upload = saved.request("upload").unwrap();
        let request = upload.http_request(&saved, &folder.path(""), &read);
        let request = request.unwrap();
        let types = request.headers.iter();
        let types = types.filter(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        assert_eq!(types.count(), 1, "{stated}");
        let media_type = request.header_value("content-type").unwrap();
        let (essence, boundary) = media_type.split_once("; boundary=").unwrap();
        assert_eq!(essence, sent);
        let body = request.body.expose_str().unwrap();
        assert!(body.starts_with(&format!("--{boundary}")), "{stated}");
    }
}

#[test]
fn what_was_made_here_comes_back_from_its_file() {
    let saved = saved_of(&Folder::with(&[("a.toml", UPLOAD)]).open(), "a").unwrap();
    let folder = Folder::with(&[("b.toml", &saved.to_toml())]);
    assert_eq!(saved_of(&folder.open(), "b").unwrap(), saved);
}

#[test]
fn a_part_that_cannot_be_meant_is_refused() {
    for (part, reason) in [
        (
            "password = 'hunter2'",
            "is a secret, and is written as text",
        ),
        ("a = { upload = 'x', text = 'y' }", "text is no member"),
        ("a = { off = true }", "must say one place"),
        ("a = 1", "must be a text, and is a number"),
    ] {
        let text = format!(
            "claimscope = 1\n[[request]]\nname = 'a'\nbody = {{ multipart = {{ {part} }} }}\n"
        );
        let folder = Folder::with(&[("a.toml", &text)]);
        let workspace = folder.open();
        let error = workspace
            .connection("a")
            .unwrap()
            .saved
            .clone()
            .unwrap_err();
        assert!(error.reason.contains(reason), "{part}: {}", error.reason);
    }
}

#[test]
fn a_request_at_fault_is_named_and_keeps_nothing_else_from_being_used() {
    let text = "claimscope = 1\nissuer = 'https://h'\n\
        [[request]]\nname = 'odd'\nurl = 'https://h/{{none}}'\n\
        [[request]]\nname = 'comment'\nurl = 'https://h'\nbody = { json = '{\"a\": {{a}} // b' }\n\
        [[request]]\nname = 'fine'\nurl = 'https://h/{{a}}'\n";
    for environments in [
        "[dev]\na = '1'\n",
        "[dev]\na = '1'\n[live]\na = '1'\nnone = 'x'\n",
    ] {
        let folder = Folder::with(&[("environments.toml", environments), ("a.toml", text)]);
        let mut workspace = folder.open();
        let written = saved_of(&workspace, "a").unwrap();
        workspace.save("a", &written).unwrap();
        assert_eq!(folder.text("a.toml"), text);
        let (saved, _) = workspace.filled("a", None).unwrap();
        let sent = |name: &str| {
            let request = saved.request(name).unwrap();
            request.http_request(&saved, &folder.path(""), &|_| unreachable!())
        };
        assert_eq!(sent("fine").unwrap().url, "https://h/1");
        let odd = sent("odd").unwrap_err();
        assert_eq!((odd.code, odd.place), (code::VARIABLE, Some((5, 7))));
        let reason = "the request odd cannot be sent: the variable none is not defined in dev";
        assert_eq!(odd.reason, reason);
        let comment = sent("comment").unwrap_err();
        let reason = "the request comment cannot be sent: request.body.json is no JSON";
        assert!(comment.reason.starts_with(reason), "{comment}");
    }
}
