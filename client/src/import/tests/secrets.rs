//! No secret of an import is a text of a file or of a sentence, whatever it is called and wherever it stands.

use crate::import::{Imported, import};
use crate::workspace::WorkspaceFolder;

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

#[test]
fn a_variable_that_is_a_secret_is_left_out_by_its_name_or_its_value() {
    for (name, value) in [
        ("pwd", "hunter2"),
        ("passwd", "hunter2"),
        ("accessKey", "hunter2"),
        ("access_key", "hunter2"),
        ("connection_string", "hunter2"),
        ("sas", "hunter2"),
        ("private_key", "hunter2"),
        ("db_pass", "hunter2"),
        ("database", "https://me:hunter2@h.example"),
        ("blob", "https://h.example/a?sv=1&sig=hunter2"),
        ("start", "https://h.example/a?access_token=hunter2"),
        ("db", "Server=h;Uid=me;Pwd=hunter2;"),
    ] {
        let text = format!(
            r#"{{"name": "dev", "values": [{{"key": "base", "value": "https://h"}}, {{"key": "{name}", "value": "{value}"}}]}}"#
        );
        let imported = import(Some("dev.json"), &text).unwrap();
        let all = all_of(&imported);
        assert!(!all.contains("hunter2"), "{name}: {all}");
        let said = format!("the variable {name} of dev is a secret, and is left out");
        assert!(all.contains(&said), "{name}: {all}");
    }
}

#[test]
fn a_url_of_a_request_has_no_secret_and_the_request_stays() {
    for (url, kept) in [
        ("https://me:hunter2@h.example/a", "https://h.example/a"),
        ("https://h.example/a?sig=hunter2", "https://h.example/a"),
        (
            "https://h.example/a?access_token=hunter2&n=1",
            "https://h.example/a",
        ),
        (
            "https://h.example/a?code=hunter2hunter2hunter2",
            "https://h.example/a",
        ),
        ("https://h.example/a?code=DE", "https://h.example/a?code=DE"),
        ("https://h.example/a?x={{pwd}}", "https://h.example/a"),
    ] {
        let text = format!("@pwd = hunter2\nGET {url}\n");
        let imported = import(Some("a.http"), &text).unwrap();
        let (_, saved) = &imported.connections[0];
        assert_eq!(saved.requests[0].url.as_deref(), Some(kept), "{url}");
        assert_eq!(imported.secrets.is_empty(), url == kept, "{url}");
        assert!(
            imported.secrets.iter().all(|found| found.value.is_some()),
            "{url}"
        );
        let all = all_of(&imported);
        assert!(!all.contains("hunter2"), "{url}: {all}");
    }
}

#[test]
fn a_request_that_is_called_by_its_url_has_no_secret_in_its_name() {
    let text = r#"{"info": {"name": "s"}, "item": [{"name": "https://h/x?api_key=hunter2", "request": "https://h/x?api_key=hunter2"}]}"#;
    let imported = import(Some("s.json"), text).unwrap();
    assert_eq!(imported.connections[0].1.requests[0].name, "GET /x");
    assert!(!all_of(&imported).contains("hunter2"));
}

#[test]
fn endpoints_keep_no_password_and_no_sentence_has_it() {
    for grant in ["client_credentials", "authorization_code"] {
        let text = format!(
            r#"{{"info": {{"name": "s"}}, "item": [], "auth": {{"type": "oauth2", "oauth2": [
                {{"key": "grant_type", "value": "{grant}"}},
                {{"key": "accessTokenUrl", "value": "https://me:hunter2@sts.example/connect/token?sig=hunter2&t=1"}},
                {{"key": "authUrl", "value": "https://me:hunter2@sts.example/connect/authorize"}},
                {{"key": "redirect_uri", "value": "https://me:hunter2@h.example/x"}},
                {{"key": "clientId", "value": "a"}}]}}}}"#
        );
        let imported = import(Some("s.json"), &text).unwrap();
        let all = all_of(&imported);
        assert!(!all.contains("hunter2"), "{all}");
        let said = "user name and password in the URL of the token endpoint are left out";
        assert!(all.contains(said), "{all}");
    }
}

