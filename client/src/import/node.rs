//! JSON and YAML as one kind of tree, whose every value knows its line.

use std::collections::HashMap;

use jsonc_parser::ast::{ObjectPropName, Value as Json};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use saphyr_parser::{Event, Parser, ScalarStyle, StrInput};

use super::imported::ImportError;
use super::row::DraftRow;

/// A value and the line on which it begins.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) line: usize,
    pub(super) value: NodeValue,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(super) enum NodeValue {
    Null,
    Bool(bool),
    /// A number as it is written.
    Number(String),
    Text(String),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

/// How deep values may lie in each other, which bounds the stack.
const MAX_DEPTH: usize = 100;
/// How many values a document may have, aliases counted as what they stand for.
const MAX_NODES: usize = 500_000;

impl Node {
    /// JSON, with the comments and trailing commas that some programs write.
    pub(super) fn of_json(text: &str) -> Result<Self, ImportError> {
        let options = ParseOptions {
            allow_comments: true,
            allow_trailing_commas: true,
            allow_loose_object_property_names: false,
            allow_missing_commas: false,
            allow_single_quoted_strings: false,
            allow_hexadecimal_numbers: false,
            allow_unary_plus_numbers: false,
            allow_bare_decimal_point_numbers: false,
            allow_non_finite_numbers: false,
            allow_extended_string_escapes: false,
        };
        let parsed = parse_to_ast(text, &CollectOptions::default(), &options).map_err(|error| {
            let line = line_of(text, error.range().start);
            ImportError::new(line, format!("this is no JSON: {}", error.kind()))
        })?;
        let value = parsed
            .value
            .ok_or_else(|| ImportError::new(1, "there is nothing in it"))?;
        of_json(&Lines::of(text), &value, 0)
    }

    /// YAML: its first document.
    pub(super) fn of_yaml(text: &str) -> Result<Self, ImportError> {
        Tree::new(text).read()
    }

    /// A member of a map.
    pub(super) fn get(&self, name: &str) -> Option<&Node> {
        let (_, node) = self.map().iter().find(|(key, _)| key == name)?;
        (!matches!(node.value, NodeValue::Null)).then_some(node)
    }

    /// A member of a map in a map, by names with dots between.
    pub(super) fn at(&self, path: &str) -> Option<&Node> {
        path.split('.').try_fold(self, |node, name| node.get(name))
    }

    /// A member whatever its case, as .NET reads configuration.
    pub(super) fn get_any_case(&self, name: &str) -> Option<&Node> {
        let mut members = self.map().iter();
        let (_, node) = members.find(|(key, _)| key.eq_ignore_ascii_case(name))?;
        Some(node)
    }

    /// The text of a member that has some.
    pub(super) fn text_at(&self, path: &str) -> Option<String> {
        let text = self.at(path)?.text()?;
        (!text.trim().is_empty()).then_some(text)
    }

    /// A text, or a number or switch as text.
    pub(super) fn text(&self) -> Option<String> {
        match &self.value {
            NodeValue::Text(text) | NodeValue::Number(text) => Some(text.clone()),
            NodeValue::Bool(flag) => Some(flag.to_string()),
            NodeValue::Null | NodeValue::List(_) | NodeValue::Map(_) => None,
        }
    }

    /// Its text, or those in its list.
    pub(super) fn texts(&self) -> Vec<String> {
        let listed = self.list().iter().filter_map(Self::text);
        self.text().into_iter().chain(listed).collect()
    }

    pub(super) fn list(&self) -> &[Node] {
        match &self.value {
            NodeValue::List(list) => list,
            _ => &[],
        }
    }

    pub(super) fn map(&self) -> &[(String, Node)] {
        match &self.value {
            NodeValue::Map(map) => map,
            _ => &[],
        }
    }

    pub(super) fn is_true(&self) -> bool {
        match &self.value {
            NodeValue::Bool(flag) => *flag,
            NodeValue::Text(text) => text == "true",
            _ => false,
        }
    }

    /// Names and values of a list of maps in which a name is called `key`.
    pub(super) fn rows_at(&self, path: &str, key: &str) -> Vec<DraftRow> {
        let list = self.at(path).map(Self::list).unwrap_or_default().iter();
        list.filter_map(|one| {
            Some(DraftRow {
                name: one.text_at(key)?,
                value: one.text_at("value").unwrap_or_default(),
                is_off: one.is_disabled(),
            })
        })
        .collect()
    }

    /// Whether it is switched off where it stands.
    pub(super) fn is_disabled(&self) -> bool {
        self.get("disabled").is_some_and(Self::is_true)
    }

    /// The value as JSON.
    pub(super) fn to_json(&self) -> serde_json::Value {
        use serde_json::Value;
        match &self.value {
            NodeValue::Null => Value::Null,
            NodeValue::Bool(flag) => Value::Bool(*flag),
            NodeValue::Number(text) => {
                serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.clone()))
            }
            NodeValue::Text(text) => Value::String(text.clone()),
            NodeValue::List(list) => list.iter().map(Self::to_json).collect(),
            NodeValue::Map(map) => {
                let member = |(name, node): &(String, Node)| (name.clone(), node.to_json());
                Value::Object(map.iter().map(member).collect())
            }
        }
    }
}

