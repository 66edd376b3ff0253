//! The program against loopback servers: credentials and sessions, TLS and proxies, secrets.
//!
//! Started with `DOCPROOF_TEST_CHILD`, this binary is the conformance harness itself, or one that panics.

mod canary;
mod connect;
mod server;
mod sessions;
mod suite;
mod tls;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};

fn main() -> ExitCode {
    match std::env::var("DOCPROOF_TEST_CHILD").as_deref() {
        Ok("panics") => canary::child(),
        Ok(_) => docproof::harness::main(),
        Err(_) => {
            let tests = [sessions::TESTS, tls::TESTS, canary::TESTS, connect::TESTS].concat();
            let trial = |(name, test): (&str, fn())| {
                Trial::test(name, move || {
                    test();
                    Ok::<(), Failed>(())
                })
            };
            let trials = tests.into_iter().map(trial).collect();
            libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
        }
    }
}
