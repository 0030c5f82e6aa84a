//! Randomness, which always comes in from outside: core has none of its own.

use std::fmt;

/// A source of cryptographically secure random bytes, supplied by the host.
pub trait Entropy {
    /// Fills `destination` with unpredictable bytes.
    ///
    /// # Errors
    ///
    /// [`NoEntropy`] where the host's generator fails; nothing is made then.
    fn fill(&mut self, destination: &mut [u8]) -> Result<(), NoEntropy>;
}

impl<F: FnMut(&mut [u8]) -> Result<(), NoEntropy>> Entropy for F {
    fn fill(&mut self, destination: &mut [u8]) -> Result<(), NoEntropy> {
        self(destination)
    }
}

/// The host's generator of random bytes failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoEntropy;

impl fmt::Display for NoEntropy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the system gave no random bytes")
    }
}

impl std::error::Error for NoEntropy {}

#[cfg(feature = "signing")]
pub(crate) use stream::Stream;

#[cfg(feature = "signing")]
mod stream {
    use std::convert::Infallible;

    use hmac::{Hmac, KeyInit, Mac};
    use rand_core::{TryCryptoRng, TryRng};
    use sha2::Sha512;

    use super::{Entropy, NoEntropy};

    /// The random bytes of one key or one signature, all out of a seed of 512 bits that the entropy gives at once.
    ///
    /// The crates that draw on it cannot be told that a source failed, so it fails before they begin. The bytes are
    /// HMAC-SHA-512 of a counter under the seed, as in the counter mode of [NIST SP 800-108]:
    ///
    /// - Whoever does not know the seed cannot tell them from random ones, nor the next from those that were seen. The
    ///   seed is stronger than anything that is drawn from it: RSA-2048 is worth 112 bits, P-521 256.
    /// - No byte is given out twice: each draw begins with a block of its own, and what is left of a block is lost.
    ///   Two streams share bytes only where the entropy repeats itself, which would repeat key or salt without them too.
    /// - A source that gives the same byte for ever makes a key that is worthless, as it must, but no search without end.
    ///
    /// [NIST SP 800-108]: https://doi.org/10.6028/NIST.SP.800-108r1-upd1
    pub(crate) struct Stream {
        keyed: Hmac<Sha512>,
        count: u64,
    }

    impl Stream {
        pub(crate) fn new(entropy: &mut dyn Entropy) -> Result<Self, NoEntropy> {
            let mut seed = zeroize::Zeroizing::new([0; 64]);
            entropy.fill(&mut *seed)?;
            // HMAC takes a key of any length; the error exists for other MACs.
            let keyed = Hmac::new_from_slice(&*seed).map_err(|_| NoEntropy)?;
            Ok(Self { keyed, count: 0 })
        }
    }

    impl TryRng for Stream {
        type Error = Infallible;

        fn try_next_u32(&mut self) -> Result<u32, Infallible> {
            let mut bytes = [0; 4];
            self.try_fill_bytes(&mut bytes)?;
            Ok(u32::from_le_bytes(bytes))
        }

        fn try_next_u64(&mut self) -> Result<u64, Infallible> {
            let mut bytes = [0; 8];
            self.try_fill_bytes(&mut bytes)?;
            Ok(u64::from_le_bytes(bytes))
        }

        fn try_fill_bytes(&mut self, destination: &mut [u8]) -> Result<(), Infallible> {
            for piece in destination.chunks_mut(64) {
                self.count += 1;
                let block = self.keyed.clone().chain_update(self.count.to_be_bytes());
                piece.copy_from_slice(&block.finalize().into_bytes()[..piece.len()]);
            }
            Ok(())
        }
    }

    impl TryCryptoRng for Stream {}
}

#[cfg(test)]
#[cfg(feature = "signing")]
mod tests {
    use std::collections::HashSet;

    use rand_core::Rng;

    use super::*;
    use crate::alg::Algorithm;
    use crate::crypto::{KeyError, RUST_CRYPTO, SigningKey};
    use crate::jwk::generate;

    fn of(byte: u8) -> Stream {
        let mut source = move |bytes: &mut [u8]| {
            bytes.fill(byte);
            Ok(())
        };
        Stream::new(&mut source).unwrap()
    }

    fn broken(_: &mut [u8]) -> Result<(), NoEntropy> {
        Err(NoEntropy)
    }

    #[test]
    fn a_stream_gives_no_byte_twice() {
        let (mut stream, mut seen) = (of(7), HashSet::new());
        for length in (1..=200).chain([1024, 4096]) {
            let mut drawn = vec![0; length];
            stream.fill_bytes(&mut drawn);
            let blocks = drawn.chunks(64).filter(|block| block.len() >= 16);
            for block in blocks {
                assert!(seen.insert(block[..16].to_vec()), "at a draw of {length}");
            }
        }
    }

    #[test]
    fn a_stream_is_hmac_of_a_counter_under_its_seed() {
        use hmac::{Hmac, KeyInit, Mac};
        let mut drawn = [0; 70];
        of(9).fill_bytes(&mut drawn);
        let block = |count: u64| {
            let keyed = Hmac::<sha2::Sha512>::new_from_slice(&[9; 64]).unwrap();
            keyed
                .chain_update(count.to_be_bytes())
                .finalize()
                .into_bytes()
        };
        assert_eq!(drawn[..64], block(1)[..]);
        assert_eq!(drawn[64..], block(2)[..6]);
        assert_ne!(of(9).next_u64(), of(8).next_u64());
    }

    #[test]
    fn a_source_that_fails_makes_no_key() {
        for algorithm in Algorithm::all() {
            let made = generate(algorithm, &mut broken);
            assert_eq!(made.err(), Some(NoEntropy), "{algorithm}");
        }
    }

    #[test]
    fn a_source_that_fails_blinds_no_signature() {
        let mut system = |bytes: &mut [u8]| getrandom::fill(bytes).map_err(|_| NoEntropy);
        let mut jwk = generate(Algorithm::RS256, &mut system).unwrap();
        jwk.alg = None;
        for algorithm in [Algorithm::RS256, Algorithm::PS256] {
            let key = SigningKey::with_provider(&jwk, algorithm, &RUST_CRYPTO).unwrap();
            let signed = key.sign(b"message", &mut broken);
            assert_eq!(signed, Err(KeyError::NoEntropy), "{algorithm}");
            let mut seeds = Vec::new();
            let mut source = |bytes: &mut [u8]| {
                seeds.push(bytes.len());
                system(bytes)
            };
            assert!(key.sign(b"message", &mut source).is_ok());
            assert_eq!(seeds, [64], "one seed a signature");
        }
    }

    #[test]
    fn each_signature_has_a_salt_of_its_own() {
        let mut system = |bytes: &mut [u8]| getrandom::fill(bytes).map_err(|_| NoEntropy);
        let jwk = generate(Algorithm::PS256, &mut system).unwrap();
        let key = SigningKey::with_provider(&jwk, Algorithm::PS256, &RUST_CRYPTO).unwrap();
        let mut sign = || key.sign(b"message", &mut system).unwrap();
        assert_ne!(sign(), sign());
    }

    #[test]
    fn a_source_of_zeros_does_not_hang() {
        let mut zeros = |bytes: &mut [u8]| {
            bytes.fill(0);
            Ok(())
        };
        for algorithm in Algorithm::all() {
            assert!(generate(algorithm, &mut zeros).is_ok(), "{algorithm}");
        }
    }
}
