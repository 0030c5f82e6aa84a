//! What a program has switched off stays so, and is not sent.

use crate::import::import;
use crate::workspace::{SavedBody, SavedConnection, SavedRow};

fn request_of(name: &str, text: &str) -> SavedConnection {
    let imported = import(Some(name), text).unwrap_or_else(|error| panic!("{name}: {error}"));
    imported.connections[0].1.clone()
}

fn shown(rows: &[SavedRow]) -> Vec<(&str, bool)> {
    rows.iter()
        .map(|row| (row.name.as_str(), row.is_off))
        .collect()
}

#[test]
fn rows_that_are_switched_off_stay_so_in_each_format() {
    let files = [
        (
            "a.bru",
            "meta {\n  name: a\n}\npost {\n  url: https://h/x?on=1\n  body: formUrlEncoded\n}\nparams:query {\n  on: 1\n  ~off: 2\n}\nheaders {\n  H-On: 1\n  ~H-Off: 2\n}\nbody:form-urlencoded {\n  f: 1\n  ~g: 2\n}\n",
        ),
        (
            "a.yaml",
            "type: collection.insomnia.rest/5.0\nname: a\ncollection:\n  - name: a\n    method: POST\n    url: https://h/x?on=1\n    parameters:\n      - {name: off, value: '2', disabled: true}\n    headers:\n      - {name: H-On, value: '1'}\n      - {name: H-Off, value: '2', disabled: true}\n    body:\n      mimeType: application/x-www-form-urlencoded\n      params:\n        - {name: f, value: '1'}\n        - {name: g, value: '2', disabled: true}\n",
        ),
        (
            "a.json",
            r#"{"info": {"name": "a"}, "item": [{"name": "a", "request": {"method": "POST",
                "url": {"raw": "https://h/x?on=1&off=2", "query": [{"key": "on", "value": "1"}, {"key": "off", "value": "2", "disabled": true}]},
                "header": [{"key": "H-On", "value": "1"}, {"key": "H-Off", "value": "2", "disabled": true}],
                "body": {"mode": "urlencoded", "urlencoded": [{"key": "f", "value": "1"}, {"key": "g", "value": "2", "disabled": true}]}}}]}"#,
        ),
        (
            "a.yml",
            "info:\n  name: a\nhttp:\n  method: POST\n  url: https://h/x?on=1\n  params:\n    - {name: on, value: '1'}\n    - {name: off, value: '2', disabled: true}\n  headers:\n    - {name: H-On, value: '1'}\n    - {name: H-Off, value: '2', disabled: true}\n  body:\n    type: form-urlencoded\n    data:\n      - {name: f, value: '1'}\n      - {name: g, value: '2', disabled: true}\n",
        ),
    ];
    for (name, text) in files {
        let saved = request_of(name, text);
        let [request] = &saved.requests[..] else {
            panic!("{name}: {saved:?}");
        };
        assert_eq!(request.url.as_deref(), Some("https://h/x?on=1"), "{name}");
        assert_eq!(shown(&request.query), [("off", true)], "{name}");
        assert_eq!(
            shown(&request.headers),
            [("H-On", false), ("H-Off", true)],
            "{name}"
        );
        let Some(SavedBody::Form(form)) = &request.body else {
            panic!("{name}: {saved:?}");
        };
        assert_eq!(shown(form), [("f", false), ("g", true)], "{name}");
        // As a file has it.
        assert_eq!(
            SavedConnection::from_toml(&saved.to_toml()).unwrap(),
            saved,
            "{name}"
        );
    }
}

#[test]
fn a_parameter_of_postmans_is_taken_out_of_its_url_only_where_it_is_switched_off_there() {
    let query = |raw: &str, rows: &str| {
        let text = format!(
            r#"{{"info": {{"name": "a"}}, "item": [{{"name": "a", "request": {{"url": {{"raw": "{raw}", "query": [{rows}]}}}}}}]}}"#
        );
        request_of("a.json", &text).requests[0].url.clone().unwrap()
    };
    let off = r#"{"key": "a", "value": "1", "disabled": true}"#;
    let on = r#"{"key": "a", "value": "1"}"#;
    assert_eq!(query("https://h?a=1#f", off), "https://h#f");
    assert_eq!(
        query("https://h?a=1", &format!("{off}, {on}")),
        "https://h?a=1"
    );
    assert_eq!(
        query("https://h?a=1&a=1", &format!("{on}, {off}")),
        "https://h?a=1"
    );
    assert_eq!(query("https://h?b=1", off), "https://h?b=1");
}

#[test]
fn variables_that_are_switched_off_are_said() {
    for (name, text) in [
        ("dev.bru", "vars {\n  base: https://h\n  ~off: x\n}\n"),
        (
            "dev.yml",
            "name: dev\nvariables:\n  - {name: base, value: x}\n  - {name: off, value: x, disabled: true}\n",
        ),
        (
            "a.json",
            r#"{"info": {"name": "a"}, "item": [], "variable": [{"key": "base", "value": "x"}, {"key": "off", "value": "x", "disabled": true}]}"#,
        ),
    ] {
        let imported = import(Some(name), text).unwrap();
        let said = "the variable off is switched off, and is left out";
        assert!(
            imported.findings.iter().any(|one| one.text == said),
            "{name}"
        );
        assert_eq!(imported.variables[0].1.len(), 1, "{name}");
    }
}
