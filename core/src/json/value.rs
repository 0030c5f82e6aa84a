//! A JSON value that keeps the order of members and the exact text of numbers.

use std::borrow::Cow;
use std::fmt;

use serde::ser::{Serialize, SerializeMap, SerializeSeq, SerializeStruct, Serializer};

/// The name by which serde_json knows a text that is JSON already.
const RAW_VALUE: &str = "$serde_json::private::RawValue";

/// Any JSON value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, kept exactly as written.
    Number(Number),
    /// A string, unescaped.
    String(String),
    /// An array.
    Array(Vec<Value>),
    /// An object.
    Object(Object),
}

impl Value {
    /// The text, where this is a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The elements, where this is an array.
    pub fn as_array(&self) -> Option<&[Value]> {
        match self {
            Self::Array(elements) => Some(elements),
            _ => None,
        }
    }

    /// The members, where this is an object.
    pub fn as_object(&self) -> Option<&Object> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The number, where this is one.
    pub fn as_number(&self) -> Option<&Number> {
        match self {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The truth value, where this is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(truth) => Some(*truth),
            _ => None,
        }
    }

    /// The name of this value's JSON type, with its article: `a string`, `an array`.
    pub fn type_text(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }

    /// This value as JSON with two spaces of indentation.
    pub fn to_pretty(&self) -> String {
        // Serialising cannot fail: keys are strings and numbers carry their own valid text.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

impl fmt::Display for Value {
    /// Compact JSON.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<i64> for Value {
    fn from(integer: i64) -> Self {
        Self::Number(Number::from(integer))
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

impl From<Object> for Value {
    fn from(object: Object) -> Self {
        Self::Object(object)
    }
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(elements: Vec<T>) -> Self {
        Self::Array(elements.into_iter().map(Into::into).collect())
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(truth) => serializer.serialize_bool(*truth),
            Self::Number(number) => number.serialize(serializer),
            Self::String(text) => serializer.serialize_str(text),
            Self::Array(elements) => {
                let mut sequence = serializer.serialize_seq(Some(elements.len()))?;
                for element in elements {
                    sequence.serialize_element(element)?;
                }
                sequence.end()
            }
            Self::Object(object) => object.serialize(serializer),
        }
    }
}

/// A JSON object: members in the order written, names unique.
#[derive(Clone, Default)]
pub struct Object {
    members: Vec<(Name, Value)>,
    /// The [`mark`] of every member, and of those that were taken out: most names that are asked for are not there, and
    /// this says so without comparing them with each.
    marks: u64,
}

/// One of 64 bits, by the [`head`] of a name.
#[inline]
const fn mark(head: u64) -> u64 {
    // The fractional part of the golden ratio: Fibonacci hashing, whose upper bits are the mixed ones.
    1 << (head.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 58)
}

/// A member's name, found by its first eight bytes as a number. The frequent ones are not copied: tokens consist of
/// little else.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Name {
    head: u64,
    text: Cow<'static, str>,
}

/// The names that most tokens consist of, the most frequent first.
const FREQUENT: [&str; 29] = [
    "alg",
    "typ",
    "kid",
    "exp",
    "iss",
    "aud",
    "iat",
    "nbf",
    "sub",
    "jti",
    "scope",
    "client_id",
    "scp",
    "azp",
    "acr",
    "amr",
    "idp",
    "sid",
    "tid",
    "oid",
    "ver",
    "kty",
    "use",
    "cnf",
    "auth_time",
    "nonce",
    "roles",
    "email",
    "name",
];

/// The [`head`] of each.
const FREQUENT_HEADS: [u64; FREQUENT.len()] = {
    let mut heads = [0; FREQUENT.len()];
    let mut index = 0;
    while index < FREQUENT.len() {
        heads[index] = head(FREQUENT[index]);
        index += 1;
    }
    heads
};

/// The first eight bytes as a number, so that most names are told apart by one comparison.
#[inline]
const fn head(name: &str) -> u64 {
    let bytes = name.as_bytes();
    if let Some(first) = bytes.first_chunk() {
        return u64::from_le_bytes(*first);
    }
    // What is shorter is put together of pieces that overlap, where both say the same.
    let length = bytes.len();
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
        return first as u64 | (last as u64) << (8 * (length - 4));
    }
    if length == 0 {
        return 0;
    }
    let (middle, last) = (length / 2, length - 1);
    let [first, centre, end] = [bytes[0], bytes[middle], bytes[last]];
    first as u64 | (centre as u64) << (8 * middle) | (end as u64) << (8 * last)
}

/// Whether two names with the same [`head`] are the same.
#[inline]
fn has_rest(one: &str, other: &str) -> bool {
    one.len() == other.len() && (one.len() <= size_of::<u64>() || one == other)
}

impl Name {
    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether this is the name of that head.
    #[inline]
    fn is(&self, head: u64, name: &str) -> bool {
        self.head == head && has_rest(&self.text, name)
    }
}

impl From<&str> for Name {
    #[inline]
    fn from(name: &str) -> Self {
        let head = head(name);
        let place = FREQUENT_HEADS.iter().position(|frequent| *frequent == head);
        let frequent = place.map(|place| FREQUENT[place]);
        let frequent = frequent.filter(|frequent| has_rest(frequent, name));
        Self {
            head,
            text: frequent.map_or_else(|| Cow::Owned(name.to_owned()), Cow::Borrowed),
        }
    }
}

impl Object {
    /// An object without members.
    pub const fn new() -> Self {
        Self {
            members: Vec::new(),
            marks: 0,
        }
    }

