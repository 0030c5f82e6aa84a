//! TOML values as JSON, for what is JSON elsewhere: expectations, bodies, authorization details.

use serde_json::{Number, Value};
use toml_edit::Item;

use super::error::WorkspaceError;
use super::members::Members;

/// The value, its texts filled in.
pub(super) fn json_of<'a>(
    members: &Members<'a>,
    name: &str,
    item: &'a Item,
) -> Result<Value, WorkspaceError> {
    if let Some(table) = item.as_table_like() {
        let member = |(key, item): (&str, &'a Item)| {
            let name = format!("{name}.{key}");
            Ok((key.to_owned(), json_of(members, &name, item)?))
        };
        let object: Result<_, WorkspaceError> = table.iter().map(member).collect();
        return Ok(Value::Object(object?));
    }
    if let Some(tables) = item.as_array_of_tables() {
        let list = tables.iter().map(|table| {
            let inner = Members::new(members.source(), table, &members.called(name));
            let member =
                |(key, item): (&str, &'a Item)| Ok((key.to_owned(), json_of(&inner, key, item)?));
            let object: Result<_, WorkspaceError> = table.iter().map(member).collect();
            Ok(Value::Object(object?))
        });
        return Ok(Value::Array(list.collect::<Result<_, WorkspaceError>>()?));
    }
    match item.as_value() {
        Some(value) => value_of(members, name, item, value),
        None => Ok(Value::Null),
    }
}

fn value_of<'a>(
    members: &Members<'a>,
    name: &str,
    item: &'a Item,
    value: &'a toml_edit::Value,
) -> Result<Value, WorkspaceError> {
    use toml_edit::Value as Toml;
    Ok(match value {
        Toml::String(text) => Value::String(members.checked(name, value.span(), text.value())?),
        Toml::Integer(number) => Value::from(*number.value()),
        Toml::Float(number) => match Number::from_f64(*number.value()) {
            Some(number) => Value::Number(number),
            None => return Err(members.wrong_type(name, item, "a finite number")),
        },
        Toml::Boolean(flag) => Value::Bool(*flag.value()),
        Toml::Datetime(date) => Value::String(date.value().to_string()),
        Toml::Array(list) => {
            let list = list
                .iter()
                .map(|value| value_of(members, name, item, value));
            Value::Array(list.collect::<Result<_, WorkspaceError>>()?)
        }
        Toml::InlineTable(table) => {
            let member = |(key, value): (&str, &'a toml_edit::Value)| {
                Ok((key.to_owned(), value_of(members, name, item, value)?))
            };
            let object: Result<_, WorkspaceError> = table.iter().map(member).collect();
            Value::Object(object?)
        }
    })
}
