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
pub(crate) use rng::{Rng, Stream};

#[cfg(feature = "signing")]
mod rng {
    use std::convert::Infallible;

    use hmac::{Hmac, KeyInit, Mac};
    use rand_core::{TryCryptoRng, TryRng};
    use sha2::Sha512;

    use super::{Entropy, NoEntropy};

    /// Lets the RustCrypto crates draw from an [`Entropy`].
    pub(crate) struct Rng<'a>(pub(crate) &'a mut dyn Entropy);

    impl TryRng for Rng<'_> {
        type Error = NoEntropy;

        fn try_next_u32(&mut self) -> Result<u32, NoEntropy> {
            let mut bytes = [0; 4];
            self.0.fill(&mut bytes)?;
            Ok(u32::from_le_bytes(bytes))
        }

        fn try_next_u64(&mut self) -> Result<u64, NoEntropy> {
            let mut bytes = [0; 8];
            self.0.fill(&mut bytes)?;
            Ok(u64::from_le_bytes(bytes))
        }

        fn try_fill_bytes(&mut self, destination: &mut [u8]) -> Result<(), NoEntropy> {
            self.0.fill(destination)
        }
    }

    impl TryCryptoRng for Rng<'_> {}

    /// Random bytes without end out of one seed, for what cannot be told that there are none: HMAC in counter mode
    /// ([NIST SP 800-108](https://doi.org/10.6028/NIST.SP.800-108r1-upd1)).
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
