//! Somebody at a browser of plain requests: cookies, forms, redirects. Signs in, and agrees to everything.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use claimscope_client::{HttpClient, Settings};
use claimscope_oauth::HttpRequest;

use crate::runner::person::Browser;

/// How many pages a login takes at most.
const MOST_PAGES: usize = 20;

/// Opens an address and goes on from there; what the way ends on comes back.
pub(crate) fn browser(
    then: impl Fn(&User, &str) + Send + Sync + 'static,
) -> (Browser, Receiver<String>) {
    let (ended, ends) = channel();
    let then = Arc::new(then);
    let browser: Browser = Arc::new(move |url| {
        let (url, then, ended) = (url.to_owned(), Arc::clone(&then), ended.clone());
        std::thread::spawn(move || {
            let user = User::new();
            let end = user.browse(&url);
            then(&user, &end);
            // The test may be over.
            drop(ended.send(end));
        });
        Ok(())
    });
    (browser, ends)
}

pub(crate) struct User {
    runtime: tokio::runtime::Runtime,
    client: HttpClient,
}

impl User {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        Self {
            runtime: runtime.unwrap(),
            client: HttpClient::new(Settings::default()).unwrap(),
        }
    }

    /// Fetches an address, as a browser does after the last redirect.
    pub(crate) fn visit(&self, url: &str) {
        let request = HttpRequest::get(url);
        self.runtime.block_on(self.client.send(&request)).unwrap();
    }

    /// From this address on, as `alice`, until a redirect leads away from the server, or a page has no form.
    fn browse(&self, url: &str) -> String {
        let origin = url.split('/').take(3).collect::<Vec<_>>().join("/");
        let absolute = |target: &str| match target.starts_with('/') {
            true => format!("{origin}{target}"),
            false => target.to_owned(),
        };
        let mut cookies = BTreeMap::new();
        let mut request = HttpRequest::get(url);
        for _ in 0..MOST_PAGES {
            let pairs = cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"));
            let request_with_cookies =
                request.header("Cookie", pairs.collect::<Vec<_>>().join("; "));
            let sent = self.client.send(&request_with_cookies);
            let response = self.runtime.block_on(sent).unwrap();
            for cookie in response.header_values("set-cookie") {
                let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
                cookies.insert(name.to_owned(), value.to_owned());
            }
            if let Some(location) = response.header_value("location") {
                let target = absolute(location);
                if !target.starts_with(&origin) {
                    return target;
                }
                request = HttpRequest::get(target);
                continue;
            }
            let page = String::from_utf8_lossy(&response.body).into_owned();
            let Some((action, fields)) = filled(&page) else {
                return page;
            };
            let fields = fields
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_bytes()));
            request = HttpRequest::post_form(absolute(&action), fields);
        }
        panic!("the way does not end");
    }
}

/// The form of a page, as `alice` fills it in.
fn filled(page: &str) -> Option<(String, Vec<(String, String)>)> {
    let (_, rest) = page.split_once("<form method=\"post\"")?;
    let action = attribute(rest, "action")?;
    let form = rest.split("</form>").next()?;
    let mut fields: Vec<_> = form
        .split("<input ")
        .skip(1)
        .filter_map(|tag| {
            let tag = tag.split('>').next()?;
            let name = attribute(tag, "name")?;
            let value = match &*name {
                "Username" | "Password" => "alice".to_owned(),
                _ => attribute(tag, "value").unwrap_or_default(),
            };
            Some((name, value))
        })
        .collect();
    let button = match action.as_str() {
        "/account/login" => "login",
        _ => "yes",
    };
    fields.push(("button".to_owned(), button.to_owned()));
    Some((action, fields))
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!("{name}=\""))?;
    let value = rest.split('"').next()?;
    Some(
        value
            .replace("&amp;", "&")
            .replace("&quot;", "\"")
            .replace("&#39;", "'"),
    )
}