fn line_of(text: &str, at: usize) -> usize {
    let before = text.as_bytes().get(..at).unwrap_or(text.as_bytes());
    before.iter().filter(|byte| **byte == b'\n').count() + 1
}

/// Where the lines of a text begin.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self(ends.map(|(at, _)| at).collect())
    }

    fn line(&self, at: usize) -> usize {
        self.0.partition_point(|end| *end < at) + 1
    }
}

fn of_json(lines: &Lines, json: &Json<'_>, depth: usize) -> Result<Node, ImportError> {
    let line = lines.line(json.range().start);
    if depth > MAX_DEPTH {
        return Err(ImportError::new(line, "values lie too deep in each other"));
    }
    let value = match json {
        Json::NullKeyword(_) => NodeValue::Null,
        Json::BooleanLit(flag) => NodeValue::Bool(flag.value),
        Json::NumberLit(number) => NodeValue::Number(number.value.to_owned()),
        Json::StringLit(text) => NodeValue::Text(text.value.to_string()),
        Json::Array(array) => {
            let list = array.elements.iter();
            let list: Result<_, _> = list.map(|json| of_json(lines, json, depth + 1)).collect();
            NodeValue::List(list?)
        }
        Json::Object(object) => {
            let members = object.properties.iter().map(|member| {
                let name = match &member.name {
                    ObjectPropName::String(name) => name.value.to_string(),
                    ObjectPropName::Word(name) => name.value.to_owned(),
                };
                Ok((name, of_json(lines, &member.value, depth + 1)?))
            });
            NodeValue::Map(members.collect::<Result<_, _>>()?)
        }
    };
    Ok(Node { line, value })
}

/// YAML while it is read.
struct Tree<'a> {
    parser: Parser<'a, StrInput<'a>>,
    anchors: HashMap<usize, Node>,
    count: usize,
}

impl<'a> Tree<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            parser: Parser::new_from_str(text),
            anchors: HashMap::new(),
            count: 0,
        }
    }

    fn read(mut self) -> Result<Node, ImportError> {
        loop {
            let (event, line) = self.next()?;
            match event {
                Event::StreamStart | Event::DocumentStart(_) | Event::Nothing => {}
                Event::StreamEnd | Event::DocumentEnd => {
                    return Err(ImportError::new(line, "there is nothing in it"));
                }
                event => return self.node(event, line, 0),
            }
        }
    }

    fn next(&mut self) -> Result<(Event<'a>, usize), ImportError> {
        match self.parser.next_event() {
            Some(Ok((event, span))) => Ok((event, span.start.line())),
            Some(Err(error)) => Err(ImportError::new(
                error.marker().line(),
                format!("this is no YAML: {}", error.info()),
            )),
            None => Err(ImportError::new(1, "this is no YAML: it ends too early")),
        }
    }

    fn node(&mut self, event: Event<'a>, line: usize, depth: usize) -> Result<Node, ImportError> {
        self.count += 1;
        if depth > MAX_DEPTH || self.count > MAX_NODES {
            return Err(ImportError::new(
                line,
                "there is too much in it, or it lies too deep",
            ));
        }
        let (anchor, value) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                let is_text = tag.is_some() || style != ScalarStyle::Plain;
                (anchor, scalar(&text, is_text))
            }
            Event::SequenceStart(anchor, _) => (anchor, self.list(depth)?),
            Event::MappingStart(anchor, _) => (anchor, self.map(depth)?),
            Event::Alias(anchor) => {
                let known = self.anchors.get(&anchor).cloned();
                let node = known
                    .ok_or_else(|| ImportError::new(line, "an alias names no anchor before it"))?;
                self.count += size_of(&node);
                return Ok(Node { line, ..node });
            }
            _ => {
                return Err(ImportError::new(
                    line,
                    "this is no YAML: a value is missing",
                ));
            }
        };
        let node = Node { line, value };
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    fn list(&mut self, depth: usize) -> Result<NodeValue, ImportError> {
        let mut list = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(NodeValue::List(list)),
                (event, line) => list.push(self.node(event, line, depth + 1)?),
            }
        }
    }

    fn map(&mut self, depth: usize) -> Result<NodeValue, ImportError> {
        let mut map = Vec::new();
        loop {
            let (event, line) = self.next()?;
            if matches!(event, Event::MappingEnd) {
                return Ok(NodeValue::Map(map));
            }
            let name = self.node(event, line, depth + 1)?.text();
            let (event, line) = self.next()?;
            let value = self.node(event, line, depth + 1)?;
            // A name that is no text, or null, is nothing that is read here.
            map.extend(name.map(|name| (name, value)));
        }
    }
}