#[test]
fn a_body_with_a_secret_is_left_out_and_its_request_stays() {
    for body in [
        r#"{"pwd": "hunter2"}"#,
        r#"{"accessKey": "hunter2"}"#,
        "<login><password>hunter2</password></login>",
        r#"{"n": "{{pwd}}"}"#,
        "user=me&password=hunter2",
        "{\"t\": \"eyJhIjoxfQ.eyJhIjoxfQ.hunter2\"}",
    ] {
        let text =
            format!("@pwd = hunter2\nPOST https://h/a\nContent-Type: text/plain\n\n{body}\n");
        let imported = import(Some("a.http"), &text).unwrap();
        let (_, saved) = &imported.connections[0];
        assert!(saved.requests[0].body.is_none(), "{body}");
        assert!(!all_of(&imported).contains("hunter2"), "{body}");
    }
}

#[test]
fn a_secret_that_environments_differ_in_is_said() {
    let text = r#"{"dev": {"pwd": "hunter2a"}, "live": {"pwd": "hunter2b", "Security": {"Auth": {"a": {"Type": "OAuth2",
        "Grant Type": "Client Credentials", "Token URL": "https://sts/token", "Client ID": "a", "Client Secret": "{{pwd}}"}}}}}"#;
    let imported = import(Some("http-client.env.json"), text).unwrap();
    let said = "pwd has more than one value: that of dev is taken for the secret";
    assert!(imported.findings.iter().any(|one| one.text == said));
    assert!(!all_of(&imported).contains("hunter2"));
}

#[test]
fn user_name_and_password_are_encoded_with_what_their_variables_stand_for() {
    let collection = |variables: &str| {
        format!(
            r#"{{"info": {{"name": "s"}}, "variable": [{variables}], "item": [{{"name": "a", "request": {{"url": "https://h",
            "auth": {{"type": "basic", "basic": [{{"key": "username", "value": "{{{{user}}}}"}}, {{"key": "password", "value": "{{{{pwd}}}}"}}]}}}}}}]}}"#
        )
    };
    let known = r#"{"key": "user", "value": "me"}, {"key": "pwd", "value": "it"}"#;
    let imported = import(Some("s.json"), &collection(known)).unwrap();
    let secret = imported.secrets[0].value.as_ref().unwrap();
    assert_eq!(secret.expose_str(), Some("Basic bWU6aXQ="));
    let imported = import(Some("s.json"), &collection("")).unwrap();
    assert!(imported.secrets[0].value.is_none());
    assert!(
        imported
            .findings
            .iter()
            .any(|one| one.text.contains("without a value here"))
    );
}

#[test]
fn odd_names_refuse_nothing_and_are_said() {
    let long = "a".repeat(300);
    for name in [
        "../evil",
        "..",
        "con",
        "NUL.txt",
        "a/../b",
        "-rf",
        "x:y",
        long.as_str(),
        "\u{202e}x",
        "environments",
        "💥",
    ] {
        let text = format!(
            r#"{{"info": {{"name": {name:?}}}, "variable": [{{"key": "base", "value": "https://h"}}],
                "item": [{{"name": {name:?}, "request": {{"url": "{{{{base}}}}/a", "header": [{{"key": "X-Api-Key", "value": "k"}}]}}}}]}}"#
        )
        .replace("\\u{202e}", "\\u202e");
        let imported =
            import(Some("s.json"), &text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let folder = tempfile::tempdir().unwrap();
        imported
            .keep_in(folder.path(), &[])
            .unwrap_or_else(|error| panic!("{name}: {error:?}"));
        let workspace = WorkspaceFolder::open(folder.path()).unwrap();
        let [stored] = workspace.connections() else {
            panic!("{name}: {imported:?}");
        };
        assert_eq!(stored.path.parent(), Some(folder.path()), "{name}");
        assert!(stored.saved.is_ok(), "{name}");
        if crate::workspace::name_fault(name).is_some() {
            let said = format!("the connection is {}", stored.name);
            assert!(
                imported
                    .findings
                    .iter()
                    .any(|one| one.text.ends_with(&said)),
                "{name}"
            );
        }
    }
}

