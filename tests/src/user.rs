//! A user at a browser, played by plain requests: follows redirects, keeps cookies, fills forms.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use claimscope_client::{HttpClient, Settings};
use claimscope_oauth::{HttpRequest, HttpResponse};

/// How many pages and redirects a login may take.
const STEPS: usize = 30;

/// A user with a name and a password, at a browser of their own.
pub struct UserAtBrowser {
    client: HttpClient,
    username: String,
    password: String,
    /// By origin and name.
    cookies: BTreeMap<(String, String), String>,
    /// What is typed into a field of this name.
    typed: BTreeMap<String, String>,
}

/// A form, as far as it is sent.
#[derive(Debug, Default)]
struct Form {
    action: String,
    fields: Vec<(String, String)>,
}

impl UserAtBrowser {
    /// Somebody who logs in with this name and password, and consents to everything.
    ///
    /// # Errors
    /// Where no client can be made.
    pub fn new(username: &str, password: &str) -> Result<Self> {
        Ok(Self {
            client: HttpClient::new(Settings::default())?,
            username: username.to_owned(),
            password: password.to_owned(),
            cookies: BTreeMap::new(),
            typed: BTreeMap::new(),
        })
    }

    /// Types this into each field of that name.
    #[must_use]
    pub fn types(mut self, field: &str, text: &str) -> Self {
        self.typed.insert(field.to_owned(), text.to_owned());
        self
    }

    /// Goes to `url` and on, until a redirect leads to `end`, which is given back and not followed, or a page has no form.
    /// That page's text is given back where `end` is empty.
    ///
    /// # Errors
    /// Where the way ends elsewhere.
    pub async fn browse(&mut self, url: &str, end: &str) -> Result<String> {
        let mut request = HttpRequest::get(url);
        for _ in 0..STEPS {
            let here = request.url.clone();
            let response = self.send(request).await?;
            if let Some(location) = response.header_value("location") {
                let next = joined(&here, location);
                if !end.is_empty() && next.starts_with(end) {
                    return Ok(next);
                }
                request = HttpRequest::get(next);
                continue;
            }
            let page = String::from_utf8_lossy(&response.body).into_owned();
            let Some(form) = self.filled(&page) else {
                if end.is_empty() {
                    return Ok(page);
                }
                bail!("the way ends at {here} ({}): {page}", response.status);
            };
            let fields = form.fields.iter();
            let fields = fields.map(|(name, value)| (name.as_str(), value.as_bytes()));
            request = HttpRequest::post_form(joined(&here, &form.action), fields);
        }
        bail!("the way does not end")
    }

    /// Visits the address that a login ended on, as a browser does after the last redirect.
    ///
    /// # Errors
    /// Where nobody answers.
    pub async fn visit(&mut self, url: &str) -> Result<HttpResponse> {
        self.send(HttpRequest::get(url)).await
    }

    async fn send(&mut self, request: HttpRequest) -> Result<HttpResponse> {
        let origin = origin(&request.url).to_owned();
        let cookies = self.cookies.iter().filter(|((of, _), _)| *of == origin);
        let cookies: Vec<_> = cookies
            .map(|((_, name), value)| format!("{name}={value}"))
            .collect();
        let request = match cookies.is_empty() {
            true => request,
            false => request.header("Cookie", cookies.join("; ")),
        };
        let response = self.client.send(&request).await?;
        for cookie in response.header_values("set-cookie") {
            let pair = cookie.split(';').next().unwrap_or_default();
            let (name, value) = pair.split_once('=').context("a cookie has a name")?;
            let key = (origin.clone(), name.to_owned());
            match value.is_empty() {
                true => self.cookies.remove(&key),
                false => self.cookies.insert(key, value.to_owned()),
            };
        }
        Ok(response)
    }

    /// The first form of a page that is posted, filled in.
    fn filled(&self, page: &str) -> Option<Form> {
        let mut form: Option<Form> = None;
        let mut has_button = false;
        for (name, attributes) in tags(page) {
            let value = |wanted: &str| attributes.get(wanted).cloned().unwrap_or_default();
            match (name.as_str(), &mut form) {
                ("form", None) if value("method").eq_ignore_ascii_case("post") => {
                    form = Some(Form {
                        action: value("action"),
                        ..Form::default()
                    });
                }
                ("/form", Some(_)) => break,
                ("input", Some(form)) if !value("name").is_empty() => {
                    let (name, kind) = (value("name"), value("type"));
                    let is_ticked = attributes.contains_key("checked");
                    if ["checkbox", "radio"].contains(&&*kind) && !is_ticked {
                        continue;
                    }
                    form.fields
                        .push((name.clone(), self.text(&name, value("value"))));
                }
                ("button", Some(form)) if !value("name").is_empty() && !has_button => {
                    has_button = true;
                    form.fields.push((value("name"), value("value")));
                }
                _ => {}
            }
        }
        form
    }

    fn text(&self, field: &str, given: String) -> String {
        match (self.typed.get(field), field.to_ascii_lowercase().as_str()) {
            (Some(typed), _) => typed.clone(),
            (None, "username" | "login") => self.username.clone(),
            (None, "password") => self.password.clone(),
            (None, _) => given,
        }
    }
}

fn origin(url: &str) -> &str {
    let start = url.find("://").map_or(0, |at| at + 3);
    let end = url[start..].find(['/', '?', '#']);
    end.map_or(url, |end| &url[..start + end])
}

/// An address as a page names it, seen from the page's own.
fn joined(here: &str, there: &str) -> String {
    match there {
        "" => here.to_owned(),
        _ if there.contains("://") && !there.starts_with('/') => there.to_owned(),
        _ if there.starts_with('/') => format!("{}{there}", origin(here)),
        _ => {
            let path = here.split(['?', '#']).next().unwrap_or_default();
            let folder = path.rsplit_once('/').map_or(path, |(folder, _)| folder);
            format!("{folder}/{there}")
        }
    }
}

/// The tags of a page with their attributes.
fn tags(page: &str) -> Vec<(String, BTreeMap<String, String>)> {
    let mut tags = Vec::new();
    for piece in page.split('<').skip(1) {
        let Some((tag, _)) = piece.split_once('>') else {
            continue;
        };
        let (name, mut rest) = tag.split_at(tag.find(char::is_whitespace).unwrap_or(tag.len()));
        let mut attributes = BTreeMap::new();
        loop {
            rest = rest.trim_start().trim_start_matches('/');
            if rest.is_empty() {
                break;
            }
            let end = rest
                .find(|letter: char| letter == '=' || letter.is_whitespace())
                .unwrap_or(rest.len());
            let (attribute, after) = rest.split_at(end);
            let (value, after) = match after.strip_prefix("=\"") {
                Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
                None => ("", after.trim_start_matches('=')),
            };
            attributes.insert(attribute.to_ascii_lowercase(), unescaped(value));
            rest = after;
        }
        tags.push((name.to_ascii_lowercase(), attributes));
    }
    tags
}

fn unescaped(text: &str) -> String {
    let entities = [
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ];
    entities
        .iter()
        .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}
