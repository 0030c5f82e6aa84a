//! An exchange as it went over the wire, credentials masked.

use claimscope_client::{Exchange, ExchangeState};

use super::call::status_line;
use crate::harmless::{harmless, harmless_lines};
use crate::style::{bold, faint, red};

/// Method and URL.
fn first_line(exchange: &Exchange) -> String {
    let first = format!("{} {}", exchange.method, exchange.url);
    format!("{} {}\n", faint(">"), bold(harmless_lines(&first)))
}

/// The request, each line marked with its direction.
fn request(exchange: &Exchange) -> String {
    let mut text = first_line(exchange);
    message(
        ">",
        &exchange.request_headers,
        &exchange.request_body,
        &mut text,
    );
    text
}

/// What came of it, each line marked with its direction.
fn answer(exchange: &Exchange) -> String {
    let mut text = String::new();
    let duration = faint(format!("{} ms", exchange.duration_ms));
    match &exchange.outcome {
        ExchangeState::Response {
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
        ExchangeState::Failure { message, .. } => {
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

/// Writes exchanges as they happen: the request when it leaves, the answer when it comes.
#[derive(Default)]
pub(crate) struct Follower {
    /// The exchange that was written last.
    last: Option<u64>,
}

impl Follower {
    /// The lines to write for an exchange that has left or ended, with an empty one after an answer. An answer that
    /// does not stand below its request names it again.
    pub(crate) fn next(&mut self, exchange: &Exchange) -> String {
        let before = self.last.replace(exchange.id);
        if exchange.outcome == ExchangeState::Pending {
            return request(exchange).trim_end().to_owned();
        }
        match before == Some(exchange.id) {
            true => answer(exchange),
            false => first_line(exchange) + &answer(exchange),
        }
    }
}

/// Headers and body, line by line.
fn message(mark: &str, headers: &[(String, String)], body: &str, text: &mut String) {
    for (name, value) in headers {
        let line = harmless_lines(&format!("{name}: {value}"));
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
