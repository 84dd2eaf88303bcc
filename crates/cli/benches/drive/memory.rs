//! Resident memory while many upload at once.

use crate::stand::figures::note;
use crate::stand::site::Site;
use crate::transfer::Way;

const CLIENTS: u8 = 32;
const BYTES: usize = 100_000_000;

pub fn of_uploads() {
    println!("\nresident memory while {CLIENTS} clients upload {} MB each", BYTES / 1_000_000);
    let site = Site::start();
    note("  before", &megabytes(resident(&site, "VmRSS:")));
    let are_served = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|i| {
                let site = &site;
                scope.spawn(move || {
                    let path = format!("/v1.0/me/drive/root:/upload-{i}.bin:/content");
                    Way { address: site.server.address, path: &path, token: &site.token }.put(BYTES, i)
                })
            })
            .collect();
        clients.into_iter().all(|client| client.join().expect("a client ends").is_some())
    });
    if are_served {
        note("at its peak", &megabytes(resident(&site, "VmHWM:")));
    } else {
        note("not served yet", "501");
    }
}

/// Returns a line of what the system says of the server's memory, in bytes.
fn resident(site: &Site, name: &str) -> u64 {
    let path = format!("/proc/{}/status", site.server.id());
    let text = std::fs::read_to_string(path).expect("this system says what memory a process uses");
    let line = text.lines().find(|line| line.starts_with(name)).expect("it says this of every process");
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<u64>().ok()).expect("in kilobytes") * 1024
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}
