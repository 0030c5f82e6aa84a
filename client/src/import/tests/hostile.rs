//! What an import brings that no file may hold, that no request is sent to, or that reaches out of the workspace's folder.

use crate::import::{Imported, import};

/// All that is written and said of an import; the values of secrets are beside it.
fn all_of(imported: &Imported) -> String {
    let folder = tempfile::tempdir().unwrap();
    imported.keep_in(folder.path(), &[]).unwrap();
    let files = std::fs::read_dir(folder.path()).unwrap();
    let mut all = format!("{imported:?}");
    for file in files {
        all.push_str(&std::fs::read_to_string(file.unwrap().path()).unwrap());
    }
    all
}

fn said(imported: &Imported, text: &str) -> bool {
    let mut findings = imported.findings.iter();
    findings.any(|finding| !finding.is_understood && finding.text.contains(text))
}

#[test]
fn a_body_is_left_out_whatever_names_the_secret_in_it() {
    for body in [
        r#"[{"name": "password", "value": "hunter2"}]"#,
        r#"{"fields": [{"key": "client_secret", "value": "hunter2"}]}"#,
        r#"{"credentials": [{"type": "password", "value": "hunter2"}]}"#,
        r#"{"query": "mutation { login(user: \"me\", password: \"hunter2\") { id } }"}"#,
        r#"{"query": "mutation($p: String!) { login(password: $p) { id } }", "variables": {"p": "hunter2"}}"#,
        r#"{"query": "mutation($i: In!) { login(i: $i) { id } }", "variables": {"i": {"password": "hunter2"}}}"#,
        "mutation { login(user: \"me\", password: \"hunter2\") { id } }",
        "{\"password\": \"hunter2\",}",
        "<login password=\"hunter2\"/>",
        "<p name=\"password\" value=\"hunter2\"/>",
        "user: me\npassword: hunter2",
        r#"[{"name": "password", "value": "{{S}}"}]"#,
        r#"{"query": "{ login(password: \"{{S}}\") { id } }"}"#,
    ] {
        let is_variable = body.contains("{{");
        let variable = if is_variable { "@S = hunter2\n" } else { "" };
        let text =
            format!("{variable}POST https://h/a\nContent-Type: application/json\n\n{body}\n");
        let imported = import(Some("a.http"), &text).unwrap();
        let request = &imported.connections[0].1.requests[0];
        assert_eq!(request.body.is_some(), is_variable, "{body}");
        assert!(
            is_variable || said(&imported, "the body is left out"),
            "{body}"
        );
        let all = all_of(&imported);
        assert!(!all.contains("hunter2"), "{body}: {all}");
    }
}

#[test]
fn the_query_of_graphql_of_each_program_is_looked_into() {
    let query = r#"mutation($p: String!) { login(password: $p) { id } }"#;
    let postman = format!(
        r#"{{"info": {{"name": "s"}}, "item": [{{"name": "a", "request": {{"method": "POST", "url": "https://h",
        "body": {{"mode": "graphql", "graphql": {{"query": "{query}", "variables": "{{\"p\": \"hunter2\"}}"}}}}}}}}]}}"#
    );
    let bruno = format!(
        "meta {{\n  name: a\n}}\n\npost {{\n  url: https://h\n  body: graphql\n}}\n\nbody:graphql {{\n  {query}\n}}\n\nbody:graphql:vars {{\n  {{\"p\": \"hunter2\"}}\n}}\n"
    );
    for (name, text) in [("s.json", postman), ("a.bru", bruno)] {
        let imported = import(Some(name), &text).unwrap();
        assert!(said(&imported, "p in it may be a secret"), "{name}");
        let all = all_of(&imported);
        assert!(!all.contains("hunter2"), "{name}: {all}");
    }
}

#[test]
fn variables_of_graphql_in_which_a_variable_stands_for_no_text_stay() {
    let variables = r#"{\"id\": {{id}}, \"p\": \"hunter2\"}"#;
    for (query, is_kept) in [
        ("query($id: Int!) { order(id: $id) { n } }", true),
        ("mutation($p: String!) { login(password: $p) { n } }", false),
    ] {
        let text = format!(
            r#"{{"info": {{"name": "s"}}, "item": [{{"name": "a", "request": {{"method": "POST", "url": "https://h",
            "body": {{"mode": "graphql", "graphql": {{"query": "{query}", "variables": "{variables}"}}}}}}}}]}}"#
        );
        let text = if is_kept {
            text.replace("hunter2", "x")
        } else {
            text
        };
        let imported = import(Some("s.json"), &text).unwrap();
        let all = all_of(&imported);
        assert_eq!(
            all.contains(r#""variables": {"id": {{id}}, "p": "x"}"#),
            is_kept,
            "{all}"
        );
        assert!(!all.contains("hunter2"), "{all}");
    }
}

