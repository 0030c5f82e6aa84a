//! Values that a URL's path names: `/orders/:id`, as Postman and Bruno write them.

use super::draft::Draft;

impl Draft {
    /// The URL with these values in the places of their names; line, name and value of each. One without a value stays, and
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
                    segment
                }
                Some((_, _, value)) => value,
                None => segment,
            }
        });
        let path: Vec<&str> = segments.collect();
        format!("{}{rest}", path.join("/"))
    }
}
