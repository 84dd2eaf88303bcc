//! What was made once and may be asked for again, in bounded memory.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

/// What takes memory while it is kept.
pub(crate) trait Weight {
    /// Returns how many bytes it takes, more or less.
    fn bytes(&self) -> usize;
}

impl<T: Weight> Weight for Arc<T> {
    fn bytes(&self) -> usize {
        T::bytes(self)
    }
}

/// Values by their keys.
///
/// Two generations: what is asked for moves to the young one; when that is full, it becomes the old one, and what was not
/// asked for since is forgotten.
pub(crate) struct Kept<K, V> {
    generation_bytes_max: usize,
    generations: Mutex<Generations<K, V>>,
}

struct Generations<K, V> {
    young: HashMap<K, V>,
    old: HashMap<K, V>,
    young_bytes: usize,
}

impl<K: Hash + Eq + Clone, V: Weight + Clone> Kept<K, V> {
    pub(crate) fn new(bytes_max: usize) -> Self {
        let generations = Generations { young: HashMap::new(), old: HashMap::new(), young_bytes: 0 };
        Self { generation_bytes_max: bytes_max / 2, generations: Mutex::new(generations) }
    }

    pub(crate) fn get(&self, key: &K) -> Option<V> {
        let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = generations.young.get(key) {
            return Some(found.clone());
        }
        let found = generations.old.remove(key)?;
        self.keep(&mut generations, key.clone(), found.clone());
        Some(found)
    }

    /// Keeps a value in place of the one that was kept under its key, if there was one.
    pub(crate) fn put(&self, key: K, value: V) {
        let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        self.keep(&mut generations, key, value);
    }

    fn keep(&self, generations: &mut Generations<K, V>, key: K, value: V) {
        let bytes = value.bytes();
        // One huge value does not push out all others.
        if bytes > self.generation_bytes_max / 4 {
            return;
        }
        if generations.young_bytes + bytes > self.generation_bytes_max {
            generations.old = std::mem::take(&mut generations.young);
            generations.young_bytes = 0;
        }
        generations.young_bytes += bytes;
        if let Some(before) = generations.young.insert(key, value) {
            generations.young_bytes -= before.bytes();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq)]
    struct Sized(usize);

    impl Weight for Sized {
        fn bytes(&self) -> usize {
            self.0
        }
    }

    fn bytes(kept: &Kept<u32, Sized>) -> usize {
        let generations = kept.generations.lock().unwrap();
        assert_eq!(generations.young.values().map(Weight::bytes).sum::<usize>(), generations.young_bytes);
        generations.young_bytes + generations.old.values().map(Weight::bytes).sum::<usize>()
    }

    #[test]
    fn memory_is_bounded() {
        let kept = Kept::new(16_000);
        for i in 0..100 {
            kept.put(i, Sized(500));
            assert!(kept.get(&i).is_some());
            // The first one is asked for all the time, so it stays.
            assert!(kept.get(&0).is_some());
            assert!(bytes(&kept) <= 16_000);
        }
        assert!(kept.get(&1).is_none());
    }

    #[test]
    fn a_later_value_takes_the_place_of_an_earlier_one() {
        let kept = Kept::new(16_000);
        for i in 1..=100 {
            kept.put(0, Sized(i));
            assert_eq!(kept.get(&0), Some(Sized(i)));
        }
        kept.put(1, Sized(2_000));
        assert!(bytes(&kept) <= 16_000);
        assert_eq!(kept.get(&0), Some(Sized(100)));
    }

    #[test]
    fn a_huge_value_is_not_kept() {
        let kept = Kept::new(8_000);
        kept.put(0, Sized(1_001));
        assert_eq!(kept.get(&0), None);
    }
}
