//! A list that is one stop for the Tab key; the arrow keys move in it.

use egui::{EventFilter, Id, Key, Response, Sense, Ui};

/// A list while it is drawn: every item asks it how to sense, and tells it when it was drawn.
pub(crate) struct List {
    id: Id,
    state: State,
    count: usize,
    drawn: usize,
}

#[derive(Clone, Copy, Default)]
struct State {
    /// The item that the Tab key stops at.
    stop: usize,
    /// Whether that item takes the focus once it is drawn.
    takes_focus: bool,
    /// Whether it had the focus when it was last drawn.
    has_focus: bool,
}

impl List {
    /// A list of `count` items. While the keys are elsewhere the chosen one is the stop.
    pub(crate) fn new(ui: &Ui, salt: &str, count: usize, chosen: Option<usize>) -> Self {
        let id = ui.scope_id().with((salt, "list"));
        let mut state = ui
            .data(|data| data.get_temp::<State>(id))
            .unwrap_or_default();
        if !state.has_focus && !state.takes_focus {
            state.stop = chosen.unwrap_or(state.stop);
        }
        state.stop = state.stop.min(count.saturating_sub(1));
        Self {
            id,
            state,
            count,
            drawn: 0,
        }
    }

    /// Whether the keys are at this item.
    pub(crate) fn is_at(&self, index: usize) -> bool {
        self.state.has_focus && self.state.stop == index
    }

    /// The item that the keys go to, which may have to be scrolled to.
    pub(crate) fn goal(&self) -> Option<usize> {
        self.state.takes_focus.then_some(self.state.stop)
    }

    /// The item that the Tab key stops at: where only some are drawn, it is one of them.
    pub(crate) fn stop(&self) -> usize {
        self.state.stop
    }

    /// What the next item senses.
    pub(crate) fn sense(&self) -> Sense {
        self.sense_of(self.drawn)
    }

    /// What an item senses.
    pub(crate) fn sense_of(&self, index: usize) -> Sense {
        match index == self.state.stop {
            true => Sense::click(),
            false => Sense::CLICK,
        }
    }

    /// The next item was drawn. Whether the arrow keys have come to it.
    pub(crate) fn drew(&mut self, ui: &Ui, response: &Response) -> bool {
        self.drew_at(ui, self.drawn, response)
    }

    /// An item was drawn. Whether the arrow keys have come to it.
    pub(crate) fn drew_at(&mut self, ui: &Ui, index: usize, response: &Response) -> bool {
        self.drawn = index + 1;
        let mut came = false;
        if response.clicked() {
            self.state.stop = index;
        }
        if index == self.state.stop {
            self.state.has_focus = response.has_focus();
        }
        if index == self.state.stop && self.state.takes_focus {
            self.state.takes_focus = false;
            self.state.has_focus = true;
            response.request_focus();
            response.scroll_to_me(None);
            came = true;
        } else if response.has_focus() {
            let arrows = EventFilter {
                horizontal_arrows: true,
                vertical_arrows: true,
                ..EventFilter::default()
            };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
            if let Some(to) = self.moved(ui, index) {
                self.state.stop = to;
                self.state.takes_focus = true;
                ui.request_repaint();
            }
        }
        ui.data_mut(|data| data.insert_temp(self.id, self.state));
        came
    }

    /// The item that the keys are at is the one of this index from the next frame on, since others before it go.
    pub(crate) fn moves_to(&mut self, ui: &Ui, index: usize) {
        self.state.stop = index;
        ui.data_mut(|data| data.insert_temp(self.id, self.state));
    }

    /// Where an arrow key leads to from an item.
    fn moved(&self, ui: &Ui, from: usize) -> Option<usize> {
        let pressed =
            |keys: [Key; 2]| ui.input(|input| keys.iter().any(|key| input.key_pressed(*key)));
        let last = self.count.saturating_sub(1);
        let to = if pressed([Key::ArrowDown, Key::ArrowRight]) {
            (from + 1).min(last)
        } else if pressed([Key::ArrowUp, Key::ArrowLeft]) {
            from.saturating_sub(1)
        } else if pressed([Key::Home, Key::Home]) {
            0
        } else if pressed([Key::End, Key::End]) {
            last
        } else {
            from
        };
        (to != from).then_some(to)
    }
}
