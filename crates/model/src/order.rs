//! Where things stand in an order that is kept as sparse numbers: putting one between two others changes no third.

/// How far apart two things stand that are put before or after all others: room for twenty halvings.
pub const ORDER_GAP: i64 = 1 << 20;

/// How far apart neighbours stand once they had to make room. Less would make them move again soon.
const ROOMY: i64 = 1 << 10;

/// Puts `count` things before number `at` of others that stand by rising `orders`, or after all if `at` is beyond them.
///
/// Returns what changes: numbers in the resulting sequence with their orders, rising. Neighbours are among them only where
/// nothing lies between them any more. `tail` is how far behind the last one the next one stands.
#[must_use]
pub fn placed(orders: &[i64], at: usize, count: usize, tail: i64) -> Vec<(usize, i64)> {
    let at = at.min(orders.len());
    // The neighbours that are renumbered: those from `from` up to `to`.
    let (mut from, mut to) = (at, at);
    loop {
        let places = to - from + count;
        let wanted = i64::try_from(places).unwrap_or(i64::MAX).saturating_add(1);
        let low = from.checked_sub(1).and_then(|i| orders.get(i)).copied();
        let high = orders.get(to).copied();
        let (low, step) = match (low, high) {
            (Some(low), Some(high)) => (low, high.saturating_sub(low) / wanted),
            (None, Some(high)) => (high.saturating_sub(ORDER_GAP.saturating_mul(wanted)), ORDER_GAP),
            (Some(low), None) => (low, tail),
            (None, None) => (0, tail),
        };
        let is_first_try = from == at && to == at;
        if step >= if is_first_try { 1 } else { ROOMY.min(tail) } {
            let order = |i: usize| low.saturating_add(step.saturating_mul(i64::try_from(i + 1).unwrap_or(i64::MAX)));
            return (0..places).map(|i| (from + i, order(i))).collect();
        }
        // Twice as many neighbours each time: few of them move often, and all of them hardly ever.
        let more = (to - from).max(1);
        from = from.saturating_sub(more);
        to = (to + more).min(orders.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Applies what `placed` says; the new ones are marked.
    fn apply(orders: &[i64], at: usize, count: usize) -> (Vec<i64>, usize) {
        let mut all: Vec<i64> = orders.to_vec();
        let at = at.min(all.len());
        all.splice(at..at, std::iter::repeat_n(0, count));
        let changes = placed(orders, at, count, ORDER_GAP);
        for (i, order) in &changes {
            all[*i] = *order;
        }
        assert!(all.is_sorted_by(|a, b| a < b), "{all:?}");
        (all, changes.len())
    }

    #[test]
    fn first_last_and_between() {
        assert_eq!(apply(&[], 0, 1).0, [ORDER_GAP]);
        assert_eq!(apply(&[10], 0, 1), (vec![10 - ORDER_GAP, 10], 1));
        assert_eq!(apply(&[10], 7, 2).0, [10, 10 + ORDER_GAP, 10 + 2 * ORDER_GAP]);
        assert_eq!(apply(&[10, 20], 1, 1), (vec![10, 15, 20], 1));
    }

    #[test]
    fn equal_neighbours_make_room() {
        let (all, changed) = apply(&[5, 5, 5, 5], 2, 1);
        assert_eq!(all.len(), 5);
        assert_eq!(changed, 5);
    }

    #[test]
    fn many_at_one_place_move_few() {
        let mut orders: Vec<i64> = (1..=1_000).map(|i| i * ORDER_GAP).collect();
        let mut moved = 0;
        for _ in 0..2_000 {
            let (next, changed) = apply(&orders, 500, 1);
            orders = next;
            moved += changed;
        }
        assert!(moved < 2_000 * 12, "{moved}");
    }
}
