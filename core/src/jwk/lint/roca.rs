//! The fingerprint of RSA keys that a faulty library made guessable: ROCA, [CVE-2017-15361].
//!
//! Those primes are `k·M + (65537^a mod M)` with M a product of small primes, so that modulo each of these the modulus
//! is a power of 65537 too. For a sound key all of that holds with a chance below one in a hundred million.
//!
//! [CVE-2017-15361]: https://nvd.nist.gov/vuln/detail/CVE-2017-15361

const SMALL_PRIMES: [u32; 38] = [
    3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97,
    101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
];

/// Whether the modulus has the fingerprint.
pub(super) fn has_fingerprint(modulus: &[u8]) -> bool {
    SMALL_PRIMES.iter().all(|&prime| {
        let remainder = modulus
            .iter()
            .fold(0, |rest, byte| (rest << 8 | u32::from(*byte)) % prime);
        is_power_of_65537(remainder, prime)
    })
}

fn is_power_of_65537(residue: u32, prime: u32) -> bool {
    let mut power = 1;
    loop {
        if power == residue {
            return true;
        }
        power = power * (65537 % prime) % prime;
        if power == 1 {
            return false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_a_power_of_65537_and_its_neighbour() {
        // 65537^8 = 0x10001^8, whose base-65536 digits are the binomial coefficients.
        let mut modulus: Vec<u8> = [1_u16, 8, 28, 56, 70, 56, 28, 8, 1]
            .iter()
            .flat_map(|digit| digit.to_be_bytes())
            .collect();
        assert!(has_fingerprint(&modulus));
        modulus[17] = 3;
        assert!(!has_fingerprint(&modulus));
    }
}
