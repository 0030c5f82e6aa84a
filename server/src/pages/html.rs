//! HTML that cannot be broken out of: names are constants of this crate, everything else is escaped here.

/// A piece of a page. Only [`text`] and [`element`] make one, so text of a request is never taken for markup.
#[derive(Clone, Debug, Default)]
pub(crate) struct Html(String);

impl Html {
    /// The markup.
    pub(super) fn into_string(self) -> String {
        self.0
    }

    /// Several pieces, one after the other.
    pub(super) fn join(pieces: impl IntoIterator<Item = Self>) -> Self {
        Self(pieces.into_iter().map(|piece| piece.0).collect())
    }

    /// What this crate wrote itself: a style sheet or a script.
    pub(super) fn verbatim(markup: &'static str) -> Self {
        Self(markup.to_owned())
    }
}

/// Text.
pub(super) fn text(text: &str) -> Html {
    Html(escape(text))
}

/// An element with its attributes; one whose value is `None` is left out.
pub(super) fn element(
    name: &'static str,
    attributes: &[(&'static str, Option<&str>)],
    children: impl IntoIterator<Item = Html>,
) -> Html {
    const VOID: [&str; 3] = ["input", "meta", "br"];
    let mut markup = format!("<{name}");
    for (attribute, value) in attributes {
        if let Some(value) = value {
            markup.push_str(&format!(" {attribute}=\"{}\"", escape(value)));
        }
    }
    markup.push('>');
    if !VOID.contains(&name) {
        markup.push_str(&Html::join(children).0);
        markup.push_str(&format!("</{name}>"));
    }
    Html(markup)
}

/// The one place that escapes, for text and quoted attributes alike.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\0' => escaped.push('\u{fffd}'),
            character => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_attributes_stay_what_they_are() {
        let hostile = "\"><script>alert('x')&</script>";
        let html = element(
            "a",
            &[("href", Some(hostile)), ("id", None)],
            [text(hostile)],
        );
        let escaped = "&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&amp;&lt;/script&gt;";
        assert_eq!(html.0, format!("<a href=\"{escaped}\">{escaped}</a>"));
        assert_eq!(element("br", &[], []).0, "<br>");
    }
}
