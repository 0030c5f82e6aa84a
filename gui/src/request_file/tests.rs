//! What a file holds of a request, and what not.

use claimscope_client::workspace::SecretPlace;

use super::*;

fn text(text: &str) -> SavedValue {
    SavedValue::Text(text.to_owned())
}

fn named(name: &str, value: SavedValue) -> SavedRow {
    SavedRow::new(name, value)
}

fn saved() -> SavedRequest {
    SavedRequest {
        name: "create".to_owned(),
        method: Some("PUT".to_owned()),
        url: Some("{{api}}/orders/1?top=10&q=a%20b".to_owned()),
        headers: vec![
            named("Accept", text("application/json")),
            named(
                "X-Api-Key",
                SavedValue::Secret(SecretPlace::Env("KEY".to_owned())),
            ),
            named("X-Token", SavedValue::PlainText("none".to_owned())),
            SavedRow {
                is_off: true,
                ..named("X-Debug", text("1"))
            },
        ],
        query: vec![
            named("expand", text("lines")),
            named("expand", text("customer")),
        ],
        body: None,
        lacks_body: false,
        fault: None,
    }
}

#[test]
fn a_request_comes_back_from_its_file() {
    let bodies = [
        None,
        Some(SavedBody::Json("{\"a\": 1}".to_owned())),
        Some(SavedBody::Text("a".to_owned())),
        Some(SavedBody::File("a.bin".to_owned())),
        Some(SavedBody::Form(vec![named("a", text("1"))])),
        Some(SavedBody::Multipart(vec![
            SavedPart {
                name: "a".to_owned(),
                content: SavedContent::Value(text("1")),
                media_type: None,
                is_off: false,
            },
            SavedPart {
                name: "photo".to_owned(),
                content: SavedContent::Upload("a.png".to_owned()),
                media_type: Some("image/png".to_owned()),
                is_off: true,
            },
        ])),
    ];
    for body in bodies {
        let request = SavedRequest { body, ..saved() };
        let form = RequestForm::of_saved(&request);
        assert_eq!(form.to_saved(), (request, vec![]));
    }
    let bare = SavedRequest {
        name: "bare".to_owned(),
        query: vec![named("a", text("1"))],
        ..SavedRequest::default()
    };
    assert_eq!(RequestForm::of_saved(&bare).to_saved(), (bare, vec![]));
    let form = RequestForm::of_saved(&saved());
    assert_eq!(
        form.url,
        "{{api}}/orders/1?top=10&q=a%20b&expand=lines&expand=customer"
    );
}

#[test]
fn what_may_be_a_secret_is_left_out_and_told_without_its_value() {
    let mut form = RequestForm::to("https://me:hunter2@h/a?access_token=hunter2&top=1");
    let headers = [("X-Api-Key", "hunter2"), ("Accept", "text/plain")];
    let headers = headers.map(|(name, value)| RowForm::new(name, value));
    form.headers = headers.to_vec().into();
    form.body = BodyForm {
        kind: BodyKind::Form,
        form: vec![RowForm::new("password", "hunter2"), RowForm::new("a", "1")].into(),
        ..BodyForm::default()
    };
    let (saved, unsaved) = form.to_saved();
    assert_eq!(saved.url.as_deref(), Some("https://h/a?top=1"));
    assert_eq!(saved.headers, [named("Accept", text("text/plain"))]);
    let fields = vec![named("a", text("1"))];
    assert_eq!(saved.body, Some(SavedBody::Form(fields)));
    let parts: Vec<RequestPart> = unsaved.iter().map(|one| one.part).collect();
    let expected = [
        RequestPart::Query(0),
        RequestPart::Url,
        RequestPart::Header(0),
        RequestPart::Field(0),
    ];
    assert_eq!(parts, expected);
    assert!(!format!("{saved:?}{unsaved:?}").contains("hunter2"));
}

#[test]
fn a_token_in_a_body_keeps_the_body_out_of_the_file() {
    let mut form = RequestForm::default();
    form.body.kind = BodyKind::Json;
    form.body.text = Sensitive::from(r#"{"t": "eyJhbGciOiJub25lIn0.eyJhIjoxfQ.c2ln"}"#);
    let (saved, unsaved) = form.to_saved();
    assert_eq!((saved.body, unsaved[0].part), (None, RequestPart::Body));
}

#[test]
fn a_url_with_letters_that_no_url_has_is_kept_as_it_is_sent() {
    let url = "https://h/odata?$filter=a eq 'b'";
    let (saved, unsaved) = RequestForm::to(url).to_saved();
    assert_eq!(unsaved, []);
    assert_eq!(
        saved.url.as_deref(),
        Some("https://h/odata?$filter=a%20eq%20'b'")
    );
    // A credential in it stays out all the same.
    for url in ["https://h/hooks/a b", "https://h/a?token=hunter 2"] {
        let (saved, unsaved) = RequestForm::to(url).to_saved();
        assert!(!unsaved.is_empty() && !saved.url.unwrap_or_default().contains("hunter"));
    }
}

#[test]
fn a_text_with_a_password_keeps_out_of_the_file_and_leaves_the_whole_request_there() {
    for text in [
        r#"{"user":"bob","password":"hunter2"}"#,
        r#"{"user":"bob","password":"hunter2"#,
        "<password>hunter2</password>",
        "user: bob\npassword: hunter2",
        "user=bob&password=hunter2",
        "{ login(password: \"hunter2\") { id } }",
    ] {
        let was = SavedRequest {
            headers: vec![named("Content-Type", super::tests::text("text/csv"))],
            body: Some(SavedBody::Text("a,b".to_owned())),
            ..saved()
        };
        let mut form = RequestForm::of_saved(&was);
        for kind in [BodyKind::Text, BodyKind::Json] {
            form.take_body(BodyForm {
                kind,
                text: Sensitive::from(text),
                ..BodyForm::default()
            });
            let (saved, unsaved) = form.to_saved_over(&was);
            assert_eq!((&saved.body, &saved.headers), (&was.body, &was.headers));
            assert!(unsaved[0].is_secret, "{text}");
            assert!(form.in_memory(&was).body, "{text}");
            let kept = serde_json::to_string(&form.to_save(Some(&was))).unwrap();
            assert!(!kept.contains("hunter2"), "{kept}");
        }
    }
}
