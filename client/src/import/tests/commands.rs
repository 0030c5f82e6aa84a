//! curl commands as people have them: several, joined by a shell, with what stands around them.

use crate::import::{Imported, import};
use crate::workspace::SavedRequest;

fn imported(text: &str) -> Imported {
    import(None, text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn requests(imported: &Imported) -> Vec<SavedRequest> {
    let all = imported.connections.iter();
    all.flat_map(|(_, saved)| saved.requests.clone()).collect()
}

fn urls(text: &str) -> Vec<String> {
    let requests = requests(&imported(text)).into_iter();
    requests.filter_map(|one| one.url).collect()
}

#[test]
fn every_command_becomes_a_request_however_they_are_joined() {
    for text in [
        "curl https://h/1 && curl https://h/2",
        "curl https://h/1&&curl https://h/2",
        "curl https://h/1; curl https://h/2",
        "curl https://h/1;curl https://h/2",
        "curl https://h/1 || curl https://h/2",
        "curl -s https://h/1 | jq .; curl https://h/2 > out.json",
        "curl https://h/1\ncurl https://h/2",
        "curl https://h/1 --next https://h/2",
        "curl https://h/1 -: https://h/2",
        "curl https://h/1 https://h/2",
        "TOKEN=x curl https://h/1\ntime curl https://h/2",
        "env A=b curl https://h/1\n$ curl https://h/2",
        "$ TOKEN=x curl https://h/1\nme@box:~/shop$ time curl https://h/2",
        "#!/bin/bash\nset -e\n# all\nif curl https://h/1; then\n  curl https://h/2\nfi",
        "curl https://h/1 ;\ncurl https://h/2 ;\n",
        "curl ^\"https://h/1^\" &\ncurl ^\"https://h/2^\"",
        "C:\\Users\\me>curl https://h/1\nPS C:\\> curl.exe https://h/2",
        "A=$(curl -s https://h/1 | jq -r .a)\nB=\"$(/usr/bin/curl https://h/2)\"",
        "curl https://h/1 # it's the first\ncurl https://h/2",
        "curl https://h/1\n{\"message\": \"no\"}\nisn't it\ncurl https://h/2",
    ] {
        let name = text.starts_with("#!").then_some("all.sh");
        let imported = import(name, text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let urls: Vec<_> = requests(&imported)
            .into_iter()
            .filter_map(|one| one.url)
            .collect();
        assert_eq!(urls, ["https://h/1", "https://h/2"], "{text}");
    }
}

#[test]
fn what_is_no_command_of_curl_is_said_with_its_line() {
    let text = "curl https://h/1 | jq .\n\necho done\nwatch -n 1 curl https://h/2\nHTTP/1.1 200 OK\nx: y\n";
    let imported = imported(text);
    let said: Vec<_> = imported
        .findings
        .iter()
        .filter(|one| !one.is_understood)
        .map(|one| (one.line, one.text.as_str()))
        .collect();
    assert_eq!(
        said,
        [
            (1, "what is done with the answer is left out"),
            (3, "what stands here is no request of curl, and is left out"),
            (4, "what stands before curl is left out"),
            (5, "what stands here is no request of curl, and is left out"),
        ]
    );
    assert_eq!(requests(&imported).len(), 2);
}

#[test]
fn an_address_is_told_from_the_values_of_unknown_options() {
    let text = "curl --new-delay 5 https://h/x --new-redirs 3";
    assert_eq!(urls(text), ["https://h/x"]);
    let said = "a word that is neither an option nor an address is left out";
    assert!(imported(text).findings.iter().any(|one| one.text == said));
}

#[test]
fn brackets_that_are_escaped_are_brackets_and_others_are_said() {
    for text in [
        r"curl 'https://h/x?a\[\]=1'",
        r"curl https://h/x?a\[\]=1",
        "curl -g 'https://h/x?a[]=1'",
    ] {
        assert_eq!(urls(text), ["https://h/x?a[]=1"], "{text}");
    }
    let imported = imported("curl 'https://h/x/[1-9]'");
    assert!(
        imported
            .findings
            .iter()
            .any(|one| one.text.contains("for each"))
    );
}

#[test]
fn typographic_marks_are_read_and_said() {
    let text = "curl –X POST “https://h/x” —header “Accept: text/plain” -d ‘{\"a\": \"b c\"}’";
    let imported = imported(text);
    let [request] = &requests(&imported)[..] else {
        panic!("{imported:?}");
    };
    assert_eq!(request.url.as_deref(), Some("https://h/x"));
    assert_eq!(request.headers[0].name, "Accept");
    let body = crate::workspace::SavedBody::Text("{\"a\": \"b c\"}".to_owned());
    assert_eq!(request.body, Some(body));
    let said = imported.findings.iter().find(|one| !one.is_understood);
    assert!(said.unwrap().text.contains("typographic"));
}

#[test]
fn variables_of_the_shell_become_variables_and_no_secret_among_them() {
    let text = "BASE=https://h\nexport api_key=hunter2\ncurl \"$BASE/orders?page=$PAGE&x=$top\" -H \"X-Api-Key: $api_key\"\n";
    let imported = imported(text);
    let [request] = &requests(&imported)[..] else {
        panic!("{imported:?}");
    };
    let url = request.url.as_deref();
    assert_eq!(url, Some("{{BASE}}/orders?page={{PAGE}}&x=$top"));
    let variables = vec![
        ("BASE".to_owned(), "https://h".to_owned()),
        ("PAGE".to_owned(), String::new()),
    ];
    assert_eq!(imported.variables, [("shared".to_owned(), variables)]);
    assert!(imported.secrets[0].value.is_some());
    assert!(!format!("{imported:?}").contains("hunter2"));
}

#[test]
fn a_here_document_is_the_body() {
    let text = "curl https://h/x -H 'Content-Type: application/json' -d @- <<'EOF'\n{\"it's\": 1}\nEOF\ncurl https://h/2\n";
    let requests = requests(&imported(text));
    let body = crate::workspace::SavedBody::Json("{\"it's\": 1}".to_owned());
    assert_eq!(requests[0].body, Some(body));
    assert_eq!(requests[1].url.as_deref(), Some("https://h/2"));
}

#[test]
fn a_token_request_in_json_or_with_a_header_is_one() {
    for text in [
        r#"curl --request POST --url https://sts.example/oauth/token --header 'content-type: application/json' --data '{"client_id":"orders","client_secret":"hunter2","audience":"a","grant_type":"client_credentials"}'"#,
        "curl https://sts.example/oauth/token -H 'Authorization: Basic b3JkZXJzOmh1bnRlcjI=' -d grant_type=client_credentials",
    ] {
        let imported = imported(text);
        let (_, saved) = &imported.connections[0];
        assert_eq!(saved.client_id.as_deref(), Some("orders"), "{text}");
        let secret = imported.secrets[0].value.as_ref();
        assert_eq!(secret.unwrap().expose(), b"hunter2", "{text}");
    }
}

#[test]
fn commands_of_windows_are_read_as_windows_reads_them() {
    for text in [
        "PS C:\\> curl.exe -X POST \"https://h/x\" `\n>>   -H \"Content-Type: application/json\" `\n>>   -d '{\\\"a\\\": \\\"b\\\"}'",
        "curl \"https://h/x\" -H \"Content-Type: application/json\" --data-raw \"{\"\"a\"\":\"\"b\"\"}\"",
        "curl ^\"https://h/x^\" ^\n  -H ^\"content-type: application/json^\" ^\n  --data-raw ^\"^{^\\^\"a^\\^\":^\\^\"b^\\^\"^}^\"",
    ] {
        let requests = requests(&imported(text));
        let [request] = &requests[..] else {
            panic!("{text}: {requests:?}");
        };
        let Some(crate::workspace::SavedBody::Json(body)) = &request.body else {
            panic!("{text}: {requests:?}");
        };
        assert_eq!(body.replace(' ', ""), "{\"a\":\"b\"}", "{text}");
        assert_eq!(request.headers.len(), 1, "{text}");
    }
}

#[test]
fn what_a_variable_of_the_shell_is_otherwise_is_its_value() {
    let text = "BASE=\"${BASE:-https://h}\"\nfor id in 1 2; do\n  curl \"$BASE/$id\"\ndone\n";
    let imported = import(Some("a.sh"), text).unwrap();
    assert_eq!(
        requests(&imported)[0].url.as_deref(),
        Some("{{BASE}}/{{id}}")
    );
    let (_, variables) = &imported.variables[0];
    assert_eq!(variables[0], ("BASE".to_owned(), "https://h".to_owned()));
}

#[test]
fn what_only_the_shell_knows_is_left_out_and_its_request_stays() {
    let text =
        "curl https://h/x -H \"X-Sig: $(sign \"a b\")\" -H 'A: b' -d \"x=$(date +%s)&y=1\"\n";
    let imported = imported(text);
    let [request] = &requests(&imported)[..] else {
        panic!("{imported:?}");
    };
    assert_eq!(request.headers.len(), 1);
    let Some(crate::workspace::SavedBody::Form(form)) = &request.body else {
        panic!("{imported:?}");
    };
    assert_eq!(form[0].name, "y");
    let said = imported
        .findings
        .iter()
        .filter(|one| one.text.contains("only the other program"));
    assert_eq!(said.count(), 2);
}

#[test]
fn user_name_and_password_in_variables_are_what_these_stand_for() {
    let known = imported("ME=me\nPASS=it\ncurl -u \"$ME:$PASS\" https://h/x\n");
    let secret = known.secrets[0].value.as_ref().unwrap();
    assert_eq!(secret.expose_str(), Some("Basic bWU6aXQ="));
    let unknown = imported("curl -u \"$(whoami):$PASS\" https://h/x\n");
    assert!(unknown.secrets[0].value.is_none());
}

#[test]
fn a_body_that_is_no_form_is_sent_as_it_stands() {
    for body in [
        "<a b=\"c\"/>",
        "plain",
        "a&b=1",
        "<a>x=1&amp;y=2</a>",
        "{\"x\":1,}",
        "SELECT a = 1",
    ] {
        let requests = requests(&imported(&format!("curl https://h/x -d '{body}'")));
        let [request] = &requests[..] else {
            panic!("{body}: {requests:?}");
        };
        let text = crate::workspace::SavedBody::Text(body.to_owned());
        assert_eq!(request.body, Some(text), "{body}");
        let form = "application/x-www-form-urlencoded".to_owned();
        let value = crate::workspace::SavedValue::Text(form);
        let header = crate::workspace::SavedRow::new("Content-Type", value);
        assert_eq!(request.headers, [header], "{body}");
    }
    for body in ["a=b", "a=b&c=d%20e", "a=", "a[]=1&a[]=2", "a=b c"] {
        let requests = requests(&imported(&format!("curl https://h/x -d '{body}'")));
        let form = &requests[0].body;
        let is_form = matches!(form, Some(crate::workspace::SavedBody::Form(_)));
        assert!(is_form, "{body}: {form:?}");
    }
}

#[test]
fn a_body_that_is_no_json_though_it_is_said_is_kept_as_text() {
    let text = "curl https://h/x -H 'Content-Type: application/json' -d '{\"x\":1,}'";
    let postman = r#"{"info": {"name": "s"}, "item": [{"name": "a", "request": {"url": "https://h", "method": "POST",
        "body": {"mode": "raw", "raw": "{\"x\":1,}", "options": {"raw": {"language": "json"}}}}}]}"#;
    for text in [text, postman] {
        let imported = imported(text);
        let requests = requests(&imported);
        let body = crate::workspace::SavedBody::Text("{\"x\":1,}".to_owned());
        assert_eq!(requests[0].body, Some(body));
        assert_eq!(requests[0].headers.len(), 1);
        let said = "the body is no JSON, and is kept as text";
        assert!(imported.findings.iter().any(|one| one.text == said));
    }
}

