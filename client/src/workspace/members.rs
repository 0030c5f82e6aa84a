//! The members of a table, read one by one: what is of another type is refused with its place, and so is what is unknown.

use std::cell::RefCell;
use std::ops::Range;

use claimscope_oauth::mask;
use toml_edit::{Item, TableLike, Value};

use super::error::WorkspaceError;
use super::place::{SecretPlace, env_name};
use super::saved::SavedValue;
use super::secret_value::is_secret_value;
use super::source::Source;
use super::variables::near;
use crate::code::workspace as code;

/// A table of a file while it is read.
pub(super) struct Members<'a> {
    source: &'a Source<'a>,
    table: &'a dyn TableLike,
    /// What it is called: empty for the file itself.
    title: String,
    known: RefCell<Vec<&'static str>>,
}

impl<'a> Members<'a> {
    pub(super) fn new(source: &'a Source<'a>, table: &'a dyn TableLike, title: &str) -> Self {
        Self {
            source,
            table,
            title: title.to_owned(),
            known: RefCell::default(),
        }
    }

    pub(super) fn source(&self) -> &'a Source<'a> {
        self.source
    }

    /// The member, which counts as known from now on.
    pub(super) fn item(&self, name: &'static str) -> Option<&'a Item> {
        self.known.borrow_mut().push(name);
        self.table.get(name).filter(|item| !item.is_none())
    }

    /// The place of a member's name.
    pub(super) fn key_span(&self, name: &str) -> Option<Range<usize>> {
        let (key, item) = self.table.get_key_value(name)?;
        key.span().or_else(|| item.span())
    }

    /// All members, of a table in which every name may stand.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&'a str, &'a Item)> {
        self.table.iter()
    }

    pub(super) fn text(&self, name: &'static str) -> Result<Option<String>, WorkspaceError> {
        let read = |item| self.text_of(name, item);
        self.item(name).map(read).transpose()
    }

    /// A URL, whose query is filled in as one.
    pub(super) fn url(&self, name: &'static str) -> Result<Option<String>, WorkspaceError> {
        let Some(item) = self.item(name) else {
            return Ok(None);
        };
        self.text_of(name, item)?;
        let text = item.as_str().unwrap_or_default();
        self.source.filled_url(item.span(), text).map(Some)
    }

