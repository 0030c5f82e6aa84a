//! What a DPoP proof in hand says, beside the request that it is for: RFC 9449 §4.3.

use super::case::Case;
use super::found::FoundCauses;
use super::line::shown_text;
use super::{Cause, Certainty};
use claimscope_core::inspect;
use claimscope_core::jwk::Jwk;
use claimscope_core::report::Report;

/// How long a proof is taken for fresh, in seconds, by most servers.
const FRESH_SECONDS: i64 = 60;

pub(super) fn collect(case: &Case<'_>, found: &mut FoundCauses) {
    let request = case.refused.request;
    let Some(proof) = request.header_value("dpop") else {
        return;
    };
    let report = inspect(proof.trim(), case.refused.now).report;
    if matches!(case.status(), 400 | 401)
        && let Some(line) = other_key(case, &report)
    {
        found.add_mismatch(Cause::DpopProof, line);
    }
    if !found.has(Cause::DpopProof) {
        return;
    }
    let text = |name: &str| Some(report.claims.as_ref()?.get_str(name)?.to_owned());
    let mut add = |line: String| found.add(Cause::DpopProof, Certainty::Likely, line);
    add(url_of(&request.url, text("htu")));
    let htm = text("htm").unwrap_or_else(|| "absent".to_owned());
    if htm != request.method {
        let method = shown_text(&request.method);
        add(format!(
            "the proof's htm = {}; the request is {method}",
            shown_text(&htm)
        ));
    }
    let iat = report
        .claims
        .as_ref()
        .and_then(|claims| claims.numeric_date("iat"));
    let age = iat.map(|iat| {
        case.server_now
            .unix_seconds()
            .saturating_sub(iat.unix_seconds())
    });
    if let Some(age) = age.filter(|age| age.abs() > FRESH_SECONDS) {
        add(format!("the proof is {age} s old by the server's clock"));
    }
}

/// What `htu` is beside the URL of the request, of which it leaves query and fragment out (RFC 9449 §4.2).
fn url_of(request: &str, htu: Option<String>) -> String {
    let url = request.split(['?', '#']).next().unwrap_or_default();
    let Some(htu) = htu else {
        return format!(
            "the proof's htu = absent; the request goes to {}",
            shown_text(url)
        );
    };
    if htu.contains(['?', '#']) {
        return "the proof's htu has a query or a fragment, which RFC 9449 §4.2 leaves out"
            .to_owned();
    }
    if htu == url && url.contains('%') {
        return "the proof's htu is this very URL, which has percent-encoded characters: where htu is meant, the server compares it decoded, or encoded otherwise".to_owned();
    }
    if htu == url {
        return "the proof's htu is this very URL: where htu is meant, the server takes itself for another, as behind a proxy that sends no X-Forwarded headers, or that it does not trust".to_owned();
    }
    let is_encoded_otherwise = decoded(&htu) == decoded(url);
    let how = if is_encoded_otherwise {
        ", by percent-encoding alone"
    } else {
        ""
    };
    format!(
        "the proof's htu = {}; the request goes to {}{}",
        shown_text(&htu),
        shown_text(url),
        how
    )
}

/// The characters that percent-encoding stands for.
fn decoded(url: &str) -> String {
    let pairs = form_urlencoded::parse(url.as_bytes());
    pairs
        .map(|(name, value)| format!("{name}={value}"))
        .collect()
}

/// The proof is of another key than the token is bound to (RFC 9449 §6.1).
fn other_key(case: &Case<'_>, proof: &Report) -> Option<String> {
    let claims = case.report.as_ref()?.claims.as_ref()?;
    let bound = claims.get("cnf")?.as_object()?.get_str("jkt")?;
    let key = proof.header.as_ref()?.get("jwk")?.to_string();
    let own = Jwk::parse(key.as_bytes()).ok()?.thumbprint()?;
    (own != bound).then(|| {
        let bound = shown_text(bound);
        format!(
            "the token is bound to the key with the thumbprint {bound}, and the proof is of {own}"
        )
    })
}
