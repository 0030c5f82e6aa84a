//! Compare: two texts, of which each edit compares anew.

use crate::compare::{Compare, CompareCommand};
use crate::effect::{Effect, PlaceWork, Work};
use crate::model::Model;
use crate::sensitive::Sensitive;

pub(super) fn obey(model: &mut Model, command: CompareCommand) -> Vec<Effect> {
    let compare = &mut model.place.compare;
    match command {
        CompareCommand::Edit(side, text) => edit(compare, side, text),
        CompareCommand::ShowSame(shows_same) => {
            compare.shows_same = shows_same;
            vec![]
        }
        CompareCommand::Swap => {
            compare.texts.reverse();
            begin(compare)
        }
    }
}

/// A text that was pasted outside both fields goes where none stands, or else takes the second's place.
pub(super) fn paste(compare: &mut Compare, text: Sensitive) -> Vec<Effect> {
    let side = usize::from(!compare.texts[0].is_blank());
    edit(compare, side, text)
}

fn edit(compare: &mut Compare, side: usize, text: Sensitive) -> Vec<Effect> {
    match compare.texts.get_mut(side) {
        Some(old) => *old = text,
        None => return vec![],
    }
    begin(compare)
}

/// What was inspected is the first one, unless another stands there.
pub(super) fn shown(model: &mut Model) -> Vec<Effect> {
    let inspected = model.inspected_text();
    let compare = &mut model.place.compare;
    match inspected.filter(|_| compare.texts[0].is_blank()) {
        Some(text) => edit(compare, 0, text),
        None => vec![],
    }
}

pub(super) fn begin(compare: &mut Compare) -> Vec<Effect> {
    if compare.texts.iter().any(Sensitive::is_blank) {
        compare.result.clear();
        return vec![];
    }
    let [first, second] = &compare.texts;
    let texts = [first.to_secret(), second.to_secret()];
    let generation = compare.result.begin_again();
    vec![Work::Place(PlaceWork::Compare(generation, texts)).into()]
}