#[test]
fn odd_environments_and_variables_refuse_nothing_and_are_said() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("environments.toml"),
        "claimscope = 1\n[Live]\nbase = \"x\"\n",
    )
    .unwrap();
    let text = r#"{"default": {"a": "1"}, "claimscope": {"a": "1"}, "Dev": {"a": "1"}, "dev": {"a": "2"}, "live": {"own": "{{own}}"},
        "x": {"b": "{{c}}", "c": "{{b}}", "d": "{{pwd}}", "e": "{{a}}", "f g": "1"}}"#;
    let imported = import(Some("http-client.env.json"), text).unwrap();
    imported.keep_in(folder.path(), &[]).unwrap();
    let workspace = WorkspaceFolder::open(folder.path()).unwrap();
    let environments = workspace.environments().all().iter();
    let names: Vec<_> = environments.map(|one| one.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "Live",
            "default-environment",
            "claimscope-environment",
            "Dev",
            "dev-2",
            "x"
        ]
    );
    let said: Vec<_> = imported
        .findings
        .iter()
        .map(|one| one.text.as_str())
        .collect();
    for text in [
        "an environment cannot be called \"default\" here: it is default-environment",
        "an environment cannot be called \"dev\" here: it is dev-2",
        "the variable own of live is left out: it refers to itself",
        "the variable b of x is left out: it refers to itself",
        "the variable d of x is left out: a variable in it is a secret",
        "the variable f g of x is left out: its name or value has no place here",
    ] {
        assert!(said.contains(&text), "{text}: {said:?}");
    }
}

#[test]
fn a_secret_within_a_text_makes_all_of_it_one() {
    let text = "@api_key = hunter2\nGET https://h/a\nX-Thing: pre-{{api_key}}\nX-Other: pre-{{other_key.secret}}\n";
    let imported = import(Some("a.http"), text).unwrap();
    assert_eq!(imported.connections[0].1.requests[0].headers.len(), 2);
    let values = imported.secrets.iter().map(|found| found.value.as_ref());
    let values: Vec<_> = values
        .map(|value| value.map(|value| value.expose()))
        .collect();
    assert_eq!(values, [Some(&b"pre-hunter2"[..]), None]);
    assert!(!all_of(&imported).contains("hunter2"));
}

#[test]
fn a_variable_is_a_secret_where_a_secret_uses_it() {
    for (name, text) in [
        (
            "a.sh",
            "S=hunter2\ncurl https://h/token -d client_id=x -d \"client_secret=$S\"",
        ),
        (
            "a.sh",
            "S=hunter2\ncurl https://h/token -d grant_type=client_credentials -d client_id=x -d \"client_secret=$S\"",
        ),
        (
            "a.sh",
            "S=hunter2\ncurl https://h/token -d grant_type=refresh_token -d \"refresh_token=$S\"",
        ),
        ("a.sh", "U=me\nS=hunter2\ncurl -u \"$U:$S\" https://h/x"),
        ("a.sh", "S=hunter2\ncurl -u \"$S:\" https://h/x"),
        (
            "a.sh",
            "U=me\nS=hunter2\ncurl -u \"$U:$S\" https://h/token -d grant_type=client_credentials",
        ),
        (
            "a.sh",
            "S=hunter2\ncurl https://h/x -H \"Authorization: Bearer $S\"",
        ),
        ("a.sh", "S=hunter2\ncurl \"https://h/x?apikey=$S\""),
        (
            "a.sh",
            "S=hunter2\ncurl \"https://h/x?q=$S\"\ncurl \"https://h/x?apikey=$S\"",
        ),
        ("a.sh", "S=hunter2\ncurl \"https://me:$S@h/x\""),
        (
            "a.sh",
            "S=hunter2\ncurl https://h/x --json '{\"password\": \"'$S'\"}'",
        ),
        (
            "a.sh",
            "S=hunter2\ncurl \"https://h/$S\" -H \"X-Api-Key: $S\"",
        ),
        (
            "a.http",
            "@S = hunter2\nGET https://h/x\nX-Api-Key: {{S}}\n",
        ),
        (
            "a.http",
            "@S = hunter2\nGET https://h/x\nX-Api-Key: pre-{{S}}\n",
        ),
        (
            "a.http",
            "@S = hunter2\n@b = Bearer {{S}}\nGET https://h/x\nAuthorization: {{b}}\n",
        ),
        (
            "a.http",
            "@S = hunter2\nPOST https://h/x\nContent-Type: text/xml\n\n<a><pw>{{S}}</pw></a>\n",
        ),
        (
            "a.http",
            "@S = hunter2\n@base = https://me:{{S}}@h\nGET https://h/x\n",
        ),
        (
            "s.json",
            r#"{"info": {"name": "s"}, "variable": [{"key": "S", "value": "hunter2"}], "item": [{"name": "a",
            "request": {"url": "https://h", "header": [{"key": "X-Api-Key", "value": "{{S}}"}]}}]}"#,
        ),
        (
            "s.json",
            r#"{"info": {"name": "s"}, "variable": [{"key": "S", "value": "hunter2"}], "item": [{"name": "a",
            "request": {"url": "https://h", "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "{{S}}"}]}}}]}"#,
        ),
        (
            "s.json",
            r#"{"info": {"name": "s"}, "variable": [{"key": "S", "value": "hunter2"}], "item": [{"name": "a",
            "request": {"url": "https://h", "auth": {"type": "apikey", "apikey": [{"key": "key", "value": "X-Mine"}, {"key": "value", "value": "{{S}}"}]}}}]}"#,
        ),
    ] {
        let imported = import(Some(name), text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let all = all_of(&imported);
        assert!(!all.contains("hunter2"), "{text}: {all}");
        let said = "the variable S of shared is a secret, and is left out";
        let texts = imported.findings.iter().map(|one| one.text.as_str());
        let count = texts.filter(|text| text.starts_with(said)).count();
        assert_eq!(count, 1, "{text}: {:?}", imported.findings);
        let is_base64 =
            |secret: &str| secret.contains("aHVudGVyMg") || secret.starts_with("Basic ");
        for found in &imported.secrets {
            let secret = found.value.as_ref().and_then(|value| value.expose_str());
            let is_whole = |secret: &str| secret.contains("hunter2") || is_base64(secret);
            assert!(secret.is_none_or(is_whole), "{text}: {secret:?}");
        }
    }
}