#[test]
fn path_and_fragment_of_a_url_have_no_secret() {
    for (url, kept) in [
        ("https://h/cb#access_token=hunter2&state=1", "https://h/cb"),
        ("https://h/cb?a=b#access_token=hunter2", "https://h/cb?a=b"),
        ("https://h/a;jsessionid=hunter2/b", "https://h/a/b"),
        (
            "https://h/token/hunter2hunter2hunter2/x",
            "https://h/token/:token/x",
        ),
        ("https://h/x/ghp_hunter2hunter2", "https://h/x/:token"),
    ] {
        let imported = import(Some("a.http"), &format!("GET {url}\n")).unwrap();
        let request = &imported.connections[0].1.requests[0];
        assert_eq!(request.url.as_deref(), Some(kept), "{url}");
        assert!(said(&imported, "of the URL may be a secret"), "{url}");
        let all = all_of(&imported);
        assert!(!all.contains("hunter2"), "{url}: {all}");
    }
}

#[test]
fn a_name_of_a_request_or_a_folder_holds_no_secret() {
    for name in [
        "https://h/token/hunter2hunter2hunter2/x",
        "https://h/x;jsessionid=hunter2",
        "https://h/x#access_token=hunter2",
        "login with password=hunter2",
        "Bearer hunter2",
        "ghp_hunter2hunter2",
    ] {
        let request = format!(r#"{{"name": "{name}", "request": "https://h/x"}}"#);
        let text = format!(
            r#"{{"info": {{"name": "s"}}, "variable": [{{"key": "base", "value": "{name}"}}], "item": [{request}, {{"name": "{name}", "item": [{request}]}}]}}"#
        );
        let imported = import(Some("s.json"), &text).unwrap();
        assert_eq!(imported.connections[0].1.requests.len(), 2, "{name}");
        let all = all_of(&imported);
        assert!(!all.contains("hunter2"), "{name}: {all}");
    }
}

#[test]
fn a_value_of_the_path_that_is_a_secret_is_left_out() {
    for (name, value) in [
        ("token", "hunter2"),
        ("id", "ghp_hunter2hunter2"),
        ("key", "{{S}}"),
    ] {
        let text = format!(
            r#"{{"info": {{"name": "s"}}, "variable": [{{"key": "S", "value": "hunter2"}}, {{"key": "api_key", "value": "{{{{S}}}}"}}],
            "item": [{{"name": "a", "request": {{"url": {{"raw": "https://h/x/:{name}", "variable": [{{"key": "{name}", "value": "{value}"}}]}}}}}}]}}"#
        );
        let imported = import(Some("s.json"), &text).unwrap();
        let all = all_of(&imported);
        assert!(!all.contains("hunter2"), "{name}: {all}");
    }
}

#[test]
fn requests_go_to_http_alone() {
    for url in [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/plain,x",
        "ws://h/x",
    ] {
        let text = format!(
            r#"{{"info": {{"name": "s"}}, "item": [{{"name": "a", "request": "{url}"}}, {{"name": "b", "request": "https://h/x"}}]}}"#
        );
        let imported = import(Some("s.json"), &text).unwrap();
        let requests = &imported.connections[0].1.requests;
        assert_eq!(requests.len(), 1, "{url}");
        assert!(
            said(&imported, "the request a is left out: its URL begins with"),
            "{url}"
        );
        for member in ["accessTokenUrl", "authUrl", "redirect_uri"] {
            let text = format!(
                r#"{{"info": {{"name": "s"}}, "item": [], "auth": {{"type": "oauth2", "oauth2": [
                {{"key": "grant_type", "value": "authorization_code"}}, {{"key": "clientId", "value": "a"}},
                {{"key": "{member}", "value": "{url}"}}]}}}}"#
            );
            let imported = import(Some("s.json"), &text).unwrap();
            let is_own = member == "redirect_uri" && url.starts_with("ws:");
            assert_eq!(!all_of(&imported).contains(url), !is_own, "{member} {url}");
        }
    }
}

#[test]
fn files_outside_the_folder_are_named_and_not_read() {
    let collection = r#"{"info": {"name": "s"}, "item": [
        {"name": "a", "request": {"method": "POST", "url": "https://h/x", "body": {"mode": "file", "file": {"src": "/etc/passwd"}}}},
        {"name": "b", "request": {"method": "POST", "url": "https://h/x", "body": {"mode": "formdata", "formdata": [{"key": "f", "type": "file", "src": "../../x"}]}}}]}"#;
    for (name, text, paths) in [
        ("s.json", collection, ["/etc/passwd", "../../x"]),
        (
            "a.sh",
            "curl https://h/x --cert /etc/a.pem --key ../k.pem --cacert ca.pem",
            ["/etc/a.pem", "../k.pem"],
        ),
        (
            "b.sh",
            "curl https://h/x -d @/etc/passwd\ncurl https://h/y -T ~/.ssh/id_rsa",
            ["/etc/passwd", "~/.ssh/id_rsa"],
        ),
    ] {
        let imported = import(Some(name), text).unwrap();
        for path in paths {
            let words = format!("the file {path} of the ");
            assert!(said(&imported, &words), "{path}: {:?}", imported.findings);
            assert!(
                said(&imported, "may lie outside the workspace's folder"),
                "{path}"
            );
        }
        assert!(!all_of(&imported).contains("root:"), "{name}");
    }
}
