//! Secrets of the server: made once, the same for all of its processes.

use model::Timestamp;
use store::{Store, secret};

fn read(store: &Store, purpose: &'static str) -> Option<[u8; 32]> {
    let found: store::Result<_> = store.read(move |tx| secret::get(tx, purpose)).wait();
    found.unwrap()
}

conformance! {
    fn the_first_secret_for_a_purpose_stays(store) {
        let other = store.open();
        assert_eq!(read(store, "test"), None);
        for (store, byte) in [(&**store, 1), (&other, 2)] {
            let offered: store::Result<()> = store.write(move |tx| secret::offer(tx, "test", &[byte; 32], Timestamp::from_micros(0))).wait();
            offered.unwrap();
        }
        assert_eq!(read(&other, "test"), Some([1; 32]));
        assert_eq!(read(&other, "another"), None);
    }
}
