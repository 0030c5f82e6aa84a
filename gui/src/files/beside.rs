//! What the window keeps of a connection beside its file.

use std::collections::BTreeSet;

use claimscope_client::workspace::{SavedConnection, SavedRequest};
use serde::{Deserialize, Serialize};

use crate::connection::ConnectionForm;
use crate::file_form::request_before;
use crate::request::BodyKind;
use crate::request_file::InMemory;
use crate::request_list::RequestList;
use crate::without_secrets::text_without_secrets;

/// What is kept of a connection beside its file: the window's own choices, and what of it was in memory alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Beside {
    /// [`ConnectionForm::keeps`].
    pub keeps: bool,
    /// [`ConnectionForm::renews`].
    pub renews: bool,
    /// What earlier versions kept here, until the file is read.
    #[serde(flatten, skip_serializing_if = "InFileSince::is_empty")]
    pub earlier: InFileSince,
    /// The name of the chosen request, unless it is the first.
    pub request: String,
    /// The requests whose URL no file may hold as it was, by their names.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub without_url: BTreeSet<String>,
    /// The same of bodies.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub lost_body: BTreeSet<String>,
}

/// What earlier versions kept beside the file: it is read once, and goes into the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct InFileSince {
    /// [`ConnectionForm::registers`].
    pub registers: bool,
    /// [`ConnectionForm::leaves_resource_out`].
    pub leaves_resource_out: bool,
    /// [`ConnectionForm::sends_no_token`].
    pub sends_no_token: bool,
    /// [`ConnectionForm::api_id`].
    pub api_id: String,
    /// [`ConnectionForm::post_logout_redirect_uri`].
    pub post_logout_redirect_uri: String,
    /// The requests whose body was left out by an import, or lost with the program: it is not known which.
    pub without_body: BTreeSet<String>,
}

impl InFileSince {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Puts it into a connection whose file says nothing else.
    pub(crate) fn put(self, form: &mut ConnectionForm) {
        form.registers |= self.registers;
        form.leaves_resource_out |= self.leaves_resource_out;
        form.sends_no_token |= self.sends_no_token;
        for request in form.requests.iter_mut() {
            if self.without_body.contains(&request.name) {
                match request.body.kind {
                    BodyKind::None => request.lacks_body = true,
                    _ => request.is_body_missing = true,
                }
            }
        }
        for (member, earlier) in [
            (&mut form.api_id, self.api_id),
            (
                &mut form.post_logout_redirect_uri,
                self.post_logout_redirect_uri,
            ),
        ] {
            if member.is_empty() {
                *member = earlier;
            }
        }
    }
}

impl Beside {
    /// What a connection has of it whose file says `base`.
    pub(crate) fn of(form: &ConnectionForm, base: &SavedConnection) -> Self {
        let clean = text_without_secrets;
        let in_memory = in_memory(&form.requests, &base.requests);
        let names = |is_in_memory: fn(&InMemory) -> bool| {
            let all = in_memory.iter().filter(|(_, one)| is_in_memory(one));
            all.map(|(name, _)| clean(name)).collect()
        };
        Self {
            without_url: names(|one| one.url),
            lost_body: names(|one| one.body),
            keeps: form.keeps,
            renews: form.renews,
            earlier: InFileSince::default(),
            request: match form.requests.is_first_chosen() {
                true => String::new(),
                false => clean(&form.requests.chosen().name),
            },
        }
    }

    /// Puts it into a connection that was read.
    pub(crate) fn put(&self, form: &mut ConnectionForm) {
        self.put_choices(form);
        self.put_requests(form);
    }

    /// The same of what was chosen alone, where nothing was lost over a restart.
    pub(crate) fn put_choices(&self, form: &mut ConnectionForm) {
        form.keeps = self.keeps;
        form.renews = self.renews;
        form.requests.choose_named(&self.request);
    }

    /// The same of its requests: which one is chosen, and what is missing of them.
    pub(crate) fn put_requests(&self, form: &mut ConnectionForm) {
        form.requests.choose_named(&self.request);
        for request in form.requests.iter_mut() {
            request.is_url_incomplete |= self.without_url.contains(&request.name);
            request.is_body_missing |= self.lost_body.contains(&request.name);
        }
    }
}

fn in_memory<'a>(list: &'a RequestList, base: &[SavedRequest]) -> Vec<(&'a str, InMemory)> {
    let none = SavedRequest::default();
    let requests = list.iter().enumerate();
    let all = requests.map(|(index, request)| {
        let was = request_before(list, index, base).unwrap_or(&none);
        (&*request.name, request.in_memory(was))
    });
    all.collect()
}
