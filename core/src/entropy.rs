//! Randomness, which always comes in from outside: core has none of its own.

/// A source of cryptographically secure random bytes, supplied by the host.
pub trait Entropy {
    /// Fills `destination` with unpredictable bytes. A host whose generator fails must not return.
    fn fill(&mut self, destination: &mut [u8]);
}

impl<F: FnMut(&mut [u8])> Entropy for F {
    fn fill(&mut self, destination: &mut [u8]) {
        self(destination);
    }
}

#[cfg(feature = "signing")]
pub(crate) use rng::Rng;

#[cfg(feature = "signing")]
mod rng {
    use core::convert::Infallible;

    use rand_core::{TryCryptoRng, TryRng};

    use super::Entropy;

    /// Lets the RustCrypto crates draw from an [`Entropy`].
    pub(crate) struct Rng<'a>(pub(crate) &'a mut dyn Entropy);

    impl TryRng for Rng<'_> {
        type Error = Infallible;

        fn try_next_u32(&mut self) -> Result<u32, Infallible> {
            let mut bytes = [0; 4];
            self.0.fill(&mut bytes);
            Ok(u32::from_le_bytes(bytes))
        }

        fn try_next_u64(&mut self) -> Result<u64, Infallible> {
            let mut bytes = [0; 8];
            self.0.fill(&mut bytes);
            Ok(u64::from_le_bytes(bytes))
        }

        fn try_fill_bytes(&mut self, destination: &mut [u8]) -> Result<(), Infallible> {
            self.0.fill(destination);
            Ok(())
        }
    }

    impl TryCryptoRng for Rng<'_> {}
}
