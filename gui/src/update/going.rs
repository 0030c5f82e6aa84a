//! Going to the place Inspect, and back to the connection that was shown before.

use crate::connection::ConnectionId;
use crate::inspect_place::PlaceTab;
use crate::model::Model;

/// Shows the place, and remembers where the person was.
pub(super) fn show(model: &mut Model, tab: PlaceTab) {
    if !model.is_at_inspect() {
        model.place.before = model.selected;
        model.selected = ConnectionId::INSPECT;
    }
    model.place.tab = tab;
}

/// Back to the connection that was shown before; the playground where that one is gone.
pub(super) fn leave(model: &mut Model) {
    if model.is_at_inspect() {
        model.selected = model.connection_of(model.place.before).id;
    }
}
