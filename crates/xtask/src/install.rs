//! Installs what the tests need and the machine lacks. The build needs nothing but the toolchain.

use std::process::Command;

use crate::cluster;
use crate::shell::{Failure, cargo, has_program, output, run, works};

/// A program that the tests call, and the Debian package that brings it.
struct Need {
    program: &'static str,
    package: &'static str,
    present: fn() -> bool,
}

const NEEDS: [Need; 7] = [
    Need { program: "the PostgreSQL server", package: "postgresql", present: || cluster::find_programs().is_some() },
    // Counts system calls, which exist under these names on Linux only.
    Need { program: "strace", package: "strace", present: || !cfg!(target_os = "linux") || has_program("strace") },
    // The handbook tells users of clients to call them, and what it says is tried.
    Need { program: "curl", package: "curl", present: || has_program("curl") },
    Need { program: "openssl", package: "openssl", present: || has_program("openssl") },
    // A client of drives, and what makes it a network of its own to speak in.
    Need { program: "rclone", package: "rclone", present: || has_program("rclone") },
    Need { program: "ip", package: "iproute2", present: || !cfg!(target_os = "linux") || has_program("ip") },
    // In which people sign in.
    Need { program: "chromium", package: "chromium", present: || has_program("chromium") },
];

/// Installs PostgreSQL and the other programs, if they are missing.
pub fn programs() -> Result<(), Failure> {
    let missing: Vec<&Need> = NEEDS.iter().filter(|need| !(need.present)()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names = missing.iter().map(|need| need.program).collect::<Vec<_>>().join(" and ");
    let packages: Vec<&str> = missing.iter().map(|need| need.package).collect();
    let by_hand = format!(
        "the tests need {names}. Install with `apt-get install {}` or your system's like; \
         LOOSELEAF_TEST_ENGINES=sqlite does without PostgreSQL",
        packages.join(" ")
    );
    if !has_program("apt-get") {
        return Err(by_hand.into());
    }
    let as_root = || -> Option<Command> {
        if output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0") {
            return Some(Command::new("env"));
        }
        // `-n`: a question for a password in the middle of a test run would look like a hang.
        works(Command::new("sudo").args(["-n", "true"])).then(|| {
            let mut sudo = Command::new("sudo");
            sudo.args(["-n", "env"]);
            sudo
        })
    };
    let (Some(mut update), Some(mut install)) = (as_root(), as_root()) else {
        return Err(by_hand.into());
    };
    eprintln!("{names} not found, installing.");
    run(update.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "update", "-q"]))?;
    run(install.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-q", "--no-install-recommends"]).args(&packages))?;
    match missing.iter().find(|need| !(need.present)()) {
        Some(need) => Err(format!("{} is installed, but {} is still not found", need.package, need.program).into()),
        None => Ok(()),
    }
}

/// Installs cargo-nextest, if it is missing. It is built from source, which takes a few minutes, once.
pub fn nextest() -> Result<(), Failure> {
    if works(cargo().args(["nextest", "--version"])) {
        return Ok(());
    }
    eprintln!("cargo-nextest not found, building it.");
    run(cargo().args(["install", "--locked", "cargo-nextest"]))
}
