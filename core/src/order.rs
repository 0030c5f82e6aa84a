//! Sorting of short lists: each of the library's sorts weighs more in wasm than all that is sorted here.

/// The items by their keys, from the lowest; what has equal keys stays in its order.
pub fn sorted_by_key<T, K: Ord>(
    items: impl IntoIterator<Item = T>,
    key: impl Fn(&T) -> K,
) -> Vec<T> {
    let mut sorted = Vec::new();
    for item in items {
        let own = key(&item);
        let place = sorted.partition_point(|other| key(other) <= own);
        sorted.insert(place, item);
    }
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_order_of_equal_keys() {
        let items = ["b1", "a1", "c1", "a2", "b2", "a3"];
        let sorted = sorted_by_key(items, |item| item.as_bytes()[0]);
        assert_eq!(sorted, ["a1", "a2", "a3", "b1", "b2", "c1"]);
    }
}
