//! The life of an operation. Each surface spells the states in its own way.

/// Where a piece of asynchronous work stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OperationState {
    /// Accepted and durable; no step was made yet.
    NotStarted,
    /// At least one step is committed.
    Running,
    /// The result can be read.
    Completed,
    /// It ended without a result, and left nothing behind.
    Failed,
}

/// What can happen to an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// A step was committed.
    Stepped,
    /// The last step was committed, and the result published with it.
    Published,
    /// It cannot be done, or was cancelled.
    GaveUp,
}

impl OperationState {
    /// Says whether the operation has ended.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Completed | Self::Failed)
    }

    /// Returns the state after `event`; `None` when the event cannot happen any more because the operation has ended.
    pub const fn after(self, event: Event) -> Option<Self> {
        if self.is_final() {
            return None;
        }
        Some(match event {
            Event::Stepped => Self::Running,
            Event::Published => Self::Completed,
            Event::GaveUp => Self::Failed,
        })
    }
}

/// How far an operation has come, in committed steps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Progress {
    /// Nodes and pages that are built, staged but durable.
    pub done: u64,
    /// How many there are; 0 while nobody has looked.
    pub total: u64,
}

impl Progress {
    /// Returns whole percents: 100 only for a completed operation, since until it publishes nothing can be read.
    pub const fn percent(self, state: OperationState) -> u8 {
        if matches!(state, OperationState::Completed) {
            return 100;
        }
        if self.total == 0 {
            return 0;
        }
        let percent = self.done.saturating_mul(100) / self.total;
        if percent > 99 { 99 } else { percent as u8 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_ended_stays_ended() {
        for state in [OperationState::Completed, OperationState::Failed] {
            for event in [Event::Stepped, Event::Published, Event::GaveUp] {
                assert_eq!(state.after(event), None);
            }
        }
        assert_eq!(OperationState::NotStarted.after(Event::Published), Some(OperationState::Completed));
        assert_eq!(OperationState::Running.after(Event::Stepped), Some(OperationState::Running));
    }

    #[test]
    fn a_hundred_percent_means_readable() {
        let all = Progress { done: 7, total: 7 };
        assert_eq!(all.percent(OperationState::Running), 99);
        assert_eq!(all.percent(OperationState::Completed), 100);
        assert_eq!(Progress { done: 3, total: 7 }.percent(OperationState::Running), 42);
        assert_eq!(Progress::default().percent(OperationState::NotStarted), 0);
    }
}