#[test]
fn the_other_variables_of_a_request_with_a_secret_stay() {
    let text = "U=me\nS=hunter2\nBASE=https://h\ncurl -u \"$U:$S\" \"$BASE/$S?n=$U\"\n";
    let imported = import(Some("a.sh"), text).unwrap();
    let variables = [("BASE", "https://h"), ("S", ""), ("U", "me")];
    let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(
        imported.variables,
        [("shared".to_owned(), variables.to_vec())]
    );
    let said =
        "the variable S is a secret, and a text uses it: it stands empty in environments.toml";
    assert!(imported.findings.iter().any(|one| one.text == said));
}

#[test]
fn a_field_is_a_secret_by_whatever_name_a_variable_would_be() {
    for text in [
        "curl https://h/x -d pw=hunter2",
        "curl https://h/x -d apiKey1=hunter2",
        "curl https://h/x -F pw=hunter2",
        "curl 'https://h/x?api_key_dev=hunter2'",
        "curl https://h/x -H 'X-Pw: hunter2'",
        "curl https://h/x -H 'X-Thing: Bearer hunter2'",
        "curl https://h/x -H 'X-Thing: ghp_hunter2hunter2'",
        "curl https://ghp_hunter2hunter2@h/x",
        "curl https://h/x --json '{\"a\": \"ghp_hunter2hunter2\"}'",
    ] {
        let imported = import(Some("a.sh"), text).unwrap();
        assert_eq!(imported.connections[0].1.requests.len(), 1, "{text}");
        let all = all_of(&imported);
        assert!(!all.contains("hunter2"), "{text}: {all}");
    }
}

#[test]
fn a_secret_beside_its_name_or_in_a_path_is_left_out() {
    for text in [
        "curl https://h/x -d 'name=password&value=hunter2'",
        "curl 'https://h/x?key=password&value=hunter2'",
        "curl https://h/x -H 'X-Auth: hunter2'",
        "curl https://h/x -H 'DD-APPLICATION-KEY: hunter2'",
        "curl https://h/x -H 'X-Stripe-Key: hunter2'",
        "curl https://h/x -H 'X-App-Key: hunter2'",
        "curl https://h/x --json '{\"x-functions-key\": \"hunter2\"}'",
        "curl https://h/x -d x-functions-key=hunter2",
        "curl 'https://h/x?x-functions-key=hunter2'",
        "curl https://api.telegram.org/bot123456789:AAHdqTcvCH1vGWJxfSeofhunter2/sendMessage",
        "curl https://hooks.slack.com/services/T024BE7LD/B024BE7LH/hunter2",
        "curl https://discord.com/api/webhooks/1024/hunter2",
        "curl http://h/token/hunter2/x",
    ] {
        let imported = import(Some("a.sh"), text).unwrap();
        assert_eq!(imported.connections[0].1.requests.len(), 1, "{text}");
        let all = all_of(&imported);
        assert!(!all.contains("hunter2"), "{text}: {all}");
    }
    for title in ["log in with password=hunter2", "log in (password: hunter2)"] {
        let text = format!("### {title}\nGET https://h/x\n");
        let imported = import(Some("a.http"), &text).unwrap();
        assert!(!all_of(&imported).contains("hunter2"), "{title}");
    }
}
