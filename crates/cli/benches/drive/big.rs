//! One large file in and out, against a bare file server with the same sync discipline. Ours comes in by an upload session,
//! as what is larger than 250 MB must; theirs in one request.

use crate::bare_files;
use crate::stand::figures::{line, median, note};
use crate::stand::floor::FloorServer;
use crate::stand::site::Site;
use crate::transfer::Way;
use std::time::Duration;
use testkit::folder::Folder;

const BYTES: usize = 1 << 30;
const ROUNDS: u8 = 3;

pub fn in_and_out() {
    println!("\nupload and download of 1 GiB, {ROUNDS} rounds in turn with a bare file server that syncs the file and its folder");
    let site = Site::start();
    let folder = Folder::new();
    let floor = FloorServer::told(&[bare_files::WORD, &folder.path().display().to_string()]);
    let ours = Way { address: site.server.address, path: "/v1.0/me/drive/root:/big.bin:/", token: &site.token };
    let content = format!("{}content", ours.path);
    let bare = Way { address: floor.address, path: "/big.bin", token: "none" };
    let (mut up, mut bare_up, mut down, mut bare_down) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let Some(took) = ours.put_in_fragments(BYTES, round) else {
            note("not served yet", "501");
            return;
        };
        up.push(took);
        bare_up.extend(bare.put(BYTES, round));
        down.extend(Way { path: &content, ..ours }.get(BYTES));
        bare_down.extend(bare.get(BYTES));
    }
    figure("upload", median(up), median(bare_up));
    figure("download", median(down), median(bare_down));
}

fn figure(what: &str, ours: Duration, bare: Duration) {
    line(&format!("{what}: bare file server / ours"), &format!("{:.2}", bare.as_secs_f64() / ours.as_secs_f64()), "-", "-");
    let rate = |took: Duration| BYTES as f64 / 1e6 / took.as_secs_f64();
    note("  MB a second", &format!("{:.0} of {:.0}", rate(ours), rate(bare)));
}
