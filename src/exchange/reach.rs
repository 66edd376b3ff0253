//! Whether a server can be reached, step by step, before anything is asked of it.

use std::net::SocketAddr;

use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use url::Url;

use super::Client;

/// One thing that was tried: its name, and what came of it in words.
pub type Probed = (String, Result<String, String>);

impl Client {
    /// Looks up the name of a URL's server (or of its proxy), and connects to it. What fails ends it.
    pub async fn reach(&self, url: &str) -> Vec<Probed> {
        let mut tried = Vec::new();
        let proxy = self.proxy(url);
        let Some(server) = proxy.clone().or_else(|| host_and_port(url)) else {
            return vec![("name".to_owned(), Err("the URL has no host".to_owned()))];
        };
        let through = if proxy.is_some() { " (the proxy)" } else { "" };
        let addresses: Vec<SocketAddr> = match lookup_host(server.as_str()).await {
            Ok(found) => found.collect(),
            Err(error) => {
                let why = format!("`{server}`{through} is not known: {error}");
                tried.push(("name".to_owned(), Err(why)));
                return tried;
            }
        };
        let shown: Vec<String> = addresses.iter().map(|a| a.ip().to_string()).collect();
        tried.push((
            "name".to_owned(),
            Ok(format!("{server}{through} is {}", shown.join(", "))),
        ));
        let limit = self.limits().connect;
        let connected = timeout(limit, TcpStream::connect(addresses.as_slice())).await;
        let came = match connected {
            Ok(Ok(_)) => Ok("made".to_owned()),
            Ok(Err(error)) => Err(format!("not made: {error}")),
            Err(_) => Err(format!("not made within {} s", limit.as_secs_f64())),
        };
        tried.push(("connection".to_owned(), came));
        tried
    }
}

fn host_and_port(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    Some(format!(
        "{}:{}",
        url.host_str()?,
        url.port_or_known_default()?
    ))
}
