//! Apache's WebDAV, as Debian packages it: a process of its own on this machine, with a configuration of its own.

use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use testkit::folder::Folder;
use testkit::http::Client;

/// Where Debian puts the program, which is no place of everybody's path, and its modules.
const DEBIAN_FOLDER: &str = "/usr/sbin";
const MODULES: &str = "/usr/lib/apache2/modules";

/// Who Apache is when it is started by root, as which it refuses to serve.
const WEB_USER: &str = "www-data";

/// A running server of the files in a folder.
pub struct Apache {
    child: Child,
    address: SocketAddr,
    folder: Folder,
}

impl Apache {
    /// Starts it, if it is installed; else says what is missing.
    pub fn start() -> Option<Self> {
        let Some(program) = program() else {
            println!(
                "  no apache2 on the path or in {DEBIAN_FOLDER}: install Debian's package apache2 to compare with mod_dav; cp -r alone"
            );
            return None;
        };
        let folder = Folder::new();
        for name in ["web", "lock"] {
            let made = folder.path().join(name);
            fs::create_dir(&made).expect("a folder can be made");
            // It may be somebody else who serves.
            fs::set_permissions(&made, fs::Permissions::from_mode(0o777)).expect("a folder of ours can be opened");
        }
        let address = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port is free");
        let config = folder.path().join("apache.conf");
        fs::write(&config, configuration(folder.path(), address)).expect("a file can be written");
        let mut command = Command::new(program);
        command.arg("-f").arg(&config).arg("-DFOREGROUND").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut apache = Self { child: command.spawn().expect("apache2 starts"), address, folder };
        apache.await_start();
        Some(apache)
    }

    fn await_start(&mut self) {
        let clock = Instant::now();
        while TcpStream::connect(self.address).is_err() {
            let is_gone = self.child.try_wait().expect("a child can be asked for").is_some();
            let said = || fs::read_to_string(self.folder.path().join("error.log")).unwrap_or_default();
            assert!(!is_gone && clock.elapsed() < Duration::from_secs(10), "apache2 does not serve: {}", said());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Returns the folder that it serves.
    pub fn web(&self) -> PathBuf {
        self.folder.path().join("web")
    }

    /// Copies what lies under one name to another; returns how long that took.
    pub fn copy(&self, from: &str, to: &str) -> Duration {
        let mut client = Client::new(self.address, "none");
        let destination = format!("http://{}/{to}", self.address);
        // The connection is there before the clock starts.
        client.send("OPTIONS", "/", &[], b"").expect("Apache answers");
        let clock = Instant::now();
        let reply = client.send("COPY", &format!("/{from}"), &[("Destination", &destination), ("Depth", "infinity")], b"");
        let took = clock.elapsed();
        let reply = reply.expect("Apache answers");
        assert_eq!(reply.status, 201, "{}", reply.text());
        took
    }
}

impl Drop for Apache {
    fn drop(&mut self) {
        // In order, so that it ends its own children. It may be gone already.
        let _ = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        let _ = self.child.wait();
    }
}

fn program() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain([PathBuf::from(DEBIAN_FOLDER)]);
    folders.map(|folder| folder.join("apache2")).find(|program| program.is_file())
}

fn configuration(folder: &Path, address: SocketAddr) -> String {
    let folder = folder.display();
    let is_root = fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
    let who = if is_root { format!("User {WEB_USER}\nGroup {WEB_USER}\n") } else { String::new() };
    format!(
        "ServerRoot {folder}\nServerName localhost\nListen {address}\nPidFile {folder}/apache.pid\nErrorLog {folder}/error.log\n{who}\
         LoadModule mpm_event_module {MODULES}/mod_mpm_event.so\nLoadModule authz_core_module {MODULES}/mod_authz_core.so\n\
         LoadModule dav_module {MODULES}/mod_dav.so\nLoadModule dav_fs_module {MODULES}/mod_dav_fs.so\n\
         DocumentRoot {folder}/web\nDavLockDB {folder}/lock/dav\n<Directory {folder}/web>\nDav On\nRequire all granted\n</Directory>\n"
    )
}
