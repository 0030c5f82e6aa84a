//! Sorting: each of the library's sorts weighs more in wasm than all that is sorted here.

/// Sorts these numbers from the lowest by what `is_less` says of two, in n·log n steps whatever they are (heapsort).
pub(crate) fn sort(numbers: &mut [usize], is_less: impl Fn(usize, usize) -> bool) {
    let count = numbers.len();
    // First the heap is made, from its last inner node to its root; then the root goes to the end, again and again.
    for step in (0..count + count / 2).rev() {
        let mut node = step.saturating_sub(count);
        if step < count {
            numbers.swap(0, step);
        }
        let end = step.min(count);
        while 2 * node + 1 < end {
            let mut child = 2 * node + 1;
            if child + 1 < end && is_less(numbers[child], numbers[child + 1]) {
                child += 1;
            }
            if !is_less(numbers[node], numbers[child]) {
                break;
            }
            numbers.swap(node, child);
            node = child;
        }
    }
}

/// The items of a short list by their keys, from the lowest; what has equal keys stays in its order.
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
    fn sorts_numbers_in_whatever_order_they_come() {
        for count in 0..40 {
            let mut numbers: Vec<usize> = (0..count).map(|number| number * 17 % 31).collect();
            let mut expected = numbers.clone();
            expected.sort_unstable();
            sort(&mut numbers, |one, other| one < other);
            assert_eq!(numbers, expected);
        }
    }

    #[test]
    fn keeps_the_order_of_equal_keys() {
        let items = ["b1", "a1", "c1", "a2", "b2", "a3"];
        let sorted = sorted_by_key(items, |item| item.as_bytes()[0]);
        assert_eq!(sorted, ["a1", "a2", "a3", "b1", "b2", "c1"]);
    }
}
