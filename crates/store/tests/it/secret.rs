//! Secrets of the server: made once, the same for all of its processes.

use model::Timestamp;
use store::seal::Sealed;
use store::{Store, secret};

fn read(store: &Store, purpose: &'static str) -> Option<Vec<u8>> {
    let found: store::Result<_> = store.read(move |tx| secret::get(tx, purpose)).wait();
    found.unwrap().map(|sealed| sealed.bytes)
}

conformance! {
    fn the_first_secret_for_a_purpose_stays(store) {
        let other = store.open();
        assert_eq!(read(store, "test"), None);
        for (store, byte) in [(&**store, 1), (&other, 2)] {
            let sealed = Sealed { bytes: vec![byte; 32], key: None };
            let offered: store::Result<()> = store.write(move |tx| secret::offer(tx, "test", &sealed, Timestamp::from_micros(0))).wait();
            offered.unwrap();
        }
        assert_eq!(read(&other, "test"), Some(vec![1; 32]));
        assert_eq!(read(&other, "another"), None);
    }
}
