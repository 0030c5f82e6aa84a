//! A connection for another program: to the folder for downloads, under a name that is free.

use claimscope_client::export::postman_collection;
use claimscope_core::time::Timestamp;

use crate::connection::ConnectionId;
use crate::effect::{Effect, Work};
use crate::model::Model;
use crate::save_text::TextFile;

pub(super) fn save(model: &mut Model, id: ConnectionId, now: Timestamp) -> Vec<Effect> {
    let files = &model.files;
    let stored = files.of(id).and_then(|file| file.stored.as_ref());
    let Some(Ok(saved)) = stored.map(|stored| &stored.saved) else {
        model.notify("The connection is in no file that can be read yet", now);
        return vec![];
    };
    let name = stored.map_or("", |stored| &stored.name);
    let environment = files.environment.as_deref();
    let exported = match postman_collection(name, saved, &files.environments, environment) {
        Ok(exported) => exported,
        Err(error) => {
            model.notify(error.message(), now);
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
    vec![Work::SaveText(file).into()]
}
