//! An exchange as it went over the wire, credentials masked.

use claimscope_client::{Exchange, Outcome};

use super::call::status_line;
use crate::output::{harmless, harmless_lines};
use crate::style::{bold, faint, red};

/// Request and answer, each line marked with its direction.
pub(crate) fn exchange(exchange: &Exchange) -> String {
    let first = format!("{} {}", exchange.method, exchange.url);
    let mut text = format!("{} {}\n", faint(">"), bold(harmless(&first)));
    message(
        ">",
        &exchange.request_headers,
        &exchange.request_body,
        &mut text,
    );
    let duration = faint(format!("{} ms", exchange.duration_ms));
    match &exchange.outcome {
        Outcome::Response {
            status,
            headers,
            body,
            ..
        } => {
            text.push_str(&format!(
                "{} {}  {duration}\n",
                faint("<"),
                status_line(*status)
            ));
            message("<", headers, body, &mut text);
        }
        Outcome::Failure { message, .. } => {
            text.push_str(&format!(
                "{} {}  {duration}\n",
                faint("<"),
                red(harmless(message))
            ));
        }
        _ => {}
    }
    text
}

/// Headers and body, line by line.
fn message(mark: &str, headers: &[(String, String)], body: &str, text: &mut String) {
    for (name, value) in headers {
        let line = harmless(&format!("{name}: {value}"));
        text.push_str(&format!("{} {line}\n", faint(mark)));
    }
    if body.is_empty() {
        return;
    }
    text.push_str(&format!("{}\n", faint(mark)));
    for line in harmless_lines(body).lines() {
        text.push_str(&format!("{} {line}\n", faint(mark)));
    }
}
