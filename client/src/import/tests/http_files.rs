//! Files of requests in both dialects: scripts, parts, and lines that are no header.

use crate::import::import;
use crate::workspace::{SavedBody, SavedContent, SavedRequest, SavedValue};

fn read(text: &str) -> (Vec<SavedRequest>, Vec<(usize, String)>) {
    let imported = import(Some("a.http"), text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let all = imported.connections.iter();
    let requests = all.flat_map(|(_, saved)| saved.requests.clone()).collect();
    let said = imported.findings.iter().filter(|one| !one.is_understood);
    (
        requests,
        said.map(|one| (one.line, one.text.clone())).collect(),
    )
}

#[test]
fn scripts_are_left_out_and_their_requests_stay() {
    let text = "### One\n< {%\n  const a = 1;\n  request.variables.set(\"a\", a)\n%}\nPOST https://h/1\nAccept: text/plain\n> {%\n  client.test(\"x\", function() {\n  });\n%}\n\n### Two\n< ./before.js\nPOST https://h/2\nContent-Type: application/json\n\n{\"a\": 1}\n\n> {%\n  client.log(\"x\")\n\n  client.log(\"y\")\n%}\n### Three\nGET https://h/3\n\n>> answer.json\n";
    let (requests, said) = read(text);
    let urls: Vec<_> = requests
        .iter()
        .filter_map(|one| one.url.as_deref())
        .collect();
    assert_eq!(urls, ["https://h/1", "https://h/2", "https://h/3"]);
    assert_eq!(requests[0].headers.len(), 1);
    assert_eq!(
        requests[1].body,
        Some(SavedBody::Json("{\"a\": 1}".to_owned()))
    );
    let before = "the script before the request is left out";
    let after = "what is done with the answer is left out";
    let expected = [
        (2, before),
        (8, after),
        (14, before),
        (20, after),
        (28, after),
    ];
    let said: Vec<_> = said
        .iter()
        .map(|(line, text)| (*line, text.as_str()))
        .collect();
    assert_eq!(said, expected);
}

#[test]
fn parts_of_a_body_are_texts_and_files() {
    let text = "POST https://h/upload\nContent-Type: multipart/form-data; boundary=WebAppBoundary\n\n--WebAppBoundary\nContent-Disposition: form-data; name=\"element-name\"\nContent-Type: text/plain\n\nName\nand more\n--WebAppBoundary\nContent-Disposition: form-data; name=\"data\"; filename=\"data.json\"\nContent-Type: application/json\n\n< ./request-form-data.json\n--WebAppBoundary--\n\n###\nGET https://h/2\n";
    let (requests, _) = read(text);
    assert_eq!(requests.len(), 2);
    assert!(requests[0].headers.is_empty());
    let Some(SavedBody::Multipart(parts)) = &requests[0].body else {
        panic!("{requests:?}");
    };
    let value = SavedContent::Value(SavedValue::Text("Name\nand more".to_owned()));
    assert_eq!(
        (&*parts[0].name, &parts[0].content),
        ("element-name", &value)
    );
    assert_eq!(parts[0].media_type.as_deref(), Some("text/plain"));
    let file = SavedContent::Upload("./request-form-data.json".to_owned());
    assert_eq!((&*parts[1].name, &parts[1].content), ("data", &file));
    let (requests, said) =
        read("POST https://h\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b--\n");
    assert!(requests[0].body.is_none() && said[0].1.contains("no multipart/form-data"));
    let (requests, said) =
        read("POST https://h\nContent-Type: text/plain\n\n-- a comment\nselect 1\n");
    let text = "-- a comment\nselect 1".to_owned();
    assert_eq!(requests[0].body, Some(SavedBody::Text(text)));
    assert!(said.is_empty(), "{said:?}");
}

#[test]
fn what_only_one_dialect_has_is_read_too() {
    let text = "get https://h/1\n\n###\nGET /2?a=1 HTTP/1.1\nHost: h.example\n\n###\nPROPFIND https://h/3\n\n###\nPOST https://h/4\n\n<@latin1 ./a.txt\n\n###\ncurl -X PUT https://h/5 \\\n  -H 'A: b'\n\n### GraphQL\nGRAPHQL https://h/6\n\nquery { a }\n\n{\"n\": 1}\n\n###\nWEBSOCKET wss://h/7\n";
    let (requests, said) = read(text);
    let shown: Vec<_> = requests
        .iter()
        .map(|one| (one.method.as_deref().unwrap(), one.url.as_deref().unwrap()))
        .collect();
    assert_eq!(
        shown,
        [
            ("GET", "https://h/1"),
            ("GET", "http://h.example/2?a=1"),
            ("PROPFIND", "https://h/3"),
            ("POST", "https://h/4"),
            ("PUT", "https://h/5"),
            ("POST", "https://h/6"),
        ]
    );
    assert_eq!(
        requests[3].body,
        Some(SavedBody::File("./a.txt".to_owned()))
    );
    let Some(SavedBody::Json(body)) = &requests[5].body else {
        panic!("{requests:?}");
    };
    assert!(
        body.contains("\"query\": \"query { a }\"") && body.contains("\"n\": 1"),
        "{body}"
    );
    assert!(
        said.iter()
            .any(|(line, text)| *line == 27 && text.contains("no request line")),
        "{said:?}"
    );
}

#[test]
fn user_name_and_password_in_clear_are_encoded_and_no_file_is_named_that_is_not_there() {
    for value in ["Basic me it", "Basic me:it"] {
        let text = format!("GET https://h\nAuthorization: {value}\n");
        let imported = import(Some("a.http"), &text).unwrap();
        let secret = imported.secrets[0].value.as_ref().unwrap();
        assert_eq!(secret.expose_str(), Some("Basic bWU6aXQ="));
    }
    let text = "GET https://h\nAuthorization: Bearer {{$auth.token(\"orders\")}}\n";
    let (_, said) = read(text);
    assert_eq!(
        said,
        [(
            1,
            "the token is left out: the connection gets its own".to_owned()
        )]
    );
}

#[test]
fn a_file_that_begins_with_a_comment_is_one_and_a_row_of_another_program_costs_no_request() {
    let text = "// shared\nPOST https://h/1\nX-Id: {{login.response.body.$.id}}\nX-Env: {{$dotenv NAME}}\nX-A: b\n\n{\"id\": \"{{$uuid}}\"}\n";
    for name in [Some("a.http"), None] {
        let imported = import(name, text).unwrap();
        let request = &imported.connections[0].1.requests[0];
        let names: Vec<_> = request
            .headers
            .iter()
            .map(|row| row.name.as_str())
            .collect();
        assert_eq!(names, ["X-Env", "X-A"]);
        assert!(request.body.is_none());
        let said = imported.findings.iter().filter(|one| !one.is_understood);
        let said: Vec<_> = said.map(|one| one.text.as_str()).collect();
        assert_eq!(
            said,
            [
                "X-Id is left out: only the other program knows what {{ in it begins",
                "the body is left out: only the other program knows what {{ in it begins",
            ]
        );
    }
}
