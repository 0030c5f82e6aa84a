//! Secrets that a file names: read when the connection is first looked at, from wherever they are.

use claimscope_client::workspace::SecretPlace;

use super::work;
use crate::connection::ConnectionId;
use crate::effect::Effect;
use crate::files::{FolderWork, SecretRead};
use crate::model::Model;

/// Reads what the selected connection names and nobody has read yet.
pub(crate) fn needed(model: &mut Model) -> Vec<Effect> {
    needed_of(model, model.selected)
}

/// The same of any connection.
pub(crate) fn needed_of(model: &mut Model, id: ConnectionId) -> Vec<Effect> {
    let Some(file) = model.files.of(id) else {
        return vec![];
    };
    let files = &model.files;
    let mut places = Vec::new();
    // Each by itself: a variable that is not defined keeps no other place from being read.
    file.base().for_each_place(&mut |place| {
        if *place != SecretPlace::Ask {
            places.push(files.filled_place(place));
        }
    });
    let files = &mut model.files;
    places
        .retain(|place| !files.secrets.contains_key(place) && files.reading.insert(place.clone()));
    match places.is_empty() {
        true => vec![],
        false => vec![work(FolderWork::ReadSecrets(places))],
    }
}

/// Reads once more what could not be read, as when it was put there meanwhile.
pub(crate) fn read_again(model: &mut Model) -> Vec<Effect> {
    model.files.secrets.retain(|_, read| read.is_ok());
    needed(model)
}

pub(super) fn read(model: &mut Model, read: Vec<(SecretPlace, SecretRead)>) -> Vec<Effect> {
    for (place, secret) in read {
        model.files.reading.remove(&place);
        model.files.secrets.insert(place, secret);
    }
    super::compared::request_changed(model, model.selected)
}
