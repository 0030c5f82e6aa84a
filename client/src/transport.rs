//! One request on the wire, and what its failure means in plain words.

use std::error::Error;
use std::io;
use std::time::Duration;

use claimscope_core::time::Timestamp;
use claimscope_core::url::Url;
use claimscope_oauth::{HttpRequest, HttpResponse};
use reqwest::header::{HeaderName, HeaderValue};

use crate::coding::{Decoded, decoded};
use crate::phases::Watch;
use crate::tls::Distrusted;
use crate::transfer::{Received, Transfer};
use crate::{TransportError, clock};

/// The times allowed, for the sentences that name them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) timeout: Duration,
    pub(crate) connect_timeout: Duration,
    pub(crate) body_bytes: usize,
}

/// Headers that say how the message itself is sent: with another value the server waits for what never comes, or answers
/// for another host than the one that TLS vouches for.
const OWN_HEADERS: [&str; 3] = ["Content-Length", "Transfer-Encoding", "Host"];

/// What came, and when its headers did.
pub(crate) struct Answer {
    pub(crate) received: Received,
    pub(crate) headers_at: Timestamp,
}

/// Sends the request and takes the body up to its bound.
pub(crate) async fn exchange(
    http: &reqwest::Client,
    url: &Url,
    request: &HttpRequest,
    limits: Limits,
) -> Result<Answer, TransportError> {
    let prepared = prepare(http, request)?;
    let failed = |error: reqwest::Error| explain(&error, url, limits);
    let (head, watch) = Watch::head_of(http.execute(prepared)).await;
    let mut response = head.map_err(failed)?;
    let headers_at = clock::now();
    let too_large = TransportError::TooLarge {
        limit_bytes: limits.body_bytes,
    };
    let announced = response.content_length().unwrap_or(0);
    if announced > limits.body_bytes as u64 {
        return Err(too_large);
    }
    // What is announced never comes in pieces of a larger and larger store.
    let mut body = Vec::with_capacity(usize::try_from(announced).unwrap_or(0));
    let cut_off = loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > limits.body_bytes => {
                return Err(too_large);
            }
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => break None,
            Err(error) => break Some(failed(error)),
        }
    };
    let headers = response.headers().iter().map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        (name.as_str().to_owned(), value)
    });
    let phases = watch.phases();
    let mut response = HttpResponse {
        status: response.status().as_u16(),
        headers: headers.collect(),
        body,
    };
    if let Some(error) = cut_off {
        return Err(with_what_came(error, response));
    }
    let mut transfer = Transfer {
        phases,
        wire_bytes: response.body.len(),
        undecoded: None,
    };
    match decoded(&response, limits.body_bytes) {
        Decoded::AsSent => {}
        Decoded::Body(body) => response.body = body,
        Decoded::Kept(reason) => transfer.undecoded = Some(reason),
        Decoded::TooLarge => return Err(too_large),
    }
    Ok(Answer {
        received: Received { response, transfer },
        headers_at,
    })
}

/// A part of an answer is for looking at, and never taken for the answer.
fn with_what_came(error: TransportError, response: HttpResponse) -> TransportError {
    match error {
        TransportError::Dropped { address, .. } => TransportError::Dropped {
            address,
            came: Some(Box::new(response)),
        },
        other => other,
    }
}

fn dropped(address: String) -> TransportError {
    let came = None;
    TransportError::Dropped { address, came }
}

fn prepare(
    http: &reqwest::Client,
    request: &HttpRequest,
) -> Result<reqwest::Request, TransportError> {
    let invalid = |reason: String| TransportError::Invalid { reason };
    let method = reqwest::Method::from_bytes(request.method.as_bytes())
        .map_err(|_| invalid(format!("{:?} is no method", request.method)))?;
    let mut builder = http.request(method, &request.url);
    for (name, value) in &request.headers {
        if let Some(own) = OWN_HEADERS
            .iter()
            .find(|own| own.eq_ignore_ascii_case(name))
        {
            return Err(invalid(format!(
                "{own} follows from the URL and the body, and is not to be given"
            )));
        }
        let header = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| invalid(format!("{name:?} is no header name")))?;
        let mut value = HeaderValue::from_bytes(value.expose()).map_err(|_| {
            invalid(format!(
                "the value of {name} holds a line break or control character"
            ))
        })?;
        value.set_sensitive(true);
        builder = builder.header(header, value);
    }
    if !request.body.is_empty() {
        builder = builder.body(request.body.expose().to_vec());
    }
    builder
        .build()
        .map_err(|_| invalid("the URL is not usable".to_owned()))
}

/// Finds out what an error of the HTTP library comes down to.
fn explain(error: &reqwest::Error, url: &Url, limits: Limits) -> TransportError {
    let address = format!("{}:{}", url.host(), url.port_or_default());
    if let Some(tls) = find::<rustls::Error>(error) {
        return explain_tls(tls, address);
    }
    if error.is_dns() {
        let host = url.host().to_owned();
        return TransportError::Dns { host };
    }
    if error.is_timeout() {
        return if error.is_connect() {
            let allowed = limits.connect_timeout;
            TransportError::ConnectTimeout { address, allowed }
        } else {
            let allowed = limits.timeout;
            TransportError::Timeout { address, allowed }
        };
    }
    // The type of a tunnel's error is not public, and what lies within it speaks of the proxy rather than of the host.
    if error.is_connect() && chain_text(error).contains("tunnel error") {
        return TransportError::Proxy { address };
    }
    if let Some(io) = find::<io::Error>(error) {
        match io.kind() {
            io::ErrorKind::ConnectionRefused => return TransportError::Refused { address },
            io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => {
                return TransportError::Unreachable { address };
            }
            io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::UnexpectedEof => return dropped(address),
            _ => {}
        }
    }
    match find::<hyper::Error>(error) {
        Some(hyper) if hyper.is_parse_too_large() => TransportError::HeadersTooLarge { address },
        Some(hyper) if hyper.is_parse() => TransportError::NotHttp { address },
        Some(hyper) if hyper.is_incomplete_message() || hyper.is_closed() => dropped(address),
        _ if error.is_body() || error.is_decode() => dropped(address),
        _ => TransportError::Other {
            reason: chain_text(error),
        },
    }
}

fn explain_tls(error: &rustls::Error, address: String) -> TransportError {
    if let rustls::Error::InvalidCertificate(rustls::CertificateError::Other(other)) = error
        && let Some(distrusted) = other.0.downcast_ref::<Distrusted>()
    {
        return TransportError::Certificate {
            address,
            certificate: Box::new(distrusted.certificate.clone()),
            given: distrusted.given.clone(),
            reason: distrusted.reason.clone(),
        };
    }
    let reason = match error {
        rustls::Error::InvalidMessage(_) => "the server does not speak TLS on this port".to_owned(),
        other => other.to_string(),
    };
    TransportError::Tls { address, reason }
}

/// The innermost error of that type; `io::Error` hides what it wraps from `source`, so it is opened by hand.
fn find<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    let mut found = error.downcast_ref::<T>();
    let inner = match error.downcast_ref::<io::Error>() {
        Some(io) => io.get_ref().map(|inner| inner as &(dyn Error + 'static)),
        None => error.source(),
    };
    if let Some(inner) = inner {
        found = find(inner).or(found);
    }
    found
}

/// The messages of an error and its sources, without the URL, which may hold a credential.
fn chain_text(error: &reqwest::Error) -> String {
    let mut words = Vec::new();
    let mut source = error.source();
    while let Some(inner) = source {
        words.push(inner.to_string());
        source = inner.source();
    }
    words.join(": ")
}
