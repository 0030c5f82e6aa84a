//! What the API serves: `/identity` of the quickstart, `/weatherforecast` and `/api/values` of the templates.

use claimscope_core::json::{Object, Value};
use claimscope_core::time::Timestamp;

/// The caller's claims, each with `type` and `value`.
pub(super) fn identity(claims: &[(String, String)]) -> Value {
    let list: Vec<Object> = claims
        .iter()
        .map(|(name, value)| {
            Object::new()
                .with("type", name.as_str())
                .with("value", value.as_str())
        })
        .collect();
    Value::from(list)
}

/// Five days of weather. The template draws them at random; these follow from the date, so that they can be tested.
pub(super) fn weather_forecast(now: Timestamp) -> Value {
    const SUMMARIES: [&str; 10] = [
        "Freezing",
        "Bracing",
        "Chilly",
        "Cool",
        "Mild",
        "Warm",
        "Balmy",
        "Hot",
        "Sweltering",
        "Scorching",
    ];
    let days: Vec<Object> = (1..=5)
        .map(|index| {
            let day = now.plus_seconds(index * 86_400);
            let number = day.unix_seconds().div_euclid(86_400);
            let celsius = (number * 37).rem_euclid(75) - 20;
            let summary = usize::try_from((number * 7).rem_euclid(10)).unwrap_or_default();
            let date = day.to_string();
            Object::new()
                .with("date", date.split('T').next().unwrap_or_default())
                .with("temperatureC", celsius)
                // The template's own approximation, cut towards zero.
                .with("temperatureF", 32 + (celsius as f64 / 0.5556) as i64)
                .with("summary", SUMMARIES[summary])
        })
        .collect();
    Value::from(days)
}

/// The two values of the oldest template.
pub(super) fn values() -> Value {
    Value::from(vec!["value1", "value2"])
}

/// JSON as System.Text.Json escapes it: only plain ASCII letters stay, and none that HTML or JavaScript reads.
pub(super) fn dot_net_json(value: &Value) -> String {
    let plain = value.to_string();
    let mut text = String::with_capacity(plain.len());
    let mut characters = plain.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' if characters.peek() == Some(&'"') => {
                characters.next();
                text.push_str("\\u0022");
            }
            '\\' => {
                text.push('\\');
                text.extend(characters.next());
            }
            '&' | '\'' | '+' | '<' | '>' | '`' | '\u{7f}'.. => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    text.push_str(&format!("\\u{unit:04X}"));
                }
            }
            other => text.push(other),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_as_dot_net_does() {
        let value = Value::from(vec!["a\"b\\c", "at+jwt <&>'`", "Grüße 🌍", "\n"]);
        assert_eq!(
            dot_net_json(&value),
            r#"["a\u0022b\\c","at\u002Bjwt \u003C\u0026\u003E\u0027\u0060","Gr\u00FC\u00DFe \uD83C\uDF0D","\n"]"#
        );
    }

    #[test]
    fn the_weather_follows_from_the_date() {
        let forecast = weather_forecast(Timestamp::from_unix_seconds(1_795_219_200));
        let text = forecast.to_string();
        assert!(
            text.starts_with(r#"[{"date":"2026-11-22","temperatureC":"#),
            "{text}"
        );
        assert_eq!(forecast.as_array().map(<[Value]>::len), Some(5));
    }
}