#[test]
fn a_grant_that_cannot_be_kept_loses_no_request() {
    let grant = "curl https://h/token -d 'grant_type=password&client_id=a&password=hunter2'";
    for (text, line) in [
        (
            format!("curl https://h/1\n{grant}\ncurl https://h/2\ncurl https://h/3"),
            2,
        ),
        (
            format!("{grant}\ncurl https://h/1\ncurl https://h/2\ncurl https://h/3"),
            1,
        ),
    ] {
        let imported = imported(&text);
        let urls: Vec<_> = requests(&imported)
            .into_iter()
            .filter_map(|one| one.url)
            .collect();
        assert_eq!(
            urls,
            ["https://h/1", "https://h/2", "https://h/3"],
            "{text}"
        );
        assert!(imported.secrets.is_empty(), "{:?}", imported.secrets);
        let said = imported
            .findings
            .iter()
            .find(|finding| finding.text.contains("username"))
            .unwrap_or_else(|| panic!("{:?}", imported.findings));
        assert_eq!((said.line, said.is_understood), (line, false));
    }
    let error = import(None, &format!("A=1\n\n{grant}").replace("A=1", "# nothing")).unwrap_err();
    assert_eq!(error.line, 3, "{error}");
}

#[test]
fn what_no_request_can_hold_is_left_out_and_said() {
    let script = "curl https://h/1 -H $'X-Evil: a\\nInjected: b'\ncurl $'https://h/2\\x00'\ncurl 'https://h/3\ncurl https://h/4\n";
    let imported = imported(script);
    let requests = requests(&imported);
    let urls: Vec<_> = requests
        .iter()
        .filter_map(|one| one.url.as_deref())
        .collect();
    assert_eq!(urls, ["https://h/1", "https://h/4"]);
    assert!(requests[0].headers.is_empty(), "{:?}", requests[0].headers);
    for line in 1..4 {
        let mut findings = imported.findings.iter();
        let is_said = findings
            .any(|one| one.line == line && !one.is_understood && one.text.contains("left out"));
        assert!(is_said, "{line}: {:?}", imported.findings);
    }
}

#[test]
fn many_commands_are_read_in_time_that_grows_with_them() {
    let script = "curl https://h/x -H 'X-Api-Key: a'\n".repeat(2000);
    let imported = imported(&script);
    let names: std::collections::BTreeSet<_> = requests(&imported)
        .into_iter()
        .map(|one| one.name)
        .collect();
    assert_eq!(names.len(), 2000);
}
