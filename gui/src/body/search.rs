//! Where a text stands within a body; small and capital letters of ASCII are the same.

use memchr::memmem::Finder;

/// How many are counted.
pub const MOST_HITS: usize = 100_000;

/// How much is looked at in one go.
const CHUNK_BYTES: usize = 1 << 16;

/// Where a text was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hits {
    /// Offsets of their first bytes, in order.
    pub starts: Vec<u32>,
    /// The length of each, in bytes.
    pub length: usize,
    /// Whether there are more than are counted.
    pub has_more: bool,
}

impl Hits {
    /// Where `wanted` stands in a text; hits do not overlap.
    pub fn of(text: &str, wanted: &str) -> Self {
        let needle = wanted.to_ascii_lowercase();
        let mut hits = Self {
            length: needle.len(),
            ..Self::default()
        };
        if needle.is_empty() {
            return hits;
        }
        let finder = Finder::new(needle.as_bytes());
        let bytes = text.as_bytes();
        let mut from = 0;
        let mut chunk = Vec::new();
        while from < bytes.len() {
            // A hit that begins in the chunk may end beyond it.
            let end = (from + CHUNK_BYTES).min(bytes.len());
            let reach = (end + needle.len() - 1).min(bytes.len());
            chunk.clear();
            chunk.extend_from_slice(&bytes[from..reach]);
            chunk.make_ascii_lowercase();
            let mut next = end;
            for at in finder.find_iter(&chunk) {
                if hits.starts.len() == MOST_HITS {
                    hits.has_more = true;
                    return hits;
                }
                hits.starts
                    .push(u32::try_from(from + at).unwrap_or(u32::MAX));
                next = next.max(from + at + needle.len());
            }
            from = next;
        }
        hits
    }

    /// The hits that touch a stretch of the text, by their numbers.
    pub fn within(&self, start: usize, end: usize) -> std::ops::Range<usize> {
        let first = self
            .starts
            .partition_point(|hit| *hit as usize + self.length <= start);
        let last = self.starts.partition_point(|hit| (*hit as usize) < end);
        first..last.max(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_whatever_the_case_and_across_chunks() {
        let text = format!("Order{}ORDER order", " ".repeat(CHUNK_BYTES - 7));
        let hits = Hits::of(&text, "ordER");
        let second = u32::try_from(CHUNK_BYTES - 2).unwrap();
        assert_eq!(hits.starts, [0, second, second + 6]);
        assert_eq!(hits.within(3, CHUNK_BYTES), 0..2);
        assert_eq!(hits.within(5, 6), 1..1);
        assert_eq!(Hits::of("aaaa", "aa").starts, [0, 2]);
        assert!(Hits::of("a", "").starts.is_empty());
    }

    #[test]
    fn counts_up_to_a_bound() {
        let hits = Hits::of(&"a".repeat(MOST_HITS + 1), "A");
        assert_eq!((hits.starts.len(), hits.has_more), (MOST_HITS, true));
    }
}
