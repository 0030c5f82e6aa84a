//! DER ([X.690 §10]), read strictly: each length in the fewest bytes, each value of the type that is expected, and nothing
//! left over. What each structure has in it, its reader knows.
//!
//! [X.690 §10]: https://www.itu.int/rec/T-REC-X.690

/// The bytes are not the DER that was expected.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NotDer;

pub(super) const BOOLEAN: u8 = 0x01;
pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const OBJECT_IDENTIFIER: u8 = 0x06;
pub(super) const UTC_TIME: u8 = 0x17;
pub(super) const GENERALIZED_TIME: u8 = 0x18;
pub(super) const SEQUENCE: u8 = 0x30;

/// `[number]` around other values, or in place of a constructed type.
pub(super) const fn constructed(number: u8) -> u8 {
    0xa0 | number
}

/// `[number]` in place of a primitive type.
pub(super) const fn primitive(number: u8) -> u8 {
    0x80 | number
}

/// Tags with more bytes than one, which no key has.
const LONG_TAG: u8 = 0x1f;

/// Values one after another.
#[derive(Clone, Copy)]
pub(super) struct Values<'a>(&'a [u8]);

impl<'a> Values<'a> {
    pub(super) const fn new(der: &'a [u8]) -> Self {
        Self(der)
    }

    /// The values in a SEQUENCE that is all there is.
    pub(super) fn of_sequence(der: &'a [u8]) -> Result<Self, NotDer> {
        only(der, SEQUENCE).map(Self)
    }

    /// The tag of the next value, where there is one.
    pub(super) fn tag(&self) -> Option<u8> {
        self.0.first().copied()
    }

    /// The next value: all of it, and what is in it.
    fn next(&mut self) -> Result<(&'a [u8], &'a [u8]), NotDer> {
        let [tag, first, rest @ ..] = self.0 else {
            return Err(NotDer);
        };
        if tag & LONG_TAG == LONG_TAG {
            return Err(NotDer);
        }
        let (length, rest) = match first {
            0..=0x7f => (usize::from(*first), rest),
            0x81..=0x84 => {
                let (bytes, rest) = rest
                    .split_at_checked(usize::from(first & 7))
                    .ok_or(NotDer)?;
                let length = bytes
                    .iter()
                    .fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte));
                if bytes[0] == 0 || length < 0x80 {
                    return Err(NotDer);
                }
                (length, rest)
            }
            _ => return Err(NotDer),
        };
        let (inner, after) = rest.split_at_checked(length).ok_or(NotDer)?;
        let (whole, _) = self.0.split_at(self.0.len() - after.len());
        self.0 = after;
        Ok((whole, inner))
    }

    /// The next value with its tag and length.
    pub(super) fn whole(&mut self) -> Result<&'a [u8], NotDer> {
        self.next().map(|(whole, _)| whole)
    }

    /// What is in the next value, which must have this tag.
    pub(super) fn take(&mut self, tag: u8) -> Result<&'a [u8], NotDer> {
        match self.tag() {
            Some(found) if found == tag => self.next().map(|(_, inner)| inner),
            _ => Err(NotDer),
        }
    }

    /// What is in the next value, where that has this tag.
    pub(super) fn optional(&mut self, tag: u8) -> Result<Option<&'a [u8]>, NotDer> {
        match self.tag() {
            Some(found) if found == tag => self.take(tag).map(Some),
            _ => Ok(None),
        }
    }

    /// The values in the next SEQUENCE.
    pub(super) fn sequence(&mut self) -> Result<Self, NotDer> {
        self.take(SEQUENCE).map(Self)
    }

    /// The next INTEGER, which is not negative, without the zero byte that says so.
    pub(super) fn unsigned(&mut self) -> Result<&'a [u8], NotDer> {
        match self.take(INTEGER)? {
            [0, rest @ ..] if rest.first().is_some_and(|first| *first >= 0x80) => Ok(rest),
            [] | [0x80..=0xff, ..] | [0, _, ..] => Err(NotDer),
            number => Ok(number),
        }
    }

    /// The next INTEGER, which is below 256.
    pub(super) fn small(&mut self) -> Result<u8, NotDer> {
        match self.unsigned()? {
            [number] => Ok(*number),
            _ => Err(NotDer),
        }
    }

    /// The next OBJECT IDENTIFIER, as it is encoded.
    pub(super) fn identifier(&mut self) -> Result<&'a [u8], NotDer> {
        let encoded = self.take(OBJECT_IDENTIFIER)?;
        let is_last = |byte: &u8| *byte < 0x80;
        let arcs = || encoded.split_inclusive(is_last);
        let is_sound = |arc: &[u8]| arc.len() < 10 && arc[0] != 0x80;
        if encoded.last().is_some_and(is_last) && arcs().all(is_sound) {
            Ok(encoded)
        } else {
            Err(NotDer)
        }
    }

    /// That nothing is left.
    pub(super) fn end(self) -> Result<(), NotDer> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(NotDer)
        }
    }
}

/// What is in the one value of this tag that is all there is.
pub(super) fn only(der: &[u8], tag: u8) -> Result<&[u8], NotDer> {
    let mut values = Values(der);
    let inner = values.take(tag)?;
    values.end().map(|()| inner)
}

/// The bits of a BIT STRING, and how many of the last byte are none.
pub(super) fn bits(inner: &[u8]) -> Result<(&[u8], u8), NotDer> {
    match inner {
        [unused @ 0..=7, bits @ ..] if *unused == 0 || !bits.is_empty() => Ok((bits, *unused)),
        _ => Err(NotDer),
    }
}

/// The bytes of a BIT STRING that has whole ones.
pub(super) fn bytes(inner: &[u8]) -> Result<&[u8], NotDer> {
    match bits(inner)? {
        (bytes, 0) => Ok(bytes),
        _ => Err(NotDer),
    }
}

/// An OBJECT IDENTIFIER as people write it, such as `1.3.101.112`.
pub(super) fn dotted(identifier: &[u8]) -> String {
    let arcs = identifier.split_inclusive(|byte| *byte < 0x80);
    let mut numbers = arcs.map(|arc| {
        arc.iter()
            .fold(0_u64, |sum, byte| sum << 7 | u64::from(byte & 0x7f))
    });
    // The first number holds two.
    let first = numbers.next().unwrap_or_default();
    let root = (first / 40).min(2);
    let mut text = format!("{root}.{}", first - 40 * root);
    for number in numbers {
        text.push('.');
        text.push_str(&number.to_string());
    }
    text
}
