//! A result that comes from elsewhere: asked for, awaited, kept, and replaced only by a newer one.

use crate::results::FailureText;

/// Something that a worker delivers.
#[derive(Clone, Debug)]
pub struct Remote<T> {
    generation: u64,
    pending: bool,
    cancelled: bool,
    outcome: Option<Result<T, FailureText>>,
}

impl<T> Default for Remote<T> {
    fn default() -> Self {
        Self {
            generation: 0,
            pending: false,
            cancelled: false,
            outcome: None,
        }
    }
}

impl<T> Remote<T> {
    /// Starts a new request: the last result goes, since it is another request's, and whatever is still under way becomes
    /// stale. The answer must carry the number returned.
    pub fn begin(&mut self) -> u64 {
        self.outcome = None;
        self.begin_again()
    }

    /// Starts the same request anew: the last result stays until the next one comes.
    pub fn begin_again(&mut self) -> u64 {
        self.generation += 1;
        self.pending = true;
        self.cancelled = false;
        self.generation
    }

    /// Takes the answer of request `generation`; `false` means that it came too late and was dropped.
    pub fn finish(&mut self, generation: u64, outcome: Result<T, FailureText>) -> bool {
        if !self.pending || generation != self.generation {
            return false;
        }
        self.pending = false;
        self.outcome = Some(outcome);
        true
    }

    /// Takes what came without having been asked for here; whatever is still under way becomes stale.
    pub fn put(&mut self, outcome: Result<T, FailureText>) {
        self.clear();
        self.outcome = Some(outcome);
    }

    /// Forgets the result and everything under way.
    pub fn clear(&mut self) {
        self.generation += 1;
        self.pending = false;
        self.cancelled = false;
        self.outcome = None;
    }

    /// Gives up on the request under way, where there is one.
    pub fn cancel(&mut self) {
        self.generation += 1;
        self.cancelled |= self.pending;
        self.pending = false;
    }

    /// Whether the last request was given up.
    pub fn is_cancelled(&self) -> bool {
        self.cancelled
    }

    /// Whether the answer of request `generation` is awaited.
    pub(crate) fn awaits(&self, generation: u64) -> bool {
        self.pending && generation == self.generation
    }

    /// Numbers what is begun from now on higher than this.
    pub(crate) fn rise_to(&mut self, generation: u64) {
        self.generation = self.generation.max(generation);
    }

    /// The number of the last request.
    pub(crate) fn generation(&self) -> u64 {
        self.generation
    }

    /// Whether an answer is awaited.
    pub fn is_pending(&self) -> bool {
        self.pending
    }

    /// The last result.
    pub fn ready(&self) -> Option<&T> {
        self.outcome
            .as_ref()
            .and_then(|outcome| outcome.as_ref().ok())
    }

    /// The last result, for changing.
    pub(crate) fn ready_mut(&mut self) -> Option<&mut T> {
        self.outcome
            .as_mut()
            .and_then(|outcome| outcome.as_mut().ok())
    }

    /// The last result, which is here no more.
    pub(crate) fn take(&mut self) -> Option<T> {
        self.outcome.take().and_then(Result::ok)
    }

    /// Why the last request failed.
    pub fn failure(&self) -> Option<&FailureText> {
        self.outcome
            .as_ref()
            .and_then(|outcome| outcome.as_ref().err())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drops_an_answer_that_a_newer_request_has_overtaken() {
        let mut remote = Remote::default();
        let first = remote.begin();
        let second = remote.begin();
        assert!(!remote.finish(first, Ok("old")));
        assert!(remote.is_pending());
        assert!(remote.finish(second, Ok("new")));
        assert_eq!(remote.ready(), Some(&"new"));
        assert!(!remote.finish(second, Ok("twice")));
    }

    #[test]
    fn keeps_a_result_only_while_the_same_is_asked_again() {
        let mut remote = Remote::default();
        let generation = remote.begin();
        remote.finish(generation, Ok(1));
        remote.begin_again();
        assert_eq!(remote.ready(), Some(&1));
        remote.begin();
        assert_eq!(remote.ready(), None);
        remote.cancel();
        assert!(remote.is_cancelled() && !remote.is_pending());
        remote.begin();
        assert!(!remote.is_cancelled());
    }
}
