//! TLS with an authority of the test's own, client certificates, proxies, limits.

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use std::sync::Arc;

use crate::server::{Ask, Proxy, Reply, Server};
use crate::suite::{Ran, Suite, THINGS, ran};

pub(crate) const TESTS: &[(&str, fn())] = &[
    ("an_authority_of_ones_own", own_authority),
    ("verification_switched_off_is_shouted", insecure),
    ("a_client_certificate_is_shown", client_certificate),
    ("https_goes_through_the_proxy", proxy_of_environment),
    ("a_proxy_of_the_target_with_a_password", proxy_of_target),
    ("http2_is_offered", http2),
    ("limits_are_the_targets", limits),
    ("plain_http_to_others_is_refused", plain_http),
];

const TOKEN: &str = "token: { value: tok3n-of-acme }";
const BEARER: &[(&str, &str)] = &[("token", "{ type: http, scheme: bearer }")];

/// An authority of the test's own.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::<String>::new()).expect("no names");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        Self(CertifiedIssuer::self_signed(params, key).expect("a certificate"))
    }

    fn pem(&self) -> String {
        self.0.pem()
    }

    /// A certificate and its key for names, in PEM and DER.
    fn issue(&self, names: &[&str]) -> (rcgen::Certificate, KeyPair) {
        let names: Vec<String> = names.iter().map(|n| (*n).to_owned()).collect();
        let params = CertificateParams::new(names).expect("names");
        let key = KeyPair::generate().expect("a key");
        let cert = params.signed_by(&key, &self.0).expect("signed");
        (cert, key)
    }

    fn server(&self, wants_client: bool) -> ServerConfig {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let (cert, key) = self.issue(&["127.0.0.1", "localhost", "api.acme.test"]);
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let builder = ServerConfig::builder();
        let builder = if wants_client {
            let mut roots = RootCertStore::empty();
            roots.add(self.0.der().clone()).expect("a root");
            let verifier = WebPkiClientVerifier::builder(Arc::new(roots)).build();
            builder.with_client_cert_verifier(verifier.expect("a verifier"))
        } else {
            builder.with_no_client_auth()
        };
        builder
            .with_single_cert(vec![cert.der().clone()], key)
            .expect("a config")
    }
}

fn things(_: &Ask) -> Reply {
    Reply::json(200, THINGS)
}

