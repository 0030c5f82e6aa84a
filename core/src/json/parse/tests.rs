//! What the parser takes, refuses and reports.

use super::*;

fn kinds(text: &str) -> Vec<JsonFaultKind> {
    parse(text.as_bytes())
        .faults
        .into_iter()
        .map(|fault| fault.kind)
        .collect()
}

#[test]
fn keeps_order_and_exact_numbers() {
    for text in [
        r#"{"b":1,"a":[true,false,null],"n":9007199254740993}"#,
        r#"[-0,1.0,1e3,123456789012345678901234567890,1.7976931348623157e+309]"#,
        r#""\u0001\n\"\\é😀""#,
    ] {
        let value = parse_strict(text.as_bytes());
        assert_eq!(value.map(|value| value.to_string()), Ok(text.to_owned()));
    }
}

#[test]
fn reports_duplicates_and_keeps_the_last() {
    let parsed = parse(br#"{"a":1,"b":2,"a":3}"#);
    assert_eq!(
        parsed.faults,
        [JsonFault {
            kind: JsonFaultKind::DuplicateMember("a".into()),
            offset: 13
        }]
    );
    assert_eq!(
        parsed.value.map(|value| value.to_string()).as_deref(),
        Some(r#"{"a":3,"b":2}"#)
    );
    assert_eq!(
        kinds(r#"{"a":1,"\u0061":2}"#),
        [JsonFaultKind::DuplicateMember("a".into())]
    );
}

#[test]
fn finds_a_duplicate_among_many_members() {
    let members: Vec<String> = (0..40).map(|index| format!(r#""m{index}":0"#)).collect();
    let text = format!(r#"{{{},"m39":1}}"#, members.join(","));
    assert_eq!(kinds(&text), [JsonFaultKind::DuplicateMember("m39".into())]);
}

#[test]
fn joins_surrogates_and_reports_halves() {
    assert_eq!(parse_strict(br#""\ud83d\ude00""#), Ok(Value::from("😀")));
    for half in [r#""\ud83d""#, r#""\ude00""#, r#""\ud83d\u0041""#] {
        assert_eq!(kinds(half), [JsonFaultKind::LoneSurrogate], "{half}");
    }
}

#[test]
fn stops_at_the_depth_bound_without_recursing_further() {
    let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    assert_eq!(kinds(&deep(MAX_DEPTH)), []);
    assert_eq!(kinds(&deep(MAX_DEPTH + 1)), [JsonFaultKind::TooDeep]);
    assert_eq!(kinds(&deep(20_000)), [JsonFaultKind::TooDeep]);
}

#[test]
fn refuses_what_is_not_json() {
    for text in [
        "",
        " ",
        "{",
        "{\"a\"}",
        "{\"a\":1,}",
        "[1,]",
        "[1 2]",
        "01",
        "-",
        "1.",
        "1e",
        ".5",
        "+1",
        "tru",
        "nulll",
        "\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\n\"",
        "NaN",
        "'a'",
        "{} {}",
        "\u{0}",
    ] {
        let parsed = parse(text.as_bytes());
        assert!(
            parsed.value.is_none() && !parsed.faults.is_empty(),
            "{text:?}"
        );
    }
    assert_eq!(
        parse(b"\"\xff\"").faults[0].kind,
        JsonFaultKind::InvalidUtf8
    );
}

#[test]
fn notes_a_byte_order_mark_and_reads_on() {
    let parsed = parse("\u{feff}{}".as_bytes());
    assert_eq!(parsed.faults[0].kind, JsonFaultKind::ByteOrderMark);
    assert!(parsed.value.is_some());
}

#[test]
fn names_the_place() {
    let fault = parse_strict(br#"{"exp": 1O}"#).expect_err("a letter");
    assert_eq!(
        fault.to_string(),
        "'O' at byte 10 where ',' or '}' should be"
    );
}

#[test]
fn many_duplicates_cost_no_more_than_many_members() {
    let names: Vec<String> = (0..40_000)
        .map(|index| format!(r#""m{index}":0"#))
        .collect();
    let members = names.join(",");
    let parsed = parse(format!("{{{members},{members}}}").as_bytes());
    assert_eq!(parsed.faults.len(), names.len());
    let object = parsed.value.as_ref().and_then(Value::as_object);
    assert_eq!(object.map(Object::len), Some(names.len()));
}

#[test]
fn a_fault_shows_no_more_than_the_start_of_a_long_name() {
    let name = "x".repeat(100_000);
    let fault =
        parse_strict(format!(r#"{{"{name}":1,"{name}":2}}"#).as_bytes()).expect_err("twice");
    assert!(fault.to_string().len() < 200);
}

#[test]
fn hidden_characters_are_named_by_number() {
    let fault = parse_strict("[\u{202e}]".as_bytes()).expect_err("no value");
    assert_eq!(
        fault.to_string(),
        "invisible character U+202E at byte 2 where a value should be"
    );
}

#[test]
fn a_number_is_written_as_raw_json_is() {
    for text in ["1.50", "-0", "1E400", "123456789012345678901234567890"] {
        let number = parse_strict(text.as_bytes()).unwrap();
        let raw = serde_json::value::RawValue::from_string(text.to_owned()).unwrap();
        assert_eq!(
            serde_json::to_string(&[&number]).unwrap(),
            serde_json::to_string(&[&raw]).unwrap()
        );
        assert_eq!(number.to_pretty(), text);
    }
}

#[test]
fn a_member_is_found_however_many_there_are_and_no_other_is() {
    for count in [0, 1, 8, 16, 17, 300] {
        let members: Vec<String> = (0..count).map(|n| format!(r#""claim-{n}":{n}"#)).collect();
        let text = format!("{{{}}}", members.join(","));
        let mut value = parse_strict(text.as_bytes()).unwrap();
        let Value::Object(object) = &mut value else {
            panic!("an object");
        };
        for n in 0..count {
            let found = object.get(&format!("claim-{n}"));
            assert_eq!(found, Some(&Value::from(n)));
            assert_eq!(object.get(&format!("other-{n}")), None);
        }
        for n in 0..count {
            object.remove(&format!("claim-{n}"));
        }
        assert_eq!(object.get("claim-0"), None);
        assert_eq!(*object, Object::new());
    }
}
