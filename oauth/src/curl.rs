//! A request as a curl command for a POSIX shell.

use super::http::HttpRequest;

impl HttpRequest {
    /// This request as a curl command, credentials masked. It shows the request; it does not repeat it.
    pub fn to_curl(&self) -> String {
        let body = self.masked_body();
        command(
            &self.method,
            &self.masked_url(),
            &self.masked_headers(),
            (!body.is_empty()).then_some(body.as_str()),
        )
    }

    /// This request as a curl command with every credential in clear. Only for a person who asked for that very thing.
    pub fn to_curl_with_secrets(&self) -> String {
        let headers: Vec<_> = self
            .headers
            .iter()
            .map(|(name, value)| {
                let value = String::from_utf8_lossy(value.expose()).into_owned();
                (name.clone(), value)
            })
            .collect();
        // A body that is no text cannot stand in a command line.
        let body = (!self.body.is_empty()).then(|| self.body.expose_str());
        match body {
            Some(None) => format!(
                "{} \\\n  --data-binary @body.bin",
                command(&self.method, &self.url, &headers, None)
            ),
            Some(body) => command(&self.method, &self.url, &headers, body),
            None => command(&self.method, &self.url, &headers, None),
        }
    }

    /// A line to stand behind the command, which a shell passes over: that a token bound to a key needs a proof for each request
    /// ([RFC 9449 §4.2](https://www.rfc-editor.org/rfc/rfc9449#section-4.2)). `None` where it is not so bound.
    pub fn curl_remark(&self) -> Option<&'static str> {
        let authorization = self.header_value("authorization");
        let scheme = authorization.and_then(|value| value.split(' ').next());
        match self.header_value("dpop") {
            Some(_) => Some(
                "# The DPoP proof holds for one request and a short time: the server refuses it once it was used",
            ),
            None if scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("DPoP")) => Some(
                "# The token is bound to a key: each request needs a DPoP proof of its own, which is not in this command",
            ),
            None => None,
        }
    }
}

fn command(method: &str, url: &str, headers: &[(String, String)], body: Option<&str>) -> String {
    let mut command = String::from("curl");
    // curl itself takes POST where there is a body, and GET where there is none.
    let implied = if body.is_some() { "POST" } else { "GET" };
    if url.contains(['[', ']', '{', '}']) {
        // curl takes them for patterns of several URLs.
        command.push_str(" -g");
    }
    if method == "HEAD" && body.is_none() {
        // With -X curl waits for a body that never comes.
        command.push_str(" -I");
    } else if method != implied {
        command.push_str(&format!(" -X {}", quoted(method)));
    }
    command.push_str(&format!(" {}", quoted(url)));
    for (name, value) in headers {
        // A colon with nothing behind it takes the header away.
        let line = match value.is_empty() {
            true => format!("{name};"),
            false => format!("{name}: {value}"),
        };
        command.push_str(&format!(" \\\n  -H {}", quoted(&line)));
    }
    if let Some(body) = body {
        command.push_str(&format!(" \\\n  --data-raw {}", quoted(body)));
    }
    command
}

/// The text in single quotes, as a POSIX shell reads it back.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    fn request() -> HttpRequest {
        HttpRequest::post_form(
            "https://localhost:5001/connect/token",
            [
                ("grant_type", &b"client_credentials"[..]),
                ("client_secret", b"it's"),
            ],
        )
        .header("Authorization", "Basic abc'def")
    }

    #[test]
    fn masked_by_default() {
        expect![[r#"
            curl 'https://localhost:5001/connect/token' \
              -H 'Content-Type: application/x-www-form-urlencoded' \
              -H 'Authorization: Basic •••' \
              --data-raw 'grant_type=client_credentials&client_secret=•••'"#]]
        .assert_eq(&request().to_curl());
    }

    #[test]
    fn a_bound_token_is_said_to_need_a_proof_for_each_request() {
        let bare = HttpRequest::get("https://h");
        assert_eq!(bare.curl_remark(), None);
        assert_eq!(bare.clone().bearer("t").curl_remark(), None);
        let bound = bare.header("Authorization", "DPoP t");
        let remark = bound.curl_remark().unwrap();
        assert!(remark.contains("which is not in this command"), "{remark}");
        let proven = bound.header("DPoP", "a.b.c");
        let remark = proven.curl_remark().unwrap();
        assert!(remark.contains("holds for one request"), "{remark}");
    }

    #[test]
    fn in_clear_on_demand_and_safe_to_paste() {
        expect![[r#"
            curl 'https://localhost:5001/connect/token' \
              -H 'Content-Type: application/x-www-form-urlencoded' \
              -H 'Authorization: Basic abc'\''def' \
              --data-raw 'grant_type=client_credentials&client_secret=it%27s'"#]]
        .assert_eq(&request().to_curl_with_secrets());
        assert_eq!(
            HttpRequest::new("DELETE", "https://h").to_curl(),
            "curl -X 'DELETE' 'https://h'"
        );
    }
}
