//! The folders of connections: what stands before the last `/` of a connection's name.

/// The folders of a connection's name, and the name within them.
pub(crate) fn parts(name: &str) -> (&str, &str) {
    name.rsplit_once('/').unwrap_or(("", name))
}

/// The name in another folder; in none where that is empty.
pub(crate) fn name_in(folder: &str, name: &str) -> String {
    match (folder, parts(name).1) {
        ("", name) => name.to_owned(),
        (folder, name) => format!("{folder}/{name}"),
    }
}

/// Whether a folder is another one, or in it.
pub(crate) fn is_within(folder: &str, outer: &str) -> bool {
    let rest = folder.strip_prefix(outer);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_goes_to_another_folder_and_out_of_all() {
        assert_eq!(parts("shop/eu/orders"), ("shop/eu", "orders"));
        assert_eq!(name_in("billing", "shop/eu/orders"), "billing/orders");
        assert_eq!(name_in("", "shop/eu/orders"), "orders");
        assert!(is_within("shop/eu", "shop") && is_within("shop", "shop"));
        assert!(!is_within("shopping", "shop"));
    }
}