    /// A text without variables: a word of the format.
    pub(super) fn word(&self, name: &'static str) -> Result<Option<&'a str>, WorkspaceError> {
        let Some(item) = self.item(name) else {
            return Ok(None);
        };
        let word = item.as_str();
        word.map(Some)
            .ok_or_else(|| self.wrong_type(name, item, "a text"))
    }

    /// Several texts: a list of them, or one.
    pub(super) fn texts(&self, name: &'static str) -> Result<Vec<String>, WorkspaceError> {
        match self.item(name) {
            None => Ok(Vec::new()),
            Some(item) => self.texts_of(name, item),
        }
    }

    pub(super) fn texts_of(
        &self,
        name: &str,
        item: &'a Item,
    ) -> Result<Vec<String>, WorkspaceError> {
        let Some(array) = item.as_array() else {
            return Ok(vec![self.text_of(name, item)?]);
        };
        let one = |value: &Value| match value.as_str() {
            Some(text) => self.checked(name, value.span(), text),
            None => Err(self.fault(
                value.span(),
                format!("{} must be a list of texts", self.called(name)),
            )),
        };
        array.iter().map(one).collect()
    }

    pub(super) fn flag(&self, name: &'static str) -> Result<bool, WorkspaceError> {
        match self.item(name) {
            None => Ok(false),
            Some(item) => item
                .as_bool()
                .ok_or_else(|| self.wrong_type(name, item, "true or false")),
        }
    }

    pub(super) fn number(&self, name: &'static str) -> Result<Option<u64>, WorkspaceError> {
        let Some(item) = self.item(name) else {
            return Ok(None);
        };
        let number = item
            .as_integer()
            .and_then(|number| u64::try_from(number).ok());
        let number =
            number.ok_or_else(|| self.wrong_type(name, item, "a whole number, not below 0"));
        number.map(Some)
    }

    pub(super) fn table(&self, name: &'static str) -> Result<Option<Self>, WorkspaceError> {
        let Some(item) = self.item(name) else {
            return Ok(None);
        };
        let table = item.as_table_like();
        let table = table.ok_or_else(|| self.wrong_type(name, item, "a table"))?;
        Ok(Some(Self::new(self.source, table, &self.called(name))))
    }

    /// Where a secret is.
    pub(super) fn secret(&self, name: &'static str) -> Result<Option<SecretPlace>, WorkspaceError> {
        let read = |item| self.secret_of(name, item);
        self.item(name).map(read).transpose()
    }

    /// A text, or where a secret is. A text is refused where `is_secret` says that the name is a secret's, unless it is written
    /// as `{ text = "…" }`.
    pub(super) fn value_of(
        &self,
        name: &str,
        item: &'a Item,
        is_secret: fn(&str) -> bool,
    ) -> Result<SavedValue, WorkspaceError> {
        match item.as_table_like() {
            Some(table) => {
                let inner = Self::new(self.source, table, &self.called(name));
                inner.value(name, item.span(), is_secret)
            }
            None => {
                let text = item.as_str().ok_or_else(|| type_of(item));
                self.text_value(name, item.span(), text, is_secret)
            }
        }
    }

    /// The same of a value that is no table: its text, or what else it is.
    pub(super) fn text_value(
        &self,
        name: &str,
        span: Option<Range<usize>>,
        text: Result<&str, &'static str>,
        is_secret: fn(&str) -> bool,
    ) -> Result<SavedValue, WorkspaceError> {
        let text = text.map_err(|found| {
            let reason = format!("{} must be a text, and is {found}", self.called(name));
            self.fault(span.clone(), reason)
        })?;
        let is_secret = is_secret(name) || is_secret_value(text);
        let text = self.checked(name, span.clone(), text)?;
        match is_secret && !text.is_empty() {
            true => Err(self.is_secret(name, span).hint(format!(
                "{}; or write {{ text = \"…\" }}, where it is none",
                advice(name)
            ))),
            false => Ok(SavedValue::Text(text)),
        }
    }

    /// The same of the table that this is: `{ text = "…" }`, or where the secret is. What else may stand in it was asked for.
    pub(super) fn value(
        &self,
        name: &str,
        span: Option<Range<usize>>,
        is_secret: fn(&str) -> bool,
    ) -> Result<SavedValue, WorkspaceError> {
        let Some(text) = self.text("text")? else {
            return self.place(name, span).map(SavedValue::Secret);
        };
        self.finish()?;
        let written = self.item("text").and_then(Item::as_str);
        Ok(
            match is_secret(name) || written.is_some_and(is_secret_value) {
                true => SavedValue::PlainText(text),
                false => SavedValue::Text(text),
            },
        )
    }

    fn secret_of(&self, name: &str, item: &'a Item) -> Result<SecretPlace, WorkspaceError> {
        let Some(table) = item.as_table_like() else {
            return Err(match item.as_str() {
                Some(_) => self.is_secret(name, item.span()),
                None => self.wrong_type(name, item, "a table that says where the secret is"),
            }
            .hint(advice(name)));
        };
        Self::new(self.source, table, &self.called(name)).place(name, item.span())
    }

    /// The place of the secret `name` whose table this is.
    fn place(&self, name: &str, span: Option<Range<usize>>) -> Result<SecretPlace, WorkspaceError> {
        let keychain = self.text("keychain")?.map(SecretPlace::Keychain);
        let env = self.text("env")?.map(SecretPlace::Env);
        let file = self.text("file")?.map(SecretPlace::File);
        let ask = self.flag("ask")?.then_some(SecretPlace::Ask);
        self.finish()?;
        let mut places = [keychain, env, file, ask].into_iter().flatten();
        match (places.next(), places.next()) {
            (Some(place), None) => Ok(place),
            _ => {
                let reason = format!("{} must say one place where the secret is", self.title);
                Err(self.fault(span, reason).hint(advice(name)))
            }
        }
    }

    pub(super) fn text_of(&self, name: &str, item: &'a Item) -> Result<String, WorkspaceError> {
        match item.as_str() {
            Some(text) => self.checked(name, item.span(), text),
            None => Err(self.wrong_type(name, item, "a text")),
        }
    }

    /// The text, unless a token stands in it.
    pub(super) fn checked(
        &self,
        name: &str,
        span: Option<Range<usize>>,
        text: &str,
    ) -> Result<String, WorkspaceError> {
        if mask::without_jwt(text) != text {
            return Err(self
                .source
                .fault(
                    span,
                    code::SECRET,
                    format!("a token stands in {}", self.called(name)),
                )
                .hint("take it out; a connection gets its tokens anew, and a file is committed"));
        }
        self.source.filled(span, text)
    }

    fn is_secret(&self, name: &str, span: Option<Range<usize>>) -> WorkspaceError {
        let reason = format!("{} is a secret, and is written as text", self.called(name));
        self.source.fault(span, code::SECRET, reason)
    }

    /// What is wrong at a place of this table.
    pub(super) fn fault(&self, span: Option<Range<usize>>, reason: String) -> WorkspaceError {
        self.source.fault(span, code::FORMAT, reason)
    }

    pub(super) fn wrong_type(&self, name: &str, item: &Item, wanted: &str) -> WorkspaceError {
        let reason = format!(
            "{} must be {wanted}, and is {}",
            self.called(name),
            type_of(item)
        );
        self.fault(item.span().or_else(|| self.key_span(name)), reason)
    }

    /// The name of a member with the table's before it.
    pub(super) fn called(&self, name: &str) -> String {
        match self.title.is_empty() {
            true => name.to_owned(),
            false => format!("{}.{name}", self.title),
        }
    }

    /// Refuses what was not asked for.
    pub(super) fn finish(&self) -> Result<(), WorkspaceError> {
        let known = self.known.borrow();
        let mut names = self.table.iter().map(|(name, _)| name);
        let Some(name) = names.find(|name| !known.contains(name)) else {
            return Ok(());
        };
        let place = match self.title.as_str() {
            "" => "in a connection".to_owned(),
            title => format!("in {title}"),
        };
        let error = self.fault(self.key_span(name), format!("{name} is no member {place}"));
        Err(match near(name, known.iter().copied()) {
            Some(near) => error.hint(format!("did you mean {near}?")),
            None => error.hint(format!("the members are {}", known.join(", "))),
        })
    }
}

fn advice(name: &str) -> String {
    let variable = env_name(name);
    format!(
        "name where it is: {{ keychain = \"…\" }}, {{ env = \"{variable}\" }}, {{ file = \"…\" }} or {{ ask = true }}"
    )
}

/// What an item is, as a person says it.
pub(super) fn type_of(item: &Item) -> &'static str {
    match item {
        Item::Value(value) => type_of_value(value),
        Item::ArrayOfTables(_) => "a list",
        Item::Table(_) => "a table",
        Item::None => "nothing",
    }
}

/// The same of a value.
pub(super) fn type_of_value(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "a text",
        Value::Integer(_) | Value::Float(_) => "a number",
        Value::Boolean(_) => "true or false",
        Value::Datetime(_) => "a date",
        Value::Array(_) => "a list",
        Value::InlineTable(_) => "a table",
    }
}