    /// The value of the member `name`.
    #[inline]
    pub fn get(&self, name: &str) -> Option<&Value> {
        let place = self.place_of(head(name), name)?;
        Some(&self.members[place].1)
    }

    /// The text of the member `name`, where it is a string.
    pub fn get_str(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::as_str)
    }

    /// Sets a member: in place where the name is there already, at the end otherwise.
    pub fn set(&mut self, name: impl AsRef<str>, value: impl Into<Value>) {
        let (name, value) = (name.as_ref(), value.into());
        match self.place(name) {
            Some(place) => self.members[place].1 = value,
            None => self.push_new(Name::from(name), value),
        }
    }

    /// Sets a member as [`Object::set`] does and hands the object on.
    #[must_use]
    pub fn with(mut self, name: impl AsRef<str>, value: impl Into<Value>) -> Self {
        self.set(name, value);
        self
    }

    /// Takes the member `name` out.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        let place = self.place(name)?;
        Some(self.members.remove(place).1)
    }

    /// The members in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Value)> {
        self.members
            .iter()
            .map(|(name, value)| (name.as_str(), value))
    }

    /// The values in order.
    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut Value> {
        self.members.iter_mut().map(|(_, value)| value)
    }

    /// How many members there are.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there is no member.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Appends a member whose name is known to be new.
    pub(super) fn push_new(&mut self, name: Name, value: Value) {
        if self.members.capacity() == 0 {
            self.members.reserve(8);
        }
        self.marks |= mark(name.head);
        self.members.push((name, value));
    }

    /// Gives the member at `index` another value, for the parser's duplicates.
    pub(super) fn replace(&mut self, index: usize, value: Value) {
        if let Some((_, old)) = self.members.get_mut(index) {
            *old = value;
        }
    }

    /// Where the member `name` stands.
    #[inline]
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.place_of(head(name), name)
    }

    #[inline]
    fn place_of(&self, head: u64, name: &str) -> Option<usize> {
        if self.marks & mark(head) == 0 {
            return None;
        }
        self.place_among_members(head, name)
    }

    fn place_among_members(&self, head: u64, name: &str) -> Option<usize> {
        let mut members = self.members.iter();
        members.position(|(member, _)| member.is(head, name))
    }

    /// The members, taken out.
    pub(super) fn into_members(self) -> impl Iterator<Item = (Name, Value)> {
        self.members.into_iter()
    }
}

impl PartialEq for Object {
    fn eq(&self, other: &Self) -> bool {
        self.members == other.members
    }
}

impl fmt::Debug for Object {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_map().entries(self.iter()).finish()
    }
}

impl fmt::Display for Object {
    /// Compact JSON.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
    }
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.members.len()))?;
        for (name, value) in &self.members {
            map.serialize_entry(name.as_str(), value)?;
        }
        map.end()
    }
}

/// A number with its exact text, so that 2^53+1 stays itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Number(Repr);

#[derive(Clone, Debug, PartialEq)]
enum Repr {
    /// An integer whose text is the decimal form of this value.
    Integer(i64),
    /// Any other number, in its own valid JSON text.
    Text(Box<str>),
}

impl Number {
    /// Wraps a text that the parser has found to be a valid JSON number.
    pub(super) fn from_valid_text(text: &str) -> Self {
        match text.parse::<i64>() {
            // "-0" parses to 0, whose text is another.
            Ok(integer) if text != "-0" => Self(Repr::Integer(integer)),
            _ => Self(Repr::Text(text.into())),
        }
    }

    /// The number as it was written.
    pub fn text(&self) -> Cow<'_, str> {
        match &self.0 {
            Repr::Integer(integer) => Cow::Owned(integer.to_string()),
            Repr::Text(text) => Cow::Borrowed(text),
        }
    }

    /// The value, where it is an integer without fraction or exponent that fits 64 bits.
    pub fn as_i64(&self) -> Option<i64> {
        match self.0 {
            Repr::Integer(integer) => Some(integer),
            Repr::Text(_) => None,
        }
    }

    /// The integer part and whether something follows it; held at the ends of the range, `None` from 10^309 on, where
    /// floats are infinite. Exact, and without the tables that reading a float takes.
    pub fn integer_part(&self) -> Option<(i64, bool)> {
        match &self.0 {
            Repr::Integer(integer) => Some((*integer, false)),
            Repr::Text(text) => super::decimal::integer_part(text),
        }
    }

    /// Whether it is below zero.
    pub(crate) fn is_negative(&self) -> bool {
        match &self.0 {
            Repr::Integer(integer) => *integer < 0,
            Repr::Text(text) => text.starts_with('-'),
        }
    }

    /// The nearest 64-bit float; infinite where the number is beyond its range.
    pub fn as_f64(&self) -> f64 {
        match &self.0 {
            Repr::Integer(integer) => *integer as f64,
            // Every valid JSON number is a valid Rust float; out of range parses to infinity.
            Repr::Text(text) => text.parse().unwrap_or(f64::NAN),
        }
    }
}

impl From<i64> for Number {
    fn from(integer: i64) -> Self {
        Self(Repr::Integer(integer))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text())
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Repr::Integer(integer) => serializer.serialize_i64(*integer),
            // What serde_json's RawValue does, but for reading the text again: in wasm its reader would be the larger
            // part of all JSON. A test compares the two.
            Repr::Text(text) => {
                let mut raw = serializer.serialize_struct(RAW_VALUE, 1)?;
                raw.serialize_field(RAW_VALUE, text)?;
                raw.end()
            }
        }
    }
}
