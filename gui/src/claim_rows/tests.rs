//! Which rows header and claims have.

use claimscope_core::json;

use super::*;

fn object(text: &str) -> Object {
    match json::parse_strict(text.as_bytes()) {
        Ok(Value::Object(object)) => object,
        other => panic!("an object expected, not {other:?}"),
    }
}

/// The rows in short: names, indented, with what folds.
fn names(claims: &Object, shown: Shown<'_>) -> Vec<String> {
    let rows = rows(&[("payload", Some(claims))], shown);
    let of = |row: &Row<'_>| {
        let mark = match row.content {
            Content::Folded(_) => "+",
            Content::Unfolded(_) => "-",
            Content::End(end) => return format!("{}{end}", "  ".repeat(row.depth)),
            Content::Part(_) | Content::Whole(_) => "",
        };
        let name = row.name.text(row.part);
        format!("{}{mark}{name}", "  ".repeat(row.depth))
    };
    rows.iter().map(of).collect()
}

#[test]
fn objects_unfold_and_short_lists_stand_in_one_row() {
    let claims = object(r#"{"aud":["a","b"],"cnf":{"jkt":"x"},"roles":[{"id":1}],"none":{}}"#);
    let expected = [
        "payload", "aud", "-cnf", "  jkt", "-roles", "  -1", "    id", "none",
    ];
    assert_eq!(names(&claims, Shown::default()), expected);
}

#[test]
fn json_has_a_row_for_each_end() {
    let claims = object(r#"{"cnf":{"jkt":"x"},"roles":[{"id":1}]}"#);
    let shown = Shown {
        has_ends: true,
        ..Shown::default()
    };
    let expected = [
        "payload", "-cnf", "  jkt", "}", "-roles", "  -1", "    id", "  }", "]", "}",
    ];
    assert_eq!(names(&claims, shown), expected);
}

#[test]
fn what_is_large_is_folded_until_a_person_unfolds_it() {
    let roles: Vec<String> = (0..2_000).map(|index| format!("role-{index}")).collect();
    let claims = Object::new()
        .with("roles", roles)
        .with("long", "x".repeat(WHOLE_BYTES + 1))
        .with("short", "x".repeat(WHOLE_BYTES));
    assert_eq!(
        names(&claims, Shown::default()),
        ["payload", "+roles", "+long", "short"]
    );
    let ids = rows(&[("payload", Some(&claims))], Shown::default());
    let turned = HashSet::from([ids[1].id]);
    let shown = Shown {
        turned: Some(&turned),
        ..Shown::default()
    };
    assert_eq!(names(&claims, shown).len(), 2_004);
}

#[test]
fn a_search_shows_what_was_found_with_what_it_is_in() {
    let claims = object(
        r#"{"sub":"alice","realm_access":{"roles":[{"Name":"Admin"},{"name":"user"}]},"exp":17,"groups":["admins"]}"#,
    );
    let found = |query: &str| {
        let parts = [("payload", Some(&claims))];
        let hits = Hits::find(query, &parts);
        let shown = Shown {
            hits: Some(&hits),
            ..Shown::default()
        };
        (hits.count(), names(&claims, shown))
    };
    let (count, rows) = found("aDMIN");
    assert_eq!(count, 2);
    let expected = [
        "payload",
        "-realm_access",
        "  -roles",
        "    -1",
        "      Name",
        "groups",
    ];
    assert_eq!(rows, expected);
    assert_eq!(found("17").1, ["payload", "exp"]);
    assert_eq!(found("realm").1[..2], ["payload", "-realm_access"]);
    assert_eq!(found("realm").1.len(), 7, "with all that is in it");
    assert_eq!(
        found("nothing of the kind"),
        (0, vec!["payload".to_owned()])
    );
}

#[test]
fn a_name_that_stands_in_another_token_is_folded_alike() {
    let one = object(r#"{"a":{"b":1}}"#);
    let other = object(r#"{"a":{"b":2,"c":3}}"#);
    let id = |claims: &Object| rows(&[("payload", Some(claims))], Shown::default())[1].id;
    assert_eq!(id(&one), id(&other));
}
