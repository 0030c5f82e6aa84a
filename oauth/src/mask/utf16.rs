//! UTF-16 in either order, as Windows programs write it before they encode it further.

use super::reading::{Builder, GAP, Reading};

/// How far around two zeros a text is taken for UTF-16, in bytes: characters that are not ASCII have none.
const AROUND: usize = 32;

/// What a text says in UTF-16, in both orders and from either of the two places at which a character may begin.
pub(super) fn readings(text: &[u8]) -> impl Iterator<Item = Reading> {
    let islands = islands(text);
    let orders: [fn([u8; 2]) -> u16; 2] = [u16::from_le_bytes, u16::from_be_bytes];
    let ways = orders
        .into_iter()
        .flat_map(|order| [(order, 0), (order, 1)]);
    ways.filter_map(move |(order, phase)| {
        let mut reading = Builder::default();
        for (start, end) in &islands {
            let start = start + (start + phase) % 2;
            if start < *end {
                read(text, start, *end, order, &mut reading);
            }
        }
        (reading.len() > 0).then(|| reading.finish())
    })
}

/// Where there are zeros with one other byte between, as every two characters of ASCII have them.
fn islands(text: &[u8]) -> Vec<(usize, usize)> {
    let mut islands: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].iter().position(|byte| *byte == 0) {
        let zero = at + found;
        at = zero + 1;
        if !matches!(text[at..], [1..=0xff, 0, ..]) {
            continue;
        }
        let (start, end) = (zero.saturating_sub(AROUND), text.len().min(zero + AROUND));
        match islands.last_mut() {
            Some((_, last)) if *last >= start => *last = end,
            _ => islands.push((start, end)),
        }
    }
    islands
}

fn read(text: &[u8], start: usize, end: usize, order: fn([u8; 2]) -> u16, reading: &mut Builder) {
    let pairs = text[start..end].chunks_exact(2);
    let units = pairs.map(|pair| order([pair[0], pair[1]]));
    let mut at = start;
    for character in char::decode_utf16(units) {
        let (character, units) = match character {
            Ok(character) => (character, character.len_utf16()),
            Err(_) => (char::from(GAP), 1),
        };
        let mut bytes = [0; 4];
        let bytes = character.encode_utf8(&mut bytes).as_bytes();
        reading.push(bytes, at, at + 2 * units);
        at += 2 * units;
    }
    reading.push(&[GAP], end - 1, end);
}
