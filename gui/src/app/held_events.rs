//! What a person did in one frame, in its order: a field takes the letters of a frame and a key does its work without knowing
//! which came first, so what follows waits for the next frame.

use egui::{Event, Key};

/// The events that wait for the next frame.
#[derive(Debug, Default)]
pub(crate) struct HeldEvents(Vec<Event>);

impl HeldEvents {
    /// Leaves the events that this frame takes; `true` where more of them wait.
    pub(crate) fn take(&mut self, events: &mut Vec<Event>) -> bool {
        self.0.append(events);
        let rest = self.0.split_off(end(&self.0));
        *events = std::mem::replace(&mut self.0, rest);
        !self.0.is_empty()
    }
}

/// How many of them belong to one frame: letters, or keys that do something, and the Tab key once.
fn end(events: &[Event]) -> usize {
    let (mut has_text, mut has_action) = (false, false);
    let ends = |event: &Event| match event {
        Event::Text(_) | Event::Paste(_) => {
            has_text = true;
            has_action
        }
        Event::Key {
            key,
            modifiers,
            pressed: true,
            ..
        } => {
            let is_action = modifiers.command || matches!(key, Key::Enter | Key::Escape | Key::Tab);
            let ends = is_action && (has_text || (has_action && *key == Key::Tab));
            has_action |= is_action;
            ends
        }
        _ => false,
    };
    events.iter().position(ends).unwrap_or(events.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(key: Key) -> Event {
        Event::Key {
            key,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: egui::Modifiers::NONE,
        }
    }

    fn text(text: &str) -> Event {
        Event::Text(text.to_owned())
    }

    #[test]
    fn letters_and_the_keys_behind_them_come_in_their_order_in_frames_of_their_own() {
        let (tab, enter) = (press(Key::Tab), press(Key::Enter));
        let mut held = HeldEvents::default();
        let typed = [
            text("se"),
            text("cret"),
            tab.clone(),
            tab.clone(),
            press(Key::A),
            text("api1"),
            enter.clone(),
        ];
        let mut frames = Vec::new();
        let mut events = typed.to_vec();
        loop {
            let waits = held.take(&mut events);
            frames.push(std::mem::take(&mut events));
            if !waits {
                break;
            }
        }
        let expected = [
            vec![text("se"), text("cret")],
            vec![tab.clone()],
            vec![tab, press(Key::A)],
            vec![text("api1")],
            vec![enter.clone()],
        ];
        assert_eq!(frames, expected);
        let mut alone = vec![enter.clone(), enter];
        assert!(!held.take(&mut alone));
        assert_eq!(alone.len(), 2);
    }
}