fn words(ran: &Ran) -> String {
    ran.all().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn own_authority() {
    let authority = Authority::new();
    let server = Server::with_tls(authority.server(false), things);
    let url = format!("https://{}", server.address);
    let suite = Suite::new(BEARER, &["one"]);
    suite.target("", &url, TOKEN);
    let unknown = suite.run();
    assert_eq!(unknown.code, Some(3), "{}", unknown.all());
    assert!(words(&unknown).contains("TLS failed"), "{}", unknown.all());
    suite.write("certs/ca.pem", &authority.pem());
    suite.target("ca: certs/ca.pem", &url, TOKEN);
    let known = suite.run();
    assert_eq!(known.code, Some(0), "{}", known.all());
    suite.write("certs/ca.pem", "not a certificate");
    let none = suite.run();
    assert_eq!(none.code, Some(2), "{}", none.all());
    assert!(
        words(&none).contains("(`ca`) holds no certificate in PEM"),
        "{}",
        none.all()
    );
}

fn insecure() {
    let server = Server::with_tls(Authority::new().server(false), things);
    let suite = Suite::new(BEARER, &["one"]);
    suite.target(
        "insecure: true",
        &format!("https://{}", server.address),
        TOKEN,
    );
    let ran = suite.run();
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    let first = ran.out.lines().next().unwrap_or_default();
    assert!(first.starts_with("INSECURE: "), "{first}");
    assert_eq!(
        ran.out.matches("INSECURE: ").count(),
        2,
        "first and in the summary"
    );
    let record = suite.record();
    let header: serde_json::Value =
        serde_json::from_str(record.lines().next().expect("a header")).expect("JSON");
    assert_eq!(header["insecure"], true);
    let report = std::fs::read_to_string(suite.path("report/report.json")).expect("a report");
    let report: serde_json::Value = serde_json::from_str(&report).expect("JSON");
    assert_eq!(report["insecure"], true);
}

fn client_certificate() {
    let authority = Authority::new();
    let server = Server::with_tls(authority.server(true), things);
    let url = format!("https://{}", server.address);
    let suite = Suite::new(BEARER, &["one"]);
    let (cert, key) = authority.issue(&["qa"]);
    suite.write("ca.pem", &authority.pem());
    suite.write("qa.pem", &cert.pem());
    suite.write("qa.key", &key.serialize_pem());
    suite.target("ca: ca.pem", &url, TOKEN);
    assert_eq!(suite.run().code, Some(3), "nobody is let in without one");
    suite.target(
        "ca: ca.pem\nclient_cert: qa.pem\nclient_key: qa.key",
        &url,
        TOKEN,
    );
    let ran = suite.run();
    assert_eq!(ran.code, Some(0), "{}", ran.all());
}

fn proxy_of_environment() {
    let authority = Authority::new();
    let server = Server::with_tls(authority.server(false), things);
    let proxy = Proxy::to(server.address);
    let suite = Suite::new(BEARER, &["one"]);
    suite.write("ca.pem", &authority.pem());
    suite.target("ca: ca.pem", "https://api.acme.test", TOKEN);
    let run = |no_proxy: &str| {
        let words = ["run", "--target", "target.yaml", "--report", "report"];
        let mut command = suite.command(env!("CARGO_BIN_EXE_docproof"), &words);
        let url = format!("http://qa:pr0xy-pw@{}", proxy.address);
        ran(command.env("HTTPS_PROXY", url).env("NO_PROXY", no_proxy))
    };
    let through = run("other.test");
    assert_eq!(through.code, Some(0), "{}", through.all());
    let heads = proxy.heads();
    assert!(
        heads[0].starts_with("CONNECT api.acme.test:443 "),
        "{heads:?}"
    );
    // "qa:pr0xy-pw" in base64.
    assert!(heads[0].contains("Basic cWE6cHIweHktcHc="), "{heads:?}");
    assert!(!through.all().contains("pr0xy-pw"));
    let direct = run("acme.test");
    assert_eq!(
        direct.code,
        Some(3),
        "the name is not known: {}",
        direct.all()
    );
    assert_eq!(proxy.heads().len(), heads.len());
}

fn proxy_of_target() {
    let authority = Authority::new();
    let server = Server::with_tls(authority.server(false), things);
    let proxy = Proxy::to(server.address);
    let suite = Suite::new(BEARER, &["one"]);
    suite.write("ca.pem", &authority.pem());
    let head = format!(
        "ca: ca.pem\nproxy: {{ url: \"http://{}\", user: qa, password: {{ value: pr0xy-pw }} }}",
        proxy.address
    );
    suite.target(&head, "https://api.acme.test", TOKEN);
    let ran = suite.run();
    assert_eq!(ran.code, Some(0), "{}", ran.all());
    assert!(proxy.heads()[0].contains("Basic cWE6cHIweHktcHc="));
    // This machine is reached directly.
    let local = Server::start(things);
    suite.target(&head, &local.url(), TOKEN);
    let before = proxy.heads().len();
    assert_eq!(suite.run().code, Some(0));
    assert_eq!(proxy.heads().len(), before);
}

fn http2() {
    use std::io::Read;
    let authority = Authority::new();
    let mut config = authority.server(false);
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("bound");
    let server = std::thread::spawn(move || {
        let (stream, _) = listener.accept().expect("a connection");
        let connection = rustls::ServerConnection::new(Arc::new(config)).expect("TLS");
        let mut stream = rustls::StreamOwned::new(connection, stream);
        let mut preface = [0; 24];
        stream.read_exact(&mut preface).expect("a preface");
        (stream.conn.alpn_protocol().map(<[u8]>::to_vec), preface)
    });
    let suite = Suite::new(BEARER, &["one"]);
    suite.write("ca.pem", &authority.pem());
    let url = format!("https://{address}");
    suite.target("ca: ca.pem\ntime_limits: { whole: 1 }", &url, TOKEN);
    let ran = suite.run();
    assert_eq!(ran.code, Some(3), "it never answers: {}", ran.all());
    let (chosen, preface) = server.join().expect("a client");
    assert_eq!(chosen.as_deref(), Some(&b"h2"[..]));
    // RFC 9113, 3.4.
    assert_eq!(&preface, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
}

fn limits() {
    let server = Server::start(|_| {
        std::thread::sleep(std::time::Duration::from_millis(700));
        Reply::json(200, THINGS)
    });
    let suite = Suite::new(BEARER, &["one"]);
    suite.target("time_limits: { first_byte: 0.2 }", &server.url(), TOKEN);
    let slow = suite.run();
    assert_eq!(slow.code, Some(3), "{}", slow.all());
    assert!(
        words(&slow).contains("no response head within 0.2 s"),
        "{}",
        slow.all()
    );

    let large = Server::start(|_| {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        std::io::Write::write_all(&mut gzip, &vec![b' '; 100_000]).expect("in memory");
        std::io::Write::write_all(&mut gzip, THINGS.as_bytes()).expect("in memory");
        let mut reply = Reply::json(200, "").with("Content-Encoding", "gzip");
        reply.body = gzip.finish().expect("in memory");
        reply
    });
    suite.target("body_limit: 50000", &large.url(), TOKEN);
    let bomb = suite.run();
    assert_eq!(bomb.code, Some(3), "no deviation: {}", bomb.all());
    assert!(
        words(&bomb).contains("larger than 50000 bytes"),
        "{}",
        bomb.all()
    );
    suite.target("body_limit: 200000", &large.url(), TOKEN);
    let fits = suite.run();
    assert!(!words(&fits).contains("larger than"), "{}", fits.all());
}

fn plain_http() {
    let suite = Suite::new(BEARER, &["one"]);
    suite.target("", "http://api.acme.test", TOKEN);
    let refused = suite.run();
    assert_eq!(refused.code, Some(2), "{}", refused.all());
    let why = "target.yaml:5:15: error: plain http to a host that is not this machine; expected https, or a loopback address, \
               or `plain_http: true` in the target";
    assert!(refused.err.contains(why), "{}", refused.err);
    suite.target("plain_http: true", "http://api.acme.test", TOKEN);
    let allowed = suite.run();
    assert_eq!(
        allowed.code,
        Some(3),
        "the name is not known: {}",
        allowed.all()
    );
}
