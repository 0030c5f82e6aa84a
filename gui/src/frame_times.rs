//! How long the window's own work in a frame takes: reading events, changing the model, laying out views.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// The longest frames since the last reset; clones share it. What egui and the graphics driver do after us is not counted.
#[derive(Clone, Debug, Default)]
pub struct FrameTimes(Arc<Times>);

#[derive(Debug, Default)]
struct Times {
    /// Of the frame under way, in nanoseconds.
    current: AtomicU64,
    longest: AtomicU64,
    frames: AtomicU64,
    /// Which frame is under way, from 1.
    number: AtomicU64,
}

impl FrameTimes {
    /// The longest time that one frame took.
    pub fn longest(&self) -> Duration {
        Duration::from_nanos(self.0.longest.load(Relaxed))
    }

    /// How many frames there were.
    pub fn frames(&self) -> u64 {
        self.0.frames.load(Relaxed)
    }

    /// Forgets what was measured so far.
    pub fn reset(&self) {
        self.0.longest.store(0, Relaxed);
        self.0.frames.store(0, Relaxed);
    }

    /// Measures the first part of a frame, or of its next pass, until what is returned is dropped.
    pub(crate) fn begin(&self, frame: u64) -> FrameWork {
        let number = frame.saturating_add(1);
        if self.0.number.swap(number, Relaxed) != number {
            self.0.current.store(0, Relaxed);
            self.0.frames.fetch_add(1, Relaxed);
        }
        self.go_on()
    }

    /// Measures a further part of the same frame.
    pub(crate) fn go_on(&self) -> FrameWork {
        FrameWork {
            times: self.clone(),
            since: Instant::now(),
        }
    }
}

/// A part of a frame while it is measured.
pub(crate) struct FrameWork {
    times: FrameTimes,
    since: Instant,
}

impl Drop for FrameWork {
    fn drop(&mut self) {
        let took = u64::try_from(self.since.elapsed().as_nanos()).unwrap_or(u64::MAX);
        let times = &self.times.0;
        let frame = times.current.fetch_add(took, Relaxed).saturating_add(took);
        times.longest.fetch_max(frame, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_one_frame_count_together_and_a_reset_forgets_them() {
        let times = FrameTimes::default();
        drop(times.begin(0));
        let first = times.longest();
        drop(times.go_on());
        assert!(times.longest() > first);
        let second = times.longest();
        // The frame was laid out anew.
        drop(times.begin(0));
        assert!(times.longest() > second);
        assert_eq!(times.frames(), 1);
        times.reset();
        assert_eq!((times.longest(), times.frames()), (Duration::ZERO, 0));
    }
}
