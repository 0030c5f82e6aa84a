//! What is done with the body of an answer beside the window: copying, searching, saving.

use std::sync::Arc;

use super::{downloads, off_thread};
use crate::body::{Body, Hits};
use crate::body_work::{BodyEvent, BodyWork};

/// Does it; 50 MB take longer than a frame may.
pub(super) async fn done(work: BodyWork) -> BodyEvent {
    match work {
        BodyWork::Copy(body, mode) => {
            let copied = off_thread(move || Ok(body.copied(mode))).await;
            BodyEvent::Copied("Body", copied.map(Into::into))
        }
        BodyWork::CopyValue(body, line) => {
            let copied = off_thread(move || Ok(value(&body, line))).await;
            BodyEvent::Copied("Value", copied.map(Into::into))
        }
        BodyWork::Find {
            ticket,
            body,
            mode,
            query,
        } => {
            let find = move || {
                let text = body.shown_text(mode).unwrap_or_default();
                Ok(Hits::of(text, &query))
            };
            BodyEvent::Found(ticket, off_thread(find).await)
        }
        BodyWork::Save { ticket, body, name } => {
            let save = move || {
                let folder = downloads::folder();
                downloads::save(folder.as_deref(), &name, body.bytes())
            };
            BodyEvent::Saved(ticket, off_thread(save).await)
        }
    }
}

/// A string without its quotes and escapes, and everything else as it stands.
fn value(body: &Arc<Body>, line: usize) -> String {
    let text = body.text().unwrap_or_default();
    let json = body.json.as_ref();
    let value = json.and_then(|json| json.value(text, line));
    let value = value.unwrap_or_default();
    serde_json::from_str(value).unwrap_or_else(|_| value.to_owned())
}
