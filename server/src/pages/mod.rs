//! The pages that people see: plain HTML, usable without script, by keyboard and by screen reader.

mod html;
mod page;

use axum::http::StatusCode;

use crate::http::Answer;
use crate::store::Message;

use html::{Html, element, text};
use page::Page;

/// The field in which a form carries what binds it to its browser.
pub(crate) const ANTIFORGERY_FIELD: &str = "__RequestVerificationToken";

/// The script that sends an answer to the client by itself; the button does it without.
const SUBMIT: &str = "document.forms[0].submit()";

/// What every form of ours carries.
pub(crate) struct FormFrame<'a> {
    pub(crate) action: &'static str,
    pub(crate) antiforgery: &'a str,
    pub(crate) return_url: Option<&'a str>,
}

impl FormFrame<'_> {
    fn form(&self, children: impl IntoIterator<Item = Html>) -> Html {
        let hidden = [
            (ANTIFORGERY_FIELD, Some(self.antiforgery)),
            ("ReturnUrl", self.return_url),
        ];
        let hidden = hidden
            .into_iter()
            .filter_map(|(name, value)| Some(hidden_field(name, value?)));
        element(
            "form",
            &[("method", Some("post")), ("action", Some(self.action))],
            hidden.chain(children),
        )
    }
}

/// The sign-in form; `fault` says why it is shown again.
pub(crate) fn login(
    frame: &FormFrame<'_>,
    client: Option<&str>,
    username: &str,
    fault: Option<&str>,
) -> Answer {
    let intro = client.map(|client| {
        paragraph(&format!(
            "{client} wants you to sign in. In the quickstart the users are alice and bob, with their names as passwords."
        ))
    });
    let cancel = client.map(|_| button("cancel", "Cancel"));
    let fields = [
        label("Username", "User name"),
        element(
            "input",
            &[
                ("id", Some("Username")),
                ("name", Some("Username")),
                ("value", Some(username)),
                ("autocomplete", Some("username")),
                ("autofocus", Some("")),
            ],
            [],
        ),
        label("Password", "Password"),
        element(
            "input",
            &[
                ("id", Some("Password")),
                ("name", Some("Password")),
                ("type", Some("password")),
                ("autocomplete", Some("current-password")),
            ],
            [],
        ),
        button("login", "Sign in"),
    ];
    let form = frame.form(fields.into_iter().chain(cancel));
    let main = fault_text(fault).into_iter().chain(intro).chain([form]);
    Page::new("Sign in", main).into_answer(StatusCode::OK)
}

/// The form for the code that a device shows; `code` is what another page has filled in.
pub(crate) fn user_code(frame: &FormFrame<'_>, code: Option<&str>, fault: Option<&str>) -> Answer {
    let form = frame.form([
        label("UserCode", "Code"),
        element(
            "input",
            &[
                ("id", Some("UserCode")),
                ("name", Some("UserCode")),
                ("value", code),
                ("inputmode", Some("numeric")),
                ("autocomplete", Some("off")),
                ("autofocus", Some("")),
            ],
            [],
        ),
        button("code", "Continue"),
    ]);
    let intro =
        paragraph("Type the code that your device shows, and only if you started this yourself.");
    let main = fault_text(fault).into_iter().chain([intro, form]);
    Page::new("Connect a device", main).into_answer(StatusCode::OK)
}

/// One scope on the consent page.
pub(crate) struct ScopeChoice {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) description: Option<String>,
    pub(crate) required: bool,
}

/// What a user is asked to let a client have.
pub(crate) struct ConsentPage<'a> {
    pub(crate) client: &'a str,
    pub(crate) username: &'a str,
    /// By what a person can tell whether the request is theirs.
    pub(crate) sign: String,
    pub(crate) scopes: &'a [ScopeChoice],
    pub(crate) may_remember: bool,
    pub(crate) fault: Option<&'a str>,
    /// What a form carries beside, such as a device's user code.
    pub(crate) carried: Option<(&'static str, &'a str)>,
}

pub(crate) fn consent(frame: &FormFrame<'_>, page: &ConsentPage<'_>) -> Answer {
    let choices = page.scopes.iter().map(scope_choice);
    let fieldset = element(
        "fieldset",
        &[],
        [element("legend", &[], [text("It asks for")])]
            .into_iter()
            .chain(choices),
    );
    let remember = page
        .may_remember
        .then(|| checkbox("RememberConsent", "true", "Remember my answer", true, false));
    let carried = page.carried.map(|(name, value)| hidden_field(name, value));
    let buttons = [button("yes", "Allow"), button("no", "Do not allow")];
    let form = frame.form(
        carried
            .into_iter()
            .chain([fieldset])
            .chain(remember)
            .chain(buttons),
    );
    let sentence = format!(
        "{} asks to act for {}. {}",
        page.client, page.username, page.sign
    );
    let main = fault_text(page.fault)
        .into_iter()
        .chain([paragraph(&sentence), form]);
    Page::new(format!("Allow {}?", page.client), main).into_answer(StatusCode::OK)
}

