//! What a provider's or product's own code or sentence means, such as `AADSTS50011`, `IDX10214` or `jwt expired`.

use super::{Meaning, standard};
use crate::diagnose::Cause;
use crate::vendors;
use crate::vendors::refusals::{PRODUCTS, Product, fits};

/// Everything that `words` is known to mean, which may be several products' code.
pub fn meanings(words: &str) -> Vec<Meaning> {
    let words = words.trim().to_ascii_lowercase();
    let of_provider = vendors::saying_of(&words).map(|(vendor, source, saying)| Meaning {
        vendor,
        meaning: saying.meaning,
        remedy: saying.hint,
        reason: None,
        source,
    });
    let of_products = PRODUCTS
        .iter()
        .filter_map(|product| of_product(product, &words));
    standard::meaning(&words)
        .into_iter()
        .chain(of_provider)
        .chain(of_products)
        .collect()
}

fn of_product(product: &Product, words: &str) -> Option<Meaning> {
    let (_, cause) = product.rows.iter().find(|(row, _)| fits(row, words))?;
    let advice = product.advice.iter().find(|(known, _)| known == cause);
    Some(Meaning {
        vendor: product.name,
        meaning: cause.meaning(),
        remedy: advice.map_or(cause.remedy(), |(_, advice)| advice),
        reason: Some(cause.code()),
        source: Cause::entry(*cause).source,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_codes_of_providers_and_products() {
        let entra = meanings("AADSTS50011");
        assert_eq!(entra[0].vendor, "Microsoft Entra");
        assert!(entra[0].meaning.contains("redirect URI"));
        let aspnet = meanings("IDX10214");
        assert_eq!(aspnet[0].reason, Some("token.audience"));
        let node = meanings("jwt expired");
        assert!(node.iter().any(|one| one.reason == Some("token.expired")));
        assert!(meanings("AADSTS1").is_empty());
        assert!(meanings("").is_empty());
    }
}
