//! What a text says under one encoding, and where in the text each byte of it came from.

/// Stands between what is not side by side in the text. It is part of no encoding and joins no words.
pub(super) const GAP: u8 = b'"';

/// Stands where a part of a text was cut off. It is part of no encoding, and joins words, so that none seems to end there.
const CUT: u8 = b'@';

/// How much is kept beside what an encoding changed: what lies further off reads as it does in the text.
const BESIDE: usize = 64;

/// The shortest printable part of bytes that is looked into.
const SHORTEST_TEXT: usize = 6;

/// What a text says under one encoding.
pub(super) struct Reading {
    pub(super) bytes: Vec<u8>,
    places: Places,
}

/// Where the bytes of a reading came from.
enum Places {
    /// Start and end, byte by byte.
    Each(Vec<(u32, u32)>),
    /// Digits of so many bits, and where each run of them begins, in the reading and in the text of this length.
    Digits {
        bits: usize,
        runs: Vec<(usize, usize)>,
        length: usize,
    },
}

impl Reading {
    pub(super) fn of_digits(
        bytes: Vec<u8>,
        bits: usize,
        runs: Vec<(usize, usize)>,
        length: usize,
    ) -> Self {
        let places = Places::Digits { bits, runs, length };
        Self { bytes, places }
    }

    /// The place in the text of a range of this reading, which is not empty.
    pub(super) fn source(&self, start: usize, end: usize) -> (usize, usize) {
        match &self.places {
            Places::Each(places) => {
                let first = places.get(start).map_or(0, |place| place.0);
                let last = places.get(end - 1).map_or(first, |place| place.1);
                (first as usize, last as usize)
            }
            Places::Digits { bits, runs, length } => {
                let run = |at: usize| {
                    let index = runs.partition_point(|run| run.0 <= at);
                    runs.get(index.saturating_sub(1)).copied().unwrap_or((0, 0))
                };
                let (decoded, text) = run(start);
                let first = text + (start - decoded) * 8 / bits;
                let (decoded, text) = run(end - 1);
                let last = text + ((end - decoded) * 8).div_ceil(*bits);
                (first.min(*length), last.min(*length))
            }
        }
    }
}

fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// A reading in the making, byte by byte.
#[derive(Default)]
pub(super) struct Builder {
    bytes: Vec<u8>,
    places: Vec<(u32, u32)>,
}

impl Builder {
    /// Adds a range of the text as it is.
    pub(super) fn copy(&mut self, text: &[u8], start: usize, end: usize) {
        self.bytes.extend_from_slice(&text[start..end]);
        self.places
            .extend((start..end).map(|at| (place(at), place(at + 1))));
    }

    /// Adds a range that reads as it is, between two that do not: whole where it is short, else its two ends. The first and
    /// the last of a text have one such end.
    pub(super) fn copy_beside(&mut self, text: &[u8], start: usize, end: usize) {
        let first = if start == 0 { 0 } else { BESIDE };
        let last = if end == text.len() { 0 } else { BESIDE };
        if end - start <= first + last {
            return self.copy(text, start, end);
        }
        self.copy(text, start, start + first);
        self.push(&[CUT], start + first, start + first + 1);
        self.copy(text, end - last, end);
    }

    /// Adds bytes that this range of the text stands for.
    pub(super) fn push(&mut self, bytes: &[u8], start: usize, end: usize) {
        self.bytes.extend_from_slice(bytes);
        let places = bytes.iter().map(|_| (place(start), place(end)));
        self.places.extend(places);
    }

    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Takes back what was added last.
    pub(super) fn truncate(&mut self, length: usize) {
        self.bytes.truncate(length);
        self.places.truncate(length);
    }

    /// The printable parts of bytes, in which alone there are further encodings.
    pub(super) fn printable(bytes: &[u8]) -> Self {
        let mut reading = Self::default();
        let is_printable = |byte: &u8| matches!(byte, b' '..=b'~' | b'\t' | b'\r' | b'\n');
        let mut at = 0;
        while let Some(found) = bytes[at..].iter().position(is_printable) {
            let start = at + found;
            let rest = &bytes[start..];
            let length = rest.iter().position(|byte| !is_printable(byte));
            at = start + length.unwrap_or(rest.len());
            if at - start >= SHORTEST_TEXT {
                reading.copy(bytes, start, at);
                reading.push(&[GAP], at - 1, at);
            }
        }
        reading
    }

    pub(super) fn finish(self) -> Reading {
        Reading {
            bytes: self.bytes,
            places: Places::Each(self.places),
        }
    }
}
