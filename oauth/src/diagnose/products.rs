//! Which products answered, as far as signs tell.

use super::Refused;
use super::said::{self, Sentence};
use crate::vendors::refusals::{PRODUCTS, Product, Sign, fits};

/// The products of which some sign is there.
pub(super) fn products(refused: &Refused<'_>, said: &[Sentence]) -> Vec<&'static Product> {
    let url = claimscope_core::url::Url::parse(&refused.request.url);
    let host = url.map_or_else(|_| String::new(), |url| url.host().to_ascii_lowercase());
    let body = said::body_text(refused.response).unwrap_or_default();
    let compact: String = body.split_whitespace().collect();
    let holds = |sign: &Sign| match sign {
        Sign::Host(end) => host.ends_with(end),
        Sign::Body(part) => compact.contains(part),
        // The name of a class may stand within another's.
        Sign::Says(row) => said
            .iter()
            .any(|sentence| fits(row, &sentence.small) || sentence.small.contains(row)),
        Sign::Header(name, part) => {
            let part = part.to_ascii_lowercase();
            let mut values = refused.response.header_values(name);
            values.any(|value| value.to_ascii_lowercase().contains(&part))
        }
    };
    let products = PRODUCTS.iter().copied();
    products
        .filter(|product| product.signs.iter().any(holds))
        .collect()
}