fn scope_choice(scope: &ScopeChoice) -> Html {
    let title = if scope.required {
        format!("{} (required)", scope.title)
    } else {
        scope.title.clone()
    };
    let choice = checkbox("ScopesConsented", &scope.name, &title, true, scope.required);
    // A disabled box is not sent, so a required scope goes beside it.
    let sent = scope
        .required
        .then(|| hidden_field("ScopesConsented", &scope.name));
    let description = scope.description.as_deref().map(paragraph);
    Html::join([choice].into_iter().chain(sent).chain(description))
}

/// What is wrong, in OAuth's words and in a person's.
pub(crate) fn error(status: StatusCode, message: &Message) -> Answer {
    let mut facts = vec![("Error", message.error.clone())];
    facts.extend(
        message
            .description
            .clone()
            .map(|text| ("Description", text)),
    );
    facts.push(("Reason", message.reason.clone()));
    facts.extend(message.hint.clone().map(|text| ("What to do", text)));
    facts.extend(message.client.clone().map(|text| ("Client", text)));
    let facts = facts.into_iter().flat_map(|(name, fact)| {
        [
            element("dt", &[], [text(name)]),
            element("dd", &[], [text(&fact)]),
        ]
    });
    let main = [
        paragraph("The request cannot be answered, and nothing was sent to the client."),
        element("dl", &[], facts),
    ];
    Page::new("Error", main).into_answer(status)
}

/// A sentence and no more.
pub(crate) fn notice(title: &str, sentence: &str) -> Answer {
    Page::new(title, [paragraph(sentence)]).into_answer(StatusCode::OK)
}

/// A form of one button.
pub(crate) fn question(
    frame: &FormFrame<'_>,
    title: &str,
    sentence: &str,
    (value, caption): (&'static str, &str),
) -> Answer {
    let form = frame.form([button(value, caption)]);
    Page::new(title, [paragraph(sentence), form]).into_answer(StatusCode::OK)
}

/// A page that other sites put into a frame for its script.
pub(crate) fn script_for_frames(title: &str, script: &'static str) -> Answer {
    Page::new(title, [])
        .script(script)
        .framed()
        .into_answer(StatusCode::OK)
}

/// An answer for the client as a form that sends itself
/// ([OAuth 2.0 Form Post Response Mode](https://openid.net/specs/oauth-v2-form-post-response-mode-1_0.html)).
pub(crate) fn form_post(redirect_uri: &str, parameters: &[(&'static str, String)]) -> Answer {
    let fields = parameters
        .iter()
        .map(|(name, value)| hidden_field(name, value));
    let form = element(
        "form",
        &[("method", Some("post")), ("action", Some(redirect_uri))],
        fields.chain([element("button", &[], [text("Continue")])]),
    );
    Page::new("Continue to the client", [form])
        .script(SUBMIT)
        .into_answer(StatusCode::OK)
}

fn hidden_field(name: &str, value: &str) -> Html {
    element(
        "input",
        &[
            ("type", Some("hidden")),
            ("name", Some(name)),
            ("value", Some(value)),
        ],
        [],
    )
}

fn paragraph(sentence: &str) -> Html {
    element("p", &[], [text(sentence)])
}

fn label(of: &str, caption: &str) -> Html {
    element("label", &[("for", Some(of))], [text(caption)])
}

fn button(value: &'static str, caption: &str) -> Html {
    element(
        "button",
        &[
            ("type", Some("submit")),
            ("name", Some("button")),
            ("value", Some(value)),
        ],
        [text(caption)],
    )
}

fn checkbox(name: &str, value: &str, caption: &str, checked: bool, disabled: bool) -> Html {
    let id = format!("{name}_{value}");
    let input = element(
        "input",
        &[
            ("type", Some("checkbox")),
            ("id", Some(&id)),
            ("name", Some(name)),
            ("value", Some(value)),
            ("checked", checked.then_some("")),
            ("disabled", disabled.then_some("")),
        ],
        [],
    );
    element(
        "p",
        &[("class", Some("choice"))],
        [input, text(" "), label(&id, caption)],
    )
}

/// Announced by screen readers as soon as the page is there.
fn fault_text(fault: Option<&str>) -> Option<Html> {
    let fault = fault?;
    let attributes = [("class", Some("fault")), ("role", Some("alert"))];
    Some(element("p", &attributes, [text(fault)]))
}
