//! A connection for another program: to the folder for downloads, under a name that is free.

use claimscope_client::export::postman_collection;
use claimscope_core::time::Timestamp;

use crate::connection::ConnectionId;
use crate::effect::{Effect, Work};
use crate::file_form::draft;
use crate::model::Model;
use crate::save_text::TextFile;
use crate::sentence::sentence;

/// As it is filled in now, whether that is in its file yet or not.
pub(super) fn save(model: &mut Model, id: ConnectionId, now: Timestamp) -> Vec<Effect> {
    let form = model.connection_of(id);
    let name = form.name.clone();
    let files = &model.files;
    let saved = match draft(form, &model.base_of(id), &name, &Default::default()) {
        Ok(draft) => draft.saved,
        Err(failure) => {
            model.notify(failure.sentence, now);
            return vec![];
        }
    };
    let environment = files.environment.as_deref();
    let exported = match postman_collection(&name, &saved, &files.environments, environment) {
        Ok(exported) => exported,
        Err(error) => {
            model.notify(sentence(&error.reason), now);
            return vec![];
        }
    };
    let file = TextFile {
        folder: String::new(),
        // A folder of the workspace is none of the folder for downloads.
        name: format!("{}.postman_collection", name.replace('/', "-")),
        extension: "json",
        text: exported.text,
    };
    let remarks: Vec<String> = exported.remarks.iter().map(|one| sentence(one)).collect();
    vec![Work::SaveText(file, remarks.join(" ")).into()]
}
