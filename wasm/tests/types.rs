//! The TypeScript types of what the npm package gives, made from the Rust types: `js/types.d.ts` is this very text.
#![cfg(not(target_arch = "wasm32"))]

use std::fmt::Write as _;

use claimscope_core::Inspection;
use claimscope_core::jwe;
use claimscope_core::misuse;
use claimscope_core::registry::RegistryEntry;
use claimscope_core::report::{CheckId, Report};
use claimscope_core::written;
use claimscope_oauth::code::{declined, keys, server};
use claimscope_oauth::diagnose::Diagnosis;
use claimscope_oauth::keys::KeysEvent;
use expect_test::expect_file;
use schemars::generate::{SchemaGenerator, SchemaSettings};
use serde_json::{Map, Value};

#[test]
fn types_of_the_package_are_those_of_core() {
    expect_file!["../js/types.d.ts"].assert_eq(&declarations());
}

#[test]
fn meanings_of_the_lean_build_are_those_of_core() {
    expect_file!["../js/lean/meanings.js"].assert_eq(&meanings());
}

/// What each code means that a verifier can give, for the build whose core has no words.
fn meanings() -> String {
    let checks = CheckId::ALL.iter();
    let checks = checks.map(|id| (id.as_str(), id.meaning()));
    let others = [
        misuse::ENTRIES,
        keys::ENTRIES,
        server::ENTRIES,
        declined::ENTRIES,
    ];
    let others = others.into_iter().flatten();
    let others = others.map(|entry| (entry.code.as_str(), entry.meaning));
    let mut text = String::from(
        "/**\n * What each code means. Made by wasm/tests/types.rs: `UPDATE_EXPECT=1 cargo test -p claimscope-wasm`.\n * @module\n */\n\n/** @type {Record<string, string>} */\nexport const meanings = {\n",
    );
    for (code, meaning) in checks.chain(others) {
        let meaning = meaning.replace('\'', "\\'");
        let _ = writeln!(text, "  '{code}': '{meaning}',");
    }
    text + "};\n"
}

fn declarations() -> String {
    let mut types: SchemaGenerator = SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator();
    types.subschema_for::<Report>();
    types.subschema_for::<Inspection>();
    types.subschema_for::<Diagnosis>();
    types.subschema_for::<RegistryEntry>();
    types.subschema_for::<KeysEvent>();
    let mut text = String::from(
        "// Made from the Rust types by wasm/tests/types.rs: `UPDATE_EXPECT=1 cargo test -p claimscope-wasm`.\n",
    );
    let report = &types.definitions()["Report"]["properties"];
    for (name, schema) in types.definitions() {
        let documentation = documentation(schema, "");
        let _ = match &schema["properties"] {
            Value::Object(properties) => {
                let (base, own) = apart(properties, report);
                let members = members(&own, schema, "  ");
                write!(
                    text,
                    "\n{documentation}export interface {name}{base} {{\n{members}}}\n"
                )
            }
            _ => {
                let choices = choices(&schema["oneOf"]);
                write!(text, "\n{documentation}export type {name} =\n{choices}")
            }
        };
    }
    text + &error_codes()
}

/// The codes of errors that are no checks, so that JavaScript can make none that is not documented.
fn error_codes() -> String {
    let tables = [
        misuse::ENTRIES,
        keys::ENTRIES,
        server::ENTRIES,
        declined::ENTRIES,
        jwe::code::ENTRIES,
        written::code::ENTRIES,
    ];
    let mut text = String::from(
        "\n/** The code of an error that is no failed check: a mistake of the caller, keys that could not be had, an encrypted token that was not opened, or a form that does not hold. */\nexport type ErrorCode =\n",
    );
    for entry in tables.into_iter().flatten() {
        let (meaning, code) = (entry.meaning, entry.code);
        let _ = writeln!(text, "  /** {meaning} */\n  | '{code}'");
    }
    text
}

/// A report's members, where something has all of them, and what it has besides. Serde flattens what is a base here.
fn apart(all: &Map<String, Value>, report: &Value) -> (&'static str, Map<String, Value>) {
    let mut own = all.clone();
    let Value::Object(report) = report else {
        return ("", own);
    };
    if all.len() > report.len() && report.iter().all(|(name, one)| all.get(name) == Some(one)) {
        own.retain(|name, _| !report.contains_key(name));
        return (" extends Report", own);
    }
    ("", own)
}

/// The members of an object, one a line.
fn members(properties: &Map<String, Value>, object: &Value, indent: &str) -> String {
    let required: Vec<&str> = object["required"]
        .as_array()
        .map_or_else(Vec::new, |names| {
            names.iter().filter_map(Value::as_str).collect()
        });
    let mut text = String::new();
    for (name, schema) in properties {
        let documentation = documentation(schema, indent);
        let kinds = kinds(schema);
        let is_required = required.contains(&name.as_str());
        // What is left out when it is `None` is never null.
        let kinds = kinds.iter().filter(|kind| is_required || *kind != "null");
        let kinds = kinds.map(String::as_str).collect::<Vec<_>>().join(" | ");
        let mark = if is_required { "" } else { "?" };
        let _ = writeln!(text, "{documentation}{indent}{name}{mark}: {kinds}");
    }
    text
}

/// The variants of an enum, one a line.
fn choices(variants: &Value) -> String {
    let mut text = String::new();
    for variant in variants.as_array().into_iter().flatten() {
        let documentation = documentation(variant, "  ");
        let kind = kinds(variant).join(" | ");
        let _ = writeln!(text, "{documentation}  | {kind}");
    }
    text
}

/// The types of which a value has one.
fn kinds(schema: &Value) -> Vec<String> {
    let Some(schema) = schema.as_object() else {
        return vec!["any".to_owned()];
    };
    if let Some(constant) = schema.get("const") {
        return vec![constant.to_string().replace('"', "'")];
    }
    if let Some(Value::String(path)) = schema.get("$ref") {
        return vec![path.rsplit('/').next().unwrap_or_default().to_owned()];
    }
    if let Some(Value::Array(variants)) = schema.get("anyOf") {
        return variants.iter().flat_map(kinds).collect();
    }
    match &schema["type"] {
        Value::Array(names) => names.iter().map(|name| kind(name, schema)).collect(),
        name => vec![kind(name, schema)],
    }
}

fn kind(name: &Value, schema: &Map<String, Value>) -> String {
    match name.as_str().unwrap_or_default() {
        "integer" => "number".to_owned(),
        "array" => format!("{}[]", kinds(&schema["items"]).join(" | ")),
        "object" => match schema.get("properties") {
            Some(Value::Object(properties)) => {
                let object = Value::Object(schema.clone());
                format!("{{\n{}    }}", members(properties, &object, "      "))
            }
            _ => "Record<string, any>".to_owned(),
        },
        name => name.to_owned(),
    }
}

/// A doc comment, whose links to Rust become names.
fn documentation(schema: &Value, indent: &str) -> String {
    let Some(Value::String(text)) = schema.get("description") else {
        return String::new();
    };
    let text = text.replace("[`", "`").replace("`]", "`");
    if text.contains('\n') {
        let lines = text.replace('\n', &format!("\n{indent} * "));
        format!("{indent}/**\n{indent} * {lines}\n{indent} */\n")
    } else {
        format!("{indent}/** {text} */\n")
    }
}
