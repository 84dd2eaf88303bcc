use onedrive_api::{DriveLocation, OneDrive};
use reqwest::{Certificate, Client, redirect::Policy};

/// `pem` is the server's certificate for graph.microsoft.com. One that everybody trusts need not be added.
pub fn connect(server: std::net::SocketAddr, pem: &[u8], token: &str) -> reqwest::Result<OneDrive> {
    let client = Client::builder()
        .redirect(Policy::none())
        .resolve("graph.microsoft.com", server)
        .add_root_certificate(Certificate::from_pem(pem)?)
        .build()?;
    Ok(OneDrive::new_with_client(client, token, DriveLocation::me()))
}
