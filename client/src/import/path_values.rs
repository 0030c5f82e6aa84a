//! Values that a URL's path names: `/orders/:id`, as Postman and Bruno write them.

use super::draft::Draft;
use crate::workspace::{filled_url, is_secret_variable};

impl Draft {
    /// The URL with these values in the places of their names, each one segment; line, name and value of each. One without a value stays, and
    /// that is said.
    pub(super) fn with_path_values(
        &mut self,
        url: &str,
        values: &[(usize, String, String)],
    ) -> String {
        let (path, rest) = match url.find(['?', '#']) {
            Some(at) => url.split_at(at),
            None => (url, ""),
        };
        let segments = path.split('/').map(|segment| {
            let named = segment.strip_prefix(':');
            let found = named.and_then(|named| values.iter().find(|(_, name, _)| name == named));
            match found {
                Some((line, _, value)) if value.is_empty() => {
                    let text = format!("{segment} of the path has no value: put one in its place");
                    self.not_understood(*line, text);
                    segment.to_owned()
                }
                Some((line, name, value)) if self.is_secret_of_path(name, value) => {
                    let text = format!("{segment} of the path may be a secret, and its value is left out: put one in its place");
                    self.not_understood(*line, text);
                    segment.to_owned()
                }
                Some((_, _, value)) => filled_url::segment(value),
                None => segment.to_owned(),
            }
        });
        let path: Vec<String> = segments.collect();
        format!("{}{rest}", path.join("/"))
    }

    /// Whether the value is a secret, whose variables are noted as ones then.
    fn is_secret_of_path(&mut self, name: &str, value: &str) -> bool {
        let is_secret = is_secret_variable(name, value);
        if is_secret {
            self.mark(value);
        }
        is_secret
    }
}
