//! Which proxy a request goes through.

use reqwest::NoProxy;

use crate::target::Proxy;
use crate::value::Secret;

/// Never reached through a proxy: this machine.
const LOOPBACK: &str = "localhost,127.0.0.0/8,::1";

/// The proxies for http and https, and the hosts that are reached directly.
#[derive(Clone, Default)]
pub struct Proxies {
    http: Option<Secret>,
    https: Option<Secret>,
    user: Option<(String, Secret)>,
    except: String,
    /// The environment variables that name those for http and https, where they come from there.
    variables: Option<[&'static str; 2]>,
}

impl std::fmt::Debug for Proxies {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Proxies(..)")
    }
}

impl Proxies {
    /// What the environment says: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`, also in small letters.
    pub fn of_environment(env: &dyn Fn(&str) -> Option<String>) -> Self {
        let look = |name: &str| {
            let found = env(name).or_else(|| env(&name.to_ascii_lowercase()));
            found.filter(|text| !text.trim().is_empty())
        };
        let proxy = |name: &str| look(name).or_else(|| look("ALL_PROXY")).map(Secret::new);
        let variable = |name: &'static str| match look(name) {
            Some(_) => name,
            None => "ALL_PROXY",
        };
        Self {
            http: proxy("HTTP_PROXY"),
            https: proxy("HTTPS_PROXY"),
            user: None,
            except: look("NO_PROXY").unwrap_or_default(),
            variables: Some([variable("HTTP_PROXY"), variable("HTTPS_PROXY")]),
        }
    }

    /// What a target says; `password` is that of its proxy.
    pub fn of_target(proxy: &Proxy, password: Option<Secret>) -> Self {
        match proxy {
            Proxy::Direct => Self::default(),
            Proxy::Through { url, user } => Self {
                http: Some(Secret::new(url.as_str())),
                https: Some(Secret::new(url.as_str())),
                user: user
                    .as_ref()
                    .and_then(|(name, _)| Some((name.clone(), password?))),
                except: String::new(),
                variables: None,
            },
        }
    }

    /// The secrets in it, to be masked: passwords of proxies, and with their user names.
    pub fn secrets(&self) -> Vec<(String, Secret)> {
        let mut found = Vec::new();
        let urls = [&self.http, &self.https].into_iter().flatten();
        for url in urls.filter_map(|url| url::Url::parse(url.expose()).ok()) {
            if let Some(password) = url.password() {
                let plain = percent_encoding::percent_decode_str(password).decode_utf8_lossy();
                found.push(("proxy password".to_owned(), Secret::new(plain)));
            }
        }
        let own = self.user.iter().map(|(_, password)| password.clone());
        found.extend(own.map(|password| ("proxy password".to_owned(), password)));
        found
    }

    /// The proxy's host and port for a URL, where it is reached through one.
    pub fn host(&self, url: &str) -> Option<String> {
        let to = url::Url::parse(url).ok()?;
        if self.is_direct(to.host_str()?) {
            return None;
        }
        let proxy = if url.starts_with("https:") {
            &self.https
        } else {
            &self.http
        };
        let proxy = url::Url::parse(proxy.as_ref()?.expose()).ok()?;
        let port = proxy.port_or_known_default()?;
        Some(format!("{}:{port}", proxy.host_str()?))
    }

    /// Whether a host is reached directly: this machine, and what `NO_PROXY` lists (names with those below them,
    /// addresses, `*`). Ranges of addresses are left to the client.
    fn is_direct(&self, host: &str) -> bool {
        let host = host.trim_matches(['[', ']']);
        let is_loopback = host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|a| a.is_loopback());
        let named = |name: &str| {
            let name = name.trim().trim_start_matches('.');
            let below = host.strip_suffix(name).is_some_and(|h| h.ends_with('.'));
            name == "*" || (!name.is_empty() && (host == name || below))
        };
        is_loopback || named("localhost") || self.except.split(',').any(named)
    }

    /// What the client needs to know.
    pub(super) fn rules(&self) -> Result<Vec<reqwest::Proxy>, String> {
        let except = format!("{LOOPBACK},{}", self.except);
        let mut rules = Vec::new();
        for (url, is_https) in [(&self.http, false), (&self.https, true)] {
            let Some(url) = url.as_ref().map(Secret::expose) else {
                continue;
            };
            let made = if is_https {
                reqwest::Proxy::https(url)
            } else {
                reqwest::Proxy::http(url)
            };
            // The error's own words may show the URL, and with it a password.
            let mut proxy = made.map_err(|_| match self.variables {
                Some([http, https]) => {
                    let name = if is_https { https } else { http };
                    format!("the environment variable `{name}` is no URL of a proxy")
                }
                None => "the proxy's URL is none".to_owned(),
            })?;
            if let Some((name, password)) = &self.user {
                proxy = proxy.basic_auth(name, password.expose());
            }
            rules.push(proxy.no_proxy(NoProxy::from_string(&except)));
        }
        Ok(rules)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_is_read_in_either_case() {
        let env = |name: &str| match name {
            "https_proxy" => Some("http://me:p%40ss@proxy.example:3128".to_owned()),
            "ALL_PROXY" => Some("http://other.example:8080".to_owned()),
            "NO_PROXY" => Some("corp.example, 10.0.0.1".to_owned()),
            "HTTP_PROXY" => Some(" ".to_owned()),
            _ => None,
        };
        let proxies = Proxies::of_environment(&env);
        let https = proxies.host("https://api.example.com/");
        assert_eq!(https.as_deref(), Some("proxy.example:3128"));
        let http = proxies.host("http://api.example.com/");
        assert_eq!(http.as_deref(), Some("other.example:8080"));
        for direct in [
            "https://corp.example/",
            "https://a.corp.example/",
            "http://10.0.0.1/",
            "http://127.0.0.1:80/",
            "http://[::1]/",
            "http://localhost/",
        ] {
            assert_eq!(proxies.host(direct), None, "{direct}");
        }
        assert!(proxies.host("https://notcorp.example/").is_some());
        let secrets = proxies.secrets();
        assert_eq!(secrets.len(), 1);
        assert_eq!(secrets[0].1.expose(), "p@ss");
        assert_eq!(format!("{proxies:?}"), "Proxies(..)");
    }

    #[test]
    fn a_variable_that_is_no_url_is_named() {
        let env = |name: &str| (name == "HTTPS_PROXY").then(|| "http://s3cret@:x".to_owned());
        let wrong = Proxies::of_environment(&env).rules().expect_err("no URL");
        let told = "the environment variable `HTTPS_PROXY` is no URL of a proxy";
        assert_eq!(wrong, told);
    }

    #[test]
    fn without_an_environment_there_is_none() {
        let proxies = Proxies::of_environment(&|_| None);
        assert_eq!(proxies.host("https://api.example.com/"), None);
        assert!(proxies.rules().expect("none").is_empty());
    }
}
