//! Other issuers, as they are: another started Looseleaf, and a provider that is nobody's of ours, each over https. The stories lie in
//! `tests/clients/python/elsewhere.py`.

use crate::clients::{installed, node, story};
use crate::sign_in::{PASSWORD, as_ann};
use crate::support::{Place, Serving, said};
use serde_json::Value;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use testkit::certificate::Authority;

const FLAGS: &str = "--certificate notes.pem --certificate-key notes.key";

/// A place with a server's certificate in it, and the authority that vouches for it.
fn certified(authority: &Authority) -> Place {
    let place = Place::new();
    let own = authority.certify(&["localhost", "127.0.0.1"]);
    std::fs::write(place.path("authority.pem"), &authority.pem).unwrap();
    std::fs::write(place.path("notes.pem"), own.certificate).unwrap();
    std::fs::write(place.path("notes.key"), own.key).unwrap();
    place
}

/// Returns where a server is. By another host than the other one: cookies are of hosts, whatever the port.
fn url(server: &Serving, host: &str) -> String {
    format!("https://{host}:{}", server.address.rsplit(':').next().unwrap())
}

/// Tells a story to the server in a place.
#[track_caller]
fn tell(place: &Place, server: Serving, what: &str, issuer: &str, client: &str, secret: &str) {
    let mut command = Command::new(installed("python").join("bin/python"));
    command.arg("-EsB").arg(story("python/elsewhere.py")).arg(what);
    as_ann(&mut command, place, "authority.pem").env("LOOSELEAF_URL", url(&server, "localhost"));
    command.env("LOOSELEAF", env!("CARGO_BIN_EXE_looseleaf")).env("LOOSELEAF_DATA", place.data());
    command.env("ISSUER_URL", issuer).env("ISSUER_CLIENT", client).env("ISSUER_SECRET", secret);
    let told = said(&mut command);
    let log = server.stop();
    assert_eq!(told.code, 0, "the story broke off after\n{}\n{}\nthe server's log:\n{log}", told.out, told.err);
}

#[test]
fn another_looseleaf() {
    let authority = Authority::new();
    let (place, other) = (certified(&authority), certified(&authority));
    let (server, issuer) = (place.serve(FLAGS), other.serve(FLAGS));
    std::fs::write(other.path("ann.txt"), PASSWORD).unwrap();
    other.ok("user add ann --password-file ann.txt");
    let app = other.json(&format!("app add Notes --confidential --redirect {}/signed-in/Other --json", url(&server, "localhost")));
    place.ok("app add my-app --id my-app --redirect http://localhost");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    tell(&place, server, "looseleaf", &url(&issuer, "127.0.0.1"), &text(&app["id"]), &text(&app["secret"]));
}

/// A program that goes when the test ends.
struct Started(Child);

impl Drop for Started {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_provider_of_other_makers() {
    let authority = Authority::new();
    let place = certified(&authority);
    let server = place.serve(FLAGS);
    let mut command = node("provider.js");
    command.env("PROVIDER_CERTIFICATE", place.path("notes.pem")).env("PROVIDER_KEY", place.path("notes.key"));
    command.env("PROVIDER_BACK", format!("{}/signed-in/Provider", url(&server, "localhost"))).env("PROVIDER_SECRET", "sesame");
    let log = std::fs::File::create(place.path("provider.log")).unwrap();
    let mut provider = Started(command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log).spawn().unwrap());
    // Kept until the end: it says more later, and has to have somebody to say it to.
    let mut lines = BufReader::new(provider.0.stdout.take().unwrap()).lines().map_while(Result::ok);
    let is_ready = |line: String| serde_json::from_str::<Value>(&line).ok()?["issuer"].as_str().map(str::to_owned);
    let ready = lines.find_map(is_ready);
    let issuer = ready.unwrap_or_else(|| panic!("no provider: {}", std::fs::read_to_string(place.path("provider.log")).unwrap()));
    tell(&place, server, "provider", &issuer, "looseleaf", "sesame");
    drop(lines);
}