fn scalar(text: &str, is_text: bool) -> NodeValue {
    match text {
        _ if is_text => NodeValue::Text(text.to_owned()),
        "" | "~" | "null" | "Null" | "NULL" => NodeValue::Null,
        "true" | "True" | "TRUE" => NodeValue::Bool(true),
        "false" | "False" | "FALSE" => NodeValue::Bool(false),
        number if serde_json::from_str::<serde_json::Number>(number).is_ok() => {
            NodeValue::Number(number.to_owned())
        }
        other => NodeValue::Text(other.to_owned()),
    }
}

fn size_of(node: &Node) -> usize {
    let inner: usize = match &node.value {
        NodeValue::List(list) => list.iter().map(size_of).sum(),
        NodeValue::Map(map) => map.iter().map(|(_, node)| size_of(node)).sum(),
        _ => 0,
    };
    inner + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_and_yaml_are_one_tree_with_lines() {
        let json = Node::of_json(
            "// hello\n{\n\t\"a\": [1, true, null,],\n\t\"b\": {\"c\": \"\\ud83d\\ude00\"}\n}",
        )
        .unwrap();
        let yaml = Node::of_yaml("# hello\n\na: [1, true, ~]\nb:\n  c: \"😀\"\n").unwrap();
        for (node, line) in [(&json, 4), (&yaml, 5)] {
            assert_eq!(
                node.to_json().to_string(),
                r#"{"a":[1,true,null],"b":{"c":"😀"}}"#
            );
            assert_eq!(node.at("b.c").unwrap().line, line);
            assert_eq!(node.text_at("b.c").as_deref(), Some("😀"));
        }
        assert_eq!(
            Node::of_yaml("a: '1'").unwrap().to_json().to_string(),
            r#"{"a":"1"}"#
        );
    }

    #[test]
    fn aliases_are_what_they_stand_for_and_fill_no_memory() {
        let node = Node::of_yaml("a: &x {b: 1}\nc: *x\n").unwrap();
        assert_eq!(node.text_at("c.b").as_deref(), Some("1"));
        let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..10 {
            let before = level - 1;
            bomb.push_str(&format!("a{level}: &a{level} [*a{before}, *a{before}, *a{before}, *a{before}, *a{before}, *a{before}, *a{before}, *a{before}, *a{before}, *a{before}]\n"));
        }
        assert!(
            Node::of_yaml(&bomb)
                .unwrap_err()
                .reason
                .contains("too much")
        );
    }

    #[test]
    fn what_is_malformed_or_too_deep_names_its_line() {
        for (read, line) in [
            (Node::of_json("{\n\"a\": }"), 2),
            (
                Node::of_json(&format!("{{\n\"a\": {}", "[".repeat(5000))),
                2,
            ),
            (Node::of_yaml("a: 1\nb: [1, }"), 2),
            (Node::of_yaml(&format!("a:\n  {}", "[".repeat(5000))), 2),
        ] {
            let error = read.unwrap_err();
            assert_eq!(error.line, line, "{}", error.reason);
        }
        assert!(Node::of_json("").is_err() && Node::of_yaml("").is_err());
    }

    #[test]
    fn a_quote_in_a_comment_hides_no_depth() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        for comment in ["// \"\n", "/* \" */"] {
            let read = |depth| Node::of_json(&format!("{comment}{}", nested(depth)));
            assert!(read(MAX_DEPTH).is_ok());
            for depth in [MAX_DEPTH + 2, 100_000] {
                let reason = read(depth).unwrap_err().reason;
                assert!(
                    reason.contains("deep") || reason.contains("depth"),
                    "{reason}"
                );
            }
        }
    }
}
